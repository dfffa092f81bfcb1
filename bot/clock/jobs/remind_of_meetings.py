"""Remind whoever comes to a meeting, once for each time and place that it gets.

It goes at ten in the morning of the day before. Who says only later that they come is reminded some
hours before it begins, by day; who says so shortly before that needs no reminder.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement.meetings import rows
from bot.involvement.meetings.planning import REMINDER
from bot.involvement.sent_once import meeting_reminder_key
from bot.store.tables import attendance, meeting, network
from conversations.attending.screens import reminder
from conversations.meetings_facts import Meeting
from conversations.screen import Act
from conversations.turn import Key

EVERY = 30.0
AT = time(10)
AHEAD = timedelta(days=2)
"""No meeting further ahead than this is reminded of yet, in any time zone."""
BEFORE = timedelta(hours=3)
"""So long before it begins a late reply is reminded of it, and it must be as old by then."""
DAY_BEGINS, EVENING, NIGHT = time(9), time(18), time(19)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many people were reminded."""
    coming = _coming(connection, room, now)
    loaded = rows.load(connection, {row.meeting_id for row in coming})
    count = 0
    for number, (_, one) in loaded.items():
        mine = [row for row in coming if row.meeting_id == number]
        zone = ZoneInfo(mine[0].zone)
        when = {row.member_id: remind_at(one.starts_at, zone, row.replied_at) for row in mine}
        settled = [who for who, moment in when.items() if moment is None or moment <= now]
        _remind(connection, room, one, zone, [who for who in settled if when[who]], now)
        _settle(connection, one, settled)
        count += sum(when[who] is not None for who in settled)
    return count


def _coming(connection: Connection, room: Room, now: datetime) -> Sequence[Any]:
    """Give who comes to what is near, and was not reminded of it as it is now."""
    m, a = meeting.c, attendance.c
    return connection.execute(
        sa.select(a.meeting_id, a.member_id, a.replied_at, network.c.zone)
        .join(meeting, m.id == a.meeting_id)
        .join(network, network.c.id == m.network_id)
        .where(m.status == "planned", is_served(room, m.network_id))
        .where(m.starts_at > now, m.starts_at < now + AHEAD)
        .where(a.reply == "comes", a.reminded_revision.is_distinct_from(m.revision))
        .order_by(m.starts_at, a.member_id)
    ).all()


def remind_at(starts_at: datetime, zone: ZoneInfo, replied_at: datetime) -> datetime | None:
    """Give the moment (UTC) to remind who said then that they come; None where there is no need."""
    before = starts_at.astimezone(zone).date() - timedelta(days=1)
    usual = datetime.combine(before, AT, zone).astimezone(UTC)
    if replied_at <= usual:
        return usual
    late = _by_day(starts_at - BEFORE, zone)
    return late if replied_at <= late - BEFORE else None


def _by_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """Give a moment, or the evening before where it is in the night."""
    local = moment.astimezone(zone)
    if DAY_BEGINS <= local.time() < NIGHT:
        return moment
    evening = local.date() - timedelta(days=local.time() < DAY_BEGINS)
    return datetime.combine(evening, EVENING, zone).astimezone(UTC)


def _remind(
    connection: Connection, room: Room, one: Meeting, zone: ZoneInfo, who: Collection[int],
    now: datetime,
) -> None:  # fmt: skip
    shown = reminder(one, zone)
    messages = [
        start(room, to, shown, kind=REMINDER, now=now, about=Key("attending", one.id),
              key=meeting_reminder_key(one.id, to.member, one.revision),
              not_after=one.starts_at, opens=Act("come.show", (one.id,)))
        for to in addressees(connection, who)
    ]  # fmt: skip
    outbox.write(connection, messages, now)


def _settle(connection: Connection, one: Meeting, who: Collection[int]) -> None:
    a = attendance.c
    mine = (a.meeting_id == one.id) & a.member_id.in_(who)
    reminded = attendance.update().where(mine)
    connection.execute(reminded.values(reminded_revision=one.revision))
