"""Malformed and hostile updates: no unhandled error, and nobody else's turn is delayed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store.database import Database
from tests.bot.delivery.hall import Hall
from tests.faults.hostile import Door, updates


@pytest.fixture
def door(database: Database) -> Door:
    """A hall with a worker, on SQLite and on Postgres."""
    return Door(Hall(database))


@settings(
    max_examples=150, deadline=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(data=st.data())
def test_nothing_that_is_sent_breaks_a_turn_or_delays_others(
    door: Door, data: st.DataObject
) -> None:
    door.take_in(data.draw(updates(door.people)))
