"""Remove what people wrote from inbox rows that were finished three days ago."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import inbox
from bot.delivery.turns import Room

EVERY = 600.0
KEPT = timedelta(hours=72)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many rows were emptied."""
    return inbox.purge(connection, now - KEPT)
