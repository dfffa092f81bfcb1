"""Tell whoever raised an issue why it was not taken up, or what it was put together with."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import networks
from bot.involvement.issues import loading
from bot.involvement.sent_since import issue_key
from bot.store.tables import issue
from conversations import raising
from conversations.screen import Act
from conversations.turn import Key

EVERY = 5.0
AT_ONCE = 100
KEEP_TRYING = timedelta(days=60)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many were told; whoever cannot be reached is tried for 60 days."""
    i = issue.c
    untold = i.status.in_(("declined", "merged")) & i.told_at.is_(None) & i.raised_by.is_not(None)
    rows = connection.execute(
        sa.select(i.id, i.raised_by, i.network_id)
        .where(untold, i.moderated_at > now - KEEP_TRYING, is_served(room, i.network_id))
        .order_by(i.moderated_at.desc())
        .limit(AT_ONCE)
    ).all()
    if not rows:
        return 0
    here = networks.load(connection, {row.network_id for row in rows}, room.catalogues)
    reached = {to.member: to for to in addressees(connection, {row.raised_by for row in rows})}
    told = 0
    for row in rows:
        to = reached.get(row.raised_by)
        if to is None or to.account not in room.channels:
            continue
        mine = {one.id: one for one in loading.of_member(connection, row.raised_by, None)}
        shown = raising.news(mine[row.id], here[row.network_id])
        message = start(
            room, to, shown, kind="issue", key=issue_key(row.id, to.member), now=now,
            about=Key(raising.NAME, row.id), not_after=now + KEEP_TRYING,
            opens=Act("raise.one", (row.id,)),
        )  # fmt: skip
        outbox.write(connection, [message], now)
        connection.execute(issue.update().where(i.id == row.id).values(told_at=now))
        told += 1
    return told
