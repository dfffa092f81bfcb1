"""The tables are made and upgraded by migrations, and are the same on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from bot.store.database import Database, migrate
from bot.store.errors import DatabaseTooNew
from bot.store.schema import MIGRATIONS, make_config
from tests.bot.store.rows import a_network

CHECKS = {
    (table.name, str(constraint.name))
    for table in SQLModel.metadata.tables.values()
    for constraint in table.constraints
    if isinstance(constraint, sa.CheckConstraint)
}


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that has no tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
    else:
        with request.getfixturevalue("postgres").empty() as url:
            yield url


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.transaction() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_check_stands_in_the_database(database: Database) -> None:
    with database.reading() as connection:
        inspector = sa.inspect(connection)
        found = {
            (table, str(check["name"]))
            for table in SQLModel.metadata.tables
            for check in inspector.get_check_constraints(table)
        }
    assert len(CHECKS) > 10
    assert found == CHECKS


def test_every_constraint_has_the_same_name_on_each_database(database: Database) -> None:
    with database.reading() as connection:
        inspector = sa.inspect(connection)
        nameless = [
            table
            for table in SQLModel.metadata.tables
            for constraint in (
                *inspector.get_foreign_keys(table),
                *inspector.get_unique_constraints(table),
            )
            if not str(constraint["name"]).startswith(("fk_", "uq_"))
        ]
    assert nameless == []


def test_upgrading_again_changes_nothing_and_keeps_what_was_written(empty_url: str) -> None:
    migrate(empty_url)
    with Database(empty_url) as database:
        with database.transaction() as connection:
            a_network(connection)
        database.upgrade()
        with database.reading() as connection:
            assert connection.execute(sa.text("SELECT slug FROM network")).scalars().all() == [
                "north"
            ]


def test_a_migration_that_fails_leaves_nothing_behind(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "migrations"
    _copy_migrations(folder)
    last = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    (folder / "versions/9999_broken.py").write_text(
        '"""Broken."""\nfrom alembic import op\n'
        f'revision, down_revision = "9999", "{last}"\n'
        'def upgrade():\n    op.execute("CREATE TABLE half (id INTEGER)")\n    1 / 0\n',
        encoding="utf-8",
    )
    monkeypatch.setattr("bot.store.schema.MIGRATIONS", folder)
    with pytest.raises(ZeroDivisionError):
        migrate(empty_url)
    with Database(empty_url) as database, database.reading() as connection:
        assert sa.inspect(connection).get_table_names() == []


def test_a_database_of_a_newer_heard_is_refused_and_left_as_it_is(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="made by a newer Heard"):
        database.upgrade()
    with database.reading() as connection:
        kept = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
        assert kept.scalar_one() == "9999"


def test_there_is_one_line_of_migrations_and_no_way_back() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        assert not hasattr(script.module, "downgrade")


@pytest.mark.parametrize("release", ["0001"])
def test_what_stands_in_a_database_of_an_earlier_release_is_kept(
    empty_url: str, release: str
) -> None:
    with Database(empty_url) as database:
        with database.transaction() as connection:
            config = make_config()
            config.attributes["connection"] = connection
            command.upgrade(config, release)
            for row in ROWS_OF_THE_FIRST_RELEASE:
                connection.execute(sa.text(row))
        database.upgrade()
        with database.reading() as connection:
            found = connection.execute(sa.text("SELECT dedupe_key, status, tries FROM outbox"))
            assert found.all() == [("reply:1:0", "sending", 1)]
            context = MigrationContext.configure(connection)
            assert compare_metadata(context, SQLModel.metadata) == []
        if database.is_sqlite:
            with database.reading() as connection:
                made = connection.execute(
                    sa.text("SELECT count(*) FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
                ).scalar_one()
            assert made == len([t for t in SQLModel.metadata.tables.values()
                                if t.dialect_options["sqlite"]["autoincrement"]])  # fmt: skip


ROWS_OF_THE_FIRST_RELEASE = (
    (
        "INSERT INTO network (id, slug, name, zone, languages, signposts, created_at)"
        " VALUES (1, 'a', 'A', 'Europe/London', '[]', '{}', '2026-11-01 09:00:00')"
    ),
    "INSERT INTO channel_account (id, network_id, kind, secret_name) VALUES (1, 1, 'telegram', '')",
    (
        "INSERT INTO member (id, network_id, language, kind, ask_every_days, created_at)"
        " VALUES (5, 1, 'en_GB', 'other', 14, '2026-11-01 09:00:00')"
    ),
    "INSERT INTO address (id, channel_account_id, external_id, member_id) VALUES (7, 1, '70', 5)",
    (
        "INSERT INTO outbox (id, channel_account_id, address_id, member_id, dedupe_key, lane, kind,"
        " subject, edits, status, due_at, tries, created_at) VALUES (3, 1, 7, 5, 'reply:1:0',"
        " 'reply', 'reply', 0, false, 'sending', '2026-11-01 09:00:00', 1, '2026-11-01 09:00:00')"
    ),
)


def _copy_migrations(folder: Path) -> None:
    for path in (MIGRATIONS / "env.py", *(MIGRATIONS / "versions").glob("*.py")):
        copied = folder / path.relative_to(MIGRATIONS)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
