"""What the two databases spell differently does the same on both."""

from datetime import UTC, datetime

import sqlalchemy as sa

from bot.store.database import Database
from bot.store.sql import insert_missing_from
from bot.store.tables import network


def test_what_a_select_finds_is_inserted_once_and_counted(database: Database) -> None:
    now = sa.literal(datetime(2027, 3, 1, 9, 0, tzinfo=UTC), network.c.created_at.type)
    columns = ["slug", "name", "zone", "languages", "signposts", "created_at"]
    none = sa.literal([], sa.JSON())
    found = sa.select(
        sa.literal("hillside"), sa.literal("Hillside"), sa.literal("Europe/London"), none, none, now
    ).where(sa.true())
    with database.transaction() as connection:
        assert insert_missing_from(connection, network, columns, found) == 1
        assert insert_missing_from(connection, network, columns, found) == 0
