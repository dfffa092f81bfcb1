"""The few statements that the two databases spell differently.

Those of every turn are built once: building one costs several times what running it does.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


@cache
def _insert(dialect: str, table: Table) -> Any:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _insert_missing(dialect: str, table: Table) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _insert_and_number(dialect: str, table: Table, key: str) -> Any:
    return _insert_missing(dialect, table).returning(table.c[key], table.c.id)


@cache
def _upsert(dialect: str, table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Any:
    insert = _insert(dialect, table)
    changed = {name: insert.excluded[name] for name in names if name not in keys}
    return insert.on_conflict_do_update(index_elements=list(keys), set_=changed)


def insert_missing(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert `rows`; those that are there already, by any unique key, are left as they are."""
    listed = [dict(row) for row in rows]
    if listed:
        connection.execute(_insert_missing(connection.dialect.name, table), listed)


def insert_and_number(
    connection: Connection, table: Table, rows: Sequence[Row], key: str
) -> dict[Any, int]:
    """Insert `rows` as `insert_missing` does; gives the ids of the new ones by their `key`."""
    insert = _insert_and_number(connection.dialect.name, table, key)
    made = connection.execute(insert, [dict(row) for row in rows])
    return {name: number for name, number in made}  # noqa: C416  rows are not pairs to dict()


def upsert(connection: Connection, table: Table, rows: Iterable[Row], keys: Sequence[str]) -> None:
    """Insert `rows`, or overwrite what stands under the same `keys` with all they bring."""
    listed = [dict(row) for row in rows]
    if listed:
        statement = _upsert(connection.dialect.name, table, tuple(keys), tuple(listed[0]))
        connection.execute(statement, listed)


def insert_missing_from(
    connection: Connection, table: Table, columns: Sequence[str], found: sa.Select[Any]
) -> int:
    """Insert what a SELECT with a WHERE finds, but what is there already; gives how many."""
    insert = _insert(connection.dialect.name, table).from_select(list(columns), found)
    counted = {"preserve_rowcount": True}  # psycopg forgets the count of an INSERT otherwise
    return connection.execute(insert.on_conflict_do_nothing(), execution_options=counted).rowcount


def is_waiting(rows: sa.FromClause) -> ColumnElement[bool]:
    """Say that rows of the inbox or the outbox wait.

    The word stands in the statement itself: only so can a database know, before it is told the
    parameters, that the small index over waiting rows answers it.
    """
    return rows.c.status == sa.literal_column("'waiting'")


def is_sending(rows: sa.FromClause) -> ColumnElement[bool]:
    """Say that rows of the outbox are being sent; see `is_waiting`."""
    return rows.c.status == sa.literal_column("'sending'")
