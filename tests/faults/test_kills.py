"""A short run of what `make faults` does at length: the real program, killed under load."""

from pathlib import Path

from bot.store.database import Database
from tests.faults.kills import Plan, block

A_FEW = Plan(kills=6, seed=20, seconds=25, answering=8, listening=6, calls=12, answers=4)


async def test_kills_lose_nothing_and_repeat_no_more_than_was_in_flight(
    database: Database, tmp_path: Path
) -> None:
    tally = await block(database, tmp_path, A_FEW)

    assert tally.kills >= 3
    assert tally.answers >= 4
    assert tally.mid_turn >= 1
    assert not tally.faults(), tally
