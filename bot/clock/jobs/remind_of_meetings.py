"""Remind whoever comes to a meeting, at ten in the morning of the day before."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement.meetings import rows
from bot.involvement.meetings.planning import REMINDER
from bot.store.tables import attendance, meeting, network
from conversations.attending.screens import reminder
from conversations.meetings_facts import Meeting
from conversations.screen import Act
from conversations.turn import Key

EVERY = 30.0
AT = time(10)
AHEAD = timedelta(days=2)
"""No meeting further ahead than this is reminded of yet, in any time zone."""


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give of how many meetings people were reminded."""
    m = meeting.c
    near = connection.execute(
        sa.select(m.id, network.c.zone)
        .join(network, network.c.id == m.network_id)
        .where(m.status == "planned", m.reminded_at.is_(None), is_served(room, m.network_id))
        .where(m.starts_at > now, m.starts_at < now + AHEAD)
        .order_by(m.starts_at)
    ).all()
    loaded = rows.load(connection, [number for number, _ in near])
    due = [
        (loaded[number][1], ZoneInfo(zone))
        for number, zone in near
        if remind_at(loaded[number][1].starts_at, ZoneInfo(zone)) <= now
    ]
    for one, zone in due:
        _remind(connection, room, one, zone, now)
    return len(due)


def remind_at(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Give the moment (UTC) at which people are reminded of a meeting."""
    before = starts_at.astimezone(zone).date() - timedelta(days=1)
    return datetime.combine(before, AT, zone).astimezone(UTC)


def _remind(
    connection: Connection, room: Room, one: Meeting, zone: ZoneInfo, now: datetime
) -> None:
    a = attendance.c
    comes = sa.select(a.member_id).where(a.meeting_id == one.id, a.reply == "comes")
    shown = reminder(one, zone)
    messages = [
        start(room, to, shown, kind=REMINDER, now=now, about=Key("attending", one.id),
              key=f"meeting-reminder:{one.id}:{to.member}:{one.revision}",
              not_after=one.starts_at, opens=Act("come.show", (one.id,)))
        for to in addressees(connection, connection.execute(comes).scalars().all())
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    reminded = meeting.update().where(meeting.c.id == one.id)
    connection.execute(reminded.values(reminded_at=now))
