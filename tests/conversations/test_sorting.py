"""Words that could belong to several consultations are kept until the person says which."""

from dataclasses import replace
from typing import Any

import pytest

from conversations.content import Choice, Given, Question
from conversations.events import Answered
from conversations.facts import Need, TheAnswers, TheConsultation, Waiting, WhatWaits
from conversations.home import NOT_FOR_YOU, NOT_UNDERSTOOD
from conversations.screen import Act
from conversations.sorting import FIRST_THIS, NO_PLACE, NOT_KEPT, WHICH
from conversations.turn import Key, Tapped
from tests.conversations.ended import EASIER, NUMBER, still_open
from tests.conversations.facilitator import english
from tests.conversations.people import Chat

ONE = replace(still_open(), questions=(EASIER,))
TWO = replace(ONE, id=8, ask=replace(ONE.ask, title=english("Wig shop hours")))


def chat_with(*consultations: Waiting) -> Chat:
    found: dict[Need, Any] = {WhatWaits(): consultations}
    for one in consultations:
        number = one.consultation.id
        found |= {TheConsultation(number): one.consultation, TheAnswers(number): {}}
    return Chat(found=found)


def half_done() -> Chat:
    """Somebody with two consultations half done, who then went home."""
    chat = chat_with(Waiting(ONE, "started"), Waiting(TWO, "put_off"))
    for consultation in (ONE, TWO):
        chat.hear(Tapped(Act("a.start", (consultation.id,))))
    chat.command("home")
    return chat


def answers(chat: Chat) -> list[tuple[int, Given]]:
    return [(one.consultation, one.given) for one in chat.events if isinstance(one, Answered)]


def test_words_are_kept_and_given_to_the_one_that_is_chosen() -> None:
    chat = half_done()
    chat.say("A later bus.")
    assert chat.text == WHICH.message
    assert list(chat.labels) == ["Evening chemotherapy", "Wig shop hours", "None of these", "Home"]
    assert not answers(chat)
    chat.say("2")
    assert answers(chat) == [(8, Given(text="A later bus."))]
    assert chat.state(Key("sorting")) is None


def test_a_voice_message_is_kept_too() -> None:
    chat = half_done()
    chat.voice(5)
    chat.tap("Evening chemotherapy")
    assert answers(chat) == [(NUMBER, Given(media=5))]


def test_words_that_go_on_are_put_together() -> None:
    chat = half_done()
    chat.say("A later bus.")
    chat.say("And a shelter.")
    assert chat.text == WHICH.message
    chat.say("wig shop hours")
    assert answers(chat) == [(8, Given(text="A later bus.\nAnd a shelter."))]


def test_what_cannot_be_put_together_waits_its_turn() -> None:
    chat = half_done()
    chat.say("A later bus.")
    chat.voice(5)
    assert chat.text == FIRST_THIS.message
    chat.say("1")
    assert answers(chat) == [(NUMBER, Given(text="A later bus."))]
    chat = half_done()
    chat.voice(5)
    chat.say("And words.")
    assert chat.text == FIRST_THIS.message
    chat.say("1")
    assert answers(chat) == [(NUMBER, Given(media=5))]


def test_none_of_these_keeps_nothing() -> None:
    chat = half_done()
    chat.say("A later bus.")
    chat.say("none of these")
    assert chat.text == NOT_KEPT.message
    assert not answers(chat)
    assert chat.state(Key("sorting")) is None


@pytest.mark.parametrize("act", [Act("w.pick", (0, NUMBER)), Act("w.pick"), Act("w.none")])
def test_a_button_from_before_says_nothing_of_what_was_kept(act: Act) -> None:
    chat = half_done()
    chat.hear(Tapped(act))
    assert chat.text == NOT_FOR_YOU.message
    assert not answers(chat)


def test_words_reach_the_invitation_of_what_was_never_opened() -> None:
    chat = chat_with(Waiting(ONE, "put_off"), Waiting(TWO, "put_off"))
    chat.say("A later bus.")
    chat.tap("Wig shop hours")
    assert list(chat.labels) == ["Start", "Later", "Not this one"]
    assert not answers(chat)


def test_a_second_tap_does_not_answer_twice() -> None:
    chat = half_done()
    chat.say("A later bus.")
    chat.tap("Wig shop hours")
    chat.hear(Tapped(Act("w.pick", (0, 8))))
    assert len(answers(chat)) == 1


def test_words_are_not_kept_where_nothing_is_half_done() -> None:
    closed = replace(TWO, status="closed")
    chat = chat_with(Waiting(ONE, "asked"), Waiting(closed, "started"))
    chat.say("A later bus.")
    assert chat.text == NOT_UNDERSTOOD.message


def test_a_picture_or_nothing_at_all_is_not_an_answer() -> None:
    chat = half_done()
    chat.say("  ")
    assert chat.text == NOT_UNDERSTOOD.message
    chat.picture()
    assert chat.text == NOT_UNDERSTOOD.message


def test_what_waited_too_long_leads_home() -> None:
    chat = half_done()
    chat.say("A later bus.")
    chat.found[WhatWaits()] = ()
    chat.voice(5)
    assert chat.text == NOT_UNDERSTOOD.message
    assert not answers(chat)


def test_what_was_chosen_may_have_closed_meanwhile() -> None:
    chat = half_done()
    chat.say("A later bus.")
    chat.found[TheConsultation(8)] = replace(TWO, status="closed")
    chat.tap("Wig shop hours")
    assert chat.text.startswith("This consultation is closed")
    assert not answers(chat)


def test_words_that_have_no_place_are_not_called_kept() -> None:
    choices = tuple(Choice(number, english(label)) for number, label in ((1, "Yes"), (2, "No")))
    closed_question = Question(1, "single", english("Should they stay?"), choices)
    chat = half_done()
    chat.found[TheConsultation(8)] = replace(TWO, questions=(closed_question,))
    chat.hear(Tapped(Act("a.start", (8,))))
    chat.command("home")
    chat.say("A later bus.")
    chat.tap("Wig shop hours")
    assert chat.text.startswith(NO_PLACE.message)
    assert not answers(chat)
