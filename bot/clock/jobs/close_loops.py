"""Take off the facilitator's list what everyone was told, and give the account of it."""

from collections import Counter
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import facilitators, start
from bot.delivery.turns import Room
from bot.involvement import loop
from bot.store.tables import notice
from conversations.deciding import told_account
from conversations.turn import Key

EVERY = 1.0
KEEP_TRYING = timedelta(days=14)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many loops were closed."""
    closed = loop.close_loops(connection)
    for number, network, asked_by in closed:
        told, untold = _account(connection, number)
        title = room.shelf.contents.load(connection, {number})[number].ask.title
        messages = [
            start(room, to, told_account(title, told, untold), kind="nag", now=now,
                  key=f"told:{number}:{to.member}", about=Key("deciding", number),
                  not_after=now + KEEP_TRYING)
            for to in facilitators(connection, network, asked_by)
        ]  # fmt: skip
        outbox.write(connection, messages, now)
    return len(closed)


def _account(connection: Connection, number: int) -> tuple[int, tuple[tuple[str, int], ...]]:
    rows = connection.execute(
        sa.select(notice.c.status, notice.c.reason).where(notice.c.consultation_id == number)
    ).all()
    reasons = Counter(row.reason for row in rows if row.status == "untold")
    return sum(row.status == "told" for row in rows), tuple(sorted(reasons.items()))
