"""The real program ends at each call, and at the first commits, on the path of one answer."""

from pathlib import Path

from bot.store.database import Database
from tests.faults.points import CALLS, COMMITS, every_point


async def test_an_end_at_any_point_loses_and_doubles_nothing(
    sqlite_database: Database, tmp_path: Path
) -> None:
    tally = await every_point(sqlite_database, tmp_path, commits=2)

    assert tally.kills == len(CALLS) + 2 * len(COMMITS)
    assert not tally.faults(), tally
