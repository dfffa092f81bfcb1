"""Ask what they believe who work on a loop, before people are asked whether they were heard.

It stands before `tell_contributors` in the list of jobs: where a decision goes at once, both are
done in the same tick.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import beliefs
from bot.involvement.sent_of_loops import believe_key
from bot.store.tables import loop
from conversations.believing import NAME, asked_first
from conversations.screen import Act
from conversations.turn import Key

EVERY = 1.0
KEEP_TRYING = timedelta(days=14)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many people were asked."""
    found = beliefs.due(connection, now, is_served(room, loop.c.network_id))
    return sum(_ask(connection, room, number, now) for number in found)


def _ask(connection: Connection, room: Room, number: int, now: datetime) -> int:
    roles = beliefs.believers(connection, number)
    reached = [to for to in addressees(connection, list(roles)) if to.account in room.channels]
    shown = asked_first(number, beliefs.title(connection, number))
    messages = [
        start(room, to, shown, kind="nag", key=believe_key(number, to.member), now=now,
              about=Key(NAME, number), opens=Act("believe.show", (number,)),
              not_after=now + KEEP_TRYING)
        for to in reached
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    beliefs.asked(connection, number, [(to.member, roles[to.member]) for to in reached], now)
    return len(reached)
