"""Who sits where: seats made, taken by a code, dated and freed; groups put below others."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from conversations.facts import Person
from conversations.screen import Act
from conversations.seat_events import (
    GroupPlaced,
    SeatChanged,
    SeatEnded,
    SeatFreed,
    SeatMade,
    SeatTaken,
)
from conversations.seats.state import code_from, hash_of
from conversations.structure import GroupHere, SeatHere, TheSeatCode, TheStructure
from conversations.text import Worded
from conversations.turn import Tapped, Typed
from tests.conversations.people import MEMBER, MORNING, Chat

NETWORK, LUNG, BREAST = 3, 4, 5
LATER = date(2027, 3, 31)
FREE = SeatHere(11, Worded.of({"en_GB": "Patient member"}))
TAKEN = SeatHere(12, Worded.of({"en_GB": "Carer"}), taken=True, since=date(2026, 1, 5), until=LATER)
GROUPS = (
    GroupHere(BREAST, "Breast group", "site_specific", parent=NETWORK),
    GroupHere(LUNG, "Lung group", "site_specific", parent=NETWORK, seats=(FREE, TAKEN)),
    GroupHere(NETWORK, "Partnership group", "cross_cutting"),
)
EVERYWHERE = replace(MEMBER, roles=frozenset({"facilitator"}))
OF_BREAST = replace(EVERYWHERE, in_groups=frozenset({("facilitator", BREAST)}))


def chat(who: Person = MEMBER, groups: tuple[GroupHere, ...] = GROUPS) -> Chat:
    someone = Chat(who, found={TheStructure(): groups})
    someone.command("seats")
    return someone


def with_seats(*seats: SeatHere) -> tuple[GroupHere, ...]:
    return (replace(GROUPS[1], parent=None, seats=seats),)


# --- seeing ---------------------------------------------------------------------------------------


def test_a_member_sees_groups_and_seats_and_no_name() -> None:
    someone = chat()
    assert someone.labels == (
        "Breast group, in Partnership group", "Lung group, in Partnership group",
        "Partnership group", "I have a seat code", "Home",
    )  # fmt: skip
    someone.tap("Lung group, in Partnership group")
    assert someone.text == (
        "Lung group\nA group for one kind of cancer.\nIt is part of Partnership group.\n"
        "Patient member: free\nCarer: taken until Wednesday 31 March 2027"
    )
    assert list(someone.labels) == ["Back", "Home"]
    someone.tap("Back")
    someone.tap("Breast group, in Partnership group")
    assert "It has no seats yet." in someone.text


@pytest.mark.parametrize(
    ("seat", "at_home", "in_group"),
    [
        (replace(TAKEN, mine=True), "You sit in Lung group until Wednesday 31 March 2027: Carer.",
         "Carer: you, until Wednesday 31 March 2027"),
        (replace(TAKEN, mine=True, until=None), "You sit in Lung group: Carer.", "Carer: you"),
        (replace(TAKEN, until=None), "Choose a group.", "Carer: taken"),
    ],
    ids=["mine with an end", "mine", "another's"],
)  # fmt: skip
def test_your_own_seat_is_named_first(seat: SeatHere, at_home: str, in_group: str) -> None:
    someone = chat(groups=with_seats(seat))
    assert at_home in someone.text
    someone.tap("Lung group")
    assert in_group in someone.text


def test_where_there_is_no_group_it_says_so_and_strange_words_are_asked_again() -> None:
    someone = chat(groups=())
    assert "There are no groups here yet." in someone.text
    assert not someone.say("the long walk").understood
    someone.hear(Tapped(Act("seat.group", (0, 99))))
    assert "This is not there any more." in someone.text


# --- sitting down ---------------------------------------------------------------------------------


def test_whoever_has_the_code_sits_down_once() -> None:
    code = code_from(2**40 - 1)
    someone = chat()
    someone.tap("I have a seat code")
    assert not someone.say("AAAA-2222").understood
    assert "I do not know this code" in someone.text
    someone.found[TheSeatCode(hash_of(code))] = FREE
    someone.say(code.lower().replace("-", " "))
    assert someone.text == "Thank you. You now sit here: Patient member."
    assert someone.events == [SeatTaken(11, hash_of(code))]


def test_codes_have_signs_that_nobody_takes_for_others() -> None:
    assert code_from(0) == "2222-2222"
    assert hash_of("2222-2222") == hash_of(" 2222 2222")


# --- facilitators ---------------------------------------------------------------------------------


def test_a_facilitator_makes_a_seat_and_gets_its_code() -> None:
    someone = chat(EVERYWHERE)
    someone.tap("Lung group, in Partnership group")
    someone.tap("Add a seat")
    someone.say("x" * 61)
    assert "at most 60 letters" in someone.text
    someone.say(" ")
    assert "What is the seat called?" in someone.text
    someone.say("Deputy")
    someone.say("whenever")
    assert "I cannot read that as a day to come." in someone.text
    someone.say("yesterday", MORNING.date() - timedelta(days=1))
    assert "I cannot read that as a day to come." in someone.text
    someone.hear(Typed("31 June", no_such_day=True))
    assert someone.text == "There is no such day. Please type another one."
    assert someone.labels[-1] == "Back"
    someone.say("31 March", LATER)
    (made,) = someone.events
    assert isinstance(made, SeatMade)
    assert (made.group, made.title, made.until) == (LUNG, Worded.of({"en_GB": "Deputy"}), LATER)
    shown = someone.screens[-1].title
    assert isinstance(shown, str)
    assert made.code == hash_of(shown)
    assert shown not in repr(someone.events)


def test_a_seat_may_have_no_end() -> None:
    someone = chat(EVERYWHERE)
    someone.tap("Partnership group")
    someone.tap("Add a seat")
    someone.say("Deputy")
    someone.tap("No end")
    assert someone.events[-1].until is None  # type: ignore[union-attr]
    someone.tap("No end")
    assert len(someone.events) == 1


def test_a_facilitator_dates_frees_takes_and_ends_seats() -> None:
    someone = chat(EVERYWHERE)
    someone.tap("Lung group, in Partnership group")
    someone.tap("Carer: taken until Wednesday 31 March 2027")
    assert "It has been taken since Monday 5 January 2026." in someone.text
    someone.tap("Change the end")
    someone.say("31 March", LATER)
    someone.tap("Back to the group")
    someone.tap("Carer: taken until Wednesday 31 March 2027")
    someone.tap("Free the seat")
    someone.tap("Back to the group")
    someone.tap("Patient member: free")
    someone.tap("I sit here")
    someone.tap("Who sits where")
    someone.tap("Take the seat away")
    someone.tap("No, keep it")
    someone.tap("Take the seat away")
    someone.tap("Yes, take it away")
    changed, freed, taken, ended = someone.events
    assert changed == SeatChanged(12, LATER)
    assert isinstance(freed, SeatFreed)
    assert taken == SeatTaken(11)
    assert ended == SeatEnded(11)


def test_a_seat_that_is_gone_or_taken_meanwhile_is_not_changed() -> None:
    someone = chat(EVERYWHERE)
    someone.tap("Lung group, in Partnership group")
    someone.tap("Patient member: free")
    someone.found[TheStructure()] = with_seats(replace(FREE, taken=True))
    someone.tap("I sit here")
    someone.found[TheStructure()] = with_seats()
    for label in ("New code", "Change the end", "Take the seat away"):
        someone.tap(label)
        assert "This is not there any more." in someone.text
    for act in (Act("seat.one", (0, 11)), Act("seat.end_yes", (0, 11)), Act("seat.one")):
        someone.hear(Tapped(act))
        assert "This is not there any more." in someone.text
    assert someone.events == []


def test_what_was_shown_of_a_thing_that_is_gone_becomes_the_list() -> None:
    someone = chat(EVERYWHERE)
    someone.tap("Lung group, in Partnership group")
    someone.tap("Patient member: free")
    someone.found[TheStructure()] = with_seats()
    assert not someone.say("hm").understood
    someone.tap("Back")
    someone.tap("Lung group")
    someone.found[TheStructure()] = ()
    assert not someone.say("hm").understood
    someone.hear(Tapped(Act("seat.add", (0, LUNG))))
    assert "This is not there any more." in someone.text


def test_a_facilitator_of_another_group_changes_nothing_here() -> None:
    someone = chat(OF_BREAST)
    for verb, number in (("one", 11), ("add", LUNG), ("place", LUNG)):
        someone.hear(Tapped(Act(f"seat.{verb}", (0, number))))
        assert "Only a facilitator of this group can change that." in someone.text
    for verb in ("free", "sit", "end", "until", "end_yes"):
        someone.hear(Tapped(Act(f"seat.{verb}", (0, 11))))
    assert someone.events == []


def test_a_group_is_put_below_another_but_not_below_itself() -> None:
    someone = chat(EVERYWHERE)
    someone.tap("Partnership group")
    someone.tap("Put it below another")
    assert someone.labels == ("On its own", "Back")
    someone.tap("Back")
    someone.tap("Lung group, in Partnership group")
    someone.tap("Put it below another")
    someone.tap("Breast group")
    assert "It is now part of Breast group." in someone.text
    someone.tap("Back to the group")
    someone.tap("Put it below another")
    someone.tap("On its own")
    assert "It is now part of no other group." in someone.text
    someone.tap("On its own")
    someone.hear(Tapped(Act("seat.place", (0, NETWORK))))
    someone.hear(Tapped(Act("seat.placed", (0, LUNG))))
    assert someone.events == [GroupPlaced(LUNG, BREAST), GroupPlaced(LUNG, None)]
