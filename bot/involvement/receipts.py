"""Receipts: who was told what of a loop and when, by the members' numbers only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import edition, loop, network, notice


@dataclass(frozen=True, slots=True)
class Receipt:
    """One edition told to one member, or the `reason` that it was not.

    `status` is due, queued, told, untold, or merged: told with a later edition. `due_at` and
    `told_at` are UTC.
    """

    member: int
    edition: int
    kind: str
    day: date
    status: str
    reason: str | None
    asked_heard: bool
    due_at: datetime
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A loop to ask for, by its number; `network` is the slug."""

    id: int
    network: str
    kind: str
    title: str
    status: str
    opened_at: datetime


def of_loop(connection: Connection, number: int) -> Sequence[Receipt]:
    """Give the receipts of a loop, edition by edition."""
    n, e = notice.c, edition.c
    rows = connection.execute(
        sa.select(
            n.member_id, n.version, e.kind, e.day, n.status, n.reason, n.asks_heard, n.due_at,
            n.told_at,
        )
        .join(edition, (e.loop_id == n.loop_id) & (e.version == n.version))
        .where(n.loop_id == number)
        .order_by(n.version, n.member_id)
    )  # fmt: skip
    return [Receipt(*row) for row in rows]


def loops(connection: Connection) -> Sequence[Listed]:
    """Give every loop, what opened last first."""
    c = loop.c
    rows = connection.execute(
        sa.select(c.id, network.c.slug, c.kind, c.title, c.status, c.opened_at)
        .join(network, network.c.id == c.network_id)
        .order_by(c.opened_at.desc(), c.id)
    )
    return [
        Listed(number, slug, kind, next(iter(title.values()), ""), status, opened)
        for number, slug, kind, title, status, opened in rows
    ]
