"""More: everything else that there is, as far as what somebody is here lets them do it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.facts import Facts, Need, Person
from conversations.home import HOME
from conversations.questions.kind import PICK_ONE
from conversations.rights import may
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text
from conversations.turn import Commanded, Input, Key, Tapped, Turn

NAME = "more"
PREFIX = "more"
COMMANDS = frozenset({"more", "help"})

ENTRIES: tuple[tuple[Text, str], ...] = (
    (Text("What needs you"), "needs.show"),
    (Text("My promises"), "own.list"),
    (Text("News of meetings"), "digest.list"),
    (Text("Coming up"), "come.list"),
    (Text("Meetings"), "meet.list"),
    (Text("Minutes"), "minutes.list"),
    (Text("Open loops"), "loop.list"),
    (Text("Raise an issue"), "raise.begin"),
    (Text("What others raised"), "raise.others"),
    (Text("Issues"), "issue.list"),
    (Text("Who sits where"), "seat.show"),
    (Text("Calls for volunteers"), "call.list"),
    (Text("Impact log"), "impact.show"),
    (Text("What words mean"), "what.show"),
)
"""What can be chosen, in this order: a label and the verb it leads to.

Who sees it stands in `rights`, at the verb. What has no row there is not shown.
"""


@dataclass(frozen=True)
class More(State):
    """The list of everything else."""

    conversation: ClassVar[str] = NAME

    @property
    def subject(self) -> int:
        """There is one list."""
        return 0


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need nothing."""
    return ()


def prompt(state: State, facts: Facts) -> Screen:
    """Give the list."""
    return _listed(facts.person)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show the list."""
    shown = _listed(facts.person)
    if isinstance(heard, Tapped | Commanded):
        return Turn(More(), (shown,))
    return Turn(More(), (replace(shown, title=None, lines=(PICK_ONE,)),), understood=False)


def _listed(person: Person) -> Screen:
    """Show what this person may choose; an entry about one group shows to who works for any."""
    options = tuple(Button(label, Act(verb)) for label, verb in ENTRIES if may(verb, person, None))
    choose = Text("Choose what you want to do.")
    nothing = Text("There is nothing more for you here now.")
    line = choose if options else nothing
    return Screen(title=Text("More"), lines=(line,), options=options, buttons=(HOME,))
