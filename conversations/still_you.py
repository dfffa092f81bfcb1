"""After half a year of silence Heard asks 'Is it still you?' before it shows anything old.

Telephone numbers are given to others, and phones are passed on. Stopping needs no reply to it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations import joining
from conversations.events import SomebodyNew, StillMe
from conversations.facts import Facts, Need, Person
from conversations.home import HOME
from conversations.joining import STAY
from conversations.screen import Act, Button, Screen, screen
from conversations.state import State
from conversations.text import Text
from conversations.turn import Commanded, Input, Key, Opened, Tapped, Turn

NAME = "still_you"
PREFIX = "y"
COMMANDS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StillYou(State):
    """`verb` and `ids` are the button that was tapped before the question came, if one was."""

    conversation: ClassVar[str] = NAME

    verb: str = ""
    ids: tuple[int, ...] = ()

    @property
    def subject(self) -> int:
        """There is one person, or another."""
        return 0


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need nothing: nothing old is shown."""
    return ()


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the question."""
    return _QUESTION


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Ask; or go on, or begin anew with somebody else."""
    act = heard.act if isinstance(heard, Tapped) else None
    if act and act.verb == "y.yes":
        return _still(state, facts)
    if act and act.verb == "y.new":
        return _somebody_new(facts, now)
    if act:
        return Turn(StillYou(act.verb, act.ids), (_QUESTION,))
    before = state if isinstance(state, StillYou) else StillYou()
    if isinstance(heard, Opened | Commanded | Tapped):
        return Turn(before, (_QUESTION,))
    again = Text("I did not use what you sent. Please reply to this first, and then send it again.")
    return Turn(before, (screen(again), _QUESTION), understood=False)


def _still(state: State | None, facts: Facts) -> Turn:
    home = HOME if facts.person.joined else Button(Text("Go on"), STAY)
    held = state if isinstance(state, StillYou) else StillYou()
    go_on = Button(Text("Go on"), Act(held.verb, held.ids))
    on = (go_on, HOME) if held.verb else (home,)
    return Turn(None, (Screen(lines=(Text("Thank you."),), options=on),), (StillMe(),))


def _somebody_new(facts: Facts, now: datetime) -> Turn:
    number = facts.seed % (2**63 - 1) + 1
    newcomer = Person(number, guess=facts.person.guess)
    begun = joining.take(None, Opened(), replace(facts, person=newcomer, found={}), now)
    apart = Text("That is fine. We begin anew. I will show you nothing of what was here before.")
    return replace(begun, screens=(screen(apart), *begun.screens), events=(SomebodyNew(number),))


_QUESTION = Screen(
    lines=(
        Text("Nobody has written to me from here for a long time. Is it still you?"),
        Text("Until I know, I show nothing of before."),
    ),
    options=(
        Button(Text("Yes"), Act("y.yes")),
        Button(Text("No, a new person"), Act("y.new")),
    ),
)
