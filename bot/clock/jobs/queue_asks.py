"""Turn the asks that are due into messages, as many as are soon sent.

Of each network at most five hundred wait to be sent; the rest stay due. So those who send look at
few rows, also while a network is held; and when an ask is paused, little of it waits there.
"""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement.sent_since import ask_key
from bot.store import tables
from bot.store.sql import is_waiting
from bot.store.tables import channel_account, consultation, participation
from conversations.honest_ask import invitation
from conversations.turn import Key

EVERY = 1.0
AT_ONCE = 500


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many asks were queued."""
    c = consultation.c
    going = connection.execute(
        sa.select(c.id, c.network_id)
        .where(c.status == "open", c.sending == "on", c.closes_at > now)
        .where(is_served(room, c.network_id))
        .order_by(c.opens_at, c.id)
    ).all()
    queued = 0
    for number, network in going:
        due = _due(connection, number, AT_ONCE - _waiting(connection, network, now), now)
        queued += _queue(connection, room, number, due, now) if due else 0
    return queued


def _due(connection: Connection, number: int, most: int, now: datetime) -> dict[int, datetime]:
    """Give who is to be asked, and since when."""
    p = participation.c
    rows = connection.execute(
        sa.select(p.member_id, p.due_at)
        .where(p.consultation_id == number, p.status == "due")
        .where(p.queued_at.is_(None), p.due_at <= now)
        .limit(most)
    )
    return {who: due_at for who, due_at in rows}  # noqa: C416  rows are not pairs to dict()


def _waiting(connection: Connection, network: int, now: datetime) -> int:
    """Count what waits to be sent in a network and is not paused, but no further than needed."""
    o = tables.outbox.c
    accounts = sa.select(channel_account.c.id).where(channel_account.c.network_id == network)
    paused = sa.select(consultation.c.id).where(consultation.c.sending == "paused")
    some = (
        sa.select(o.id)
        .where(is_waiting(tables.outbox), o.channel_account_id.in_(accounts), o.lane == "bulk")
        .where(o.due_at <= now, o.subject.not_in(paused))
        .limit(AT_ONCE)
    )
    return connection.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one()


def _queue(
    connection: Connection, room: Room, number: int, who: Mapping[int, datetime], now: datetime
) -> int:
    asked = room.shelf.contents.load(connection, {number})[number]
    shown = invitation(asked)
    reached = addressees(connection, who)
    messages = [
        start(room, to, shown, kind="ask", now=now, about=Key("answering", number),
              key=ask_key(number, to.member, who[to.member]),
              not_after=asked.closes_at)
        for to in reached
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    mine = (participation.c.consultation_id == number) & (participation.c.status == "due")
    found = {to.member for to in reached}
    queued = participation.update().where(mine, participation.c.member_id.in_(found))
    connection.execute(queued.values(queued_at=now))
    lost = set(who) - found
    unreached = participation.update().where(mine, participation.c.member_id.in_(lost))
    connection.execute(unreached.values(status="unreached"))
    return len(found)
