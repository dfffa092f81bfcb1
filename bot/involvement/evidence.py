"""Evidence: what an owner gives to show what came of a promise, and which files members may see."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import loops, record, tasks
from bot.involvement.happened import Happened
from bot.store.tables import commitment, evidence, media, task
from conversations.evidence import Evidence, EvidenceHere, WhatShowsIt
from conversations.loop_events import EvidenceGiven, EvidenceShown

if TYPE_CHECKING:
    from bot.involvement.facts import Found, Loader, Shelf, Wanted

MOST = 20  # of a loop, the newest
WAITS = "evidence"
"""The kind of a task: a facilitator is to look at a file before members may see it."""


def given(connection: Connection, happened: Sequence[Happened[EvidenceGiven]]) -> None:
    """Keep what shows what came of a promise; a file waits until a facilitator looked at it."""
    for one in happened:
        event, c = one.event, commitment.c
        mine = (c.id == event.commitment) & (c.network_id == one.network)
        row = connection.execute(sa.select(c.loop_id).where(mine)).first()
        if row is None:
            continue
        connection.execute(
            evidence.insert().values(commitment_id=event.commitment, media_id=event.media,
                                     words=event.words, added_by=one.member, added_at=one.now)
        )  # fmt: skip
        record.write(connection, one, "commitment.evidence", event.commitment)
        if event.media is not None:
            tasks.raise_task(connection, one.network, WAITS, loop=row.loop_id,
                             about=event.commitment, now=one.now)  # fmt: skip


def shown(connection: Connection, happened: Sequence[Happened[EvidenceShown]]) -> None:
    """Let members see a file, or not any more; who said so is on record."""
    for one in happened:
        event, c = one.event, evidence.c
        promised = connection.execute(
            sa.select(c.commitment_id)
            .join(commitment, commitment.c.id == c.commitment_id)
            .where(c.id == event.evidence, commitment.c.network_id == one.network)
        ).scalar()
        if promised is None:
            continue
        connection.execute(
            evidence.update().where(c.id == event.evidence).values(shown=event.shown)
        )  # fmt: skip
        record.write(connection, one, "evidence.shown", event.evidence, shown=event.shown)
        _settle(connection, one, promised)


def _settle(connection: Connection, one: Happened[Any], promised: int) -> None:
    """Let go of the task once every file of a promise was looked at."""
    e, t = evidence.c, task.c
    waits = sa.exists().where(
        e.commitment_id == promised, e.media_id.is_not(None), e.shown.is_(None)
    )
    mine = (t.kind == WAITS) & (t.about == promised) & (t.network_id == one.network)
    over = task.update().where(mine, t.done_at.is_(None), ~waits)
    connection.execute(over.values(done_at=one.now, done_by=one.member))


# --- loading --------------------------------------------------------------------------------------


def _of_loop(connection: Connection, network: int, number: int) -> tuple[Evidence, ...]:
    """Give what there is of a loop in that network, the newest `MOST` in the order of giving."""
    e = evidence.c
    there = (media.c.id == e.media_id) & (media.c.status != "erased")
    rows = connection.execute(
        sa.select(e.id, e.commitment_id, e.words, e.shown, media.c.id.label("file"), media.c.kind)
        .join(commitment, commitment.c.id == e.commitment_id)
        .outerjoin(media, there)
        .where(commitment.c.loop_id == number, commitment.c.network_id == network)
        .order_by(e.id.desc())
        .limit(MOST)
    ).all()
    return tuple(
        Evidence(row.id, row.commitment_id, row.words, row.file, row.kind or "", row.shown)
        for row in reversed(rows)
    )


def _for_members(
    connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime
) -> "Found":
    """Leave out each file that nobody let members see."""
    return {
        (asker.person.id, need): tuple(
            one if one.shown else replace(one, media=None)
            for one in _of_loop(connection, asker.network, need.loop)
        )
        for asker, need in wanted
    }


def _at_the_desk(
    connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime
) -> "Found":
    groups = loops.groups_of(connection, {need.loop for _, need in wanted})
    return {
        (asker.person.id, need): _of_loop(connection, asker.network, need.loop)
        for asker, need in wanted
        if loops.is_theirs(asker.person, groups[need.loop])
    }


LOADERS: Mapping[type, "Loader"] = {
    WhatShowsIt: _for_members,
    EvidenceHere: _at_the_desk,
}
