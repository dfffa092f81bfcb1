"""What promising keeps between two replies: what a facilitator wrote of each promise so far."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from conversations.loops import Commitment
from conversations.state import State
from conversations.text import Worded

NAME = "promising"


@dataclass(frozen=True)
class Drafted:
    """A promise that nobody is told of yet; what is None was not said so far.

    `number` is that of the commitment which it will be. The owner is a member, or (who has not
    joined yet) a name as it was written.
    """

    number: int
    words: Worded | None = None
    owner: int | None = None
    owner_name: str | None = None
    due_on: date | None = None
    level: str = "consultation"
    lead: str = "professionals"
    pathway_stage: str | None = None
    commissioning_stage: str | None = None

    @property
    def missing(self) -> str | None:
        """Name the step at which something is still to be said; None where it is whole."""
        if self.words is None:
            return "what"
        if self.owner is None and not self.owner_name:
            return "owner"
        return "due" if self.due_on is None else None


@dataclass(frozen=True)
class Promising(State):
    """Where one facilitator is with the promises of one loop.

    `at` names the screen that waits for a reply, `number` the promise that it is about: one of
    `drafts`, or a commitment that was made. `name` is an owner's as it was just typed, `owner`
    somebody chosen for a commitment, until it is clear what is handed over. `language` is that in
    which words are asked for, `file` what is looked at that shows what came of a promise. `seen` is
    the promise that was last asked about, and its version, `far` a day far ahead
    that was asked about.
    """

    conversation: ClassVar[str] = NAME

    loop: int
    at: str = "list"
    number: int = 0
    drafts: tuple[Drafted, ...] = ()
    jumped: bool = False
    name: str = ""
    owner: int = 0
    language: str = ""
    file: int = 0
    seen: tuple[int, int] = (0, 0)
    far: date | None = None

    @property
    def subject(self) -> int:
        """The loop."""
        return self.loop

    def draft(self, number: int) -> Drafted | None:
        """Give the draft with that number, if there is one."""
        return next((one for one in self.drafts if one.number == number), None)

    def changed(self, number: int, **changes: Any) -> "Promising":
        """Give the same with one draft changed."""
        drafts = (replace(one, **changes) if one.number == number else one for one in self.drafts)
        return replace(self, drafts=tuple(drafts))

    def without(self, made: tuple[Commitment, ...]) -> "Promising":
        """Leave out what was promised meanwhile."""
        numbers = {one.id for one in made}
        return replace(self, drafts=tuple(d for d in self.drafts if d.number not in numbers))
