"""Discreet: what Heard starts says only that a message waits, so a lock screen tells no more.

The button shows the real thing, in a reply. Whoever types something in reply to such a message
opens it too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.facts import Facts, Need, Part, Person, TheConsultation, ThePart
from conversations.home import HOME
from conversations.loops import WhatIWasTold
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text
from conversations.turn import Input, Instead, Key, Tapped, Turn

NAME = "discreet"
PREFIX = "v"
COMMANDS: frozenset[str] = frozenset()

QUESTION = Text(
    "Shall I write only 'You have a message', so that others cannot see what it is about?"
)
WAITS = Text("You have a message.")
OPEN = Text("Open")

_ABOUT: Mapping[str, str] = {
    "answering": "a.ask",
    "composing": "d.open",
    "deciding": "d.open",
    "owning": "own.one",
    "hearing_back": "h.again",
    "calls": "call.show",
    "induction": "intro.show",
    "passing": "pass.read",
    "attending": "come.show",
}
"""What shows the real thing, by the conversation that a message belongs to."""


@dataclass(frozen=True)
class Discreet(State):
    """A message that waits to be opened, about a consultation."""

    conversation: ClassVar[str] = NAME

    consultation: int

    @property
    def subject(self) -> int:
        """The consultation."""
        return self.consultation


def covered(shown: Screen, about: Key, opens: Act | None = None) -> Screen:
    """Give what a lock screen may show in the place of `shown`.

    `opens` is what the button does; without it, the real thing is found by what it is about.
    """
    act = opens or _way_to(shown, about)
    waits = Screen(lines=(WAITS,), buttons=(Button(OPEN, act),))  # a number may mean a question
    return replace(waits, slot=shown.slot, replaces=shown.replaces)


def _way_to(shown: Screen, about: Key) -> Act:
    if about.conversation in _ABOUT:
        return Act(_ABOUT[about.conversation], (about.subject,))
    return shown.options[0].act if len(shown.options) == 1 else HOME.act


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what the message was about."""
    number = key.subject
    return (TheConsultation(number), ThePart(number), WhatIWasTold(number)) if number else ()


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give nothing to choose from: whatever is said in reply opens the message."""
    return None


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Open the message that was replied to, or show what waits."""
    subject = state.subject if state else 0
    told = bool(subject) and facts.get(WhatIWasTold(subject)) is not None
    if not told and (not subject or facts.get(TheConsultation(subject)) is None):
        return Turn(None, instead=Instead(Key("home"), Tapped(HOME.act)))
    name = "hearing_back" if told else _what_it_was(facts.get(ThePart(subject)), facts.person)
    act = Act(_ABOUT[name], (subject,))
    return Turn(None, instead=Instead(Key(name, subject), Tapped(act)))


def _what_it_was(part: Part | None, person: Person) -> str:
    if part is None and person.facilitates:
        return "deciding"
    return "answering"
