"""The words of the consent, their version, and taking it back."""

from dataclasses import replace
from hashlib import sha256

import pytest

from conversations.consent import CONSENT, VERSION
from conversations.events import AnswersErased, ConsentWithdrawn, Stopped
from conversations.facts import Person
from conversations.joining_steps import Joining
from conversations.languages import language_lines
from conversations.screen import Act
from conversations.turn import Key, Tapped
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, english

WORDS = {1: "201bdb4e0768d8c4", 2: "791d9985723aa80c"}
"""What each version of the consent says, as a hash: a change of wording is a new version."""


def test_a_change_of_wording_raises_the_version() -> None:
    said = "\n".join(english(one) for one in CONSENT)
    hashed = sha256(said.encode()).hexdigest()[:16]

    assert WORDS.get(VERSION) == hashed, "raise VERSION, and add its hash here; keep the old ones"
    assert max(WORDS) == VERSION


# --- taking it back -------------------------------------------------------------------------------


def at_my_consent(person: Person = MEMBER) -> Chat:
    chat = Chat(person)
    chat.command("choices")
    chat.tap("My consent")
    return chat


def test_my_choices_shows_what_was_agreed_to() -> None:
    chat = at_my_consent()
    for one in CONSENT:
        assert english(one) in chat.text
    assert chat.labels == ("Take it back", "Keep it", "My choices")


def test_without_a_live_one_that_is_said() -> None:
    chat = at_my_consent(replace(MEMBER, agreed=None))
    assert "You have no live agreement with us." in chat.text


def test_what_cannot_be_undone_is_said_before() -> None:
    chat = at_my_consent()
    chat.tap("Take it back")
    assert "Then I stop, and erase all your answers." in chat.text
    assert "This cannot be undone." in chat.text
    assert chat.events == []


def test_taking_it_back_stops_and_erases() -> None:
    chat = at_my_consent()
    chat.tap("Take it back")
    chat.say("yes, take it back")
    assert chat.events == [AnswersErased(), ConsentWithdrawn(), Stopped()]
    assert "I have stopped, and erased all your answers." in chat.text
    assert "I keep only that you agreed, and when you took it back." in chat.text
    assert chat.labels == ("Start again",)


@pytest.mark.parametrize("steps", [("Keep it",), ("Take it back", "No, keep it")])
def test_keeping_it_changes_nothing(steps: tuple[str, ...]) -> None:
    chat = at_my_consent()
    for step in steps:
        chat.tap(step)
    assert chat.events == []
    assert "Nothing has changed." in chat.text


def test_who_stopped_may_take_it_back_too() -> None:
    chat = Chat(replace(MEMBER, stopped=True))
    chat.hear(Tapped(Act("o.withdraw_yes")))
    assert ConsentWithdrawn() in chat.events


# --- on the way in --------------------------------------------------------------------------------


def reading(chat: Chat) -> Joining:
    state = chat.state(Key("joining"))
    assert isinstance(state, Joining)
    return state


def newcomer() -> Chat:
    chat = Chat(Person(7))
    chat.open()
    for label in ("Cymraeg", "Join", "OK"):
        chat.tap(label)
    return chat


@pytest.mark.parametrize("then", ["OK", "I agree to all five"])
def test_words_that_change_while_a_newcomer_reads_are_read_again(then: str) -> None:
    chat = newcomer()
    if then != "OK":
        for _ in range(3):
            chat.tap("OK")
    chat.network = replace(RIVERSIDE, consent_version=2)
    chat.tap(then)

    assert "The words that you read have changed." in chat.text
    assert "1 of 5" in chat.text
    assert (reading(chat).words, reading(chat).agreed) == (2, None)


def test_a_newcomer_does_not_agree_in_a_language_that_is_offered_no_more() -> None:
    chat = newcomer()
    chat.network = replace(RIVERSIDE, languages=RIVERSIDE.languages[:1])
    chat.tap("OK")

    assert reading(chat).step == "language"
    assert chat.labels == ("English",)


# --- an interpreter -------------------------------------------------------------------------------


def test_an_interpreter_is_offered_for_languages_that_nobody_has_reviewed() -> None:
    network = replace(
        RIVERSIDE, other_languages=("Polski", "اردو"), interpreter_line="01234 555555"
    )
    for chat in (Chat(Person(7), network), Chat(MEMBER, network)):
        if chat.person.joined:
            chat.command("choices")
            chat.tap("Language")
        else:
            chat.open()
        assert "Polski, اردو: an interpreter can help you. Call 01234 555555." in chat.text


@pytest.mark.parametrize(("line", "names"), [("", ("Polski",)), ("01234 555555", ())])
def test_where_there_is_none_or_no_need_nothing_is_said(line: str, names: tuple[str, ...]) -> None:
    network = replace(RIVERSIDE, other_languages=names, interpreter_line=line)
    assert language_lines(network) == ()
