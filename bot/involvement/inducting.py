"""Who is due one of the first messages, and ending them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.happened import Happened
from bot.involvement.wellbeing import WEEK
from bot.store.tables import member, outbox, role
from conversations.consent import FOR_WORK
from conversations.induction import MESSAGES
from conversations.seat_events import InductionEnded

DAYS = (1, 4, 7, 10, 14)
"""How many days after joining each of the messages may go."""
APART = timedelta(days=2)
TOO_LATE = timedelta(days=60)
"""Who could not get them for so long, because of a break, needs them no more."""
ROOM = 2
"""Who had so many messages within a week gets none of these: an ask or an answer comes first."""


def due(
    connection: Connection, served: ColumnElement[bool], now: datetime, most: int
) -> dict[int, int]:
    """Give members who are due one of the messages, and its number from 1."""
    m = member.c
    on_their_day = sa.or_(*(
        sa.and_(m.induction == number, m.joined_at <= now - timedelta(days=days))
        for number, days in enumerate(DAYS, start=1)
    ))  # fmt: skip
    works_here = sa.exists().where(role.c.member_id == m.id, role.c.revoked_at.is_(None))
    rows = connection.execute(
        sa.select(m.id, m.induction)
        .where(~works_here, _had_lately(now) < ROOM)
        .where(served, m.joined_at > now - TOO_LATE, on_their_day)
        .where(m.stopped_at.is_(None), m.death.is_(None), m.break_since.is_(None))
        .where(m.tell == "all", m.consent_version > FOR_WORK)
        .where(m.inducted_at.is_(None) | (m.inducted_at <= now - APART))
        .order_by(m.joined_at)
        .limit(most)
    )
    return {who: number for who, number in rows}  # noqa: C416  rows are not pairs to dict()


def _had_lately(now: datetime) -> sa.ScalarSelect[int]:
    o = outbox.c
    began = sa.select(sa.func.count()).where(
        o.member_id == member.c.id, o.lane == "bulk", o.sent_at > now - WEEK
    )
    return began.scalar_subquery()


def sent(connection: Connection, whom: Collection[int], now: datetime) -> None:
    """Note that these members were written to; whoever had the last message is done."""
    m = member.c
    following = sa.case((m.induction < len(MESSAGES), m.induction + 1), else_=None)
    change = member.update().where(m.id.in_(whom))
    connection.execute(change.values(induction=following, inducted_at=now))


def ended(connection: Connection, happened: Sequence[Happened[InductionEnded]]) -> None:
    """Send these members none of the messages that are left."""
    who = {one.member for one in happened}
    connection.execute(member.update().where(member.c.id.in_(who)).values(induction=None))
