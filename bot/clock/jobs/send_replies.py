"""Send what was replied to whoever wrote something that a person had to deal with."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.outbox import Message
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import tasks
from bot.involvement.sent_since import answer_key
from bot.store.tables import task
from conversations.needing import Task
from conversations.screen import Act
from conversations.tasks import answer_notice
from conversations.turn import Key

EVERY = 2.0
AT_ONCE = 100
KEEP_TRYING = timedelta(days=60)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many replies were queued, or cannot be sent to anybody any more."""
    waiting = tasks.to_reply(connection, is_served(room, task.c.network_id), AT_ONCE)
    for who, one in waiting:
        outbox.write(connection, _messages(connection, room, who, one, now), now)
    if waiting:
        tasks.replied(connection, [one.id for _, one in waiting], now)
    return len(waiting)


def _messages(
    connection: Connection, room: Room, who: int, one: Task, now: datetime
) -> list[Message]:
    return [
        start(room, to, answer_notice(one), kind="answer", key=answer_key(one.id), now=now,
              about=Key("tasks", one.id), not_after=now + KEEP_TRYING,
              opens=Act("task.mine", (one.id,)))
        for to in addressees(connection, [who])
        if to.account in room.channels
    ]  # fmt: skip
