"""Send each facilitator one list for the week: on Mondays from 9 o'clock where the network is.

It is the only thing that reminds a facilitator; where nothing waits, nothing is sent.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.outbox import Message
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import needs_you
from bot.involvement.cover import Facilitator, facilitators
from bot.involvement.sent_once import needs_key
from bot.store.tables import member, network, role
from conversations.needing import Needing
from conversations.needs_you import NAME, needs_screen
from conversations.rights import FACILITATOR
from conversations.screen import Act
from conversations.turn import Key

EVERY = 30.0
WEEK = timedelta(days=7)
HOUR = time(9)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many facilitators were looked at for this week."""
    rows = connection.execute(
        sa.select(network.c.id, network.c.zone).where(is_served(room, network.c.id))
    ).all()
    return sum(_of_network(connection, room, number, zone, now) for number, zone in rows)


def monday_of(now: datetime, zone: ZoneInfo) -> datetime:
    """Give the last Monday, 9 o'clock in `zone`, that is not after `now`."""
    here = now.astimezone(zone)
    monday = datetime.combine(here.date() - timedelta(days=here.weekday()), HOUR, zone)
    return monday if monday <= here else datetime.combine(monday.date() - WEEK, HOUR, zone)


def _of_network(connection: Connection, room: Room, number: int, zone: str, now: datetime) -> int:
    monday = monday_of(now, ZoneInfo(zone))
    due = _due(connection, number, monday.date())
    if not due:
        return 0
    people = facilitators(connection, number, now)
    mine = [one for one in people if one.member in due and one.since <= monday]
    lists = needs_you.load(connection, number, now, people) if mine else {}
    for one in mine:
        messages = _messages(connection, room, one, lists[one.member], monday, now)
        outbox.write(connection, messages, now)
    done = member.update().where(member.c.id.in_([one.member for one in mine]))
    connection.execute(done.values(needs_you_on=monday.date()))
    return len(mine)


def _due(connection: Connection, number: int, monday: date) -> frozenset[int]:
    """Give who facilitates here and has not been looked at since that Monday."""
    m, r = member.c, role.c
    listed_before = m.needs_you_on.is_(None) | (m.needs_you_on < monday)
    rows = connection.execute(
        sa.select(m.id)
        .join(role, r.member_id == m.id)
        .where(m.network_id == number, r.role == FACILITATOR, r.revoked_at.is_(None))
        .where(listed_before)
    )
    return frozenset(rows.scalars())


def _messages(
    connection: Connection, room: Room, one: Facilitator, needing: Needing, monday: datetime,
    now: datetime,
) -> list[Message]:  # fmt: skip
    if not needing.items:
        return []
    return [
        start(room, to, needs_screen(needing), kind="needs", now=now, about=Key(NAME),
              key=needs_key(one.member, monday.date()), not_after=monday + WEEK,
              opens=Act("needs.show"))
        for to in addressees(connection, [one.member])
        if to.account in room.channels
    ]  # fmt: skip
