"""Calls for volunteers as conversations know them, and the fair draw, which anybody can repeat.

The draw starts from a number that nobody could choose: SHA-256 over the call, its last day and a
secret. The secret is fixed, and its hash shown to everybody, before anybody has offered.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from conversations.text import Worded

PARTS = ("what", "how_long", "influence", "expenses", "support")
"""The parts of a role brief, as they are asked for."""
MOST_PLACES = 50


@dataclass(frozen=True, slots=True)
class Brief:
    """A role brief: what there is to do, how long, what influence, expenses, and who helps."""

    what: Worded
    how_long: Worded
    influence: Worded
    expenses: Worded
    support: Worded


@dataclass(frozen=True, slots=True)
class Call:
    """A call for volunteers. `promise` is the hash of the secret that the draw starts from.

    It goes to a group, or (None) to the whole network. `part` is how whoever asks stands: asked,
    offered, drawn or thanked; '' where they were not asked. `offers` counts those who offered, None
    where that is hidden. `managed` says that whoever asks facilitates it.
    """

    id: int
    title: Worded
    brief: Brief
    places: int
    closes_on: date
    status: str = "open"
    group: int | None = None
    promise: str = ""
    part: str = ""
    offers: int | None = None
    managed: bool = False


@dataclass(frozen=True, slots=True)
class TheCall:
    """Found: `Call`, where this person was asked, or facilitates it; else None."""

    id: int


@dataclass(frozen=True, slots=True)
class TheCalls:
    """Found: tuple of `Call` that this person facilitates, the newest first, at most 20."""


# --- the draw -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody who offered: a number, the stratum they are in, and how often they were drawn."""

    member: int
    stratum: str
    used: int = 0


@dataclass(frozen=True, slots=True)
class Ticket:
    """An offer in the draw, without a name: `mark` is what the seed makes of the number."""

    mark: str
    stratum: str
    used: int = 0


def promise_of(secret: str) -> str:
    """Give the hash by which the secret is shown before it is revealed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seed_of(call: int, closes_on: date, secret: str) -> str:
    """Give the number that a draw starts from, in hexadecimal."""
    return hashlib.sha256(f"{call} {closes_on.isoformat()} {secret}".encode()).hexdigest()


def ticket_of(seed: str, offer: Offer) -> Ticket:
    """Give the ticket of an offer; nobody can tell the number from it without the seed."""
    mark = hashlib.sha256(f"{seed} {offer.member}".encode()).hexdigest()
    return Ticket(mark, offer.stratum, offer.used)


def draw(seed: str, tickets: Iterable[Ticket], places: int) -> frozenset[str]:
    """Give the marks that are drawn: each stratum its share, in it whoever was drawn least first.

    Places are shared as the offers are; what is left over goes where the rest is largest, by lot
    where two are the same. Within a stratum, lots decide among those drawn equally often before.
    """
    by_stratum: dict[str, list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        by_stratum[ticket.stratum].append(ticket)
    shares = _shares(
        seed, Counter({name: len(those) for name, those in by_stratum.items()}), places
    )
    return frozenset(
        ticket.mark
        for name, those in by_stratum.items()
        for ticket in sorted(those, key=_least_used_first)[: shares[name]]
    )


def _least_used_first(ticket: Ticket) -> tuple[int, str]:
    return ticket.used, ticket.mark


def _shares(seed: str, offers: Mapping[str, int], places: int) -> dict[str, int]:
    """Share places in proportion to offers, by the largest remainder."""
    total = sum(offers.values())
    places = min(places, total)
    shares = {name: places * count // total for name, count in offers.items()}
    rest = sorted(offers, key=lambda name: (-(places * offers[name] % total), _lot(seed, name)))
    for name in rest[: places - sum(shares.values())]:
        shares[name] += 1
    return shares


def _lot(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed} {name}".encode()).hexdigest()


def strata(offers: Sequence[tuple[str, str | None]]) -> list[str]:
    """Give the stratum of each (kind, area): the two together; not said is one as well."""
    return [f"{kind}/{area or 'not_said'}" for kind, area in offers]
