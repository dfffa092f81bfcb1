"""Passing on: decisions to the groups below, issues to the group above."""

from dataclasses import replace

import pytest

from conversations.content import Decision
from conversations.facts import Facts, Person, WhatWaits
from conversations.passing import Passing, prompt
from conversations.screen import Act
from conversations.seat_events import PassedDown, PassedUp
from conversations.structure import Passable, ThePassed, TheStructure, WhatPasses
from conversations.text import Worded
from conversations.turn import Key, Tapped
from tests.conversations.people import MORNING, RIVERSIDE, Chat, english
from tests.conversations.test_seats import BREAST, EVERYWHERE, GROUPS, LUNG, NETWORK, OF_BREAST

BUSES = Passable(77, Worded.of({"en_GB": "Evening buses"}))
PARKING = Passable(78, Worded.of({"en_GB": "Parking"}))
DECIDED = Decision(
    you_said=Worded.of({"en_GB": "It is far."}),
    we_will=Worded.of({"en_GB": "A bus runs at 9 pm."}),
    we_cannot=Worded.of({"en_GB": "Sundays."}),
    why=Worded.of({"en_GB": "There is no driver."}),
)


def chat(group: int, who: Person = EVERYWHERE) -> Chat:
    found = {TheStructure(): GROUPS, WhatPasses(group): ((BUSES,), (PARKING,)), WhatWaits(): ()}
    someone = Chat(who, found=found)
    someone.hear(Tapped(Act("pass.show", (0, group))))
    return someone


def test_a_decision_goes_down_after_being_asked() -> None:
    someone = chat(NETWORK)
    assert someone.labels == ("Down: Evening buses", "Back", "Home")
    someone.say("1")
    assert "Shall I tell the members of the groups below Partnership group" in someone.text
    someone.tap("No")
    someone.tap("Down: Evening buses")
    someone.tap("Yes, pass it on")
    assert someone.events == [PassedDown(NETWORK, 77)]
    someone.tap("Yes, pass it on")
    assert len(someone.events) == 1, "an old button passes nothing twice"


def test_an_issue_goes_up() -> None:
    someone = chat(LUNG)
    assert someone.labels == ("Up: Parking", "Back", "Home")
    someone.tap("Up: Parking")
    assert not someone.say("perhaps").understood
    someone.tap("Yes, pass it on")
    assert someone.events == [PassedUp(LUNG, 78)]


def test_where_there_is_nothing_it_says_what_it_needs() -> None:
    someone = chat(LUNG)
    someone.tap("Up: Parking")
    someone.found[WhatPasses(LUNG)] = ((), ())
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
    assert someone.events == []


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
