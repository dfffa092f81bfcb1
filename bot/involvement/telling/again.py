"""Telling again: who was not told and why, and writing anew to whom it was lost."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import record
from bot.involvement.happened import Happened
from bot.involvement.reach import is_cut_off
from bot.involvement.small_numbers import hide
from bot.involvement.untold import erased
from bot.store.tables import consultation, loop, member, notice, outbox
from conversations.events import ToldAgain

Account: TypeAlias = tuple[int | None, tuple[tuple[str, int | None], ...]]
"""People told, and (reason, people) of those who were not."""


def people_told(connection: Connection, number: int) -> int:
    """Count the people who were told of a loop, and of whom nothing is on record as untold."""
    n = notice.alias().c
    missed = sa.exists().where(
        n.loop_id == number, n.member_id == notice.c.member_id, n.status == "untold"
    )
    told = sa.select(sa.func.count(notice.c.member_id.distinct())).where(
        notice.c.loop_id == number, notice.c.status == "told", ~missed
    )
    return connection.execute(told).scalar_one()


def people_waiting(connection: Connection, number: int) -> int:
    """Count the people to whom something of a loop is on its way."""
    waiting = sa.select(sa.func.count(notice.c.member_id.distinct())).where(
        notice.c.loop_id == number, notice.c.status.in_(("due", "queued"))
    )
    return connection.execute(waiting).scalar_one()


def why_untold(connection: Connection, number: int) -> tuple[tuple[str, int], ...]:
    """Count by reason who was not told; 'uncertain' are those to whom it was perhaps sent.

    Everyone counts once, by what could not be told to them last.
    """
    later = notice.alias().c
    last = ~sa.exists().where(
        later.loop_id == number,
        later.member_id == notice.c.member_id,
        later.version > notice.c.version,
        later.status == "untold",
    )
    reason = sa.case((perhaps_told(), "uncertain"), else_=notice.c.reason)
    rows = connection.execute(
        sa.select(reason, sa.func.count())
        .where(notice.c.loop_id == number, notice.c.status == "untold", last)
        .group_by(reason)
    )
    gone = [("erased", people) for people in (erased(connection, [number]),) if people]
    return tuple(sorted([*((why, people) for why, people in rows), *gone]))


def account(connection: Connection, number: int) -> Account:
    """Give how many were told, and by reason how many were not; None for what must be hidden.

    They are hidden together, so that none is had from the others: see `small_numbers`.
    """
    counts = [people_told(connection, number)]
    reasons = why_untold(connection, number)
    counts += [people for _, people in reasons]
    nobody: dict[int, int | None] = {p: None if people else 0 for p, people in enumerate(counts)}
    seen = hide(dict(enumerate(counts)), sum(counts)) or nobody
    return seen[0], tuple((why, seen[place]) for place, (why, _) in enumerate(reasons, 1))


def can_be_told_again(connection: Connection, number: int) -> list[int]:
    """Give the members to whom it was not sent, or perhaps, and who can be reached."""
    return [row.member_id for row in _lost(connection, number)]


def told_again(connection: Connection, happened: Sequence[Happened[ToldAgain]]) -> None:
    """Have it told again, in the network of whoever says so, and keep that on record."""
    for one in happened:
        number = one.event.consultation
        mine = (loop.c.id == number) & (loop.c.network_id == one.network)
        if connection.execute(sa.select(loop.c.id).where(mine)).first() is None:
            continue
        people = tell_again(connection, number, one.now)
        record.write(connection, one, "decision.told_again", number, people=people)


def tell_again(
    connection: Connection, number: int, now: datetime, only: Collection[int] | None = None
) -> int:
    """Have the notices that were lost written anew, all or `only` those of some; gives how many.

    Each becomes due at a moment of its own, which is the occasion of its new message.
    """
    lost = [row for row in _lost(connection, number) if only is None or row.member_id in only]
    for row in lost:
        n = notice.c
        mine = (n.loop_id == number) & (n.version == row.version)
        due = {"status": "due", "reason": None, "due_at": later_than(row.due_at, now)}
        connection.execute(notice.update().where(mine, n.member_id == row.member_id).values(**due))
    if lost:
        over = (consultation.c.id == number) & (consultation.c.status == "told")
        connection.execute(consultation.update().where(over).values(status="closed"))
    return len(lost)


def later_than(before: datetime, now: datetime) -> datetime:
    """Give `now`, or the moment after `before` where that is later: no two occasions are one."""
    return max(now, before + timedelta(microseconds=1))


def _lost(connection: Connection, number: int) -> Sequence[Any]:
    n = notice.c
    return connection.execute(
        sa.select(n.member_id, n.version, n.due_at)
        .join(member, member.c.id == n.member_id)
        .where(n.loop_id == number, n.status == "untold", n.reason.in_(("failed", "expired")))
        .where(member.c.stopped_at.is_(None), ~is_cut_off(member.c.id))
        .order_by(n.member_id)
    ).all()


def perhaps_told() -> ColumnElement[bool]:
    """Say of a notice that its message may have arrived."""
    perhaps = sa.exists().where(
        outbox.c.subject == notice.c.loop_id,
        outbox.c.kind == "notice",
        outbox.c.status == "uncertain",
        outbox.c.member_id == notice.c.member_id,
    )
    return (notice.c.reason == "failed") & perhaps
