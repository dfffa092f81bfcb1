"""The numbers that a database has given to rows: none is given twice, even if its row is gone.

SQLite keeps them in a table of its own and loses one whenever a migration rebuilds its table;
Postgres keeps them in sequences, which know nothing of rows that came by another way.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import Connection

_GIVEN = sa.text("SELECT name, seq FROM sqlite_sequence")
_GIVE_ON = sa.text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = :name")
_FIRST = sa.text(
    "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :last"
    " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)"
)
_SEQUENCE = sa.text("SELECT pg_get_serial_sequence(:name, 'id')")


@contextmanager
def kept(connection: Connection) -> Iterator[None]:
    """Let SQLite go on from the same numbers, whatever tables are rebuilt meanwhile."""
    numbers = given(connection) if connection.dialect.name == "sqlite" else {}
    yield
    give_on(connection, numbers)


def given(connection: Connection) -> dict[str, int]:
    """Give the last number that each table with numbers of its own has given; 0 for none yet."""
    if connection.dialect.name == "sqlite":
        if not sa.inspect(connection).has_table("sqlite_sequence"):
            return {}
        return {name: int(last or 0) for name, last in connection.execute(_GIVEN)}
    return {table: _last(connection, one) for table, one in _sequences(connection, None)}


def give_on(connection: Connection, numbers: Mapping[str, int]) -> None:
    """Give only higher numbers from now on, in those of these tables that are there.

    On Postgres nobody else may be writing: a sequence heeds no transaction.
    """
    there = [name for name in numbers if sa.inspect(connection).has_table(name)]
    if connection.dialect.name == "sqlite":
        if there:
            rows = [{"name": name, "last": numbers[name]} for name in there]
            connection.execute(_FIRST, rows)
            connection.execute(_GIVE_ON, rows)
        return
    for table, sequence in _sequences(connection, there):
        last = max(numbers[table], _last(connection, sequence), _highest(connection, table))
        setting = sa.func.setval(sequence, max(last, 1), last > 0)
        connection.execute(sa.select(setting))


def _sequences(connection: Connection, tables: Iterable[str] | None) -> Iterable[tuple[str, str]]:
    inspector = sa.inspect(connection)
    for table in inspector.get_table_names() if tables is None else tables:
        if any(column["name"] == "id" for column in inspector.get_columns(table)):
            quoted = connection.dialect.identifier_preparer.quote(table)
            sequence = connection.execute(_SEQUENCE, {"name": quoted}).scalar()
            if sequence:
                yield table, sequence


def _last(connection: Connection, sequence: str) -> int:
    # The name comes from Postgres itself, quoted where that is needed.
    asked = sa.text(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608
    last, is_called = connection.execute(asked).one()
    return int(last) if is_called else 0


def _highest(connection: Connection, table: str) -> int:
    rows = sa.table(table, sa.column("id", sa.BigInteger))
    return connection.execute(sa.select(sa.func.max(rows.c.id))).scalar() or 0
