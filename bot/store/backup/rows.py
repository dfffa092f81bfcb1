"""Rows as lines of JSON, the same from SQLite and from Postgres.

Tables are taken as they are found in the database, not as this Heard knows them: so a newer Heard
backs up an older database before it upgrades it.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping
from sqlalchemy.types import TypeEngine

from bot.store.backup.errors import BackupDamaged
from bot.store.types import Moment

Row: TypeAlias = dict[str, Any]

MIGRATION = "alembic_version"
PART = 1024 * 1024  # bytes of lines, before they are packed
AT_ONCE = 1000  # rows fetched, or inserted, at a time


def tables_of(connection: Connection) -> dict[str, sa.Table]:
    """Give the tables of a database by name, each after those that it refers to."""
    found = sa.MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if table.name != MIGRATION}


def plain(table: sa.Table) -> sa.TableClause:
    """Give a table with columns that hold the same values on each database."""
    columns = [sa.column(one.name, _kind(one.type)) for one in table.columns]
    return sa.table(table.name, *columns)


def _kind(found: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(found, sa.DateTime):
        return Moment()
    if isinstance(found, sa.JSON):
        return sa.JSON(none_as_null=True)
    return found


def read_rows(connection: Connection, table: sa.Table) -> Iterator[RowMapping]:
    """Read a table in the order of its key, a thousand rows at a time."""
    rows = plain(table)
    key = [rows.c[column.name] for column in table.primary_key.columns]
    asked = sa.select(rows).order_by(*key)
    found = connection.execute(asked, execution_options={"yield_per": AT_ONCE})
    yield from found.mappings()


def packed(rows: Iterable[RowMapping]) -> Iterator[tuple[bytes, int]]:
    """Pack rows into parts of about a megabyte; gives each with the number of its rows."""
    lines: list[bytes] = []
    size = 0
    for row in rows:
        line = json.dumps(dict(row), ensure_ascii=False, separators=(",", ":"), default=_text)
        lines.append(line.encode())
        size += len(lines[-1])
        if size >= PART:
            yield _pack(lines), len(lines)
            lines, size = [], 0
    if lines:
        yield _pack(lines), len(lines)


def _pack(lines: list[bytes]) -> bytes:
    return gzip.compress(b"\n".join(lines), compresslevel=6, mtime=0)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A backup cannot hold a {type(value).__name__}.")


def unpacked(name: str, content: bytes, table: sa.TableClause) -> Iterator[Row]:
    """Give the rows of one part, ready to be inserted; raises BackupDamaged."""
    reads = {column.name: _reader(column.type) for column in table.columns}
    try:
        for line in gzip.decompress(content).split(b"\n"):
            row = json.loads(line)
            if row.keys() != reads.keys():
                raise BackupDamaged(reason=f"{name} has other columns than its table")
            yield {key: reads[key](value) for key, value in row.items()}
    except (OSError, EOFError, ValueError, TypeError, AttributeError) as error:
        raise BackupDamaged(reason=f"{name} cannot be read") from error


def _reader(kind: TypeEngine[Any]) -> Any:
    if isinstance(kind, Moment):
        return lambda text: None if text is None else datetime.fromisoformat(text)
    if isinstance(kind, sa.Date):
        return lambda text: None if text is None else date.fromisoformat(text)
    return lambda value: value
