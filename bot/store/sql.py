"""The few statements that the two databases spell differently.

Those of every turn are built once: building one costs several times what running it does.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
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


class Among:
    """Rows whose columns together hold one of many keys; for statements that are built once.

    `where` goes into the statement, and `given(keys)` with it when it is run. SQLite looks through
    a whole table for `(a, b) IN (…)`: only with each column named besides does it use an index.
    """

    def __init__(self, *columns: sa.Column[Any]) -> None:
        self._names = [f"among_{column.table.name}_{column.name}" for column in columns]
        self._whole = "_".join(self._names)
        each = [
            column.in_(sa.bindparam(name, expanding=True))
            for column, name in zip(columns, self._names, strict=True)
        ]
        whole = sa.tuple_(*columns).in_(sa.bindparam(self._whole, expanding=True))
        self.where: ColumnElement[bool] = sa.and_(*each, whole)

    def given(self, keys: Collection[tuple[Any, ...]]) -> dict[str, list[Any]]:
        """Give the parameters for these keys."""
        each = zip(*keys, strict=True) if keys else [()] * len(self._names)
        found = {name: list(set(part)) for name, part in zip(self._names, each, strict=True)}
        return {**found, self._whole: list(keys)}


def among(columns: Sequence[sa.Column[Any]], keys: Collection[tuple[Any, ...]]) -> Any:
    """Say that the columns together hold one of these keys; see `Among`."""
    if not keys:
        return sa.false()
    each = zip(columns, zip(*keys, strict=True), strict=True)
    narrowed = [column.in_(set(part)) for column, part in each]
    return sa.and_(*narrowed, sa.tuple_(*columns).in_(list(keys)))


def beside(column: sa.Column[Any]) -> ColumnElement[Any]:
    """Give a column of numbers so that no index over it is used, where another finds far fewer.

    SQLite takes the first one it finds: of one person's notices it would read all of a loop's.
    """
    return column + 0


def of_pairs(
    thing: sa.Column[Any], member: sa.Column[Any], pairs: Collection[tuple[Any, Any]]
) -> ColumnElement[bool]:
    """Say of rows that they are of one of these (thing, member) pairs; found by the member."""
    if not pairs:
        return sa.false()
    found = sa.tuple_(thing, member).in_(list(pairs))
    return member.in_({who for _, who in pairs}) & found


def is_waiting(rows: sa.FromClause) -> ColumnElement[bool]:
    """Say that rows of the inbox or the outbox wait.

    The word stands in the statement itself: only so can a database know, before it is told the
    parameters, that the small index over waiting rows answers it.
    """
    return rows.c.status == sa.literal_column("'waiting'")


def is_sending(rows: sa.FromClause) -> ColumnElement[bool]:
    """Say that rows of the outbox are being sent; see `is_waiting`."""
    return rows.c.status == sa.literal_column("'sending'")
