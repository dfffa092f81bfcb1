"""A recovery code moves, stops, shows or erases from another account; nothing else does."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conversations import recovery
from conversations.content import Given
from conversations.events import (
    CodeGiven,
    CodeRefused,
    ErasedByCode,
    Moved,
    StoppedByCode,
    StopUndone,
)
from conversations.facts import CodeHolder, Person, TheCode, TheirAnswers
from conversations.recovering_screens import Recovering
from conversations.recovery import (
    SIGNS,
    code_from,
    hash_of,
    looks_like_code,
    not_taken,
    read_code,
)
from conversations.screen import Act
from conversations.turn import Key, Tapped
from tests.conversations.asked import EVERY_KIND, WAY
from tests.conversations.ended import NUMBER, still_open
from tests.conversations.people import MEMBER, RIVERSIDE, Chat

CODE = "K7QM-2XRT-9WBC-HD4P"
HASH = hash_of(CODE)
HOLDER = CodeHolder(member=99)
HERE = Key("recovering")
STRANGER = Person(7, language="en_GB")


def chat_with(holder: CodeHolder = HOLDER, person: Person = STRANGER, **more: Any) -> Chat:
    return Chat(person, found={TheCode(HASH): holder}, **more)


def at_the_choices(holder: CodeHolder = HOLDER, person: Person = STRANGER, **more: Any) -> Chat:
    """Let somebody have typed the right code."""
    chat = chat_with(holder, person, **more)
    chat.command("recover")
    chat.say(CODE)
    return chat


# --- reading a code -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        CODE, "k7qm 2xrt 9wbc hd4p", "K7QM2XRT9WBCHD4P", " k7qm–2xrt–9wbc–hd4p. ",
        "Ｋ７ＱＭ-2XRT-9WBC-HD4P", "K۷QM-۲XRT-۹WBC-HD۴P",
    ],
)  # fmt: skip
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    ["", "K7QM-2XRT-9WBC", f"{CODE}A", "K7QM-2XRT-9WBC-HD4O", "K1QM-2XRT-9WBC-HD4P", "stop"],
)
def test_what_is_no_whole_code_is_none(typed: str) -> None:
    assert read_code(typed) is None


@given(st.integers(0, 2**80 - 1))
@example(2**80 - 1)
def test_every_code_that_is_made_can_be_read_and_is_known_for_one(seed: int) -> None:
    assert read_code(code_from(seed).lower()) == code_from(seed)
    assert looks_like_code(code_from(seed).lower())
    assert not set("01IO") & set(SIGNS)


@pytest.mark.parametrize(
    "typed", [CODE, CODE.lower(), "k7qm 2xrt 9wbc hd4p.", "K7QM2XRT9WBCHD4P", "K۷QM-۲XRT-۹WBC-HD۴P"]
)
def test_a_code_is_known_among_other_messages(typed: str) -> None:
    assert looks_like_code(typed)


@pytest.mark.parametrize(
    "typed",
    ["The 27 bus was late", "MEET THEM THEN THEM", "27 February 2027", f"{CODE} is mine", CODE * 3,
     "K7QM 2XRT 9WBC", ""],
)  # fmt: skip
def test_other_words_are_no_code(typed: str) -> None:
    assert not looks_like_code(typed)


def test_from_the_tenth_wrong_code_on_none_is_taken() -> None:
    assert recovery.LOCKED not in not_taken(9)
    assert not_taken(10) == (recovery.LOCKED,)


# --- giving it ------------------------------------------------------------------------------------


def test_the_way_in_offers_to_use_a_code_and_leads_back_to_where_somebody_was() -> None:
    chat = chat_with(person=Person(7))
    chat.open()
    chat.tap("English")
    chat.tap("I have a code")
    assert "Please type your recovery code." in chat.text

    chat.tap("Leave it")
    assert "I changed nothing." in chat.text
    chat.tap("Join")
    assert "Welcome back." in chat.text
    assert "Hello. I am Heard" in chat.text


def test_whoever_comes_with_a_code_before_anything_else_can_join_instead() -> None:
    chat = chat_with(person=Person(7))
    chat.command("recover")
    chat.tap("Leave it")
    chat.tap("Join")
    assert "Which language" in chat.text
    assert "I cannot use that button" not in chat.text


def test_the_right_code_shows_what_can_be_done_and_only_its_hash_is_kept() -> None:
    chat = at_the_choices()
    assert "The code is right." in chat.text
    assert chat.labels == (
        "Move to this account", "See my answers", "Stop all messages", "Erase my answers",
        "Erase all about me", "Leave it",
    )  # fmt: skip
    assert chat.events == [CodeGiven(HASH)]
    state = chat.state(HERE)
    assert isinstance(state, Recovering)
    assert state.code == HASH


def test_words_that_are_no_code_get_a_hint_and_are_not_counted() -> None:
    chat = chat_with()
    chat.command("recover")
    chat.say("my code is lost")
    assert "That is not a whole code." in chat.text
    assert not chat.last.understood
    chat.voice()
    assert "That is not a whole code." in chat.text
    assert chat.events == []


def test_a_wrong_code_is_counted_and_the_tenth_one_locks() -> None:
    chat = chat_with(CodeHolder(wrong=8))
    chat.command("recover")
    chat.say(CODE)
    assert "I do not know this code." in chat.text
    assert chat.events == [CodeRefused(wrong=True)]

    chat.found[TheCode(HASH)] = CodeHolder(wrong=9)
    chat.say(CODE)
    assert "For your safety I take no code for 1 day." in chat.text

    chat.found[TheCode(HASH)] = replace(HOLDER, wrong=10)
    chat.say(CODE)
    assert "For your safety I take no code for 1 day." in chat.text
    wrong = CodeRefused(wrong=True)
    assert chat.events == [wrong, wrong, CodeRefused()], "a locked one counts no more"


def test_the_code_of_the_very_account_does_nothing() -> None:
    chat = at_the_choices(CodeHolder(member=MEMBER.id), MEMBER)
    assert "the code of this very account" in chat.text
    assert chat.events == [CodeRefused()]
    assert chat.labels == ("Home", "Another code")


def test_a_code_told_by_telephone_opens_nothing_from_a_phone() -> None:
    chat = at_the_choices(CodeHolder(99, told=True))
    assert "works by telephone only" in chat.text
    assert chat.events == [CodeRefused()]


def test_a_facilitator_opens_nothing_with_a_code_and_is_shown_how_to_help() -> None:
    person = replace(MEMBER, roles=frozenset({"facilitator"}))
    chat = chat_with(person=person)
    for _ in range(2):
        chat.command("recover")
        assert "send /code" in chat.text
    chat.hear(Tapped(Act("k.move_yes")))
    assert "send /code" in chat.text
    assert chat.events == []


def test_after_an_hour_the_code_has_to_be_given_again() -> None:
    chat = at_the_choices()
    chat.wait(minutes=61)
    chat.tap("See my answers")
    assert "You gave me the code a while ago." in chat.text
    assert chat.state(HERE) == Recovering()


# --- what is done with it -------------------------------------------------------------------------


def test_moving_is_asked_about_first_and_gives_a_new_code() -> None:
    chat = at_the_choices()
    chat.tap("Move to this account")
    assert "All that you answered and chose comes along." in chat.text
    assert "is erased" not in chat.text
    chat.tap("Yes, move")
    (moved,) = (event for event in chat.events if isinstance(event, Moved))
    assert (moved.code, moved.becomes) == (HASH, 99)
    assert read_code(moved.new_code) == moved.new_code != CODE
    assert moved.new_code in chat.text
    assert "Everything is on this account now." in chat.text
    assert chat.state(HERE) is None


def test_whoever_joined_here_too_is_told_that_this_is_erased() -> None:
    chat = at_the_choices(person=MEMBER)
    chat.tap("Move to this account")
    assert "What you answered and chose on this account until now is erased." in chat.text
    chat.tap("Back")
    assert "What shall I do?" in chat.text
    assert chat.events == [CodeGiven(HASH)]


def test_a_stop_stays_a_stop_after_moving() -> None:
    chat = at_the_choices(CodeHolder(99, stopped=True))
    assert "Stop all messages" not in chat.labels
    chat.tap("Move to this account")
    chat.tap("Yes, move")
    assert "You had stopped, and that stays so." in chat.text
    assert StopUndone() not in chat.events


def test_nothing_moves_by_a_button_that_was_not_shown() -> None:
    chat = at_the_choices()
    chat.hear(Tapped(Act("k.move_yes")))
    assert "Shall I write to you on this account" in chat.text
    assert chat.events == [CodeGiven(HASH)]


@pytest.mark.parametrize(
    ("holder", "person"),
    [
        (HOLDER, replace(MEMBER, roles=frozenset({"chair"}))),
        (CodeHolder(99, stopped=True, died=True), STRANGER),
    ],
)
def test_nothing_moves_onto_a_role_nor_from_somebody_who_died(
    holder: CodeHolder, person: Person
) -> None:
    chat = at_the_choices(holder, person)
    chat.hear(Tapped(Act("k.move")))
    assert "I cannot move anything to this account." in chat.text
    chat.hear(Tapped(Act("k.move_yes")))
    assert chat.events == [CodeGiven(HASH)]


def test_of_two_who_claim_a_code_the_second_is_told() -> None:
    network = replace(RIVERSIDE, complaints_office="Riverside complaints, 01234 444444")
    chat = at_the_choices(network=network)
    chat.tap("Move to this account")
    chat.found[TheCode(HASH)] = CodeHolder()
    chat.tap("Yes, move")
    assert "This code no longer works." in chat.text
    assert "please tell us: Riverside complaints, 01234 444444." in chat.text
    assert chat.events == [CodeGiven(HASH)]


def test_a_code_that_is_told_by_telephone_meanwhile_closes_at_once() -> None:
    chat = at_the_choices()
    chat.found[TheCode(HASH)] = CodeHolder(99, told=True)
    chat.tap("See my answers")
    assert "works by telephone only" in chat.text
    chat = at_the_choices()
    chat.found[TheCode(HASH)] = CodeHolder()
    chat.say("1")
    assert "This code no longer works." in chat.text
    assert "please tell us" not in chat.text


def test_stopping_by_a_code_is_done_at_once() -> None:
    chat = at_the_choices()
    chat.tap("Stop all messages")
    assert "I have stopped." in chat.text
    assert "Stop all messages" not in chat.labels
    assert StoppedByCode(HASH) in chat.events


def test_erasing_by_a_code_is_asked_about_first() -> None:
    chat = at_the_choices()
    chat.tap("Erase my answers")
    assert "This cannot be undone." in chat.text
    assert chat.events == [CodeGiven(HASH)]
    chat.tap("Yes, erase them")
    assert chat.events[-1] == ErasedByCode(HASH)
    assert chat.state(HERE) is not None
    chat.tap("Erase all about me")
    chat.tap("Yes, erase it all")
    assert chat.events[-1] == ErasedByCode(HASH, whole=True)
    assert chat.state(HERE) is None


def test_answers_are_seen_and_not_changed() -> None:
    asked = replace(still_open(), questions=EVERY_KIND)
    chat = at_the_choices()
    chat.found[TheirAnswers(HASH)] = ((asked, {WAY.number: Given(choices=(2,))}),)
    chat.tap("See my answers")
    assert "Choose one to see your answers." in chat.text
    chat.say("1")
    assert "How did you get home? — By bus" in chat.text
    assert "This consultation is closed" not in chat.text
    assert chat.labels == ("Back", "Leave it")
    chat.say("hello")
    assert "I did not understand that." in chat.text
    assert "How did you get home? — By bus" in chat.text
    chat.tap("Back")
    assert "Choose one to see your answers." in chat.text
    for ids in ((), (0, NUMBER + 1)):
        chat.hear(Tapped(Act("k.one", ids)))
        assert "Choose one to see your answers." in chat.text


def test_who_answered_nothing_sees_nothing() -> None:
    chat = at_the_choices()
    chat.tap("See my answers")
    assert "You have not answered anything yet." in chat.text


def test_a_number_chooses_and_other_words_show_the_choices_again() -> None:
    chat = at_the_choices()
    chat.say("what now?")
    assert "I did not understand that." in chat.text
    assert not chat.last.understood
    chat.say("3")
    assert StoppedByCode(HASH) in chat.events


def test_whoever_stopped_can_still_use_a_code() -> None:
    chat = at_the_choices(person=replace(MEMBER, stopped=True))
    assert "The code is right." in chat.text
    assert "Move to this account" in chat.labels


# --- a code where none is asked for ---------------------------------------------------------------


def test_a_code_is_no_answer_and_works_wherever_it_is_typed() -> None:
    chat = chat_with(CodeHolder(member=MEMBER.id), MEMBER)
    chat.focus = Key("answering", NUMBER)

    turn = chat.say(CODE)

    assert "This is the code of this very account." in chat.text
    assert turn.events == (CodeRefused(),)
