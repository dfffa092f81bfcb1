"""What tests of delivery stand on."""

import pytest

from bot.store.database import Database
from tests.bot.delivery.hall import Hall


@pytest.fixture
def hall(database: Database) -> Hall:
    """A network without anybody in it, on SQLite and on Postgres."""
    return Hall(database)
