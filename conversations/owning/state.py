"""What owning keeps between two replies: where an owner is with one promise."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from conversations.state import State
from conversations.text import Worded

NAME = "owning"


@dataclass(frozen=True)
class Owning(State):
    """Where somebody is with one promise, or (0) with the list of theirs.

    `at` names the screen that waits for a reply. `status`, `day`, `said`, `words` and `media` are
    what will be told, once they say so, of the promise as it was when they began: `seen` is its
    version then. `far` is a day far ahead that was asked about.
    """

    conversation: ClassVar[str] = NAME

    commitment: int = 0
    at: str = "one"
    seen: int = 0
    status: str | None = None
    day: date | None = None
    said: Worded | None = None
    words: str | None = None
    media: int | None = None
    far: date | None = None

    @property
    def subject(self) -> int:
        """The promise."""
        return self.commitment
