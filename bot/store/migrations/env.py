"""Run by Alembic: compares with, and works on, the connection that `bot.store.schema` hands over.

There is no way back (downgrade): an older Heard is had by restoring a backup.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import bot.store.models  # noqa: F401  the tables are known once their module was read
from bot.store.types import Moment


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write types as what the database sees: old migrations then need no code of ours."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_item=render_item,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite too: its writer begins each transaction by BEGIN IMMEDIATE
)
with context.begin_transaction():
    context.run_migrations()
