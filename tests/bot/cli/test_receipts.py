"""`heard receipts`: who was told what and when, by numbers only."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.involvement.erasing_people import erase_people
from bot.store import tables
from bot.store.database import Database
from tests.bot.involvement.told_loops import NUMBER, a_loop, decide
from tests.bot.store.rows import NOON

Heard = Callable[..., Result]


@pytest.fixture
def heard(sqlite_database: Database) -> Heard:
    """The command line, on the test's database."""

    def run(*arguments: str) -> Result:
        surroundings = {"HEARD_DATABASE_URL": sqlite_database.url}
        return CliRunner().invoke(app, ["receipts", *arguments], env=surroundings)

    return run


def fill(database: Database) -> None:
    """Tell a decision to one person; another stopped before."""
    with database.transaction() as connection:
        network = a_loop(connection, answered=(2, 3))
        stopped = tables.member.update().where(tables.member.c.id == 3)
        connection.execute(stopped.values(stopped_at=NOON))
        decide(connection, network)
        told = tables.notice.update().where(tables.notice.c.member_id == 2)
        connection.execute(told.values(status="told", told_at=NOON + timedelta(hours=1)))


def test_without_a_number_the_loops_are_listed(heard: Heard, sqlite_database: Database) -> None:
    assert heard().stdout == "There is no loop yet.\n"
    fill(sqlite_database)
    assert heard().stdout == "77  2026-11-20  network 1  consultation, open: Evenings\n"


def test_people_read_how_many_were_told_of_each_edition(
    heard: Heard, sqlite_database: Database
) -> None:
    fill(sqlite_database)
    said = "Edition 1, decision, for 2026-11-20: stopped 1, told 1\n"
    assert heard(str(NUMBER)).stdout == said


def test_who_erased_everything_is_counted_and_not_named(
    heard: Heard, sqlite_database: Database
) -> None:
    with sqlite_database.transaction() as connection:
        network = a_loop(connection, answered=(2, 3), others=(4,))
        erase_people(connection, network, [3, 4], NOON, None)
    assert heard(str(NUMBER)).stdout == "Erased everything before they were told: 2\n"
    found = json.loads(heard(str(NUMBER), "--json").stdout)
    assert (found["erased"], found["receipts"]) == (2, [])


def test_programs_read_each_notice(heard: Heard, sqlite_database: Database) -> None:
    fill(sqlite_database)
    found = json.loads(heard(str(NUMBER), "--json").stdout)
    assert found["loop"] == NUMBER
    assert found["receipts"][0] == {
        "member": 2, "edition": 1, "kind": "decision", "day": "2026-11-20", "status": "told",
        "reason": None, "asked_heard": True, "due_at": "2026-11-20T12:00:00+00:00",
        "told_at": "2026-11-20T13:00:00+00:00",
    }  # fmt: skip
    assert (found["receipts"][1]["status"], found["receipts"][1]["reason"]) == ("untold", "stopped")


def test_sheets_read_the_same(heard: Heard, sqlite_database: Database) -> None:
    fill(sqlite_database)
    rows = list(csv.DictReader(io.StringIO(heard(str(NUMBER), "--csv").stdout)))
    assert [(row["member"], row["status"], row["reason"]) for row in rows] == [
        ("2", "told", ""), ("3", "untold", "stopped"),
    ]  # fmt: skip


def test_a_loop_of_which_nobody_was_told_says_so(heard: Heard, sqlite_database: Database) -> None:
    with sqlite_database.transaction() as connection:
        a_loop(connection)
    assert heard(str(NUMBER)).stdout == "Nobody was told anything of this yet.\n"
    missing = heard("5")
    assert missing.exit_code == 1
    assert "There is no loop 5." in missing.stderr
