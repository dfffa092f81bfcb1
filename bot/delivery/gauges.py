"""What the tables say of work that waits or went wrong, for Prometheus; read when it asks.

Each figure is counted along an index, and no further than `MOST`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import ColumnElement, Connection, Table

from bot.store.sql import is_waiting
from bot.store.tables import channel_account, inbox, outbox

MOST = 100_000
LANES = ("reply", "bulk")
NOTHING = ("uncertain", "failed")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was read. `outbox` is counted by lane and state, `heard` is by account."""

    waiting: int
    oldest: datetime | None
    poison: int
    outbox: dict[tuple[str, str], int]
    heard: dict[int, datetime]


def read(connection: Connection, now: datetime) -> Figures:
    """Read the figures of this moment, in some ten statements that indexes answer."""
    first = sa.select(inbox.c.received_at).where(is_waiting(inbox)).order_by(inbox.c.id).limit(1)
    c = channel_account.c
    heard = connection.execute(sa.select(c.id, c.heard_at).where(c.heard_at.is_not(None)))
    return Figures(
        waiting=_count(connection, inbox, is_waiting(inbox)),
        oldest=connection.execute(first).scalar(),
        poison=_count(connection, inbox, _is(inbox, "poison")),
        outbox=dict(_outbox(connection, now)),
        heard=dict(heard.all()),
    )


def gauges(figures: Figures | None, now: datetime) -> CollectorRegistry:
    """Give the figures as gauges; None says that the database did not answer."""
    registry = CollectorRegistry()

    def gauge(name: str, told: str, *labels: str) -> Gauge:
        return Gauge(f"heard_{name}", told, labels, registry=registry)

    gauge("database_up", "1 where the database answers.").set(figures is not None)
    if figures is None:
        return registry
    age = (now - figures.oldest).total_seconds() if figures.oldest else 0.0
    gauge("inbox_waiting", "Updates that wait to be taken.").set(figures.waiting)
    gauge("inbox_oldest_seconds", "Age of the oldest of them.").set(max(0.0, age))
    gauge("inbox_poison", "Updates that were set aside.").set(figures.poison)
    messages = gauge("outbox_messages", "Messages by lane and state.", "lane", "state")
    for (lane, state), number in figures.outbox.items():
        messages.labels(lane, state).set(number)
    heard = gauge("last_heard_seconds", "Seconds since the channel was last there.", "account")
    for account, moment in figures.heard.items():
        heard.labels(account).set(max(0.0, (now - moment).total_seconds()))
    return registry


def _outbox(connection: Connection, now: datetime) -> Iterator[tuple[tuple[str, str], int]]:
    c = outbox.c
    for lane in LANES:
        waits = is_waiting(outbox) & (c.lane == lane)
        yield (lane, "due"), _count(connection, outbox, waits & (c.due_at <= now))
        yield (lane, "later"), _count(connection, outbox, waits & (c.due_at > now))
    there = dict.fromkeys(product(LANES, ("sending", *NOTHING)), 0)
    nothing = c.status.in_([sa.literal_column(f"'{state}'") for state in NOTHING])
    for which in (_is(outbox, "sending"), nothing):
        some = sa.select(c.lane, c.status).where(which).limit(MOST).subquery()
        each = sa.select(some.c.lane, some.c.status, sa.func.count()).group_by(*some.c)
        there |= {(lane, state): number for lane, state, number in connection.execute(each)}
    yield from there.items()


def _is(table: Table, state: str) -> ColumnElement[bool]:
    """Say that rows are in a state; spelt out, so that a small index of such rows is found."""
    return table.c.status == sa.literal_column(f"'{state}'")


def _count(connection: Connection, table: Table, which: Any) -> int:
    some = sa.select(sa.literal(1)).select_from(table).where(which).limit(MOST)
    return connection.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one()
