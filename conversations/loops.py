"""The loop as conversations know it: what was decided and promised, what became of it, who is told.

A consultation, a meeting and an issue raised are each the source of a loop with the same number.
"""

from dataclasses import dataclass
from datetime import date, datetime

from conversations.content import Decision
from conversations.digests import Digest
from conversations.text import Worded

LEVELS = ("information", "consultation", "partnership", "delegated", "user_control")
"""How much influence people had, from the least to the most (E4)."""
LEADS = ("members", "professionals", "both")
STATUSES = ("waiting", "done", "partly", "cannot")
ENDS = frozenset({"done", "partly", "cannot"})
SURE = ("yes", "partly", "no", "cannot_tell")


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as it is told to people upstream: what, by whom, until when, how it stands.

    `said` is what the owner says became of it, or why not. `before` is the day promised earlier,
    where it was moved. `version` counts its changes.
    """

    id: int
    version: int
    words: Worded
    status: str = "waiting"
    owner: str | None = None
    due_on: date | None = None
    before: date | None = None
    said: Worded | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """All that one edition tells. `kind` is decision, outcome, holding or digest.

    `decision` is there where it is new, `promises` are those that changed; with a new decision, all
    of them. A holding message tells that `hear_back_on` has passed without a decision; where that
    day was moved, `moved_to` is the new one and `why` the reason. A `digest` is of a meeting.
    """

    kind: str = "decision"
    decision: Decision | None = None
    promises: tuple[Promise, ...] = ()
    hear_back_on: date | None = None
    moved_to: date | None = None
    why: Worded | None = None
    digest: Digest | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What one person was told of a loop, in one edition or (`version` 0) in all as it is now.

    `kind` is the loop's. `people` counts who took part, None where that is hidden. `asks` says that
    it asks whether they were heard, `answered` that they answered its consultation themselves.
    """

    loop: int
    version: int
    title: Worded
    told: Told
    people: int | None = None
    asks: bool = False
    answered: bool = False
    kind: str = "consultation"


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment as its owner and its facilitators see it now.

    `owner` is None where nobody has joined for it yet; `owner_name` is as it was written. `title`
    is the loop's. `upstream` counts the people who wait to hear, None where it must be hidden.
    """

    id: int
    loop: int
    version: int
    words: Worded
    title: Worded
    status: str = "waiting"
    owner: int | None = None
    owner_name: str | None = None
    due_on: date | None = None
    first_due_on: date | None = None
    said: Worded | None = None
    level: str = "consultation"
    lead: str = "professionals"
    pathway_stage: str | None = None
    commissioning_stage: str | None = None
    upstream: int | None = None
    groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop as its facilitators see it. `kind` is consultation, meeting or issue.

    `waiting` counts people upstream who are to be told something and were not yet, `untold` holds
    (reason, people) of those who cannot be. `groups` are those it belongs to, none for the network.
    """

    id: int
    kind: str
    title: Worded
    status: str = "open"
    hear_back_on: date | None = None
    opened_at: datetime | None = None
    decision: Decision | None = None
    commitments: tuple[Commitment, ...] = ()
    told: int = 0
    waiting: int = 0
    untold: tuple[tuple[str, int], ...] = ()
    groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TheLoop:
    """Found: `Loop`, where this person facilitates or chairs it; else None."""

    id: int


@dataclass(frozen=True, slots=True)
class TheCommitment:
    """Found: `Commitment`, where this person owns it, facilitates or chairs it; else None."""

    id: int


@dataclass(frozen=True, slots=True)
class MyCommitments:
    """Found: tuple of `Commitment` that this person owns, what is due first, at most 20.

    Those that wait for whoever comes by this link (0 for none) are among them, without an owner.
    """

    link: int = 0


@dataclass(frozen=True, slots=True)
class WhatIWasTold:
    """Found: `Notice`: what this person was told in that edition, or (0) in all; else None."""

    loop: int
    version: int = 0


@dataclass(frozen=True, slots=True)
class WhatChanged:
    """Found: tuple of `Notice`, all that this person was told of each loop, the latest first.

    At most 20.
    """
