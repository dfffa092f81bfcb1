"""Discreet: what a lock screen may show, how the real thing is opened, and how it is chosen."""

from dataclasses import replace
from typing import Any

import pytest

from conversations import discreet
from conversations.content import Decision
from conversations.discreet import Discreet, covered
from conversations.events import AboutYouGiven
from conversations.facts import Facts, Need, Part, TheAnswers, TheConsultation, ThePart
from conversations.honest_ask import invitation
from conversations.loops import Notice, Promise, Told, WhatIWasTold
from conversations.screen import Act, Button, Screen
from conversations.turn import Instead, Key, Tapped, Typed
from tests.conversations.ended import NUMBER, still_open
from tests.conversations.facilitator import english as words
from tests.conversations.people import MEMBER, MORNING, RIVERSIDE, Chat, english, labels, said

DISCREET = replace(MEMBER, discreet=True)
HERE = Key("answering", NUMBER)
DECIDED = Decision(words("Buses are late."), words("We will ask."))


def chat(part: Part | None, **person: Any) -> Chat:
    """Let a message about a consultation wait, so that what is typed goes to it."""
    found: dict[Need, Any] = {
        TheConsultation(NUMBER): still_open(), ThePart(NUMBER): part, TheAnswers(NUMBER): {},
    }  # fmt: skip
    chat = Chat(replace(DISCREET, **person), found=found)
    chat.focus = Key("discreet", NUMBER)
    return chat


# --- what is shown --------------------------------------------------------------------------------


def test_a_lock_screen_shows_that_a_message_waits_and_nothing_else() -> None:
    shown = covered(invitation(still_open()), HERE)

    assert said(shown) == "You have a message."
    assert labels(shown) == ("Open",)
    assert shown.slot == invitation(still_open()).slot


@pytest.mark.parametrize(
    ("about", "opens"),
    [
        ("answering", Act("a.ask", (5,))),
        ("composing", Act("d.open", (5,))),
        ("deciding", Act("d.open", (5,))),
        ("hearing_back", Act("h.again", (5,))),
        ("own_choices", Act("m.home")),
    ],
)
def test_the_button_shows_what_the_message_was_about(about: str, opens: Act) -> None:
    shown = covered(Screen(lines=("secret",)), Key(about, 5))

    assert [one.act for one in shown.buttons] == [opens]


def test_a_message_with_one_button_opens_by_it_and_one_can_be_named() -> None:
    only = Screen(lines=("secret",), options=(Button("Read it", Act("flag.read", (3,))),))
    about = Key("flags", 3)

    assert covered(only, about).buttons[0].act == Act("flag.read", (3,))
    assert covered(only, about, Act("m.home")).buttons[0].act == Act("m.home")


def test_an_edit_stays_an_edit() -> None:
    assert covered(Screen(lines=(), slot="progress:5", replaces=True), HERE).replaces


# --- opening by words -----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["open", "1", "what is it?"])
def test_whatever_is_typed_opens_what_was_asked(typed: str) -> None:
    asked = chat(Part("asked"))
    asked.say(typed)

    assert asked.screens[-1] == invitation(still_open())
    assert asked.events == []


def test_a_voice_message_opens_it_too() -> None:
    asked = chat(Part("asked"))
    asked.voice()

    assert asked.screens[-1] == invitation(still_open())


def test_what_was_decided_is_opened_once_there_is_a_decision() -> None:
    told = chat(Part("finished", DECIDED))
    title = still_open().ask.title
    told.found[WhatIWasTold(NUMBER)] = Notice(NUMBER, 1, title, Told("decision", DECIDED))
    told.say("open")

    assert "what was decided" in told.text


def test_a_facilitator_opens_the_consultation_that_they_asked() -> None:
    facilitator = replace(DISCREET, roles=frozenset({"facilitator"}))
    found: dict[Need, Any] = {TheConsultation(NUMBER): still_open(), ThePart(NUMBER): None}
    facts = Facts(facilitator, RIVERSIDE, english, found=found)

    turn = discreet.take(Discreet(NUMBER), Typed("open"), facts, MORNING)

    assert turn.instead == Instead(Key("deciding", NUMBER), Tapped(Act("d.open", (NUMBER,))))


def test_it_has_no_list_to_choose_from() -> None:
    assert discreet.prompt(Discreet(NUMBER), Facts(DISCREET, RIVERSIDE, english)) is None


def test_where_there_is_nothing_to_open_home_is_shown() -> None:
    gone = chat(None)
    gone.found[TheConsultation(NUMBER)] = None
    gone.say("open")
    nothing = Chat(DISCREET)
    nothing.focus = Key("discreet")
    nothing.say("open")

    assert "Nothing is waiting for you." in gone.text
    assert "Nothing is waiting for you." in nothing.text


# --- choosing it ----------------------------------------------------------------------------------


def test_my_choices_offers_it_and_says_what_it_is_now() -> None:
    plain, hidden = Chat(), Chat(DISCREET)
    for one in (plain, hidden):
        one.command("choices")
        one.tap("Lock screen")

    assert "I do not do so now." in plain.text
    assert "I do so now." in hidden.text


@pytest.mark.parametrize(
    ("answer", "chosen", "words"),
    [
        ("yes", True, "when I write first, I will say only: You have a message."),
        ("no", False, "From now on my messages say what they are about."),
    ],
)
def test_it_can_be_chosen_and_taken_back(answer: str, words: str, *, chosen: bool) -> None:
    one = Chat()
    one.command("choices")
    one.tap("Lock screen")
    one.say(answer)

    assert one.events == [AboutYouGiven(discreet=chosen)]
    assert words in one.text


def test_what_came_of_a_meeting_is_opened_too() -> None:
    told = chat(None)
    told.found[TheConsultation(NUMBER)] = None
    promised = Told("outcome", promises=(Promise(7, 1, words("A later bus.")),))
    told.found[WhatIWasTold(NUMBER)] = Notice(NUMBER, 1, words("Spring meeting"), promised)
    told.say("open")

    assert told.text.startswith("Spring meeting: what changed")
