"""Delete what is older than its retention period, at night, some at a time, and say so.

Each network has its night in its own zone. A machine that is off at night does it by day, once a
day and a half have passed. What went is one line in the audit and in the log; an empty night too.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from bot.delivery.turns import Room
from bot.involvement import record, retention
from bot.store.tables import audit, channel_account, network

EVERY = 60.0
ACT = "retention.deleted"
AT_ONCE = 500  # rows of a table
NIGHT = range(1, 5)  # hours
A_NIGHT = timedelta(hours=20)
TOO_LONG = timedelta(hours=36)

log = structlog.get_logger(__name__)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many rows were deleted."""
    c = channel_account.c
    served = connection.execute(
        sa.select(network.c.id, network.c.zone, network.c.created_at, sa.func.min(c.id))
        .join(network, network.c.id == c.network_id)
        .where(c.id.in_(list(room.channels)))
        .group_by(network.c.id, network.c.zone, network.c.created_at)
        .order_by(network.c.id)
    ).all()
    return sum(
        _delete(connection, number, room.retention.get(account, {}), now)
        for number, zone, made, account in served
        if _is_due(connection, number, ZoneInfo(zone), made, now)
    )


def _is_due(
    connection: Connection, number: int, zone: ZoneInfo, made: datetime, now: datetime
) -> bool:
    c = audit.c
    last = connection.execute(
        sa.select(c.at, c.detail)
        .where(c.network_id == number, c.act == ACT)
        .order_by(c.id.desc())
        .limit(1)
    ).first()
    if last is not None and not last.detail["more"] and now - last.at < A_NIGHT:
        return False
    since = made if last is None else last.at
    return now.astimezone(zone).hour in NIGHT or now - since >= TOO_LONG


def _delete(connection: Connection, number: int, days: Mapping[str, int], now: datetime) -> int:
    gone = retention.delete_old(connection, number, days, now, most=AT_ONCE)
    detail: dict[str, Any] = {"rows": dict(gone.rows), "more": gone.more}
    record.add(connection, [record.Line(number, now, ACT, detail=detail)])
    log.info("deleted by age", network=number, **detail)
    return gone.total
