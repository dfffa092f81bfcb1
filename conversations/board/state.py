"""Where somebody is with the loop board."""

from dataclasses import dataclass
from typing import ClassVar

from conversations.state import State

NAME = "board"


@dataclass(frozen=True)
class Board(State):
    """The list (`loop` 0), one page of it, or one loop.

    `at` is list, measures, one, asked (whether to archive it), blocked (it cannot be, so far),
    unsent (because messages did not go), again (whether to send those anew), reason (why it is
    archived all the same) or over.
    """

    conversation: ClassVar[str] = NAME

    loop: int = 0
    at: str = "list"
    page: int = 0

    @property
    def subject(self) -> int:
        """The loop; 0 for the list."""
        return self.loop
