"""Turn the asks that are due into messages, at most five hundred at a time."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, start
from bot.delivery.turns import Room
from bot.store.tables import consultation, participation
from conversations.honest_ask import invitation
from conversations.turn import Key

EVERY = 1.0
AT_ONCE = 500


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many asks were queued."""
    c, p = consultation.c, participation.c
    due = connection.execute(
        sa.select(p.consultation_id, p.member_id, p.due_at)
        .join(consultation, c.id == p.consultation_id)
        .where(c.status == "open", c.sending == "on", c.closes_at > now)
        .where(p.status == "due", p.queued_at.is_(None), p.due_at <= now)
        .limit(AT_ONCE)
    ).all()
    by_consultation: dict[int, dict[int, datetime]] = {}
    for number, who, due_at in due:
        by_consultation.setdefault(number, {})[who] = due_at
    return sum(_queue(connection, room, one, who, now) for one, who in by_consultation.items())


def _queue(
    connection: Connection, room: Room, number: int, who: Mapping[int, datetime], now: datetime
) -> int:
    asked = room.shelf.contents.load(connection, {number})[number]
    shown = invitation(asked)
    reached = addressees(connection, who)
    messages = [
        start(room, to, shown, kind="ask", now=now, about=Key("answering", number),
              key=f"ask:{number}:{to.member}:{who[to.member]:%Y%m%dT%H%M%S%f}",
              not_after=asked.closes_at)
        for to in reached
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    mine = (participation.c.consultation_id == number) & (participation.c.status == "due")
    found = {to.member for to in reached}
    queued = participation.update().where(mine, participation.c.member_id.in_(found))
    connection.execute(queued.values(queued_at=now))
    lost = set(who) - found
    unreached = participation.update().where(mine, participation.c.member_id.in_(lost))
    connection.execute(unreached.values(status="unreached"))
    return len(found)
