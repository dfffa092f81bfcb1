"""`heard reseal`, and a key that is wrong or missing, as people meet them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.store import tables
from bot.store.database import Database
from bot.store.sealing import Sealer
from tests.bot.store.filled import filled

OLD, NEW = "old-" * 10 + "old", "new-" * 10 + "new"
Heard = Callable[..., Result]


@pytest.fixture
def heard(here: Path) -> Heard:
    """Run a command in a folder with a network in it."""
    url = f"sqlite:///{here}/heard.db"
    with Database(url) as database:
        database.upgrade()
        filled(database, here / "media")

    def run(*arguments: str, **settings: str) -> Result:
        surroundings = {
            "HEARD_DATABASE_URL": url, "HEARD_MEDIA_DIR": str(here / "media"), **settings
        }  # fmt: skip
        return CliRunner().invoke(app, arguments, env=surroundings)

    return run


def test_words_are_sealed_for_the_first_time_and_with_a_newer_key(heard: Heard, here: Path) -> None:
    first = heard("reseal", HEARD_TEXT_KEY=OLD)
    assert first.exit_code == 0, first.output
    assert "Everything is sealed with HEARD_TEXT_KEY." in first.stdout
    assert "Sealed anew: 0." not in first.stdout

    second = heard("reseal", HEARD_TEXT_KEY=NEW, HEARD_TEXT_KEY_OLD=OLD)
    assert "HEARD_TEXT_KEY_OLD is needed no more" in second.stdout
    assert "Sealed anew: 0." in heard("reseal", HEARD_TEXT_KEY=NEW).stdout
    with Database(f"sqlite:///{here}/heard.db") as database, database.reading() as connection:
        (mark,) = connection.execute(tables.text_key.select()).one()[:1]
    assert mark == Sealer(NEW).mark


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "There is no key: set HEARD_TEXT_KEY"),
        ({"HEARD_TEXT_KEY": "short"}, "A key for words at rest is 32 random bytes"),
        ({"HEARD_TEXT_KEY_OLD": OLD}, "set the newer key too"),
    ],
)
def test_without_a_fit_key_nothing_is_sealed(
    heard: Heard, settings: dict[str, str], told: str
) -> None:
    refused = heard("reseal", **settings)
    assert refused.exit_code == 1
    assert told in " ".join(refused.stderr.split())


@pytest.mark.parametrize("settings", [{}, {"HEARD_TEXT_KEY": NEW}])
def test_without_the_right_key_every_command_refuses_and_changes_nothing(
    heard: Heard, settings: dict[str, str], here: Path
) -> None:
    assert heard("reseal", HEARD_TEXT_KEY=OLD).exit_code == 0
    before = (here / "heard.db").read_bytes()
    for command in (("reseal",), ("routes",)):
        refused = heard(*command, **settings)
        assert refused.exit_code == 1
        assert "were sealed with a key that is not here" in " ".join(refused.stderr.split())
        assert "Traceback" not in refused.output
    assert (here / "heard.db").read_bytes() == before
    assert heard("reseal", HEARD_TEXT_KEY=OLD).exit_code == 0
