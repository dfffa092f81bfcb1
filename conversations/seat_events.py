"""What happened around groups and seats: words explained, seats, calls for volunteers, impact."""

from dataclasses import dataclass
from typing import TypeAlias

# --- words explained -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WordExplained:
    """A facilitator wrote in one language what a word of the field means."""

    shown: str
    language: str
    words: str


@dataclass(frozen=True, slots=True)
class WordDropped:
    """A facilitator took a word out of the glossary."""

    shown: str


# --- the first weeks -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InductionEnded:
    """The person wants no more of the messages that explain Heard to new members."""


SeatEvent: TypeAlias = WordExplained | WordDropped | InductionEnded
