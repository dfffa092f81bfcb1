"""What happened around groups and seats: words explained, seats, calls for volunteers, impact."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from conversations.calling import Brief
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


# --- calls for volunteers --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallMade:
    """A facilitator approved a call as previewed; it goes to a group, or (None) to everybody.

    `secret` is fresh chance that the draw starts from; only its hash is shown before the draw.
    """

    call: int
    title: Worded
    brief: Brief
    places: int
    closes_on: date
    group: int | None
    secret: str


@dataclass(frozen=True, slots=True)
class CallCancelled:
    """A facilitator took a call back; whoever offered is told, with thanks."""

    call: int


@dataclass(frozen=True, slots=True)
class HelpOffered:
    """The person offered to help."""

    call: int


@dataclass(frozen=True, slots=True)
class HelpTakenBack:
    """The person does not want to help, or not any more."""

    call: int


# --- impact and influence --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImpactNoted:
    """A facilitator noted what came of a promise that ended; with `nothing`, that nothing did."""

    commitment: int
    domain: str
    kind: str
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class ImpactDropped:
    """A facilitator took a line out of the impact log."""

    impact: int


@dataclass(frozen=True, slots=True)
class InfluenceSaid:
    """A member said how strong their group's influence on a domain was in a quarter."""

    group: int
    year: int
    quarter: int
    domain: str
    strength: str


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
    | CallMade
    | CallCancelled
    | HelpOffered
    | HelpTakenBack
    | ImpactNoted
    | ImpactDropped
    | InfluenceSaid
)
