"""Updates that come in any order, three times, late or again end as if all had gone well."""

import pytest
from hypothesis import HealthCheck, given, settings

from bot.store.database import Database
from tests.bot.delivery.hall import Hall
from tests.faults.updates import Case, World, cases, taps_in_any_order, travels_badly

SOME = settings(
    max_examples=120, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """A hall on SQLite; every case has people of its own."""
    return World(Hall(sqlite_database))


@SOME
@given(case=cases)
def test_the_end_is_as_if_everything_came_once_and_in_order(world: World, case: Case) -> None:
    travels_badly(world, case)


@SOME
@given(case=cases)
def test_taps_on_different_questions_may_come_in_any_order(world: World, case: Case) -> None:
    taps_in_any_order(world, case)
