"""A facilitator stops, records a death or erases for whoever reads out a code; they see nothing."""

from dataclasses import replace

import pytest

from conversations.by_telephone import ByTelephone
from conversations.events import (
    CodeGiven,
    CodeRefused,
    DeathToldByCode,
    ErasedByCode,
    Event,
    StoppedByCode,
)
from conversations.facts import CodeHolder, TheCode
from conversations.turn import Key
from tests.conversations.people import MEMBER, Chat
from tests.conversations.test_recovering import CODE, HASH, HOLDER

FACILITATOR = replace(MEMBER, roles=frozenset({"facilitator"}))
HERE = Key("by_telephone")


def on_the_telephone(holder: CodeHolder = HOLDER) -> Chat:
    """Let a facilitator have typed the code that somebody reads out."""
    chat = Chat(FACILITATOR, found={TheCode(HASH): holder})
    chat.command("code")
    chat.say(CODE.lower())
    return chat


def test_a_code_that_is_read_out_finds_the_person_and_tells_nothing_of_them() -> None:
    chat = on_the_telephone()
    assert "I show you nothing of what they answered." in chat.text
    assert chat.labels == (
        "No more messages", "Somebody has died", "Erase the answers", "Erase everything",
        "Leave it",
    )  # fmt: skip
    assert chat.events == [CodeGiven(HASH, by_telephone=True)]


@pytest.mark.parametrize(
    ("taps", "done"),
    [
        (["No more messages"], StoppedByCode(HASH)),
        (["Somebody has died", "Who has this code"], DeathToldByCode(HASH, "member")),
        (["Somebody has died", "Who they cared for"], DeathToldByCode(HASH, "cared_for")),
        (["Erase the answers", "Yes, erase them"], ErasedByCode(HASH)),
        (["Erase everything", "Yes, erase it all"], ErasedByCode(HASH, whole=True)),
    ],
)
def test_each_wish_is_done_by_its_last_tap(taps: list[str], done: Event) -> None:
    chat = on_the_telephone()
    for label in taps:
        assert done not in chat.events
        chat.tap(label)
    assert chat.events[-1] == done
    assert chat.state(HERE) is None
    chat.tap("Another code")
    assert "Please type it here." in chat.text


def test_going_back_or_leaving_changes_nothing() -> None:
    chat = on_the_telephone()
    chat.tap("Erase everything")
    chat.tap("Back")
    assert "What does the person want?" in chat.text
    chat.say("4")
    assert "This cannot be undone." in chat.text
    chat.tap("Leave it")
    assert "I changed nothing." in chat.text
    assert chat.events == [CodeGiven(HASH, by_telephone=True)]


def test_other_words_change_nothing() -> None:
    chat = Chat(FACILITATOR)
    chat.command("code")
    chat.say("hello")
    assert "That is not a whole code." in chat.text
    chat = on_the_telephone()
    chat.say("hello")
    assert "I did not understand that." in chat.text
    assert "What does the person want?" in chat.text


def test_whoever_stopped_already_is_known_to_have() -> None:
    assert "They have stopped already" in on_the_telephone(CodeHolder(99, stopped=True)).text


def test_a_code_told_before_still_works_by_telephone() -> None:
    assert "I found the person." in on_the_telephone(CodeHolder(99, told=True)).text


def test_ten_wrong_codes_lock() -> None:
    chat = on_the_telephone(CodeHolder(wrong=3))
    assert "I do not know this code." in chat.text
    assert chat.events == [CodeRefused(wrong=True)]
    chat.found[TheCode(HASH)] = replace(HOLDER, wrong=10)
    chat.say(CODE)
    assert "I take no code for 1 day." in chat.text
    assert chat.events == [CodeRefused(wrong=True), CodeRefused()]


def test_a_facilitators_own_code_is_for_their_own_buttons() -> None:
    chat = on_the_telephone(CodeHolder(FACILITATOR.id))
    assert "This is your own code." in chat.text
    assert chat.events == [CodeRefused()]


def test_a_code_that_is_used_meanwhile_is_said_to_be() -> None:
    chat = on_the_telephone()
    chat.found[TheCode(HASH)] = CodeHolder()
    chat.tap("No more messages")
    assert "This code no longer works." in chat.text
    assert StoppedByCode(HASH) not in chat.events


def test_after_an_hour_the_code_has_to_be_given_again() -> None:
    chat = on_the_telephone()
    chat.wait(minutes=61)
    chat.tap("No more messages")
    assert "You gave me the code a while ago." in chat.text
    assert chat.state(HERE) == ByTelephone()


def test_a_member_cannot_use_it() -> None:
    chat = Chat(MEMBER, found={TheCode(HASH): HOLDER})
    chat.command("code")
    assert "Please type it here." not in chat.text
    chat.say(CODE)
    assert chat.events == [CodeGiven(HASH)], "a code that they have opens what /recover opens"
