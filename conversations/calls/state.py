"""Where somebody is with a call for volunteers, and what is said of it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from conversations.calling import Brief, Call
from conversations.state import State
from conversations.text import Worded

NAME = "calls"


@dataclass(frozen=True)
class Calling(State):
    """A call that was offered to somebody, or (`call` 0) one that a facilitator writes.

    `step` is what is asked for next; `group` is 0 for everybody, None before it was chosen.
    """

    conversation: ClassVar[str] = NAME

    call: int = 0
    step: str = "list"
    title: str = ""
    what: str = ""
    how_long: str = ""
    influence: str = ""
    expenses: str = ""
    support: str = ""
    places: int = 0
    group: int | None = None
    closes_on: date | None = None

    @property
    def subject(self) -> int:
        """The call."""
        return self.call

    def as_call(self, language: str) -> Call:
        """Give what was written as members get it."""

        def words(text: str) -> Worded:
            return Worded.of({language or "en_GB": text})

        brief = Brief(
            words(self.what), words(self.how_long), words(self.influence), words(self.expenses),
            words(self.support),
        )  # fmt: skip
        return Call(
            0, words(self.title), brief, self.places, self.closes_on or date.max,
            group=self.group or None,
        )  # fmt: skip
