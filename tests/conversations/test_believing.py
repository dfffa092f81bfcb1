"""What those who work on a loop believe, asked once before people are asked."""

from dataclasses import replace

import pytest

from conversations.believing import ANSWERS, THANKS, Believing, asked_first
from conversations.facts import Facts
from conversations.gap import AskedBelief, TheBelief
from conversations.loop_events import Believed
from conversations.respond import respond
from conversations.screen import Act
from conversations.text import Worded
from conversations.turn import Key, Tapped, Typed
from tests.conversations.people import MEMBER, MORNING, RIVERSIDE, Chat, english, labels

LOOP = 77
TITLE = Worded.of({"en_GB": "Evening chemotherapy"})
ASKED = AskedBelief(LOOP, TITLE, "professional")
OWNER = replace(MEMBER, roles=frozenset({"professional"}))


def asked(found: AskedBelief | None = ASKED) -> Chat:
    chat = Chat(OWNER, found={TheBelief(LOOP): found} if found else {})
    chat.show(asked_first(LOOP, TITLE))
    chat.focus = Key("believing", LOOP)
    return chat


def test_two_questions_one_after_the_other_and_thanks() -> None:
    chat = asked()
    chat.tap("Partly")
    assert chat.last.events == (Believed(LOOP, "professional", know="partly"),)
    assert chat.text == "Did people who took part influence what came of it?"
    chat.tap("I can't tell")
    assert chat.last.events == (Believed(LOOP, "professional", influenced="cannot_tell"),)
    assert english(THANKS) in chat.text
    assert "side by side" in chat.text


def test_a_number_typed_in_reply_is_an_answer() -> None:
    chat = asked()
    chat.say("1")
    assert chat.last.events == (Believed(LOOP, "professional", know="yes"),)
    chat.say("3")
    assert chat.last.events == (Believed(LOOP, "professional", influenced="no"),)


def test_other_words_are_not_taken_and_the_question_stays() -> None:
    chat = asked()
    chat.tap("Yes")
    assert not chat.say("I hope so").understood
    assert "Please choose one" in chat.text
    assert chat.last.state == Believing(LOOP, "influenced")
    assert len(labels(chat.screens[-1])) == len(ANSWERS)


def test_words_before_the_first_answer_put_the_first_question() -> None:
    turn = respond(None, Typed("well"), facts(), MORNING, Key("believing", LOOP))
    assert turn.state == Believing(LOOP)
    assert not turn.understood


def test_it_can_be_opened_again() -> None:
    turn = respond(None, tapped("believe.show", LOOP), facts(), MORNING)
    assert turn.screens == (asked_first(LOOP, TITLE),)
    assert turn.events == ()


def test_who_was_not_asked_is_not_heard() -> None:
    chat = asked(None)
    chat.tap("Yes")
    assert "cannot use that button" in chat.text
    assert chat.last.events == ()


@pytest.mark.parametrize("ids", [(LOOP,), (LOOP, 4), (LOOP, -1)])
def test_a_button_without_an_answer_that_there_is_says_nothing(ids: tuple[int, ...]) -> None:
    turn = respond(None, tapped("believe.know", *ids), facts(), MORNING)
    assert turn.events == ()
    assert "cannot use that button" in english(turn.screens[0].lines[0])


def tapped(verb: str, *ids: int) -> Tapped:
    return Tapped(Act(verb, ids))


def facts() -> Facts:
    return Facts(OWNER, RIVERSIDE, english, found={TheBelief(LOOP): ASKED})
