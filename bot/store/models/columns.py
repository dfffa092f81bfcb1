"""What the tables' columns are made of."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from bot.store.types import Moment

# Each constraint has the same name on each database, so that a migration can change it.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite would give the number of a purged row to the next one; numbers stand in dedupe keys,
# buttons and audiences, so they are never given twice. Postgres does so by itself.
NEVER_AGAIN = {"sqlite_autoincrement": True}

# Few rows wait among many that are over; an index over these few stays small.
WAITING: dict[str, Any] = {
    "sqlite_where": sa.text("status = 'waiting'"),
    "postgresql_where": sa.text("status = 'waiting'"),
}
SENDING: dict[str, Any] = {
    "sqlite_where": sa.text("status = 'sending'"),
    "postgresql_where": sa.text("status = 'sending'"),
}
POISON: dict[str, Any] = {
    "sqlite_where": sa.text("status = 'poison'"),
    "postgresql_where": sa.text("status = 'poison'"),
}
CAME_TO_NOTHING: dict[str, Any] = {
    "sqlite_where": sa.text("status IN ('uncertain', 'failed')"),
    "postgresql_where": sa.text("status IN ('uncertain', 'failed')"),
}
STOPPED: dict[str, Any] = {
    "sqlite_where": sa.text("stopped_at IS NOT NULL"),
    "postgresql_where": sa.text("stopped_at IS NOT NULL"),
}
BEGUN: dict[str, Any] = {
    "sqlite_where": sa.text("lane = 'bulk' AND sent_at IS NOT NULL"),
    "postgresql_where": sa.text("lane = 'bulk' AND sent_at IS NOT NULL"),
}
ON_BREAK: dict[str, Any] = {
    "sqlite_where": sa.text("break_since IS NOT NULL"),
    "postgresql_where": sa.text("break_since IS NOT NULL"),
}
UNDONE: dict[str, Any] = {
    "sqlite_where": sa.text("done_at IS NULL"),
    "postgresql_where": sa.text("done_at IS NULL"),
}
GATHERING: dict[str, Any] = {
    "sqlite_where": sa.text("status = 'gathering'"),
    "postgresql_where": sa.text("status = 'gathering'"),
}
UNREAD: dict[str, Any] = {
    "sqlite_where": sa.text("read_at IS NULL"),
    "postgresql_where": sa.text("read_at IS NULL"),
}
SAID: dict[str, Any] = {
    "sqlite_where": sa.text("payload IS NOT NULL"),
    "postgresql_where": sa.text("payload IS NOT NULL"),
}


def one_of(column: str, *values: str) -> CheckConstraint:
    """Let a column hold only these values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def number(*, primary: bool = False, foreign: str | None = None, **options: Any) -> Any:
    """Make a column for a number that is given, perhaps another row's."""
    keys = (sa.ForeignKey(foreign, ondelete=options.pop("ondelete", None)),) if foreign else ()
    nullable = options.pop("nullable", False)
    column = Column(
        BigInteger, *keys, primary_key=primary, nullable=nullable, autoincrement=False, **options
    )
    return Field(default=None, sa_column=column)


def serial() -> Any:
    """Make a key that the database gives."""
    kind = BigInteger().with_variant(sa.Integer, "sqlite")
    return Field(default=None, sa_column=Column(kind, primary_key=True, autoincrement=True))


def moment(*, nullable: bool = True, index: bool = False) -> Any:
    """Make a column for a moment."""
    return Field(default=None, sa_column=Column(Moment, nullable=nullable, index=index))


def json(*, nullable: bool = False) -> Any:
    """Make a column for a JSON value."""
    return Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=nullable))
