"""Tell whoever was given a promise by somebody else that it is with them now.

Who joined by its link, or took it themselves, has seen it; what nobody owned any more reaches a
facilitator by the week's list.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.clock.jobs.nudge_owners import facts_of
from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import loops
from bot.involvement.sent_once import given_key
from bot.store import tables
from bot.store.tables import commitment, commitment_change
from conversations import owning
from conversations.loops import Commitment
from conversations.turn import Key

EVERY = 5.0
AT_ONCE = 100
LATELY = timedelta(days=1)
KEEP_TRYING = timedelta(days=14)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many promises somebody was told of."""
    rows = _given(connection, room, now)
    found = loops.commitments(connection, {row.id for row in rows})
    return sum(_tell(connection, room, found[row.network_id, row.id], now) for row in rows)


def _given(connection: Connection, room: Room, now: datetime) -> Sequence[Any]:
    """Give the promises that got their owner lately, by others, and were not told to them."""
    c, change, later, o = (
        commitment.c, commitment_change.c, commitment_change.alias().c, tables.outbox.c
    )  # fmt: skip
    owns = ("made", "owner")
    since = sa.exists().where(
        later.commitment_id == c.id, later.version > change.version, later.what == "owner"
    )
    told = sa.exists().where(
        o.subject == c.id, o.kind == "nudge", o.member_id == c.owner_id,
        o.status != "cancelled", o.created_at >= change.changed_at,
    )  # fmt: skip
    return connection.execute(
        sa.select(c.id, c.network_id)
        .join(commitment_change, change.commitment_id == c.id)
        .where(change.what.in_(owns), change.changed_at > now - LATELY, ~since, ~told)
        .where(c.status == "waiting", c.owner_id != change.changed_by)
        .where(is_served(room, c.network_id))
        .order_by(c.id)
        .limit(AT_ONCE)
    ).all()


def _tell(connection: Connection, room: Room, one: Commitment, now: datetime) -> int:
    to = [one.owner] if one.owner is not None else []
    shown = owning.given(one, facts_of(connection, room, one), now)
    messages = [
        start(room, who, shown, kind="nudge", now=now, about=Key(owning.NAME, one.id),
              key=given_key(one.id, who.member, one.version), not_after=now + KEEP_TRYING)
        for who in addressees(connection, to)
        if who.account in room.channels
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    return len(messages)
