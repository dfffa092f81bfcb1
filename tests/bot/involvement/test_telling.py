"""Editions and notices: each material change in one edition, one notice for everyone upstream."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from bot.involvement import commitments
from bot.store import tables
from bot.store.database import Database
from conversations.loop_events import HearBackMoved, OwnerChanged
from tests.bot.involvement.told_loops import NUMBER, a_loop, change, decide, promise, rows, words
from tests.bot.store.rows import NOON

DAY = timedelta(days=1)


async def test_promises_made_with_a_decision_are_told_with_it(database: Database) -> None:
    def story(connection: Connection) -> tuple[object, object]:
        network = a_loop(connection, answered=(2, 3), others=(3, 4))
        promise(connection, network)
        decide(connection, network)
        told = rows(connection, tables.notice, "member_id", "version", "status", "asks_heard")
        return told, rows(connection, tables.commitment_change, "version", "what", "edition")

    told, changes = await database.write(story)
    assert told == [(2, 1, "due", False), (3, 1, "due", False), (4, 1, "due", False)]
    assert changes == [(1, "made", 1)]


async def test_a_change_gathers_after_the_day_of_the_decision(database: Database) -> None:
    def story(connection: Connection) -> object:
        network = a_loop(connection)
        promise(connection, network)
        decide(connection, network)
        change(connection, network, 1, NOON, status="partly", said=words("Half."))
        change(connection, network, 2, NOON + DAY, status="done")
        return rows(connection, tables.edition, "version", "kind", "day", "status")

    assert await database.write(story) == [
        (1, "decision", date(2026, 11, 20), "out"), (2, "outcome", date(2026, 11, 21), "gathering"),
    ]  # fmt: skip
