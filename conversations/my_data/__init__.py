"""My data: a person sees it, takes it away, and erases it, also after they stopped (promise 10).

What cannot be undone is said before, and what was done after. Nobody's data is sent through the
chat as a file: a copy is taken from a page that opens once.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from conversations.events import AnswersErased, CopyWanted, Event, MeErased
from conversations.facts import Facts, Need, Person
from conversations.home import NOT_FOR_YOU
from conversations.known import WhatIsKnown
from conversations.my_data import screens
from conversations.my_data.screens import MY_DATA
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Commanded, Input, Key, Tapped, Turn

__all__ = ["COMMANDS", "MY_DATA", "NAME", "PREFIX", "MyData", "needs", "prompt", "take"]

NAME = "my_data"
PREFIX = "mine"
COMMANDS = frozenset({"mydata", "privacy"})
PAGE = "/my-data/"
"""Where on the program's own web address the page stands; the token follows."""


@dataclass(frozen=True)
class MyData(State):
    """`shown` names the screen that waits for a reply, `about` the consultation that it is on.

    `shown_at` is when, in seconds since 1970, UTC.
    """

    conversation: ClassVar[str] = NAME

    shown: str = "show"
    about: int = 0
    shown_at: int = field(default=0, compare=False)

    @property
    def subject(self) -> int:
        """There is one person."""
        return 0


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what is known of whoever has joined."""
    return (WhatIsKnown(),) if person.joined else ()


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen last shown."""
    return _screen(state, facts) if isinstance(state, MyData) else None


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show what is asked for, or do it."""
    if not facts.person.joined:
        return Turn(None, (screens.privacy(facts),), focus=None)
    match heard:
        case Tapped(act) if act is not None:
            return _act(act, facts)
        case Commanded("privacy"):
            return _show(facts, "privacy")
        case Commanded():
            return _show(facts, "show")
        case _:
            again = state if isinstance(state, MyData) else MyData()
            return replace(_show(facts, again.shown, again.about, PICK_ONE), understood=False)


def _act(act: Act, facts: Facts) -> Turn:
    name = act.verb.partition(".")[2]
    if name in _ASKS or name in _ASKS_ABOUT:
        return _show(facts, name, act.subject)
    if name == "take":
        return _take_away(facts)
    if name == "erase_one_yes" and screens.part(facts, act.subject):
        return _answers_erased(facts, act.subject)
    if name == "erase_me_yes":
        return Turn(None, (screens.goodbye(),), (MeErased(),))
    return _show(facts, "show", 0, NOT_FOR_YOU)


# --- showing --------------------------------------------------------------------------------------

_ASKS: Mapping[str, Callable[[Facts], Screen]] = {
    "show": screens.menu,
    "about": screens.about,
    "answers": screens.list_of_answers,
    "erase": screens.what_to_erase,
    "which": screens.which,
    "erase_me": screens.erase_me,
    "privacy": screens.privacy,
    "done": screens.done,
}
_ASKS_ABOUT = {"one": screens.one_consultation, "erase_one": screens.erase_one}


def _screen(state: MyData, facts: Facts) -> Screen | None:
    if state.shown in _ASKS:
        return _ASKS[state.shown](facts)
    one = screens.part(facts, state.about)
    return _ASKS_ABOUT[state.shown](facts, one) if one else None


def _show(facts: Facts, shown: str, about: int = 0, *lines: Words) -> Turn:
    """Show a screen, after a message with `lines`, if there are any."""
    state = MyData(shown, about)
    body = _screen(state, facts)
    if body is None:
        return _show(facts, "show", 0, NOT_FOR_YOU)
    first = (Screen(lines=lines),) if lines else ()
    return Turn(state, (*first, body))


# --- doing ----------------------------------------------------------------------------------------

_DONE = MyData("done")


def _take_away(facts: Facts) -> Turn:
    """Make a page that opens once; its token is 128 bits of chance."""
    if not facts.web_address:
        return Turn(_DONE, (screens.no_page(facts),))
    token = urlsafe_b64encode(facts.seed.to_bytes(16, "big")).decode().rstrip("=")
    shown = screens.the_page(facts, f"{facts.web_address}{PAGE}{token}")
    return Turn(_DONE, (shown,), (CopyWanted(token),))


def _answers_erased(facts: Facts, consultation: int) -> Turn:
    erased: tuple[Event, ...] = (AnswersErased(consultation),)
    gone = Text("I have erased your answers to this, and every word that you said in them.")
    said = replace(screens.done(facts), lines=(gone, screens.TOTALS_STAY))
    return Turn(_DONE, (said,), erased)
