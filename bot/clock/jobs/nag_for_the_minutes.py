"""Remind who made a meeting that its minutes are missing: 3 days after it, and 7."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import cover
from bot.involvement.digests.rows import was_held
from bot.involvement.sent_of_loops import MINUTES_AFTER, minutes_key
from bot.involvement.what_waits import network_zone
from bot.store.tables import loop, meeting
from conversations.minutes import nag
from conversations.screen import Act
from conversations.text import Worded
from conversations.turn import Key

EVERY = 10.0
WEEK = timedelta(days=7)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many meetings were nagged about."""
    m = meeting.c
    missing = m.minutes_at.is_(None) & m.minutes_asked_at.is_(None)
    rows = connection.execute(
        sa.select(meeting)
        .join(loop, (loop.c.id == m.id) & (loop.c.status == "open"))
        .where(was_held(now), missing, is_served(room, m.network_id))
        .where(
            m.nagged < len(MINUTES_AFTER),
            m.starts_at <= now - MINUTES_AFTER[0],
            m.starts_at > now - 8 * WEEK,
        )
    ).all()
    due = [(row, _passed(row.starts_at, now)) for row in rows]
    due = [(row, passed) for row, passed in due if passed > row.nagged]
    for row, passed in due:
        _nag(connection, room, row, passed, now)
    return len(due)


def _passed(starts_at: datetime, now: datetime) -> int:
    return sum(starts_at + after <= now for after in MINUTES_AFTER)


def _nag(connection: Connection, room: Room, row: Any, passed: int, now: datetime) -> None:
    """Write to whom the meeting belongs; where one was missed, only the later one goes."""
    people = cover.facilitators(connection, row.network_id, now)
    whose = cover.whose(connection, [row.id])[row.id]
    zone = ZoneInfo(network_zone(connection, row.network_id))
    shown = nag(row.id, Worded.of(row.title), row.starts_at.astimezone(zone).date())
    messages = [
        start(room, to, shown, kind="nag", key=minutes_key(row.id, to.member, passed), now=now,
              about=Key("minutes", row.id), not_after=now + WEEK,
              opens=Act("minutes.open", (row.id,)))
        for to in addressees(connection, cover.who_gets(whose, people))
        if to.account in room.channels
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    nagged = meeting.update().where(meeting.c.id == row.id)
    connection.execute(nagged.values(nagged=passed))
