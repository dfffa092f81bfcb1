"""Tell everyone upstream what came of it: editions whose day is over, then notices that are due.

Where the day to hear back has passed and nothing is decided, that is told. Of the notices at most
five hundred are turned into messages at a time.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import telling
from bot.involvement.sent_since import notice_key
from bot.involvement.telling import editions, holding, queueing
from bot.involvement.telling.queueing import Ready
from bot.store.tables import loop
from conversations import hearing_back
from conversations.screen import Act
from conversations.turn import Key

EVERY = 1.0
AT_ONCE = 500
KEEP_TRYING = timedelta(days=60)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many notices were queued, and editions begun."""
    served = is_served(room, loop.c.network_id)
    begun = holding.hold(connection, served, now) + editions.go_out(connection, served, now)
    due = queueing.due(connection, served, now, AT_ONCE)
    return begun + sum(_tell(connection, room, one, who, now) for one, who in due.items())


def _tell(
    connection: Connection, room: Room, one: Ready, who: Mapping[int, datetime], now: datetime
) -> int:
    shown = hearing_back.shown(queueing.said(connection, one))
    everyone = addressees(connection, who)
    here = [to for to in everyone if to.account in room.channels]
    messages = [
        start(room, to, shown, kind="notice", now=now, about=Key("hearing_back", one.loop),
              key=notice_key(one.loop, one.version, to.member, who[to.member]),
              not_after=now + KEEP_TRYING, opens=Act("h.again", (one.loop, one.version)))
        for to in here
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    queueing.queued(connection, one, [to.member for to in here])
    nowhere = set(who) - {to.member for to in everyone}
    telling.untold(connection, sorted(nowhere), "unreachable")
    return len(here)
