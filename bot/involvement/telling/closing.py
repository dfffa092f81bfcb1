"""Closing: what everyone was told, or cannot be told, comes off the list; then what is kept too.

A consultation is 'told' once its decision is. Its loop stays open until every promise has ended and
all of that was told as well; then it is archived by itself, as are those of meetings and issues.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import contributors
from bot.involvement.reach import is_cut_off
from bot.involvement.telling.editions import TELLS
from bot.store.tables import commitment, consultation, decision, edition, loop, member, notice

_ON_ITS_WAY = ("due", "queued")
_LOST = ("failed", "expired")
"""Reasons for which a loop stays open: somebody could still be told."""


def close_loops(connection: Connection) -> list[int]:
    """Take off the list what everyone was told, or cannot be told; gives the consultations."""
    decided = sa.exists().where(decision.c.loop_id == consultation.c.id)
    waiting = sa.exists().where(
        notice.c.loop_id == consultation.c.id, notice.c.status.in_(_ON_ITS_WAY)
    )
    closed = connection.execute(
        consultation.update()
        .where(consultation.c.status == "closed", decided, ~waiting)
        .values(status="told")
        .returning(consultation.c.id)
    )
    return list(closed.scalars())


def archive(connection: Connection, now: datetime) -> int:
    """Archive the loops in which nothing is left to do or to tell; gives how many.

    Where somebody is untold who could be told, a person decides; see `archiving`.
    """
    over = sa.and_(
        loop.c.status == "open", sa.or_(_told_of(), _cancelled()),
        ~_under_way(), ~_promised(), ~_gathers(), ~_somebody_waits(),
    )  # fmt: skip
    left = _where_somebody_is_left(connection, over)
    archived = loop.update().where(over, loop.c.id.not_in(left))
    return connection.execute(archived.values(status="archived", archived_at=now)).rowcount


def _where_somebody_is_left(connection: Connection, over: sa.ColumnElement[bool]) -> list[int]:
    """Give the loops of which somebody who can be reached was told nothing, though others were."""
    ended = connection.execute(sa.select(loop.c.id).where(over, _told_of())).scalars().all()
    if not ended:
        return []
    them = contributors.upstream(ended).subquery()
    m, n = member.c, notice.c
    has_one = sa.exists().where(n.loop_id == them.c.loop_id, n.member_id == them.c.member_id)
    left = (
        sa.select(them.c.loop_id)
        .join(member, m.id == them.c.member_id)
        .where(~has_one, m.stopped_at.is_(None), m.death.is_(None), ~is_cut_off(m.id))
    )
    return list(connection.execute(left.distinct()).scalars())


def _told_of() -> sa.ColumnElement[bool]:
    e = edition.c
    return sa.exists().where(e.loop_id == loop.c.id, e.kind.in_(TELLS), e.status == "out")


def _cancelled() -> sa.ColumnElement[bool]:
    c = consultation.c
    return sa.exists().where(c.id == loop.c.id, c.status == "cancelled")


def _under_way() -> sa.ColumnElement[bool]:
    c = consultation.c
    return sa.exists().where(c.id == loop.c.id, c.status.not_in(("told", "cancelled")))


def _promised() -> sa.ColumnElement[bool]:
    return sa.exists().where(commitment.c.loop_id == loop.c.id, commitment.c.status == "waiting")


def _gathers() -> sa.ColumnElement[bool]:
    return sa.exists().where(edition.c.loop_id == loop.c.id, edition.c.status == "gathering")


def _somebody_waits() -> sa.ColumnElement[bool]:
    n = notice.c
    lost = (n.status == "untold") & n.reason.in_(_LOST)
    return sa.exists().where(n.loop_id == loop.c.id, n.status.in_(_ON_ITS_WAY) | lost)
