"""Tell readers that something waits, and others where nobody has dealt with it; never what."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.outbox import Message
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import flags
from bot.involvement.flags import Due
from bot.store.tables import flag
from conversations.flags import flag_notice
from conversations.screen import Act
from conversations.turn import Key

EVERY = 2.0
KEEP_TRYING = timedelta(days=7)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many flags went to somebody, or further than before."""
    served = is_served(room, flag.c.network_id)
    flags.give_up(connection, served, now)
    due = flags.due(connection, served, now)
    for one in due:
        outbox.write(connection, _messages(connection, room, one, now), now)
    flags.gone_out(connection, due, now)
    return len(due)


def _messages(connection: Connection, room: Room, one: Due, now: datetime) -> list[Message]:
    """Write to each reader; whoever was told of this flag before is not told again."""
    shown = flag_notice(one.flag, again=one.level > flags.ON_DUTY)
    return [
        start(room, to, shown, kind="flag", key=f"flag:{one.flag}:{to.member}", now=now,
              about=Key("flags", one.flag), not_after=now + KEEP_TRYING,
              opens=Act("flag.read", (one.flag,)))
        for to in addressees(connection, one.readers)
        if to.account in room.channels
    ]  # fmt: skip
