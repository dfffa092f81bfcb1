"""Each bench runs, at a size that proves nothing of speed: what it counts must be right."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.bench import broadcast, growth, memory, results, start, turns
from tests.bench.figures import Figure, at, keep, kept
from tests.bench.heard import sqlite_home
from tests.bench.on_a_tuesday import shift
from tests.bench.table import table

pytestmark = pytest.mark.timeout(600)


def by_case(figures: Iterator[Figure]) -> dict[str, Figure]:
    return {one.case: one for one in figures}


def test_turns_are_counted_beside_another_contender() -> None:
    size = turns.Size(seconds=0.5, warm=0.1, steady=0.5, repeats=1, people=4)
    found = by_case(turns.run(size, who={"ptb", "sqlite"}))
    assert set(found) == {
        "tick: Heard on SQLite",
        "next: Heard on SQLite",
        "tick: Heard on SQLite, processor",
        "next: Heard on SQLite, processor",
        "Heard on SQLite, p99 at 50 turns/s",
    }
    assert all(one.figure > 0 for one in found.values())


def test_a_broadcast_is_counted_with_its_replies() -> None:
    found = by_case(broadcast.run(members=20, seconds=4.0))
    assert found["Heard, replies included"].figure > 0
    assert found["delay of a reply, p95"].figure > 0


def test_growth_counts_the_same_statements_at_every_size() -> None:
    found = growth.run(sizes=((100, 0), (300, 100)), rounds=1, groups=1)
    statements = [one.figure for one in found if "statements" in one.case]
    assert len(statements) == 4
    assert len(set(statements[:2])) == len(set(statements[2:])) == 1


def test_results_hold_every_answer() -> None:
    assert len(list(results.run(answers=1000, many=2))) == 4


def test_memory_and_start_are_measured() -> None:
    held = by_case(memory.run(members=50, seconds=1.0))
    assert held["50 members, most"].figure > 20
    (begun,) = start.run(repeats=1)
    assert begun.figure > 0


@contextmanager
def plans(found: set[str]) -> Iterator[None]:
    """Note how SQLite goes through tables for each statement that is run once."""

    def look(_c: Any, cursor: Any, statement: str, given: Any, _x: Any, many: bool) -> None:  # noqa: FBT001
        if not many and not statement.startswith("BEGIN"):
            connection: sqlite3.Connection = cursor.connection
            asked = connection.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            found.update(f"{row[3]} · {statement}" for row in asked)

    event.listen(Engine, "after_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", look)


def test_no_statement_of_an_answer_goes_through_a_whole_table(tmp_path: Path) -> None:
    found: set[str] = set()
    with growth.town(sqlite_home(tmp_path / "home"), 500, 0) as town:
        town.answer(1)
        with plans(found):
            town.answer(2)
    through = [
        plan
        for plan in found
        if plan.startswith("SCAN") and not re.search("CONSTANT|USING", plan.partition("·")[0])
    ]
    assert len(found) > 20
    assert not through


def test_the_next_tuesday_is_ten_in_the_morning_in_london() -> None:
    for now in (datetime(2026, 11, 22, 8, tzinfo=UTC), datetime(2026, 7, 7, 12, tzinfo=UTC)):
        then = now + shift(now)
        assert now < then
        assert (then.weekday(), then.hour) in {(1, 10), (1, 9)}


def test_the_last_lines_of_each_bench_make_the_table(tmp_path: Path) -> None:
    place = tmp_path / "lines"
    keep("turns", [Figure("turns", "old", 1.0, "s")], place)
    keep("start", [Figure("start", "cold", 2.5, "s", "PTB", 1.25)], place)
    keep("turns", [Figure("turns", "tick", 12345.6, "turns/s", "at most", 0.0)], place)
    assert [line["case"] for line in kept(place)] == ["cold", "tick"]
    assert table(kept(place)).splitlines()[2:] == [
        "| start | cold | 2.5 s | PTB: 1.25 | 2 |",
        "| turns | tick | 12,346 turns/s | at most: 0 |  |",
    ]


def test_a_part_of_ordered_values_lies_below() -> None:
    assert (at([1, 2, 3, 4], 0.5), at([1.0], 0.99)) == (3, 1.0)
