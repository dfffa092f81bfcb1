"""Take off the facilitator's list what everyone was told, and give the account of it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import facilitators, start
from bot.delivery.turns import Room
from bot.involvement import telling
from bot.involvement.sent_of_loops import latest_notice, told_key
from conversations.deciding import told_account
from conversations.screen import Screen
from conversations.turn import Key

EVERY = 1.0
KEEP_TRYING = timedelta(days=14)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many consultations came off the list, and loops were archived."""
    closed = telling.close_loops(connection)
    for number in closed:
        shown = _account(connection, room, number)
        latest = latest_notice(connection, number)
        messages = [
            start(room, to, shown, kind="nag", now=now, about=Key("deciding", number),
                  key=told_key(number, to.member, latest), not_after=now + KEEP_TRYING)
            for to in facilitators(connection, room, number)
        ]  # fmt: skip
        outbox.write(connection, messages, now)
    return len(closed) + telling.archive(connection, now)


def _account(connection: Connection, room: Room, number: int) -> Screen:
    return told_account(
        room.shelf.contents.load(connection, {number})[number],
        *telling.account(connection, number),
        len(telling.can_be_told_again(connection, number)),
    )
