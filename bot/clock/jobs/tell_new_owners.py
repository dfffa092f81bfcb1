"""Tell whoever was given a promise by somebody else that it is with them now.

Who joined by its link, or took it themselves, has seen it; what nobody owned any more reaches a
facilitator by the week's list.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.clock.jobs.nudge_owners import facts_of, write
from bot.delivery.starting import is_served
from bot.delivery.turns import Room
from bot.involvement import loops
from bot.involvement.sent_once import given_key, givens_key
from bot.store import tables
from bot.store.tables import commitment, commitment_change
from conversations import owning
from conversations.turn import Key

EVERY = 5.0
AT_ONCE = 100
LATELY = timedelta(days=1)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many promises somebody was told of."""
    rows = _given(connection, room, now)
    mine: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        mine[row.owner_id].append(row.id)
    return sum(_tell(connection, room, who, numbers, now) for who, numbers in mine.items())


def _given(connection: Connection, room: Room, now: datetime) -> Sequence[Any]:
    """Give the promises that got their owner lately, by others, untold; the newest comes last."""
    c, change, later, o = (
        commitment.c, commitment_change.c, commitment_change.alias().c, tables.outbox.c
    )  # fmt: skip
    owns = ("made", "owner")
    since = sa.exists().where(
        later.commitment_id == c.id, later.version > change.version, later.what == "owner"
    )
    told = sa.exists().where(
        o.subject.in_((c.id, 0)), o.kind == "nudge", o.member_id == c.owner_id,
        o.status != "cancelled", o.created_at >= change.changed_at,
    )  # fmt: skip
    return connection.execute(
        sa.select(c.id, c.owner_id)
        .join(commitment_change, change.commitment_id == c.id)
        .where(change.what.in_(owns), change.changed_at > now - LATELY, ~since, ~told)
        .where(c.status == "waiting", c.owner_id != change.changed_by)
        .where(is_served(room, c.network_id))
        .order_by(change.changed_at, c.id)
        .limit(AT_ONCE)
    ).all()


def _tell(
    connection: Connection, room: Room, who: int, numbers: Sequence[int], now: datetime
) -> int:
    """Tell somebody of all that was given to them, in one message."""
    whole = loops.commitments(connection, numbers).values()
    mine = tuple(sorted(whole, key=lambda one: one.id))
    all_of = mine if len(mine) == 1 else loops.owned(connection, who)
    shown = owning.given(all_of, len(mine), facts_of(connection, room, mine[0]), now)
    about = Key(owning.NAME, mine[0].id if len(mine) == 1 else 0)
    last, named = numbers[-1], given_key if len(mine) == 1 else givens_key
    version = next(one.version for one in mine if one.id == last)
    return write(
        connection, room, [who], shown, now, about=about, key=lambda to: named(last, to, version)
    )
