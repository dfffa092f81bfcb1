"""What is kept between two replies while a facilitator makes a digest of minutes."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from conversations.state import State

NAME = "minutes"


@dataclass(frozen=True)
class WritingUp(State):
    """Where one facilitator is with one meeting; what they wrote is in the digest itself.

    `meeting` is 0 at the list of meetings. `at` names the screen that waits, `revision` is the one
    that this person last saw. `piece`, `item` and `put` are what the screen is about, `kind` what a
    new line is. With `ledger`, what is asked for is missing for the ledger. `counted` is how many
    people get the digest that they look at, None until that is known. `far` is a day far ahead that
    was asked about.
    """

    conversation: ClassVar[str] = NAME

    meeting: int = 0
    at: str = "list"
    revision: int = 0
    page: int = 0
    piece: int = 0
    item: int = 0
    put: int = 0
    kind: str = ""
    ledger: bool = False
    counted: int | None = None
    far: date | None = None

    @property
    def subject(self) -> int:
        """The meeting."""
        return self.meeting
