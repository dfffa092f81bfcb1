"""Roles in the chat: what is held is told by link and day, and taken away in two taps."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.events import RoleTaken
from conversations.facts import HeldRole, Need, Person, TheRoles
from conversations.home import NOT_FOR_YOU
from conversations.rights import NOT_YOUR_COMMAND
from conversations.screen import Act
from conversations.turn import Tapped
from tests.conversations.people import MEMBER, Chat

DAY = date(2027, 3, 2)
OPERATOR = replace(MEMBER, roles=frozenset({"operator"}))
MINE = HeldRole(3, "operator", DAY, link="Digital team", mine=True)
LEAD = HeldRole(2, "facilitator", DAY, link="Lead nurse")
PANEL = HeldRole(1, "facilitator", DAY, "Lung panel", "Lung lead")


def chat(*held: HeldRole, person: Person = OPERATOR) -> Chat:
    found: dict[Need, object] = {TheRoles(): held}
    opened = Chat(person, found=found)
    opened.command("roles")
    return opened


def taken(one: Chat) -> list[int]:
    return [event.role for event in one.events if isinstance(event, RoleTaken)]


def test_roles_are_told_by_what_gave_them_and_a_group_by_its_name() -> None:
    old = HeldRole(9, "scribe", DAY)
    listed = chat(MINE, LEAD, PANEL, replace(PANEL, id=8, link=None), old)
    assert listed.text == "Roles\nChoose a role to take it away."
    assert listed.labels == (
        "Operator: Digital team", "Facilitator: Lead nurse", "Facilitator, Lung panel: Lung lead",
        "Facilitator, Lung panel", "Scribe", "Home",
    )  # fmt: skip


def test_a_role_is_taken_away_after_one_question() -> None:
    operator = chat(MINE, LEAD, PANEL)
    operator.say("2")
    assert operator.text == (
        "Facilitator: Lead nurse\nIt has been held since Tuesday 2 March 2027.\n"
        "Shall I take it away now? It ends at once."
    )
    assert taken(operator) == []
    operator.tap("Yes, take it away")
    assert taken(operator) == [2]
    assert operator.text.startswith("Roles\nThe role is taken away.")
    assert "Facilitator: Lead nurse" not in operator.labels


def test_whoever_thinks_again_keeps_it() -> None:
    operator = chat(MINE, LEAD)
    operator.say("Facilitator: Lead nurse")
    operator.tap("No, keep it")
    assert operator.text.startswith("Roles\nChoose")
    assert taken(operator) == []


def test_ones_own_role_can_be_laid_down_and_leads_home() -> None:
    operator = chat(MINE, LEAD)
    operator.tap("Operator: Digital team")
    assert "This is your own role." in operator.text
    operator.tap("Yes, take it away")
    assert taken(operator) == [3]
    assert operator.text == "You do not hold this role any more."


def test_the_last_who_answers_for_the_whole_network_stays() -> None:
    operator = chat(MINE, PANEL)
    operator.tap("Operator: Digital team")
    operator.tap("Yes, take it away")
    assert taken(operator) == []
    assert "First invite somebody else to it." in operator.text


def test_a_role_in_a_group_may_be_the_last_of_its_kind() -> None:
    operator = chat(MINE, PANEL)
    operator.tap("Facilitator, Lung panel: Lung lead")
    operator.tap("Yes, take it away")
    assert taken(operator) == [1]


@pytest.mark.parametrize("act", [Act("role.one", (0, 77)), Act("role.take", (0, 77)),
                                 Act("role.take")])  # fmt: skip
def test_a_role_that_is_gone_is_said_to_be(act: Act) -> None:
    operator = chat(MINE, LEAD)
    operator.hear(Tapped(act))
    assert operator.text.startswith("Roles\nThis role is not held any more.")
    assert taken(operator) == []


def test_words_that_are_no_role_get_a_hint_and_change_nothing() -> None:
    operator = chat(MINE, LEAD)
    operator.say("the nurse")
    assert operator.text == "Please choose one: tap a button, or type its number."
    operator.say("2")
    operator.say("perhaps")
    assert operator.labels[0] == "Yes, take it away"
    assert taken(operator) == []


def test_more_roles_than_a_message_holds_are_cut_off_and_that_is_said() -> None:
    many = [replace(LEAD, id=number) for number in range(10, 31)]
    listed = chat(MINE, *many)
    assert len(listed.labels) == 20 + 1
    assert "The others are in the program's own list." in listed.text


@pytest.mark.parametrize(
    "person",
    [MEMBER, replace(MEMBER, roles=frozenset({"scribe", "chair"})),
     replace(MEMBER, roles=frozenset({"facilitator"}), in_groups=frozenset({("facilitator", 4)}))],
)  # fmt: skip
def test_nobody_else_sees_or_takes_any(person: Person) -> None:
    other = chat(MINE, LEAD, person=person)
    assert other.text == NOT_YOUR_COMMAND.message
    other.hear(Tapped(Act("role.take", (0, 2))))
    assert other.text == NOT_FOR_YOU.message
    assert taken(other) == []
