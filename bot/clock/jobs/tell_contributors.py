"""Turn the notices that are due into messages, at most five hundred at a time."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import telling
from bot.store.tables import consultation, decision, notice
from conversations import hearing_back
from conversations.content import Decision
from conversations.plain import from_plain
from conversations.turn import Key

EVERY = 1.0
AT_ONCE = 500
KEEP_TRYING = timedelta(days=60)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many notices were queued."""
    n = notice.c
    due = connection.execute(
        sa.select(n.loop_id, n.version, n.member_id, n.due_at)
        .join(consultation, consultation.c.id == n.loop_id)
        .where(n.status == "due", n.due_at <= now)
        .where(is_served(room, consultation.c.network_id))
        .limit(AT_ONCE)
    ).all()
    by_decision: dict[tuple[int, int], dict[int, datetime]] = {}
    for number, version, who, due_at in due:
        by_decision.setdefault((number, version), {})[who] = due_at
    return sum(_tell(connection, room, one, who, now) for one, who in by_decision.items())


def _tell(
    connection: Connection, room: Room, decided: tuple[int, int], who: Mapping[int, datetime],
    now: datetime,
) -> int:  # fmt: skip
    number, version = decided
    consulted = room.shelf.contents.load(connection, {number})[number]
    shown = hearing_back.notice(consulted, _decision(connection, number, version))
    reached = addressees(connection, who)
    messages = [
        start(room, to, shown, kind="notice", now=now, about=Key("hearing_back", number),
              key=f"notice:{number}:{version}:{to.member}:{who[to.member]:%Y%m%dT%H%M%S%f}",
              not_after=now + KEEP_TRYING)
        for to in reached
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    found = [to.member for to in reached]
    n = notice.c
    mine = (n.loop_id == number) & (n.version == version) & (n.status == "due")
    queued = notice.update().where(mine, n.member_id.in_(found))
    connection.execute(queued.values(status="queued"))
    telling.untold(connection, sorted(set(who) - set(found)), "unreachable")
    return len(found)


def _decision(connection: Connection, number: int, version: int) -> Decision:
    content = connection.execute(
        sa.select(decision.c.content).where(
            decision.c.loop_id == number, decision.c.version == version
        )
    ).scalar_one()
    return from_plain(Decision, content)
