"""Send new members the five first messages, over two weeks."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import inducting
from bot.involvement.sent_of_seats import induction_key
from bot.store.tables import member
from conversations.induction import MESSAGES, NAME
from conversations.screen import Act
from conversations.turn import Key

EVERY = 60.0
AT_ONCE = 500
KEEP_TRYING = timedelta(days=7)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many members were written to."""
    if not room.inducts:
        return 0
    due = inducting.due(connection, is_served(room, member.c.network_id), now, AT_ONCE)
    if not due:
        return 0
    messages = [
        start(room, to, MESSAGES[due[to.member] - 1], kind="induction", now=now,
              key=induction_key(to.member, due[to.member]), about=Key(NAME, due[to.member]),
              not_after=now + KEEP_TRYING, opens=Act("intro.show", (due[to.member],)))
        for to in addressees(connection, due)
        if to.account in room.channels
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    inducting.sent(connection, due, now)
    return len(due)
