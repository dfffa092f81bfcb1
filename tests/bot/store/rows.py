"""The fewest rows that other rows of these tests hang on."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store import tables

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def a_network(connection: Connection, slug: str = "north") -> int:
    """Insert a network and give its number."""
    row = {
        "slug": slug, "name": "Northern", "languages": ["en_GB"], "signposts": {},
        "created_at": NOON,
    }  # fmt: skip
    inserted = sa.insert(tables.network).values(row).returning(tables.network.c.id)
    return int(connection.execute(inserted).scalar_one())


def a_member(connection: Connection, number: int = 1, **changed: Any) -> int:
    """Insert a member of a network of their own and give their number."""
    network_id = a_network(connection, slug=f"network {number}")
    row = {"id": number, "network_id": network_id, "created_at": NOON, **changed}
    connection.execute(sa.insert(tables.member).values(row))
    return number
