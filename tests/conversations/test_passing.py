"""Passing on: decisions to the groups below, issues to the group above."""

from dataclasses import replace

import pytest

from conversations.content import Audience, Decision
from conversations.events import Event, Requested
from conversations.facts import AudienceCount, Facts, Person, WhatWaits
from conversations.passing import Passing, prompt
from conversations.screen import Act
from conversations.seat_events import PassedDown, PassedUp
from conversations.structure import Passable, ThePassed, TheStructure, WhatPasses
from conversations.text import Worded
from conversations.turn import Computed, Key, Tapped
from tests.conversations.people import MORNING, RIVERSIDE, Chat, english
from tests.conversations.test_seats import BREAST, EVERYWHERE, GROUPS, LUNG, NETWORK, OF_BREAST

DECIDED = Decision(
    you_said=Worded.of({"en_GB": "It is far."}),
    we_will=Worded.of({"en_GB": "A bus runs at 9 pm."}),
    we_cannot=Worded.of({"en_GB": "Sundays."}),
    why=Worded.of({"en_GB": "There is no driver."}),
)
BUSES = Passable(77, Worded.of({"en_GB": "Evening buses"}), DECIDED, 1)
PARKING = Passable(78, Worded.of({"en_GB": "Parking"}))
NOTICE = (
    "Evening buses\nPartnership group passes this on to you.\nA bus runs at 9 pm.\n"
    "Not possible: Sundays.\nWhy: There is no driver."
)


def chat(group: int, who: Person = EVERYWHERE) -> Chat:
    found = {TheStructure(): GROUPS, WhatPasses(group): ((BUSES,), (PARKING,)), WhatWaits(): ()}
    someone = Chat(who, found=found)
    someone.hear(Tapped(Act("pass.show", (0, group))))
    return someone


def counted(someone: Chat, count: AudienceCount, group: int = NETWORK, what: int = 77) -> None:
    """Let it be counted who gets it."""
    request = Requested("pass.people", 0, what, Audience(groups=(group,)))
    someone.hear(Computed(request, count))


def passed(someone: Chat) -> list[Event]:
    return [one for one in someone.events if not isinstance(one, Requested)]


def test_a_decision_goes_down_after_it_was_seen_as_members_get_it_and_counted() -> None:
    someone = chat(NETWORK)
    assert someone.labels == ("Down: Evening buses", "Back", "Home")
    someone.say("1")
    assert someone.text == (
        f"The next message is exactly what members get.\n{NOTICE}\nEvening buses\n"
        "It goes to the members of 2 groups below Partnership group.\n"
        "I am counting how many people will get it.\nShall I tell them what was decided?"
    )
    someone.tap("Yes, pass it on")
    assert "I am still counting who gets it." in someone.text
    someone.tap("No")
    someone.tap("Down: Evening buses")
    counted(someone, AudienceCount(now=12, later=(("break", 2),), minutes=1))
    assert someone.text == (
        "Evening buses\nIt goes to the members of 2 groups below Partnership group.\n"
        "It goes to 12 people now.\nFewer than 5 people get it later, after their break.\n"
        "Sending takes about 1 minute.\nShall I tell them what was decided?"
    )
    assert someone.last.screens[-1].replaces
    someone.tap("Yes, pass it on")
    assert passed(someone) == [PassedDown(NETWORK, 77)]
    someone.tap("Yes, pass it on")
    assert passed(someone) == [PassedDown(NETWORK, 77)], "an old button passes nothing twice"


def test_a_count_of_something_else_is_not_shown() -> None:
    someone = chat(NETWORK)
    counted(someone, AudienceCount(now=12))
    someone.tap("Down: Evening buses")
    counted(someone, AudienceCount(now=12), what=76)
    counted(someone, AudienceCount(now=12), group=LUNG)
    assert someone.last.screens == ()
    someone.tap("Yes, pass it on")
    assert "I am still counting" in someone.text


def test_where_nobody_would_get_it_it_says_so_and_offers_a_way_on() -> None:
    someone = chat(NETWORK)
    someone.tap("Down: Evening buses")
    counted(someone, AudienceCount(now=0, never=(("unreachable", 6),)))
    assert someone.text == (
        "Evening buses\nNobody in the groups below would get it now.\n"
        "Those who took part in it hear of it anyway.\n6 people cannot be reached."
    )
    assert someone.labels == ("Something else", "See the groups", "Home")
    someone.hear(Tapped(Act("pass.yes")))
    assert "Nobody in the groups below would get it now." in someone.text
    someone.tap("Something else")
    someone.found[WhatPasses(NETWORK)] = ((replace(BUSES, passed=(LUNG, BREAST)),), ())
    someone.tap("Down: Evening buses")
    assert someone.text == "Evening buses\nThe groups below have it already."
    assert passed(someone) == []


def test_what_changed_since_it_was_seen_is_shown_anew() -> None:
    someone = chat(NETWORK)
    someone.tap("Down: Evening buses")
    counted(someone, AudienceCount(now=12))
    changed = replace(BUSES, revision=2, decision=replace(DECIDED, we_cannot=None))
    someone.found[WhatPasses(NETWORK)] = ((changed,), ())
    someone.tap("Yes, pass it on")
    assert "It was changed meanwhile." in someone.text
    assert "Sundays." not in someone.text
    assert passed(someone) == []


def test_an_issue_goes_up() -> None:
    someone = chat(LUNG)
    assert someone.labels == ("Up: Parking", "Back", "Home")
    someone.tap("Up: Parking")
    assert someone.text == (
        "The next message is what the facilitators of the group above see.\n"
        "Parking\nAn issue was passed up to your group.\n"
        "Parking\nThey can read what was written, but not who wrote it.\n"
        "Shall I pass it to the group above? From then on they answer it."
    )
    assert not someone.say("perhaps").understood
    someone.tap("Yes, pass it on")
    assert someone.events == [PassedUp(LUNG, 78)]


def test_where_there_is_nothing_it_says_what_it_needs() -> None:
    someone = chat(LUNG)
    someone.tap("Up: Parking")
    someone.found[WhatPasses(LUNG)] = ((), ())
    assert not someone.say("hm").understood
    someone.tap("Yes, pass it on")
    assert "There is nothing to pass on now." in someone.text
    someone.tap("Up: Parking")
    assert "There is nothing to pass on now." in someone.text
    assert someone.events == []


@pytest.mark.parametrize("act", [Act("pass.show", (0, LUNG)), Act("pass.show"), Act("pass.yes")])
def test_nobody_passes_on_what_another_group_has(act: Act) -> None:
    someone = chat(BREAST, OF_BREAST)
    assert "Breast group" in someone.text
    someone = Chat(OF_BREAST, found={TheStructure(): GROUPS, WhatWaits(): ()})
    someone.hear(Tapped(act))
    assert "I cannot use that button any more." in someone.text


def test_a_group_that_is_gone_has_nothing_to_choose_from() -> None:
    assert prompt(Passing(99), Facts(EVERYWHERE, RIVERSIDE, english)) is None


def test_who_lost_the_role_meanwhile_passes_nothing_on() -> None:
    someone = chat(NETWORK)
    someone.tap("Down: Evening buses")
    someone.person = replace(someone.person, roles=frozenset())
    someone.tap("Yes, pass it on")
    assert passed(someone) == []


def test_a_member_below_opens_what_was_passed_to_them_and_nothing_else() -> None:
    someone = Chat(found={WhatWaits(): (), ThePassed(77): (BUSES.title, DECIDED, "Lung group")})
    someone.focus = Key("answering", 5)
    someone.hear(Tapped(Act("pass.read", (77,))))
    assert someone.text == (
        "Evening buses\nLung group passes this on to you.\nA bus runs at 9 pm.\n"
        "Not possible: Sundays.\nWhy: There is no driver."
    )
    assert someone.focus == Key("answering", 5)
    someone.hear(Tapped(Act("pass.read", (78,))))
    assert "I cannot use that button any more." in someone.text
    assert someone.now == MORNING
