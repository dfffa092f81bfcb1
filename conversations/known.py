"""What is kept about one person, for that person alone: to read in the chat, or to take away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from conversations.content import Consultation, Given
from conversations.loops import Told
from conversations.text import Worded


@dataclass(frozen=True, slots=True)
class WhatIsKnown:
    """Found: `Known`, with the consultations that they were asked last, at most 20."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent: exactly what was read, and when it was taken back, if it was."""

    version: int
    language: str
    wording: str
    how: str
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role, in one group or (None) in the whole network."""

    name: str
    group: str | None
    granted_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WasTold:
    """What came of a consultation, as this person was told it at one time."""

    what: Told
    at: datetime


@dataclass(frozen=True, slots=True)
class TookPart:
    """One consultation that they were asked: what they answered, and what they were told.

    `part` is the status of their participation, `rating` whether they felt heard, `why` in their
    words.
    """

    consultation: Consultation
    part: str
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    finished_at: datetime | None = None
    answers: Mapping[int, Given] = field(default_factory=dict)
    told: tuple[WasTold, ...] = ()
    rating: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """Anything else that they did or were asked: `what` names it, `about` is the title of what.

    `detail` is what they chose, or how it stands; `words` are theirs, `reply` is what they were
    told.
    """

    what: str
    at: datetime | None = None
    about: Worded | None = None
    detail: str | None = None
    words: str | None = None
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that is kept about one person. Moments are UTC.

    `came_by` is the label of the link that they came by, `addresses` how many accounts they write
    from. `quiet` holds whole hours. `flags` are moments at which a person was asked to read words
    of theirs. `deeds` are found for a copy only, the first one first.
    """

    kind: str = "not_said"
    area: str | None = None
    language: str = ""
    ask_every_days: int = 14
    joined_at: datetime | None = None
    stopped_at: datetime | None = None
    break_since: datetime | None = None
    break_until: datetime | None = None
    quiet: tuple[int, int] | None = None
    tell: str = "all"
    discreet: bool = False
    death_at: datetime | None = None
    wrote_at: datetime | None = None
    came_by: str | None = None
    addresses: int = 1
    groups: tuple[str, ...] = ()
    roles: tuple[HeldRole, ...] = ()
    consents: tuple[Agreed, ...] = ()
    flags: tuple[datetime, ...] = ()
    took_part: tuple[TookPart, ...] = ()
    deeds: tuple[Deed, ...] = ()
