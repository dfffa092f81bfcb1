"""Notices: an edition told to one person, or the reason that they cannot be told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import contributors
from bot.involvement.audiences import count_told
from bot.involvement.happened import Happened
from bot.involvement.reach import is_cut_off
from bot.store.sql import insert_missing, of_pairs
from bot.store.tables import edition, loop, member, notice
from conversations.facts import AudienceCount
from conversations.loop_events import NoticesChosen

ASKED_AT_MOST = 2
"""How often somebody is asked, of one loop, whether they were heard."""


def make(
    connection: Connection, number: int, version: int, due_at: datetime, *, ends: bool, asks: bool
) -> None:
    """Make one notice of an edition for everyone upstream, all in one statement.

    `ends` says that it tells a decision, a digest or an end: without one, those are left out
    who chose to hear of these only. With `asks` they are asked whether they were heard, unless they
    were often enough (see `queueing`).
    """
    them = contributors.upstream([number]).subquery()
    unreachable = is_cut_off(member.c.id)
    cannot = sa.or_(member.c.stopped_at.is_not(None), unreachable)
    who = (
        sa.select(
            sa.literal(number, notice.c.loop_id.type),
            sa.literal(version),
            member.c.id,
            sa.case((cannot, "untold"), else_="due"),
            sa.case(
                (member.c.death.is_not(None), "died"),
                (member.c.stopped_at.is_not(None), "stopped"),
                (unreachable, "unreachable"),
                else_=None,
            ),
            sa.true() if asks else sa.false(),
            sa.literal(due_at, notice.c.due_at.type),
        )
        .join(them, them.c.member_id == member.c.id)
        .where(sa.true() if ends else member.c.notices == "every")
    )
    columns = ["loop_id", "version", "member_id", "status", "reason", "asks_heard", "due_at"]
    connection.execute(notice.insert().from_select(columns, who))


def count(connection: Connection, number: int, now: datetime, **pace: Any) -> AudienceCount | None:
    """Count when everyone upstream would be told a decision; None where there is no such loop.

    `pace` is as `audiences.count_told` takes it.
    """
    network = connection.execute(sa.select(loop.c.network_id).where(loop.c.id == number)).scalar()
    if network is None:
        return None
    them = contributors.upstream([number]).subquery()
    return count_told(connection, network, sa.select(them.c.member_id), now, **pace)


def untold(connection: Connection, members: Sequence[int], reason: str) -> None:
    """Record for these people why what is not yet told to them cannot be."""
    waiting = notice.c.status.in_(("due", "queued"))
    connection.execute(
        notice.update()
        .where(notice.c.member_id.in_(members), waiting)
        .values(status="untold", reason=reason)
    )


def not_told(connection: Connection, pairs: Sequence[tuple[int, int]], reason: str) -> None:
    """Record for these (loop, member) pairs why what was on its way was not told."""
    if not pairs:
        return
    on_its_way = of_pairs(notice.c.loop_id, notice.c.member_id, pairs)
    connection.execute(
        notice.update()
        .where(on_its_way, notice.c.status == "queued")
        .values(status="untold", reason=reason)
    )


def notices_chosen(connection: Connection, happened: Sequence[Happened[NoticesChosen]]) -> None:
    """Keep of which changes these members want to hear; what is due already is still told."""
    change = member.update().where(member.c.id == sa.bindparam("who"))
    connection.execute(
        change.values(notices=sa.bindparam("which")),
        [{"who": one.member, "which": one.event.which} for one in happened],
    )


def also(connection: Connection, number: int, who: int, now: datetime) -> None:
    """Tell somebody who came upstream late all that went out since they were last told of it."""
    n, e = notice.c, edition.c
    mine = sa.select(sa.func.max(n.version)).where(n.loop_id == number, n.member_id == who)
    known = connection.execute(mine).scalar() or 0
    out = sa.select(e.version).where(e.loop_id == number, e.status == "out", e.version > known)
    rows = [
        {"loop_id": number, "version": version, "member_id": who, "status": "due",
         "asks_heard": False, "due_at": now}
        for version in connection.execute(out).scalars()
    ]  # fmt: skip
    insert_missing(connection, notice, rows)
