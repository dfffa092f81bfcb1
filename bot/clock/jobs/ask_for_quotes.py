"""Ask those who wrote something whether these exact words may be shown."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.outbox import Message
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import findings
from bot.involvement.sent_since import quote_key
from bot.store.tables import loop
from conversations.findings import Quote
from conversations.quoting import NAME, quote_screen
from conversations.screen import Act
from conversations.turn import Key

EVERY = 5.0
AT_ONCE = 100
KEEP_TRYING = timedelta(days=30)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give of how many quotes somebody is asked, or cannot be asked any more."""
    served = is_served(room, loop.c.network_id)
    waiting = findings.to_ask(connection, served, room.shelf.contents, AT_ONCE)
    for _, who, one in waiting:
        if one is not None:
            outbox.write(connection, _messages(connection, room, who, one, now), now)
    if waiting:
        findings.asked(connection, [number for number, _, _ in waiting], now)
    return len(waiting)


def _messages(
    connection: Connection, room: Room, who: int, one: Quote, now: datetime
) -> list[Message]:
    return [
        start(room, to, quote_screen(one), kind="quote", key=quote_key(one.id), now=now,
              about=Key(NAME, one.id), not_after=now + KEEP_TRYING,
              opens=Act("quote.show", (one.id,)))
        for to in addressees(connection, [who])
        if to.account in room.channels
    ]  # fmt: skip
