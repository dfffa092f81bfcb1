"""Forget the addresses of accounts that were deactivated a month ago."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery.turns import Room
from bot.involvement import places

EVERY = 3600.0
KEPT = timedelta(days=30)
AT_ONCE = 500


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many addresses were forgotten."""
    return places.forget_deactivated(connection, now - KEPT, AT_ONCE)
