"""Apps cut a long text into several messages: what follows one that is too long is its rest.

Nothing in a message tells so. A rest comes within moments, and nobody has read by then that the
first part was too long; so it is passed over, and never taken for an answer of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from conversations.facts import Facts
from conversations.questions.free_text import LONGEST
from conversations.reading import normalise
from conversations.state import State
from conversations.turn import Input, Typed

NAME = "cut_off"
WITHIN = 5  # seconds
TAKE_PARTS = frozenset({"minutes"})
"""Conversations that take a long text in parts, as apps send it."""


@dataclass(frozen=True)
class CutOff(State):
    """When a text came that is too long for anything, in seconds since 1970, UTC."""

    conversation: ClassVar[str] = NAME

    at: int

    @property
    def subject(self) -> int:
        """There is one rest at a time."""
        return 0


def cut_off(heard: Input, now: datetime) -> CutOff | None:
    """Give what to keep of a text that the app may have cut; None for anything else."""
    long = isinstance(heard, Typed) and len(heard.text) > LONGEST
    return CutOff(int(now.timestamp())) if long else None


def is_rest(kept: State | None, heard: Input, facts: Facts, now: datetime) -> bool:
    """Tell whether words are the rest of a text that came before.

    A message that says stop, or that somebody died, and nothing else, never is.
    """
    if not isinstance(kept, CutOff) or not isinstance(heard, Typed):
        return False
    ends = normalise(heard.text) in facts.stop_words or facts.phrases.only_a_death(heard.text)
    return not ends and now.timestamp() - kept.at < WITHIN
