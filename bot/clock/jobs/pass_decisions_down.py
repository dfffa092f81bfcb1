"""Tell the members of the groups below what was decided above, where a facilitator passed it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import passing
from bot.involvement.sent_of_loops import passed_key
from bot.store.tables import loop
from conversations.passing import NAME, passed_notice
from conversations.screen import Act
from conversations.turn import Key

EVERY = 30.0
KEEP_TRYING = timedelta(days=28)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many members were written to."""
    done = 0
    for one in passing.due(connection, is_served(room, loop.c.network_id)):
        shown = passed_notice(one.title, one.decision, one.source)
        messages = [
            start(room, to, shown, kind="passed", key=passed_key(one.loop, to.member), now=now,
                  about=Key(NAME, one.loop), not_after=now + KEEP_TRYING,
                  opens=Act("pass.read", (one.loop,)))
            for to in addressees(connection, one.members)
            if to.account in room.channels
        ]  # fmt: skip
        outbox.write(connection, messages, now)
        passing.went(connection, one, now)
        done += len(one.members)
    return done
