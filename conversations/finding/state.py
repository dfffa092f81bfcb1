"""What finding keeps between two replies."""

from dataclasses import dataclass
from typing import ClassVar

from conversations.state import State

NAME = "finding"


@dataclass(frozen=True)
class FindingOut(State):
    """Where a facilitator is with what was heard; `at` names the screen that waits for a reply.

    `cells` are the numbers that were offered, as (question, choice, people), and `question` the one
    that was chosen. `text` is the answer from which words are to be shown, `mark` its name.
    """

    conversation: ClassVar[str] = NAME

    consultation: int
    at: str = "list"
    question: int = 0
    cells: tuple[tuple[int, int, int], ...] = ()
    mark: int = 0
    text: str = ""

    @property
    def subject(self) -> int:
        """The consultation."""
        return self.consultation
