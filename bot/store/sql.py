"""The few statements that the two databases spell differently."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


def _insert(connection: Connection, table: Table) -> Any:
    is_sqlite = connection.dialect.name == "sqlite"
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


def insert_missing(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert `rows`; those that are there already, by any unique key, are left as they are."""
    listed = [dict(row) for row in rows]
    if listed:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), listed)


def insert_and_number(
    connection: Connection, table: Table, rows: Sequence[Row], key: str
) -> dict[Any, int]:
    """Insert `rows` as `insert_missing` does; gives the ids of the new ones by their `key`."""
    insert = _insert(connection, table).on_conflict_do_nothing()
    made = connection.execute(insert.returning(table.c[key], table.c.id), [dict(r) for r in rows])
    return {name: number for name, number in made}  # noqa: C416  rows are not pairs to dict()


def upsert(connection: Connection, table: Table, rows: Iterable[Row], keys: Sequence[str]) -> None:
    """Insert `rows`, or overwrite what stands under the same `keys` with all they bring."""
    listed = [dict(row) for row in rows]
    if not listed:
        return
    insert = _insert(connection, table)
    changed = {name: insert.excluded[name] for name in listed[0] if name not in keys}
    statement = insert.on_conflict_do_update(index_elements=list(keys), set_=changed)
    connection.execute(statement, listed)


def insert_missing_from(
    connection: Connection, table: Table, columns: Sequence[str], found: sa.Select[Any]
) -> int:
    """Insert what a SELECT with a WHERE finds, but what is there already; gives how many."""
    insert = _insert(connection, table).from_select(list(columns), found)
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
