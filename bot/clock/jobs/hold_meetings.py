"""When a meeting is over, ask those who meant to come whether they were there."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement.issues.agendas import issues_of, put_back
from bot.involvement.meetings import rows
from bot.involvement.meetings.planning import THANKS
from bot.involvement.sent_once import meeting_thanks_key
from bot.store.tables import attendance, meeting, network
from conversations.attending.screens import were_you_there
from conversations.meetings_facts import Meeting
from conversations.screen import Act
from conversations.turn import Key

EVERY = 30.0
KEEP_TRYING = timedelta(days=14)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many meetings are over."""
    m = meeting.c
    begun = connection.execute(
        sa.select(m.id, network.c.zone)
        .join(network, network.c.id == m.network_id)
        .where(m.status == "planned", m.starts_at <= now, is_served(room, m.network_id))
        .order_by(m.starts_at)
    ).all()
    loaded = rows.load(connection, [number for number, _ in begun])
    over = [
        (loaded[number][1], ZoneInfo(zone))
        for number, zone in begun
        if loaded[number][1].ends_at <= now
    ]
    for one, zone in over:
        _ask(connection, room, one, zone, now)
    return len(over)


def _ask(connection: Connection, room: Room, one: Meeting, zone: ZoneInfo, now: datetime) -> None:
    a = attendance.c
    perhaps = a.reply.in_(("comes", "unsure"))
    them = sa.select(a.member_id).where(a.meeting_id == one.id, perhaps)
    shown = were_you_there(one, zone)
    messages = [
        start(room, to, shown, kind=THANKS, now=now, about=Key("attending", one.id),
              key=meeting_thanks_key(one.id, to.member), not_after=now + KEEP_TRYING,
              opens=Act("come.show", (one.id,)))
        for to in addressees(connection, connection.execute(them).scalars().all())
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    connection.execute(meeting.update().where(meeting.c.id == one.id).values(status="held"))
    put_back(connection, issues_of(one.id))
