"""Calls for volunteers: made, offered, answered; the draw is fair and can be repeated."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.calling import (
    Brief,
    Call,
    Offer,
    TheCall,
    TheCalls,
    Ticket,
    draw,
    promise_of,
    seed_of,
    strata,
    ticket_of,
)
from conversations.calls import prompt
from conversations.calls.screens import drawn_notice, invitation, thanks_notice
from conversations.calls.state import Calling
from conversations.facts import Facts, Need, Person, WhatWaits
from conversations.screen import Act
from conversations.seat_events import CallCancelled, CallMade, HelpOffered, HelpTakenBack
from conversations.structure import TheStructure
from conversations.text import Worded
from conversations.turn import Key, Tapped, Typed
from conversations.wording import OF_CALL, TheWording, Wording
from tests.conversations.people import MEMBER, MORNING, RIVERSIDE, Chat, english, said
from tests.conversations.test_seats import BREAST, EVERYWHERE, GROUPS, OF_BREAST

LATER = date(2026, 3, 31)


def words(text: str) -> Worded:
    return Worded.of({"en_GB": text})


CALL = Call(
    77, words("Read a leaflet"),
    Brief(words("Read it."), words("2 hours."), words("Its words."), words("None."),
          words("Call 01234 1.")),
    3, LATER, part="asked", promise="abc",
)  # fmt: skip
MANAGED = replace(CALL, part="", managed=True)


# --- members --------------------------------------------------------------------------------------


def asked(call: Call = CALL) -> Chat:
    chat = Chat(found={TheCall(77): call, WhatWaits(): ()})
    chat.show(invitation(call))
    return chat


def test_a_member_offers_and_may_take_it_back() -> None:
    chat = asked()
    assert chat.screens[-1].title == CALL.title
    assert "3 places. You can offer until Tuesday 31 March 2026." in said(chat.screens[-1])
    chat.tap("I can help")
    assert "I will tell you after Tuesday 31 March 2026" in chat.text
    chat.tap("I cannot after all")
    assert chat.text == "That is fine. Thank you for looking at it."
    assert chat.events == [HelpOffered(77), HelpTakenBack(77)]


def test_a_number_typed_in_reply_chooses() -> None:
    chat = asked()
    chat.focus = Key("calls", 77)
    chat.say("1")
    assert chat.events == [HelpOffered(77)]
    assert not chat.say("I would love to, on Mondays").understood
    assert chat.text == "Please choose one: tap a button, or type its number."


def test_how_it_is_drawn_is_explained_with_its_proof() -> None:
    chat = asked()
    chat.tap("How is it drawn?")
    assert "The proof: abc" in chat.text
    chat.tap("Back")
    assert "We look for people who can help." in chat.text


@pytest.mark.parametrize(
    "call",
    [
        replace(CALL, status="drawn"),
        replace(CALL, closes_on=MORNING.date() - timedelta(days=1)),
        replace(CALL, part=""),
    ],
    ids=["drawn", "over", "not asked"],
)
def test_nobody_offers_too_late_or_unasked(call: Call) -> None:
    chat = asked(call)
    chat.tap("I can help")
    assert chat.text.startswith("This call is closed now.")
    assert chat.events == []


def test_a_call_that_is_gone_is_refused() -> None:
    chat = asked()
    chat.found[TheCall(77)] = None
    chat.tap("I can help")
    assert "I cannot use that button any more." in chat.text
    chat.focus = Key("calls", 77)
    assert not chat.say("1").understood
    chat = asked(MANAGED)
    chat.tap("Not now")
    assert chat.events == []


@pytest.mark.parametrize(
    ("part", "status", "told"),
    [
        ("drawn", "drawn", "You have a place."),
        ("thanked", "drawn", "A fair draw gave them to others."),
        ("thanked", "cancelled", "We do not need this help any more."),
    ],
)
def test_everybody_is_thanked(part: str, status: str, told: str) -> None:
    call = replace(CALL, part=part, status=status)
    chat = Chat(found={TheCall(77): call})
    chat.hear(Tapped(Act("call.show", (77,))))
    assert "Thank you for offering" in chat.text
    assert told in chat.text
    notices = {said(drawn_notice(call)), said(thanks_notice(call))}
    assert chat.text in notices


# --- facilitators ---------------------------------------------------------------------------------


def desk(who: Person = EVERYWHERE, *calls: Call) -> Chat:
    found: dict[Need, Any] = {TheStructure(): GROUPS, TheCalls(): calls, WhatWaits(): ()}
    one_by_one: dict[Need, Any] = {TheCall(one.id): one for one in calls}
    chat = Chat(who, found=found | one_by_one)
    chat.command("call")
    return chat


def write(chat: Chat) -> None:
    chat.tap("Make a call")
    for text in ("Read a leaflet", "Read it.", "2 hours.", "Its words.", "None.", "Call 01234 1."):
        chat.say(text)
    chat.say("3")


def test_a_call_is_written_step_by_step_and_goes_as_it_was_previewed() -> None:
    chat = desk()
    assert "You have no call for volunteers yet." in chat.text
    write(chat)
    assert chat.labels == (
        "Everybody", "Breast group", "Lung group", "Partnership group", "Back",
    )  # fmt: skip
    assert not chat.say("all of them").understood
    chat.tap("Lung group")
    chat.say("31 March", LATER)
    shown, ask = chat.last.screens
    assert said(shown) == said(invitation(CALL))
    assert "Shall I send it?" in said(ask)
    assert not chat.say("perhaps").understood
    chat.found[TheWording(0, OF_CALL)] = Wording((CALL.title,), ("ur",))
    chat.tap("Other languages")
    chat.tap("Back")
    assert chat.last.screens == (shown, ask)
    chat.tap("Send it")
    (made,) = chat.events
    assert isinstance(made, CallMade)
    assert (made.title, made.brief, made.places) == (CALL.title, CALL.brief, 3)
    assert (made.closes_on, made.group) == (LATER, 4)
    assert 0 < made.call < 2**48
    assert len(made.secret) == 20
    chat.tap("Send it")
    assert len(chat.events) == 1
    chat.tap("Lung group")
    assert len(chat.events) == 1


def test_who_facilitates_one_group_asks_that_one_only() -> None:
    chat = desk(OF_BREAST)
    write(chat)
    assert chat.labels == ("Breast group", "Back")
    chat.hear(Tapped(Act("call.group", (0, 0))))
    chat.hear(Tapped(Act("call.group", (0, 4))))
    assert chat.labels == ("Breast group", "Back")
    chat.tap("Breast group")
    assert chat.state(Key("calls")) is not None
    state = chat.state(Key("calls"))
    assert isinstance(state, Calling)
    assert state.group == BREAST


def test_everybody_may_be_asked() -> None:
    chat = desk()
    write(chat)
    chat.tap("Everybody")
    chat.say("31 March", LATER)
    chat.tap("Send it")
    assert chat.events[-1].group is None  # type: ignore[union-attr]


def test_what_cannot_be_is_asked_again() -> None:
    chat = desk()
    chat.tap("Make a call")
    chat.say("x" * 61)
    assert "at most 60 letters" in chat.text
    chat.say("Leaflet")
    chat.say("y" * 401)
    assert "at most 400 letters" in chat.text
    chat.say(" ")
    assert "What is there to do?" in chat.text
    for text in ("a", "b", "c", "d", "e"):
        chat.say(text)
    for text in ("many", "0", "51"):
        chat.say(text)
        assert "I need a number from 1 to 50." in chat.text
    chat.say("2")
    chat.tap("Everybody")
    chat.say("yesterday", MORNING.date())
    assert "I cannot read that as a day to come." in chat.text
    chat.hear(Typed("31 June", no_such_day=True))
    assert chat.text == "There is no such day. Please type another one."
    chat.tap("Back")
    assert "You have no call for volunteers yet." in chat.text


def test_a_call_is_seen_with_few_offers_hidden_and_taken_back() -> None:
    chat = desk(EVERYWHERE, MANAGED, replace(MANAGED, id=78, status="drawn", offers=31),
                replace(MANAGED, id=79, status="cancelled"))  # fmt: skip
    assert chat.labels[:3] == (
        "Open: Read a leaflet", "Drawn: Read a leaflet", "Taken back: Read a leaflet",
    )  # fmt: skip
    chat.tap("Drawn: Read a leaflet")
    assert "People who offered: 31." in chat.text
    assert "The draw is done." in chat.text
    chat.tap("Taken back: Read a leaflet")
    assert "You took this call back." in chat.text
    chat.tap("Open: Read a leaflet")
    assert "Fewer than 10 people offered, or nobody yet." in chat.text
    chat.tap("Take the call back")
    chat.tap("No, leave it")
    chat.tap("Take the call back")
    chat.tap("Yes, take it back")
    assert chat.events == [CallCancelled(77)]


@pytest.mark.parametrize("verb", ["call.one", "call.cancel", "call.cancel_yes"])
def test_a_call_of_others_or_that_is_over_is_not_taken_back(verb: str) -> None:
    chat = desk(EVERYWHERE, replace(MANAGED, managed=False))
    chat.hear(Tapped(Act(verb, (77,))))
    chat.found[TheCall(77)] = replace(MANAGED, status="drawn", managed=verb != "call.one")
    chat.hear(Tapped(Act(verb, (77,))))
    chat.hear(Tapped(Act(verb)))
    assert "I cannot use that button any more." in chat.text
    assert chat.events == []


def test_a_call_that_is_gone_has_nothing_to_choose_from() -> None:
    assert prompt(Calling(77), Facts(MEMBER, RIVERSIDE, english)) is None
    chat = Chat()
    chat.command("call")
    assert chat.events == []


# --- the draw -------------------------------------------------------------------------------------

OFFERS = st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 2)), max_size=40).map(
    lambda found: [Offer(number, *one) for number, one in enumerate(found)]
)


@given(OFFERS, st.integers(1, 12), st.text(max_size=8), st.randoms(use_true_random=False))
def test_the_draw_is_the_same_whoever_repeats_it(
    offers: list[Offer], places: int, seed: str, chance: Random
) -> None:
    tickets = [ticket_of(seed, one) for one in offers]
    drawn = draw(seed, tickets, places)
    chance.shuffle(tickets)
    assert draw(seed, tickets, places) == drawn
    assert len(drawn) == min(places, len(offers))


@given(OFFERS, st.integers(1, 12), st.text(max_size=8))
def test_each_stratum_gets_its_share_and_least_used_come_first(
    offers: list[Offer], places: int, seed: str
) -> None:
    tickets = {ticket_of(seed, one): one for one in offers}
    drawn = draw(seed, tickets, places)
    offered = Counter(one.stratum for one in offers)
    got = Counter(one.stratum for ticket, one in tickets.items() if ticket.mark in drawn)
    for name, count in offered.items():
        share = min(places, len(offers)) * count / len(offers)
        assert share - 1 < got[name] < share + 1
        mine = [(ticket, one) for ticket, one in tickets.items() if one.stratum == name]
        lucky = [one.used for ticket, one in mine if ticket.mark in drawn]
        left = [one.used for ticket, one in mine if ticket.mark not in drawn]
        assert not lucky or not left or max(lucky) <= min(left)


def test_over_many_draws_everybody_has_the_same_chance() -> None:
    offers = [Offer(number, "A") for number in range(10)]
    lucky: Counter[int] = Counter()
    for time in range(2000):
        tickets = {ticket_of(f"seed {time}", one).mark: one.member for one in offers}
        chosen = draw(f"seed {time}", [Ticket(mark, "A") for mark in tickets], 2)
        lucky.update(tickets[mark] for mark in chosen)
    assert all(330 < lucky[number] < 470 for number in range(10))


def test_nobody_can_choose_the_seed_after_the_promise() -> None:
    assert seed_of(7, LATER, "a") != seed_of(7, LATER, "b") != seed_of(8, LATER, "b")
    assert promise_of("a") != promise_of("b")
    assert strata([("carer", "Llanfair"), ("other", None)]) == ["carer/Llanfair", "other/not_said"]
