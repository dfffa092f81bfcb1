"""Tell those who want it once a month what news of meetings went out in the month before."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.outbox import Message
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement.digests.loading import may_read
from bot.involvement.sent_once import round_up_key
from bot.store.tables import digest, meeting, member, network
from conversations.digests import round_up
from conversations.screen import Act, Screen
from conversations.text import Worded
from conversations.turn import Key

EVERY = 30.0
AT_ONCE = 500
HOUR = time(9)
KEEP_TRYING = timedelta(days=21)
MOST = 20


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many people were looked at for the month before."""
    rows = connection.execute(
        sa.select(network.c.id, network.c.zone).where(is_served(room, network.c.id))
    ).all()
    return sum(_of_network(connection, room, row.id, ZoneInfo(row.zone), now) for row in rows)


def _of_network(
    connection: Connection, room: Room, number: int, zone: ZoneInfo, now: datetime
) -> int:
    month = now.astimezone(zone).date().replace(day=1)
    begins = datetime.combine(month, HOUR, zone)
    if now < begins:
        return 0
    who = _due(connection, number, month)
    if who:
        before = (month - timedelta(days=1)).replace(day=1)
        since, until = (datetime.combine(day, time.min, zone) for day in (before, month))
        out = _out(connection, number, since.astimezone(UTC), until.astimezone(UTC))
        lines = _lines(out, zone)
        for numbers, them in _mine(connection, out, who).items():
            shown = round_up([lines[one] for one in numbers])
            messages = _messages(connection, room, shown, them, month, now)
            outbox.write(connection, messages, now)
        done = member.update().where(member.c.id.in_(who))
        connection.execute(done.values(rounded_up_on=month))
    return len(who)


def _due(connection: Connection, number: int, month: date) -> Sequence[int]:
    m = member.c
    before = m.rounded_up_on.is_(None) | (m.rounded_up_on < month)
    wants = (m.network_id == number) & (m.digests == "monthly") & m.joined_at.is_not(None)
    return connection.execute(
        sa.select(m.id).where(wants, before, m.stopped_at.is_(None)).order_by(m.id).limit(AT_ONCE)
    ).scalars().all()  # fmt: skip


def _out(connection: Connection, number: int, since: datetime, until: datetime) -> Sequence[Any]:
    d, m = digest.c, meeting.c
    return connection.execute(
        sa.select(meeting)
        .join(digest, d.meeting_id == m.id)
        .where(m.network_id == number, d.approved_at >= since, d.approved_at < until)
        .order_by(m.starts_at)
        .limit(MOST)
    ).all()


def _mine(
    connection: Connection, out: Sequence[Any], who: Collection[int]
) -> dict[tuple[int, ...], list[int]]:
    """Give the members for each set of digests that some of them may read, by their numbers."""
    theirs: defaultdict[int, list[int]] = defaultdict(list)
    for row in out:
        for one in may_read(connection, row, who):
            theirs[one].append(row.id)
    found: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
    for one, numbers in theirs.items():
        found[tuple(numbers)].append(one)
    return dict(found)


def _lines(out: Sequence[Any], zone: ZoneInfo) -> dict[int, tuple[int, Worded, date]]:
    return {
        row.id: (row.id, Worded.of(row.title), row.starts_at.astimezone(zone).date()) for row in out
    }


def _messages(
    connection: Connection, room: Room, shown: Screen, who: Collection[int], month: date,
    now: datetime,
) -> list[Message]:  # fmt: skip
    return [
        start(room, to, shown, kind="round_up", key=round_up_key(to.member, month), now=now,
              about=Key("digest"), not_after=now + KEEP_TRYING, opens=Act("digest.list"))
        for to in addressees(connection, who)
        if to.account in room.channels
    ]  # fmt: skip
