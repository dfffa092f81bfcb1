"""Open what is due to open, and write down whom each open consultation asks, newcomers too."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.turns import Room
from bot.involvement.audiences import ask_everyone, open_what_is_due
from bot.store.tables import consultation

EVERY = 1.0


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many people will newly be asked."""
    c = consultation.c
    asked = open_what_is_due(connection, now)
    is_open = sa.and_(c.status == "open", c.closes_at > now, c.sending == "on")
    running = connection.execute(sa.select(c.id, c.opens_at).where(is_open)).all()
    return asked + sum(ask_everyone(connection, number, now, began) for number, began in running)
