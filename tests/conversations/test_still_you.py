"""After half a year of silence nothing old is shown before somebody says that it is still them."""

from dataclasses import replace

import pytest

from conversations.events import Requested, SomebodyNew, StillMe, Stopped
from conversations.facts import Person, TheInvite
from conversations.respond import route
from conversations.screen import Act
from conversations.still_you import StillYou
from conversations.turn import (
    Commanded,
    Computed,
    Edited,
    Input,
    Key,
    Opened,
    SentMedia,
    SentOther,
    Tapped,
    Typed,
)
from tests.conversations.people import MEMBER, STOP_WORDS, Chat

SILENT = replace(MEMBER, silent=True)
HERE = Key("still_you")


@pytest.mark.parametrize(
    "heard",
    [
        Opened(), Typed("By bus"), Commanded("home"), Commanded("choices"), Commanded("recover"),
        SentMedia("voice", 4), SentOther("sticker"), Edited("By car"), Tapped(None),
        Tapped(Act("a.start", (5,))), Tapped(Act("o.erase")), Tapped(Act("o.choices")),
    ],
)  # fmt: skip
def test_whatever_comes_first_is_answered_by_the_question(heard: Input) -> None:
    chat = Chat(SILENT)
    chat.hear(heard)
    assert "Is it still you?" in chat.text
    assert chat.labels == ("Yes", "No, a new person")
    assert chat.events == []


@pytest.mark.parametrize("heard", [Typed("STOP!"), Commanded("stop"), Tapped(Act("o.stop"))])
def test_stop_needs_no_reply_to_it(heard: Input) -> None:
    chat = Chat(SILENT)
    chat.hear(heard)
    assert chat.events == [Stopped()]


def test_what_was_asked_of_the_program_before_still_comes() -> None:
    done = Computed(Requested("d.results", 5), None)
    assert route(done, SILENT, None, STOP_WORDS) == Key("deciding", 5)


def test_words_are_not_used_and_that_is_said() -> None:
    chat = Chat(SILENT)
    chat.say("By bus")
    assert "I did not use what you sent." in chat.text
    assert not chat.last.understood


def test_yes_goes_on_with_the_button_that_was_tapped() -> None:
    chat = Chat(SILENT)
    chat.hear(Tapped(Act("h.again", (5,))))
    chat.say("hello?")
    assert chat.state(HERE) == StillYou("h.again", (5,))
    chat.say("yes")
    assert chat.events == [StillMe()]
    assert chat.button("Go on").act == Act("h.again", (5,))
    assert chat.state(HERE) is None


def test_yes_leads_home_where_nothing_was_tapped() -> None:
    chat = Chat(SILENT)
    chat.open()
    chat.tap("Yes")
    assert chat.labels == ("Home",)


def test_yes_before_joining_leads_back_into_joining() -> None:
    chat = Chat(Person(7, language="en_GB"))
    chat.open()
    chat.tap("English")
    chat.person = replace(chat.person, silent=True)
    chat.open()
    assert "Hello. I am Heard" not in chat.text
    chat.tap("Yes")
    chat.person = replace(chat.person, silent=False)
    chat.tap("Go on")
    assert "Hello. I am Heard" in chat.text


def test_no_begins_anew_with_somebody_else() -> None:
    chat = Chat(SILENT)
    chat.hear(Tapped(Act("a.start", (5,))))
    chat.tap("No, a new person")
    (new,) = chat.events
    assert isinstance(new, SomebodyNew)
    assert 0 < new.becomes < 2**63
    assert new.becomes != SILENT.id
    assert "I will show you nothing of what was here before." in chat.text
    assert "Which language shall I write to you in?" in chat.text
    assert TheInvite(0) not in chat.found
