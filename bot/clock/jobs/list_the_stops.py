"""Keep the list of stops up to date: who stopped, who started again, and what was sent.

What is missing on it is found by comparing it with the tables. After a crash a line may be there
twice, and none is missing.
"""

from datetime import datetime

from sqlalchemy import Connection

from bot.delivery.turns import Room
from bot.involvement.listing import catch_up

EVERY = 1.0


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many lines were added; raises StopListError where the list cannot be written."""
    return 0 if room.stops is None else catch_up(connection, room.stops, now)
