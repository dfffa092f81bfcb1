"""`heard loop`: the measures of one network, for people and for programs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.involvement import beliefs, heard_counts
from bot.store import tables
from bot.store.database import Database
from tests.bot.involvement.loops import CLOSED, FIRST, LOOP, a_loop, rate, tell
from tests.bot.store.rows import NOON, a_network

Heard = Callable[..., Result]


@pytest.fixture
def heard(here: Path, sqlite_database: Database) -> Heard:
    assert here.is_dir()

    def run(*arguments: str) -> Result:
        surroundings = {"HEARD_DATABASE_URL": sqlite_database.url}
        return CliRunner().invoke(app, ["loop", *arguments], env=surroundings)

    return run


def fill(database: Database) -> None:
    with database.transaction() as connection:
        a_loop(connection, answered=20, status="told", edition="out", approved_by=7)
        tell(connection, range(FIRST, FIRST + 20), at=CLOSED)
        rate(connection, dict.fromkeys(range(FIRST, FIRST + 20), "yes"))
        heard_counts.count(connection, sa.true(), NOON + heard_counts.FIRST_AFTER)
        beliefs.asked(connection, LOOP, [(7, "facilitator")], NOON)
        said = {"know": "yes", "influenced": "no", "believed_at": NOON}
        connection.execute(tables.belief.update().values(**said))
        done = tables.loop.update().values(status="archived", overrides=[{"why": "Closed."}])
        connection.execute(done)


def test_it_gives_each_measure_with_its_denominator_and_lag(
    heard: Heard, sqlite_database: Database
) -> None:
    fill(sqlite_database)
    found = json.loads(heard("--json").stdout)
    assert found["network"] == "north"
    assert found["loops"] == {"open": 0, "archived": 1, "by_hand": 1}
    assert found["people"] == {"told": 20, "waiting": 0}
    assert found["measures"]["told_within_30_days"] == {
        "value": 100, "unit": "percent", "of": 20, "over": "people", "lag_days": 30,
    }  # fmt: skip
    assert found["measures"]["days_to_first_notice"]["value"] == 0
    assert found["heard"] == {"yes": 20, "partly": 0, "no": 0, "cannot_tell": 0}
    assert found["gap"]["believed_to_know"] == {"percent": 100, "of": 1}
    assert found["gap"]["points"] == -100
    assert found["gap"]["segments"] == [
        {"by": "kind", "name": "in_treatment", "percent": 100, "of": 20}
    ]


def test_people_read_it_line_by_line(heard: Heard, sqlite_database: Database) -> None:
    fill(sqlite_database)
    said = heard().stdout
    assert "Loops: 0 open, 1 archived; by hand, for a reason: 1" in said
    assert "People who took part, each once a loop: told 20, waiting 0" in said
    assert "100% of 20 people, 30 days after the end of the ask" in said
    assert "0 days of 1 loops" in said
    assert "less what people say: -100 percent points." in said


def test_what_is_not_known_is_said_to_be_so(heard: Heard, sqlite_database: Database) -> None:
    with sqlite_database.transaction() as connection:
        a_network(connection)
    said = heard().stdout
    assert "Loops: 0 open, 0 archived\n" in said
    assert "not known yet, or hidden" in said


def test_of_several_networks_one_is_named(heard: Heard, sqlite_database: Database) -> None:
    assert "There is no network yet." in heard().stderr
    with sqlite_database.transaction() as connection:
        a_network(connection)
        a_network(connection, "south")
    assert "There are several networks: north, south. Say which one." in heard().stderr
    assert "There is no network west. There is: north, south." in heard("west").stderr
    assert json.loads(heard("south", "--json").stdout)["network"] == "south"
