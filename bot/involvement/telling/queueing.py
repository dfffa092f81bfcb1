"""What is due is made ready to be sent: one message a person and loop, with all that waits for it.

Where an earlier notice was not sent yet, or was lost for certain, the later one tells both, and the
earlier one is 'merged'. Of one that is being sent right now nobody knows, so the later one waits.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.telling import content, told
from bot.involvement.telling.again import perhaps_told
from bot.involvement.telling.notices import ASKED_AT_MOST
from bot.store.sql import among, is_sending, is_waiting, of_pairs
from bot.store.tables import edition, loop, notice, outbox
from conversations.loops import Notice, Told
from conversations.plain import from_plain

Pair = tuple[int, int]
"""A loop and a member."""
_NOT_TOLD = frozenset({"due", "queued", "untold", "merged"})


@dataclass(frozen=True, slots=True)
class Ready:
    """One message: a loop's edition `version`, told with all `versions` that were not told yet."""

    loop: int
    version: int
    versions: tuple[int, ...]
    asks: bool


def due(
    connection: Connection, where: ColumnElement[bool], now: datetime, most: int
) -> dict[Ready, dict[int, datetime]]:
    """Give what is to be sent now, and to whom, with the moment at which it was due to each.

    `where` says which loops; at most `most` notices are looked at.
    """
    n = notice.c
    found = connection.execute(
        sa.select(n.loop_id, n.member_id, n.version, n.due_at, n.asks_heard)
        .join(loop, loop.c.id == n.loop_id)
        .where(n.status == "due", n.due_at <= now, where)
        .order_by(n.due_at)
        .limit(most)
        .with_for_update(of=notice)  # of two programs the second finds nothing due
    ).all()
    newest: dict[Pair, Any] = {}
    for row in found:
        pair = row.loop_id, row.member_id
        if pair not in newest or newest[pair].version < row.version:
            newest[pair] = row
    return _ready(connection, newest)


def _ready(connection: Connection, newest: Mapping[Pair, Any]) -> dict[Ready, dict[int, datetime]]:
    every: dict[Pair, list[Any]] = defaultdict(list)
    for row in _all_of(connection, newest):
        every[row.loop_id, row.member_id].append(row)
    busy = _taken_back(connection, {pair: rows for pair, rows in every.items() if _goes(rows)})
    ready: dict[Ready, dict[int, datetime]] = defaultdict(dict)
    merged: set[tuple[int, int, int]] = set()
    for (number, who), row in newest.items():
        if (number, who) not in busy:
            one, earlier = _one(row, every[number, who])
            ready[one][who] = row.due_at
            merged |= {(number, version, who) for version in earlier}
    _merge(connection, merged)
    return ready


def _goes(rows: Iterable[Any]) -> bool:
    return any(row.status == "queued" for row in rows)


def _one(newest: Any, rows: Sequence[Any]) -> tuple[Ready, list[int]]:
    """Give one message, and the versions that are newly merged into it.

    What was told later is told with it once more, so that it ends with the latest state.
    """
    known = [row for row in rows if row.status == "told" or row.perhaps]
    since = max((row.version for row in known if row.version < newest.version), default=0)
    before = [
        row for row in rows if since < row.version < newest.version and row.status in _NOT_TOLD
    ]
    later = [row.version for row in known if row.version > newest.version]
    versions = (*(row.version for row in before), newest.version, *later)
    asked = sum(row.asks_heard for row in known)
    asks = bool(newest.asks_heard) and asked < ASKED_AT_MOST
    newly = [row.version for row in before if row.status != "merged"]
    return Ready(newest.loop_id, newest.version, versions, asks), newly


def _all_of(connection: Connection, pairs: Collection[Pair]) -> Sequence[Any]:
    n = notice.c
    return connection.execute(
        sa.select(
            n.loop_id, n.member_id, n.version, n.status, n.asks_heard,
            perhaps_told().label("perhaps"),
        )
        .where(of_pairs(n.loop_id, n.member_id, pairs))
        .order_by(n.version)
    ).all()  # fmt: skip


def _taken_back(connection: Connection, on_way: Mapping[Pair, Sequence[Any]]) -> set[Pair]:
    """Cancel what is on its way and waits to be sent; gives the pairs for which that was too late.

    So it is where what is on its way is newer than what is due: that goes first.
    """
    newer = {pair for pair, rows in on_way.items() if _is_newer(rows)}
    pairs = [pair for pair in on_way if pair not in newer]
    if not pairs:
        return newer
    o = outbox.c
    theirs = (o.kind == "notice") & of_pairs(o.subject, o.member_id, pairs)
    connection.execute(
        outbox.update()
        .where(theirs, is_waiting(outbox))
        .values(status="cancelled", why="told with what came later", payload=None)
    )
    sending = sa.select(o.subject, o.member_id).where(theirs, is_sending(outbox))
    return newer | {(number, who) for number, who in connection.execute(sending)}


def _is_newer(rows: Sequence[Any]) -> bool:
    due = max(row.version for row in rows if row.status == "due")
    return any(row.status == "queued" and row.version > due for row in rows)


def _merge(connection: Connection, which: Collection[tuple[int, int, int]]) -> None:
    if which:
        n = notice.c
        mine = among((n.loop_id, n.version, n.member_id), list(which))
        merged = {"status": "merged", "reason": None, "asks_heard": False}
        connection.execute(notice.update().where(mine).values(**merged))


def said(connection: Connection, one: Ready) -> Notice:
    """Give what a message says."""
    e = edition.c
    rows = connection.execute(
        sa.select(e.content)
        .where(e.loop_id == one.loop, e.version.in_(one.versions))
        .order_by(e.version)
    ).scalars()
    whole = content.together([from_plain(Told, row) for row in rows])
    empty = told.about(connection, {one.loop})[one.loop]
    return replace(empty, version=one.version, told=whole, asks=one.asks)


def queued(connection: Connection, one: Ready, members: Collection[int]) -> None:
    """Keep that these members' messages are on their way."""
    n = notice.c
    mine = (n.loop_id == one.loop) & (n.version == one.version) & (n.status == "due")
    connection.execute(
        notice.update()
        .where(mine, n.member_id.in_(members))
        .values(status="queued", asks_heard=one.asks)
    )
