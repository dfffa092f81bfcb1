"""Invite people to meetings, and tell them when one was moved or cancelled: only how it is now.

Whoever was told an earlier revision is told that it changed; whoever was not is simply invited.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.clock.jobs.queue_asks import AT_ONCE
from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement.meetings import rows
from bot.involvement.meetings.planning import INVITATION, MOVED
from bot.involvement.sent_once import meeting_key
from bot.store.tables import attendance, meeting, network
from conversations.attending import screens
from conversations.meetings_facts import Meeting
from conversations.screen import Act
from conversations.turn import Key

EVERY = 2.0


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many messages were queued."""
    m = meeting.c
    untold = connection.execute(
        sa.select(m.id, network.c.zone)
        .join(network, network.c.id == m.network_id)
        .where(m.status.in_(("planned", "cancelled")), is_served(room, m.network_id))
        .where(m.revision.is_distinct_from(m.told_revision))
        .order_by(m.id)
    ).all()
    loaded = rows.load(connection, [number for number, _ in untold])
    return sum(
        _tell(connection, room, loaded[number][1], ZoneInfo(zone), now) for number, zone in untold
    )


def _tell(
    connection: Connection, room: Room, one: Meeting, zone: ZoneInfo, now: datetime
) -> int:  # fmt: skip
    due = _due(connection, one) if one.starts_at > now else {}
    if not due:
        told = meeting.update().where(meeting.c.id == one.id)
        connection.execute(told.values(told_revision=one.revision))
        return 0
    return _queue(connection, room, one, zone, due, now)


def _due(connection: Connection, one: Meeting) -> dict[int, int | None]:
    """Give who is to be told, and the revision that they were told last; some at a time."""
    a = attendance.c
    wanted = sa.select(a.member_id, a.asked_revision).where(a.meeting_id == one.id, _is_behind(one))
    found = connection.execute(wanted.order_by(a.member_id).limit(AT_ONCE))
    return {who: revision for who, revision in found}  # noqa: C416  rows are not pairs to dict()


def _is_behind(one: Meeting) -> ColumnElement[bool]:
    asked = attendance.c.asked_revision
    behind = asked < one.revision
    return behind if one.status == "cancelled" else sa.or_(asked.is_(None), behind)


def _queue(
    connection: Connection, room: Room, one: Meeting, zone: ZoneInfo,
    due: Mapping[int, Any], now: datetime,
) -> int:  # fmt: skip
    shown = {
        INVITATION: screens.invitation(one, zone),
        MOVED: (screens.cancelled if one.status == "cancelled" else screens.moved)(one, zone),
    }
    messages = []
    for to in addressees(connection, due):
        kind = INVITATION if due[to.member] is None else MOVED
        messages.append(
            start(room, to, shown[kind], kind=kind, now=now, about=Key("attending", one.id),
                  key=meeting_key(one.id, to.member, one.revision), not_after=one.starts_at,
                  opens=Act("come.show", (one.id,)))
        )  # fmt: skip
    outbox.write(connection, messages, now)
    a = attendance.c
    mine = (a.meeting_id == one.id) & a.member_id.in_(list(due))
    asked = {"asked_at": now, "asked_revision": one.revision}
    connection.execute(attendance.update().where(mine).values(**asked))
    return len(messages)
