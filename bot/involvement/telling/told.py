"""What people were told of a loop, as they may read it again."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import contributors
from bot.involvement.small_numbers import shown
from bot.involvement.telling import content
from bot.store.sql import among
from bot.store.tables import consultation, edition, loop, notice
from conversations.loops import Told
from conversations.plain import from_plain
from conversations.text import Worded

WhatTheyRead: TypeAlias = tuple[Worded, int | None, Told]
"""A loop's title, how many took part (None where that is hidden), and what was told."""


def load(
    connection: Connection, wanted: Sequence[tuple[int, int, int]]
) -> dict[tuple[int, int, int], WhatTheyRead]:
    """Give what members were told, by (loop, member, version); 0 is all of it, as it is now."""
    pairs = {(number, who) for number, who, _ in wanted}
    told = _told(connection, pairs)
    read = {number for number, _ in told}
    titles, people = _titles(connection, read), took_part(connection, read)
    found: dict[tuple[int, int, int], WhatTheyRead] = {}
    for number, who, version in wanted:
        mine = told.get((number, who), {})
        if version in mine or (mine and not version):
            which = [mine[version]] if version else list(mine.values())
            whole = content.together(which)
            found[number, who, version] = titles[number], shown(people[number]), whole
    return found


def took_part(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """Count who answered each of these loops' consultations, else who is upstream of it."""
    c = consultation.c
    answered = connection.execute(sa.select(c.id, c.answered).where(c.id.in_(numbers)))
    found = {number: people for number, people in answered}  # noqa: C416  not pairs to dict()
    return contributors.counts(connection, set(numbers) - set(found)) | found


def _told(
    connection: Connection, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], dict[int, Told]]:
    """Give the editions of each loop that were told to each member, the oldest first.

    One that was merged into a later one was told with that.
    """
    n, e = notice.c, edition.c
    rows = connection.execute(
        sa.select(n.loop_id, n.member_id, n.version, n.status, e.content)
        .join(edition, (e.loop_id == n.loop_id) & (e.version == n.version))
        .where(among((n.loop_id, n.member_id), list(pairs)), e.content.is_not(None))
        .order_by(n.version)
    ).all()
    found: dict[tuple[int, int], dict[int, Told]] = defaultdict(dict)
    merged: dict[tuple[int, int], dict[int, Told]] = defaultdict(dict)
    for row in rows:
        pair = row.loop_id, row.member_id
        if row.status == "merged":
            merged[pair][row.version] = from_plain(Told, row.content)
        elif row.status in {"queued", "told"}:
            found[pair] |= merged.pop(pair, {}) | {row.version: from_plain(Told, row.content)}
    return found


def _titles(connection: Connection, numbers: Collection[int]) -> dict[int, Worded]:
    rows = connection.execute(sa.select(loop.c.id, loop.c.title).where(loop.c.id.in_(numbers)))
    return {number: Worded.of(title) for number, title in rows}
