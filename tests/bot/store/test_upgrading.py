"""An upgrade is done whole and checked, or not at all, and forgets no number."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store import schema, tables
from bot.store.backup.errors import StillRunning
from bot.store.database import Database
from bot.store.errors import AnotherProgram
from bot.store.upgrading import stands, upgrade

ROWS = """
INSERT INTO network (slug, name, zone, languages, signposts, created_at)
    VALUES ('a', 'A', 'UTC', '[]', '{}', '2026-11-01 09:00:00+00:00');
INSERT INTO channel_account (network_id, kind, secret_name) VALUES (1, 'telegram', 't');
INSERT INTO member (id, network_id, language, kind, ask_every_days, created_at)
    VALUES (5, 1, 'en_GB', 'other', 14, '2026-11-01 09:00:00+00:00');
INSERT INTO address (id, channel_account_id, external_id, member_id) VALUES (7, 1, '70', 5);
"""
MESSAGE = """
INSERT INTO outbox
    (channel_account_id, address_id, member_id, dedupe_key, lane, kind, subject, edits, status,
     due_at, tries, created_at)
    VALUES (1, 7, 5, :key, 'reply', 'reply', 0, false, 'sent',
            '2026-11-01 09:00:00+00:00', 1, '2026-11-01 09:00:00+00:00')
"""


@pytest.fixture(params=["sqlite", "postgres"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the first release; the last of its three messages is gone."""
    if request.param == "sqlite":
        with Database(f"sqlite:///{tmp_path}/old.db") as database:
            yield _filled(database)
    else:
        with request.getfixturevalue("postgres").empty() as url, Database(url) as database:
            yield _filled(database)


def _filled(database: Database) -> Database:
    with database.rebuilding() as connection:
        schema.upgrade(connection, "0001")
    with database.transaction() as connection:
        for row in ROWS.strip().split(";\n"):
            connection.execute(sa.text(row.rstrip(";")))
        for number in range(3):
            connection.execute(sa.text(MESSAGE), {"key": f"reply:{number}"})
        connection.execute(sa.text("DELETE FROM outbox WHERE id = 3"))
    return database


def test_an_older_database_keeps_its_rows_and_is_at_the_newest_migration(old: Database) -> None:
    assert stands(old) == "0001"
    done = upgrade(old)
    assert (done.before, done.after, done.rows) == ("0001", schema.newest(), 6)
    assert stands(old) == schema.newest()


def test_a_number_that_was_given_is_not_given_again_after_an_upgrade(old: Database) -> None:
    upgrade(old)
    with old.transaction() as connection:
        connection.execute(sa.text(MESSAGE), {"key": "reply:new"})
        new = sa.select(sa.func.max(tables.outbox.c.id))
        assert connection.execute(new).scalar_one() == 4


def test_a_database_on_which_heard_runs_is_not_upgraded(old: Database) -> None:
    if old.is_sqlite:
        with old.running(), pytest.raises(AnotherProgram):
            upgrade(old)
        return
    upgrade(old)
    with old.transaction() as connection:
        until = sa.func.clock_timestamp() + timedelta(seconds=8)
        connection.execute(tables.lease.insert().values(name="tick", holder="a", until=until))
    with pytest.raises(StillRunning, match="Stop every process"):
        upgrade(old)


def test_of_several_that_start_at_once_one_upgrades_and_none_fails(old: Database) -> None:
    failed: list[BaseException] = []

    def start() -> None:
        try:
            with Database(old.url, wait=100) as database:
                database.upgrade()
        except BaseException as error:  # noqa: BLE001  it is looked at below
            failed.append(error)

    starting = [threading.Thread(target=start) for _ in range(4)]
    for one in starting:
        one.start()
    for one in starting:
        one.join()
    assert failed == []
    assert stands(old) == schema.newest()
