"""Close what is at its end: results are frozen, what waits is cancelled, the asker is told."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import facilitators, is_served, start
from bot.delivery.turns import Room
from bot.involvement import results, undelivered
from bot.involvement.sent_once import closed_key
from bot.store import tables
from bot.store.tables import consultation, participation
from conversations.deciding import closed_notice
from conversations.turn import Key

EVERY = 1.0
KEEP_TRYING = timedelta(days=14)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many consultations were closed."""
    c = consultation.c
    closed = connection.execute(
        consultation.update()
        .where(c.status == "open", c.closes_at <= now, is_served(room, c.network_id))
        .values(status="closed", closed_at=now)
        .returning(c.id, c.network_id, c.asked_by)
    ).all()
    for row in closed:
        _close(connection, room, row, now)
    return len(closed)


def _close(connection: Connection, room: Room, row: Any, now: datetime) -> None:
    results.freeze(connection, row.id)
    asks = tables.outbox.c.kind.in_(("ask", "reminder")) & (tables.outbox.c.subject == row.id)
    undelivered.cancel(connection, asks, "closed")
    unasked = (participation.c.consultation_id == row.id) & (participation.c.status == "due")
    connection.execute(participation.update().where(unasked).values(status="unreached"))
    shown = closed_notice(room.shelf.contents.load(connection, {row.id})[row.id])
    outbox.write(
        connection,
        [
            start(room, to, shown, kind="nag", key=closed_key(row.id, to.member), now=now,
                  about=Key("deciding", row.id), not_after=now + KEEP_TRYING)
            for to in facilitators(connection, room, row.id)
        ],
        now,
    )  # fmt: skip
