"""A short run of what `make faults` does at length: the real program, killed under load."""

from pathlib import Path

import pytest

from bot.store.database import Database
from tests.faults.kills import Plan, block

A_FEW = Plan(
    kills=4, seed=20, seconds=200, answering=8, listening=6, calls=12, answers=4, mid_turn=1
)


@pytest.mark.timeout(400)  # on however slow a machine
async def test_kills_lose_nothing_and_repeat_no_more_than_was_in_flight(
    database: Database, tmp_path: Path
) -> None:
    tally = await block(database, tmp_path, A_FEW)

    assert tally.kills >= 4
    assert tally.answers >= 4
    assert tally.mid_turn >= 1
    assert not tally.faults(), tally
