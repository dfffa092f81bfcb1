"""Upgrading on its own: the migrations that are missing, and a look at what they left.

All of it is one transaction, behind the same lock as at the start of a program: it is done whole,
or not at all. A migration that means to add or remove rows names their tables in CHANGES_ROWS_OF.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.store import schema
from bot.store.backup.errors import UpgradeFailed
from bot.store.backup.rows import tables_of
from bot.store.backup.running import nobody_runs
from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which migration to which, None for none, and how many rows there are."""

    before: str | None
    after: str
    rows: int


def stands(database: Database) -> str | None:
    """Name a database's migration; raises DatabaseTooNew."""
    with database.reading() as connection:
        schema.refuse_newer(connection)
        return schema.stands_at(connection)


def upgrade(database: Database) -> Upgraded:
    """Bring an older database up to date and check it.

    Raises DatabaseTooNew, StillRunning, AnotherProgram and UpgradeFailed; nothing is changed then.
    """
    with database.running(), database.rebuilding() as connection:
        schema.alone(connection)
        schema.refuse_newer(connection)
        nobody_runs(connection)
        at, before = schema.stands_at(connection), _count(connection)
        schema.upgrade(connection)
        after = _count(connection)
        _same(before, after, _may_change(at))
        _sound(connection)
        return Upgraded(at, schema.newest(), sum(after.values()))


def _count(connection: Connection) -> dict[str, int]:
    count = sa.func.count()
    return {
        name: int(connection.execute(sa.select(count).select_from(table)).scalar_one())
        for name, table in tables_of(connection).items()
    }


def _may_change(since: str | None) -> frozenset[str]:
    """Name the tables whose rows the migrations after one may add or remove."""
    scripts = ScriptDirectory(str(schema.MIGRATIONS)).iterate_revisions("head", since or "base")
    named = (getattr(script.module, "CHANGES_ROWS_OF", ()) for script in scripts)
    return frozenset(table for tables in named for table in tables)


def _same(before: Mapping[str, int], after: Mapping[str, int], changed: frozenset[str]) -> None:
    for table in before.keys() & after.keys() - changed:
        if before[table] != after[table]:
            told = f"{table} had {after[table]} rows instead of {before[table]}"
            raise UpgradeFailed(reason=told)


def _sound(connection: Connection) -> None:
    """Let SQLite check itself; Postgres has checked every constraint already."""
    if connection.dialect.name != "sqlite":
        return
    if connection.execute(sa.text("PRAGMA foreign_key_check")).first():
        raise UpgradeFailed(reason="a row referred to one that is not there")
    told = connection.execute(sa.text("PRAGMA integrity_check(1)")).scalar()
    if told != "ok":
        raise UpgradeFailed(reason=f"SQLite said: {told}")
