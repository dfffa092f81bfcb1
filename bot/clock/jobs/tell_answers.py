"""Tell those who put something to a meeting the answer to it, once the digest is out."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.outbox import Message
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement.digests import reading
from bot.involvement.digests.reading import Answered
from bot.involvement.sent_of_loops import put_key
from bot.store.tables import meeting
from conversations.digests import answered
from conversations.screen import Act
from conversations.turn import Key

EVERY = 2.0
AT_ONCE = 100
KEEP_TRYING = timedelta(days=60)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many answers were queued, or cannot be told to anybody any more."""
    served = is_served(room, meeting.c.network_id)
    waiting = reading.answers_to_tell(connection, served, AT_ONCE)
    for one in waiting:
        outbox.write(connection, _messages(connection, room, one, now), now)
    if waiting:
        reading.answers_told(connection, [one.put.id for one in waiting], now)
    return len(waiting)


def _messages(connection: Connection, room: Room, one: Answered, now: datetime) -> list[Message]:
    return [
        start(room, to, answered(one.meeting, one.title, one.put), kind="answer", now=now,
              key=put_key(one.put.id), about=Key("digest", one.meeting),
              not_after=now + KEEP_TRYING, opens=Act("digest.answers", (one.meeting,)))
        for to in addressees(connection, [one.member])
        if to.account in room.channels
    ]  # fmt: skip
