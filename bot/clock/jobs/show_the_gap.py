"""Show a loop's group what both sides say, once: two weeks after they were asked."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import beliefs, gaps, open_loops
from bot.involvement.sent_of_loops import gap_key
from bot.store.tables import loop
from conversations.board import gap_told
from conversations.board.state import NAME
from conversations.turn import Key

EVERY = 60.0
KEEP_TRYING = timedelta(days=14)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many loops' gaps were shown."""
    found = beliefs.to_be_shown(connection, now, is_served(room, loop.c.network_id))
    for number in found:
        gap = gaps.of_loops(connection, [number])
        title, group = beliefs.title(connection, number), open_loops.group_of(connection, number)
        messages = [
            start(room, to, gap_told(number, title, gap, looks=group[to.member]), kind="nag",
                  key=gap_key(number, to.member), now=now, about=Key(NAME, number),
                  not_after=now + KEEP_TRYING)
            for to in addressees(connection, group)
            if to.account in room.channels
        ]  # fmt: skip
        outbox.write(connection, messages, now)
        beliefs.shown(connection, number, now)
    return len(found)
