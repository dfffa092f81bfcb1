"""The shape of the tables: brought up to date by Alembic, from `migrations/` beside this file."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.store.errors import DatabaseTooNew

MIGRATIONS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 7_203_114  # any number, the same in every Heard


def upgrade(connection: Connection) -> None:
    """Run what is missing, in the transaction of `connection`; raises DatabaseTooNew."""
    if connection.dialect.name == "postgresql":  # several programs may start at once
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    refuse_newer(connection)
    config = make_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def refuse_newer(connection: Connection) -> None:
    """Raise DatabaseTooNew if a migration was run here that this program does not have."""
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if not known.issuperset(MigrationContext.configure(connection).get_current_heads()):
        raise DatabaseTooNew


def make_config() -> Config:
    """Tell Alembic where the migrations are; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
