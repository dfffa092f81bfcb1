"""What deciding keeps between two replies: where a facilitator is, and what they wrote so far."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from conversations.content import Decision
from conversations.state import State
from conversations.text import Worded

NAME = "deciding"

WRITTEN = ("you_said", "we_will", "we_cannot", "why", "decided_by")
"""The parts of a decision that are words."""
PARTS = (*WRITTEN, "decided_on")
"""The steps of writing, in order, named as the part of the decision that each fills."""


@dataclass(frozen=True)
class Deciding(State):
    """Where one facilitator is at the end of one consultation. What they wrote is theirs alone.

    `at` names the screen that waits for a reply, `writing` the step that writing has come to, or
    the preview. `jumped` says that a step was chosen from the preview, and leads back there.
    `position` of `total` is the open answer on the screen, from 0. `language` is that in which
    words are asked for, `word` the place of those words among the parts that are written.
    `moved_to` is the new day to hear back and `moved_why` the reason, until they are sent.
    """

    conversation: ClassVar[str] = NAME

    consultation: int
    at: str = "menu"
    writing: str = PARTS[0]
    jumped: bool = False
    you_said: Worded | None = None
    we_will: Worded | None = None
    we_cannot: Worded | None = None
    why: Worded | None = None
    decided_by: Worded | None = None
    decided_on: date | None = None
    position: int = 0
    total: int = 0
    language: str = ""
    word: int = 0
    moved_to: date | None = None
    moved_why: Worded | None = None

    @property
    def subject(self) -> int:
        """The consultation."""
        return self.consultation

    def part(self, name: str) -> Worded | date | None:
        """Give what was written for one of `PARTS`."""
        written: Worded | date | None = getattr(self, name)
        return written

    def words(self, part: str) -> Worded | None:
        """Give what was written for one of `WRITTEN`."""
        written: Worded | None = getattr(self, part)
        return written

    def decision(self) -> Decision | None:
        """Give the decision; None while it lacks what people said, or what comes of it."""
        if self.you_said is None or not (self.we_will or self.we_cannot):
            return None
        return Decision(
            self.you_said, self.we_will, self.we_cannot, self.decided_on, self.decided_by, self.why
        )
