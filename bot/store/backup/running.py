"""Whether a program runs on a database just now."""

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.backup.errors import StillRunning
from bot.store.database import Database
from bot.store.errors import AnotherProgram
from bot.store.tables import lease


def is_run(database: Database) -> bool:
    """Tell whether a program runs on a database: by SQLite's lock, or by a lease on Postgres."""
    if database.is_sqlite:
        try:
            with database.running():
                return False
        except AnotherProgram:
            return True
    with database.reading() as connection:
        return _is_leased(connection)


def nobody_runs(connection: Connection) -> None:
    """Raise StillRunning where a process holds a lease; on SQLite a lock has told already."""
    if connection.dialect.name != "sqlite" and _is_leased(connection):
        raise StillRunning


def _is_leased(connection: Connection) -> bool:
    if not sa.inspect(connection).has_table(lease.name):
        return False
    held = sa.select(lease.c.name).where(lease.c.until > sa.func.clock_timestamp())
    return connection.execute(held.limit(1)).first() is not None
