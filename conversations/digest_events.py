"""What happened to minutes and digests, in the past tense."""

from dataclasses import dataclass
from typing import TypeAlias

from conversations.digests import Digest


@dataclass(frozen=True, slots=True)
class MinutesSent:
    """A facilitator sent the minutes of a meeting as a file; it is to be read."""

    meeting: int
    media: int


@dataclass(frozen=True, slots=True)
class MinutesPasted:
    """A facilitator pasted minutes, or with `first` False one more part of them."""

    meeting: int
    text: str
    first: bool = True


@dataclass(frozen=True, slots=True)
class MinutesWhole:
    """All parts of the minutes are there: they are to be read."""

    meeting: int


@dataclass(frozen=True, slots=True)
class MinutesThrownAway:
    """The minutes, and the digest at `revision`, are to go: a facilitator begins again."""

    meeting: int
    revision: int


@dataclass(frozen=True, slots=True)
class DigestChanged:
    """A facilitator changed the digest that was at `revision`; 0 where there was none."""

    meeting: int
    revision: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class DigestApproved:
    """A facilitator approved the digest at `revision`, as it was previewed."""

    meeting: int
    revision: int
    digest: Digest


@dataclass(frozen=True, slots=True)
class PutAnswered:
    """A facilitator wrote the answer to what somebody put to a meeting."""

    meeting: int
    put: int
    answer: str


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reader said what they think of one piece of a digest."""

    meeting: int
    piece: int
    reaction: str


@dataclass(frozen=True, slots=True)
class HelpOffered:
    """A reader offered help: from now on they hear what comes of it."""

    meeting: int


@dataclass(frozen=True, slots=True)
class DigestsChosen:
    """The person chose which digests they get."""

    which: str


@dataclass(frozen=True, slots=True)
class GroupFollowed:
    """The person wants the digests of a group that is not theirs, or (not `follows`) no more."""

    group: int
    follows: bool = True


DigestEvent: TypeAlias = (
    MinutesSent
    | MinutesPasted
    | MinutesWhole
    | MinutesThrownAway
    | DigestChanged
    | DigestApproved
    | PutAnswered
    | Reacted
    | HelpOffered
    | DigestsChosen
    | GroupFollowed
)
