"""Believing: what those who work on a loop believe, before people are asked if they were heard."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.facts import Facts, Need, Person
from conversations.gap import AskedBelief, TheBelief
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.loop_events import Believed
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Worded, Words
from conversations.turn import Input, Key, Tapped, Turn

NAME = "believing"
PREFIX = "believe"
COMMANDS: frozenset[str] = frozenset()

KNOW, INFLUENCED = "know", "influenced"
ANSWERS: tuple[tuple[str, Text], ...] = (
    ("yes", Text("Yes")),
    ("partly", Text("Partly")),
    ("no", Text("No")),
    ("cannot_tell", Text("I can't tell")),
)
THANKS = Text("Thank you. That is kept.")
BESIDE = Text("Your group will see both answers side by side.")


@dataclass(frozen=True)
class Believing(State):
    """Which of the two questions waits for an answer."""

    conversation: ClassVar[str] = NAME

    loop: int
    asks: str = KNOW

    @property
    def subject(self) -> int:
        """The loop."""
        return self.loop


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what this person was asked."""
    return (TheBelief(key.subject),)


def prompt(state: State, facts: Facts) -> Screen:
    """Give the question that waits."""
    asks = state.asks if isinstance(state, Believing) else KNOW
    return _question(state.subject, asks)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Take what somebody believes, one question after the other; each can be answered anew."""
    act = heard.act if isinstance(heard, Tapped) else None
    asked: AskedBelief | None = facts.get(TheBelief(act.subject if act else _subject(state)))
    if asked is None:
        return go_home(facts, NOT_FOR_YOU)
    if act is None:
        here = state if isinstance(state, Believing) else Believing(asked.loop)
        again = replace(_question(asked.loop, here.asks), lines=(PICK_ONE,))
        return Turn(here, (again,), understood=False)
    if act.verb == "believe.show":
        return Turn(Believing(asked.loop), (asked_first(asked.loop, asked.title),))
    answer = _answer(act)
    if answer is None:
        return go_home(facts, NOT_FOR_YOU)
    said = Believed(asked.loop, asked.as_role, **{act.verb.removeprefix("believe."): answer})
    if act.verb == f"believe.{KNOW}":
        following = _question(asked.loop, INFLUENCED)
        return Turn(Believing(asked.loop, INFLUENCED), (following,), (said,))
    return Turn(None, (Screen(lines=(THANKS, BESIDE), options=(HOME,)),), (said,))


def _subject(state: State | None) -> int:
    return state.subject if state else 0


def _answer(act: Act) -> str | None:
    place = act.ids[1] if len(act.ids) > 1 else -1
    return ANSWERS[place][0] if 0 <= place < len(ANSWERS) else None


# --- screens --------------------------------------------------------------------------------------


def asked_first(loop: int, title: Worded) -> Screen:
    """Ask somebody who works on a loop, before people upstream are asked."""
    soon = Text("Soon I will ask people if they were heard. First I ask you.")
    first = _question(loop, KNOW)
    return replace(first, title=title, lines=(soon, BESIDE, *first.lines))


def _question(loop: int, asks: str) -> Screen:
    verb, words = _QUESTIONS[asks]
    options = tuple(
        Button(label, Act(verb, (loop, place))) for place, (_, label) in enumerate(ANSWERS)
    )
    return Screen(lines=(words,), options=options)


_QUESTIONS: dict[str, tuple[str, Words]] = {
    KNOW: ("believe.know", Text("Do people who took part know what came of it?")),
    INFLUENCED: ("believe.influenced", Text("Did people who took part influence what came of it?")),
}
