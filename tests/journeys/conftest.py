"""What journeys stand on: a stage with the real program and the sandbox."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.stage import Stage
from bot.store.database import Database


@pytest.fixture
async def stage(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage with one network, its program running; nothing is paced."""
    async with Stage(sqlite_database, tmp_path / "media") as stage:
        yield stage
