"""Where somebody is who reads what came of it."""

from dataclasses import dataclass
from typing import ClassVar

from conversations.state import State
from conversations.text import Text

NAME = "hearing_back"
PREFIX = "h"

RATINGS: tuple[tuple[str, Text], ...] = (
    ("yes", Text("Yes")),
    ("partly", Text("Partly")),
    ("no", Text("No")),
    ("cannot_tell", Text("I can't tell")),
)


@dataclass(frozen=True)
class HearingBack(State):
    """One person's answer to what they were told of a loop.

    `consultation` is the loop's number. `asks_why` while we wait for the reason of a rating;
    `asks` names what else we wait for words of: 'not_meant' or 'question'. With `reads_more` they
    chose 'Tell me more' last.
    """

    conversation: ClassVar[str] = NAME

    consultation: int
    asks_why: bool = False
    asks: str = ""
    reads_more: bool = False

    @property
    def subject(self) -> int:
        """The loop."""
        return self.consultation
