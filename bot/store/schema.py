"""The shape of the tables: brought up to date by Alembic, from `migrations/` beside this file.

Whoever upgrades does so in one transaction, and on Postgres behind a lock that the database keeps:
of several processes that start at once one migrates, and the others find it done.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.store import counters
from bot.store.errors import DatabaseTooNew

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = "head"
_ONE_AT_A_TIME = 7_203_114  # any number, the same in every Heard


def upgrade(connection: Connection, to: str = NEWEST) -> None:
    """Run what is missing up to a migration, in this transaction; raises DatabaseTooNew."""
    alone(connection)
    refuse_newer(connection)
    config = make_config()
    config.attributes["connection"] = connection
    with counters.kept(connection):
        command.upgrade(config, to)


def alone(connection: Connection) -> None:
    """Let nobody else change the shape of the tables until this transaction ends."""
    if connection.dialect.name == "postgresql":  # several programs may start at once
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))


def refuse_newer(connection: Connection) -> None:
    """Raise DatabaseTooNew if a migration was run here that this program does not have."""
    if not known().issuperset(MigrationContext.configure(connection).get_current_heads()):
        raise DatabaseTooNew


def stands_at(connection: Connection) -> str | None:
    """Name the migration that was run here last; None where there are no tables of Heard's."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Name the last migration that this program has."""
    return ScriptDirectory(str(MIGRATIONS)).get_heads()[0]


def known() -> frozenset[str]:
    """Name every migration that this program has."""
    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return frozenset(script.revision for script in scripts)


def make_config() -> Config:
    """Tell Alembic where the migrations are; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
