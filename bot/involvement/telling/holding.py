"""The holding message: the day to hear back has passed, nothing is decided, and that is told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.telling import editions
from bot.store.tables import consultation, decision, loop, network
from conversations.loops import Told


def hold(connection: Connection, where: ColumnElement[bool], now: datetime) -> int:
    """Tell it of every loop whose day has passed, each such day once; gives how many.

    `where` says of which loops. People know the day that was promised to them last.
    """
    c = loop.c
    decided = sa.exists().where(decision.c.loop_id == c.id)
    over = sa.or_(
        consultation.c.status == "closed",
        # After a restore the clock has not closed it yet; see `after_restoring`.
        (consultation.c.status == "open") & (consultation.c.closes_at <= now),
    )
    under_way = sa.exists().where(consultation.c.id == c.id, ~over)
    latest = (now + timedelta(days=1)).date()
    rows = connection.execute(
        sa.select(c.id, c.hear_back_on, network.c.zone)
        .join(network, network.c.id == c.network_id)
        .where(c.status == "open", c.hear_back_on < latest, ~decided, ~under_way, where)
        .where(sa.or_(c.held_on.is_(None), c.held_on <= c.hear_back_on))
        .order_by(c.id)
    ).all()
    past = [row for row in rows if row.hear_back_on < now.astimezone(ZoneInfo(row.zone)).date()]
    return sum(_hold(connection, row.id, now) for row in past)


def _hold(connection: Connection, number: int, now: datetime) -> bool:
    told = editions.lock(connection, number)
    if told.held_on is not None and told.held_on > told.hear_back_on:
        return False  # another process was first
    message = Told("holding", hear_back_on=told.hear_back_on)
    editions.hold_message(connection, number, message, now)
    return True
