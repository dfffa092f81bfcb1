"""More: each sees what they may do, and a number or a word chooses it."""

from dataclasses import replace

import pytest

from conversations.facts import Facts
from conversations.more import ENTRIES, More, prompt
from conversations.rights import ROLES, may
from conversations.turn import Key
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, english, labels


@pytest.mark.parametrize("role", ROLES)
def test_each_sees_what_they_may_do_and_nothing_else(role: str) -> None:
    who = replace(MEMBER, roles=frozenset({role} - {"member"}))
    shown = prompt(More(), Facts(who, RIVERSIDE, english))
    mine = [english(label) for label, verb in ENTRIES if may(verb, who, None)]
    assert list(labels(shown)) == [*mine, "Home"]
    assert "What words mean" in mine


def test_a_word_leads_on_and_others_are_asked_again() -> None:
    chat = Chat()
    chat.command("help")
    assert chat.text == "More\nChoose what you want to do."
    assert not chat.say("the long walk").understood
    assert chat.text == "Please choose one: tap a button, or type its number."
    chat.say("what words mean")
    assert chat.focus == Key("jargon")


def test_tired_asks_for_a_break_here_too() -> None:
    chat = Chat()
    chat.command("more")
    chat.say("tired")
    assert "two weeks" in chat.text or "2 weeks" in chat.text
