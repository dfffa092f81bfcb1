"""Remind once, a day before closing, those who were asked and have not finished.

Where that whole day is quiet, which a Sunday is, the day before it is taken.
Left out: who joined or was asked within that last day, and who said no.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement.sent_since import EARLIEST, UNDECIDED, reminder_key
from bot.involvement.wellbeing import after_quiet
from bot.store import tables
from bot.store.tables import consultation, member, network, participation
from conversations.honest_ask import reminder
from conversations.turn import Key

EVERY = 5.0
AT_ONCE = 500
BEFORE = timedelta(hours=24)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many were reminded."""
    c = consultation.c
    closing = connection.execute(
        sa.select(c.id, c.closes_at, network.c.zone)
        .join(network, network.c.id == c.network_id)
        .where(
            c.status == "open", c.sending == "on", c.closes_at > now, c.closes_at <= now + EARLIEST
        )
        .where(is_served(room, c.network_id))
    ).all()
    due = [(row.id, last_day_begins(row.closes_at, ZoneInfo(row.zone))) for row in closing]
    return sum(_remind(connection, room, number, day, now) for number, day in due if day <= now)


def last_day_begins(closes_at: datetime, zone: ZoneInfo) -> datetime:
    """Give the moment of the reminder: a day before closing, or two where that day is quiet."""
    moment = closes_at - BEFORE
    return moment if after_quiet(moment, zone) < closes_at else moment - BEFORE


def _remind(
    connection: Connection, room: Room, number: int, last_day_began: datetime, now: datetime
) -> int:
    asked = room.shelf.contents.load(connection, {number})[number]
    p = participation.c
    asked_lately = sa.exists().where(
        tables.outbox.c.kind == "ask",
        tables.outbox.c.subject == number,
        tables.outbox.c.member_id == p.member_id,
        tables.outbox.c.sent_at >= last_day_began,
    )
    undecided = dict(
        connection.execute(
            sa.select(p.member_id, p.status)
            .join(member, member.c.id == p.member_id)
            .where(p.consultation_id == number, p.status.in_(UNDECIDED), p.reminded_at.is_(None))
            .where(p.queued_at < last_day_began, member.c.joined_at < last_day_began)
            .where(~asked_lately)
            .limit(AT_ONCE)
        ).all()
    )
    messages = [
        start(room, to, reminder(asked, started=undecided[to.member] != "asked"), kind="reminder",
              key=reminder_key(number, to.member), now=now, about=Key("answering", number),
              not_after=asked.closes_at)
        for to in addressees(connection, undecided)
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    mine = (p.consultation_id == number) & p.member_id.in_(undecided)
    connection.execute(participation.update().where(mine).values(reminded_at=now))
    return len(messages)
