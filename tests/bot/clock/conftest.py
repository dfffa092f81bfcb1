"""What tests of the clock's jobs stand on."""

import pytest

from bot.store.database import Database
from tests.bot.delivery.hall import Hall
from tests.bot.delivery.post import Post


@pytest.fixture
def hall(database: Database) -> Hall:
    """A network without anybody in it, on SQLite and on Postgres."""
    return Hall(database)


@pytest.fixture
def post(hall: Hall) -> Post:
    """The hall's outbox."""
    return Post(hall)
