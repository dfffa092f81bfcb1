"""`heard audit`: the record is shown, and checked."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.involvement import record
from bot.involvement.record import Line
from bot.store.database import Database
from tests.bot.store.rows import NOON, a_network

Heard = Callable[..., Result]


@pytest.fixture
def heard(here: Path, sqlite_database: Database) -> Heard:
    assert here.is_dir()
    with sqlite_database.transaction() as connection:
        north, south = a_network(connection), a_network(connection, "south")
        record.add(connection, [
            Line(north, NOON, "consultation.approved", 7, 41),
            Line(north, NOON + timedelta(minutes=1), "letter.in.dropped", detail={"kind": "text"}),
            Line(south, NOON, "sending.paused", 8, 42),
        ])  # fmt: skip

    def run(*arguments: str) -> Result:
        surroundings = {"HEARD_DATABASE_URL": sqlite_database.url}
        return CliRunner().invoke(app, ["audit", *arguments], env=surroundings)

    return run


def test_a_whole_record_is_called_whole_network_by_network(heard: Heard) -> None:
    said = heard("verify")
    assert said.exit_code == 0
    north, south = said.stdout.splitlines()
    assert north.startswith("north: 2 lines, whole. Last seal: ")
    assert south.startswith("south: 1 lines, whole. Last seal: ")
    assert heard("verify", "--network", "south").stdout.splitlines() == [south]


def test_a_seal_that_was_noted_is_looked_for(heard: Heard) -> None:
    noted = heard("verify", "--network", "north").stdout.split()[-1]
    assert heard("verify", "--seal", noted).exit_code == 0
    gone = heard("verify", "--seal", "0" * 64)
    assert gone.exit_code == 1
    assert "No line has the seal that you noted" in gone.stderr


def test_a_record_that_somebody_changed_is_named_with_its_line(
    heard: Heard, sqlite_database: Database
) -> None:
    with sqlite_database.transaction() as connection:
        connection.execute(sa.text("DROP TRIGGER audit_not_changed"))
        connection.execute(sa.text("UPDATE audit SET actor_id = 9 WHERE id = 2"))
    said = heard("verify")
    assert said.exit_code == 1
    assert "north: line 2 does not fit the line before it." in said.stdout
    assert "south: 1 lines, whole" in said.stdout
    assert "no longer refuses to change the audit" in said.stderr


def test_the_list_says_when_what_and_who(heard: Heard) -> None:
    shown = heard("list", "--network", "north").stdout.splitlines()
    assert shown[0].split() == [
        "1", "2026-11-20", "12:00", "UTC", "consultation.approved", "member", "7", "about", "41",
    ]  # fmt: skip
    assert "letter.in.dropped" in shown[1]
    assert "Heard or its operator" in shown[1]
    assert "kind: text" in shown[1]
    assert len(heard("list", "--network", "north", "--last", "1").stdout.splitlines()) == 1


def test_the_list_can_be_read_by_a_program(heard: Heard) -> None:
    lines = [json.loads(line) for line in heard("list", "--json").stdout.splitlines()]
    assert [(one["network"], one["act"], one["actor"]) for one in lines] == [
        ("north", "consultation.approved", 7),
        ("north", "letter.in.dropped", None),
        ("south", "sending.paused", 8),
    ]


def test_an_unknown_network_is_refused_in_one_sentence(heard: Heard) -> None:
    said = heard("verify", "--network", "east")
    assert said.exit_code == 1
    assert said.stderr == "There is no network east. There is: north, south.\n"
