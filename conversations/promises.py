"""Promises: who can own one, and what happens to owners."""

from dataclasses import dataclass
from typing import TypeAlias

from conversations.evidence import EvidenceHere, WhatShowsIt


@dataclass(frozen=True, slots=True)
class TheOwners:
    """Found: `Owners` for a loop, where this person facilitates it; else None.

    `commitment` is the one whose owner may be changed, or 0.
    """

    loop: int
    commitment: int = 0


@dataclass(frozen=True, slots=True)
class Professional:
    """Somebody who joined as a professional, and the name of the link that they joined by."""

    member: int
    name: str


@dataclass(frozen=True, slots=True)
class Owners:
    """Who can own a promise, at most 20, and how many open ones the present owner has here."""

    people: tuple[Professional, ...] = ()
    together: int = 1


PromiseNeed: TypeAlias = TheOwners | WhatShowsIt | EvidenceHere


@dataclass(frozen=True, slots=True)
class OwnerInvited:
    """A facilitator made a link: whoever joins by it owns the commitment. An earlier one ends.

    `token` is kept as a hash, `name` is the owner's as it was written.
    """

    commitment: int
    token: str
    name: str


@dataclass(frozen=True, slots=True)
class AllHandedOver:
    """Every open promise of the owner of this commitment goes to somebody else.

    To a member, or to whoever joins by a link with this `token`.
    """

    commitment: int
    owner: int | None = None
    owner_name: str | None = None
    token: str | None = None


PromiseEvent: TypeAlias = OwnerInvited | AllHandedOver
