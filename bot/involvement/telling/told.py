"""What people were told of a loop, as they may read it again."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import contributors
from bot.involvement.small_numbers import shown
from bot.involvement.telling import content
from bot.store.sql import of_pairs
from bot.store.tables import consultation, edition, loop, notice, participation
from conversations.loops import Notice, Told
from conversations.plain import from_plain
from conversations.text import Worded

MOST = 20
"""Loops of one person that are listed at once."""
_THEIRS = ("queued", "told", "untold")
"""What somebody may read who looks: also what did not reach them, or perhaps did."""
Pair = tuple[int, int]
"""A loop and a member."""


def load(
    connection: Connection, wanted: Sequence[tuple[int, int, int]]
) -> dict[tuple[int, int, int], Notice]:
    """Give what members were told, by (loop, member, version); 0 is all of it, as it is now."""
    told = _told(connection, {(number, who) for number, who, _ in wanted})
    found: dict[tuple[int, int, int], Notice] = {}
    for number, who, version in wanted:
        mine = told.get((number, who), {})
        if version in mine:
            found[number, who, version] = mine[version]
    return found


def latest(connection: Connection, members: Collection[int]) -> dict[int, tuple[Notice, ...]]:
    """Give all that each of these members was told of each loop, the latest told first."""
    n = notice.c
    newest = sa.func.max(sa.func.coalesce(n.told_at, n.due_at)).label("at")
    mine = (
        sa.select(n.loop_id, n.member_id, newest)
        .where(n.member_id.in_(members), n.status.in_(_THEIRS))
        .group_by(n.loop_id, n.member_id)
        .subquery()
    )
    place = sa.func.row_number().over(
        partition_by=mine.c.member_id, order_by=(mine.c.at.desc(), mine.c.loop_id)
    )
    ranked = sa.select(mine.c.loop_id, mine.c.member_id, place.label("place")).subquery()
    rows = connection.execute(
        sa.select(ranked.c.loop_id, ranked.c.member_id)
        .where(ranked.c.place <= MOST)
        .order_by(ranked.c.place)
    ).all()
    told = _told(connection, {(number, who) for number, who in rows})
    found: dict[int, list[Notice]] = defaultdict(list)
    for number, who in rows:
        if (number, who) in told:
            found[who].append(told[number, who][0])
    return {who: tuple(notices) for who, notices in found.items()}


def about(connection: Connection, numbers: Collection[int]) -> dict[int, Notice]:
    """Give the title of each of these loops and how many took part, as an empty notice."""
    c = loop.c
    rows = connection.execute(sa.select(c.id, c.title, c.kind).where(c.id.in_(numbers)))
    people = _took_part(connection, numbers)
    return {
        number: Notice(number, 0, Worded.of(title), Told(), shown(people[number]), kind=kind)
        for number, title, kind in rows
    }


def _took_part(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """Count who answered each of these loops' consultations, else who is upstream of it."""
    c = consultation.c
    answered = connection.execute(sa.select(c.id, c.answered).where(c.id.in_(numbers)))
    found = {number: people for number, people in answered}  # noqa: C416  not pairs to dict()
    return contributors.counts(connection, set(numbers) - set(found)) | found


# --- what each was told ---------------------------------------------------------------------------


def _told(connection: Connection, pairs: Collection[Pair]) -> dict[Pair, dict[int, Notice]]:
    """Give for each pair what each edition told, by version, and (0) all of it together.

    What was merged into a later edition was told with that.
    """
    rows: dict[Pair, list[Any]] = defaultdict(list)
    for row in _rows(connection, pairs):
        rows[row.loop_id, row.member_id].append(row)
    loops = about(connection, {number for number, _ in rows})
    return {
        pair: notices
        for pair, mine in rows.items()
        if (notices := _by_version(loops[pair[0]], mine))
    }


def _by_version(empty: Notice, rows: Sequence[Any]) -> dict[int, Notice]:
    found: dict[int, Notice] = {}
    every: list[Told] = []
    merged: list[Told] = []
    for row in rows:
        said = from_plain(Told, row.content)
        if row.status == "merged":
            merged.append(said)
            continue
        which, merged = [*merged, said], []
        every.extend(which)
        empty = replace(empty, asks=row.asks_heard, answered=row.answered)
        found[row.version] = replace(empty, version=row.version, told=content.together(which))
    return found | {0: replace(empty, told=content.together(every))} if found else {}


def _rows(connection: Connection, pairs: Collection[Pair]) -> Sequence[Any]:
    n, e = notice.c, edition.c
    return connection.execute(
        sa.select(
            n.loop_id, n.member_id, n.version, n.status, n.asks_heard, e.content,
            _answered().label("answered"),
        )
        .join(edition, (e.loop_id == n.loop_id) & (e.version == n.version))
        .where(of_pairs(n.loop_id, n.member_id, pairs), e.content.is_not(None))
        .where(n.status.in_((*_THEIRS, "merged")))
        .order_by(n.version)
    ).all()  # fmt: skip


def _answered() -> ColumnElement[bool]:
    p = participation.c
    return sa.exists().where(
        p.consultation_id == notice.c.loop_id,
        p.member_id == notice.c.member_id,
        p.answered_at.is_not(None),
    )
