"""End the breaks that are over, with one message to each person that says so.

What waited for them comes on the days after, as their limits let it; only what would be too late by
then may come on the same day.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import breaks
from bot.involvement.sent_since import catch_up_key
from bot.store.tables import member
from conversations.home import HOME
from conversations.own_choices.breaks import caught_up
from conversations.turn import Key

EVERY = 5.0
AT_ONCE = 500
KEEP_TRYING = timedelta(days=7)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many breaks were ended."""
    m = member.c
    over = connection.execute(
        sa.select(m.id, m.break_until)
        .where(m.break_since.is_not(None), m.break_until <= now, is_served(room, m.network_id))
        .order_by(m.break_until)
        .limit(AT_ONCE)
    ).all()
    if not over:
        return 0
    until = {who: moment for who, moment in over}  # noqa: C416  rows are not pairs to dict()
    waited = breaks.what_waits(connection, until)
    breaks.end_breaks(connection, until, now, later=breaks.A_DAY)
    messages = [
        start(room, to, caught_up(*waited[to.member]), kind="catch_up", now=now,
              key=catch_up_key(to.member, until[to.member]),
              about=Key("own_choices"), not_after=now + KEEP_TRYING, opens=HOME.act)
        for to in addressees(connection, breaks.who_are_asked(connection, until))
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    return len(over)
