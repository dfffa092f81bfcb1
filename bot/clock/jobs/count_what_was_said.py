"""Count what people rated, in batches: whether they felt heard, and how strong influence was."""

from datetime import datetime

from sqlalchemy import Connection

from bot.delivery.starting import is_served
from bot.delivery.turns import Room
from bot.involvement import heard_counts, influence
from bot.store.tables import group, loop

EVERY = 3600.0


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many loops and maps were counted."""
    loops = heard_counts.count(connection, is_served(room, loop.c.network_id), now)
    return loops + influence.count(connection, is_served(room, group.c.network_id), now)
