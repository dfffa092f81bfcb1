"""What raising an issue keeps between two replies, and what its screens are made from."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from conversations.events import Event
from conversations.facts import Facts
from conversations.issues import Mine, MyIssue, MyIssues
from conversations.screen import Screen
from conversations.state import State
from conversations.turn import Turn

NAME = "raising"


@dataclass(frozen=True)
class Raising(State):
    """Where a person is: `at` names the screen that waits for a reply.

    `issue` is what it is about, 0 for the lists and while it is written. Until it is sent, `group`
    is whom it is for (0 for everybody) and `text` what was written and may name a person.
    """

    conversation: ClassVar[str] = NAME

    issue: int = 0
    at: str = "words"
    group: int = 0
    text: str = ""

    @property
    def subject(self) -> int:
        """The issue."""
        return self.issue


@dataclass(frozen=True)
class Go:
    """What a reply is answered with."""

    state: Raising
    facts: Facts
    now: datetime

    @property
    def mine(self) -> Mine:
        """What this person raised."""
        mine: Mine = self.facts.get(MyIssues()) or Mine()
        return mine

    def my_issue(self, number: int) -> MyIssue | None:
        """Give one issue of theirs; None where it is not."""
        return next((one for one in self.mine.issues if one.id == number), None)

    def at(self, screen: str, **changes: Any) -> "Go":
        """Give the same, with another screen waiting for a reply."""
        return replace(self, state=replace(self.state, at=screen, **changes))

    def turn(self, *screens: Screen, events: tuple[Event, ...] = ()) -> Turn:
        """Say `screens`, and wait here for a reply."""
        return Turn(self.state, screens, events)

    def misread(self, *screens: Screen) -> Turn:
        """Say that it cannot be used, with what waits."""
        return Turn(self.state, screens, understood=False)
