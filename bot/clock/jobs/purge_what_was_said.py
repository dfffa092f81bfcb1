"""Remove what people wrote from the inbox, within three days of its being done."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import inbox
from bot.delivery.turns import Room

EVERY = 60.0
KEPT = timedelta(hours=71)  # with time to run again before 72, many times after a busy day


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many rows were emptied."""
    return inbox.purge(connection, now - KEPT)
