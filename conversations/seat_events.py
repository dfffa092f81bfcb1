"""What happened around groups and seats: words explained, seats, calls for volunteers, impact."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from conversations.text import Worded

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


# --- seats and the tree of groups ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SeatMade:
    """A facilitator made a seat in a group; whoever has the code with this hash may sit there."""

    group: int
    title: Worded
    until: date | None
    code: str


@dataclass(frozen=True, slots=True)
class SeatChanged:
    """A facilitator set until when a seat is somebody's; None where it has no end."""

    seat: int
    until: date | None


@dataclass(frozen=True, slots=True)
class SeatFreed:
    """Nobody sits there any more; whoever has the code with this hash may."""

    seat: int
    code: str


@dataclass(frozen=True, slots=True)
class SeatEnded:
    """A facilitator took a seat away."""

    seat: int


@dataclass(frozen=True, slots=True)
class SeatTaken:
    """The person sat down, with a code (its hash), or as a facilitator of that group."""

    seat: int
    code: str | None = None


@dataclass(frozen=True, slots=True)
class GroupPlaced:
    """A facilitator of the network put a group below another one, or (None) below none."""

    group: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class PassedDown:
    """A facilitator passed what was decided in a group to the groups below it."""

    group: int
    loop: int


@dataclass(frozen=True, slots=True)
class PassedUp:
    """A facilitator passed an issue to the group above: from now on that one answers it."""

    group: int
    issue: int


SeatEvent: TypeAlias = (
    WordExplained
    | WordDropped
    | InductionEnded
    | SeatMade
    | SeatChanged
    | SeatFreed
    | SeatEnded
    | SeatTaken
    | GroupPlaced
    | PassedDown
    | PassedUp
)
