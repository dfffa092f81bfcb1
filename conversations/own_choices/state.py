"""What all own choices share: the state, and how a choice asks and says what was done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, TypeAlias

from conversations.events import Event
from conversations.facts import Facts
from conversations.home import HOME
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Input, Turn

NAME = "own_choices"
CHOICES = Button(Text("My choices"), Act("o.choices"))
TAKES_PART = Button(Text("Take part too"), Act("agree.begin"))
"""For somebody who is here for their work only, and wants to be asked as members are."""
START_AGAIN = Button(Text("Start again"), Act("o.again"))

Asks: TypeAlias = Callable[[Facts], Screen]
Takes: TypeAlias = Callable[[Act, Facts, datetime], Turn]
Reads: TypeAlias = Callable[[Input, Facts, datetime], Turn]


@dataclass(frozen=True)
class OwnChoices(State):
    """`shown` names the screen that waits for a reply; since `shown_at`, seconds from 1970, UTC."""

    conversation: ClassVar[str] = NAME

    shown: str = "choices"
    shown_at: int = field(default=0, compare=False)

    @property
    def subject(self) -> int:
        """There is one person."""
        return 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One own choice: the screens that ask, by name, and what each verb of a button does.

    `any_time` are the verbs that a stopped person may use too. `reads` takes what is typed at a
    screen, where that may be more than a label or a number. `ways_on` are the options below a
    message that asks nothing.
    """

    asks: Mapping[str, Asks] = field(default_factory=dict)
    takes: Mapping[str, Takes] = field(default_factory=dict)
    any_time: Mapping[str, Takes] = field(default_factory=dict)
    reads: Mapping[str, Reads] = field(default_factory=dict)
    ways_on: Mapping[str, Screen] = field(default_factory=dict)


WAYS_ON: Mapping[str, Screen] = {
    "done": Screen(lines=(), options=(CHOICES, HOME)),
    "done_stopped": Screen(lines=(), options=(START_AGAIN,)),
}
"""What is offered below a message that says what was done."""


def ask(shown: str, body: Screen, *lines: Words) -> Turn:
    """Ask with a screen of that name, after a message with `lines`, if there are any."""
    first = (Screen(lines=lines),) if lines else ()
    return Turn(OwnChoices(shown), (*first, body))


def misread(shown: str, body: Screen, *lines: Words) -> Turn:
    """Ask again, where what came in could not be used."""
    return replace(ask(shown, body, *lines), understood=False)


def done(
    facts: Facts, *lines: Words, events: tuple[Event, ...] = (), stopped: bool | None = None
) -> Turn:
    """Say what was done, and where to go from here."""
    still_stopped = facts.person.stopped if stopped is None else stopped
    shown = "done_stopped" if still_stopped else "done"
    return offer(shown, WAYS_ON[shown], *lines, events=events)


def offer(shown: str, ways_on: Screen, *lines: Words, events: tuple[Event, ...] = ()) -> Turn:
    """Say `lines`, and offer these ways on."""
    return Turn(OwnChoices(shown), (replace(ways_on, lines=lines),), events)
