"""Which keys seal words in a database, and sealing anew with another one.

Both keys are there meanwhile, so the program goes on: what it writes is sealed with the new one.
Each batch is a transaction of its own; whoever is interrupted begins again and finds less to do.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from bot.store import tables
from bot.store.database import Database
from bot.store.errors import KeyMissing
from bot.store.sealing import PLACES, Place, Sealer, mark_in, mark_in_file
from bot.store.sql import insert_missing

BATCH = 500  # rows, or files
TABLES = {
    one.name: one
    for one in (
        tables.answer, tables.heard_rating, tables.conversation_state, tables.inbox, tables.outbox,
        tables.flag, tables.task, tables.quote, tables.put_question, tables.issue,
    )
}  # fmt: skip

Told = Callable[[str, int], None]
"""Is told a table, and how many of its rows were looked at."""


def know_keys(connection: Connection, sealer: Sealer, now: datetime) -> None:
    """Remember the key that seals from now on. Raises KeyMissing where another one is needed."""
    known = set(connection.execute(sa.select(tables.text_key.c.mark)).scalars())
    for mark in sorted(known - sealer.marks):
        raise KeyMissing(mark=mark)
    if sealer.mark is not None and sealer.mark not in known:
        row = {"mark": sealer.mark, "known_since": now}
        insert_missing(connection, tables.text_key, [row])


def reseal(database: Database, file_of: Callable[[int], Path], told: Told) -> int:
    """Seal everything with the first key, then forget the others; gives how many were sealed anew.

    `file_of` gives where a file with a number is. Raises BrokenSeal for what no key opens, and then
    forgets no key.
    """
    anew = sum(_reseal_column(database, place, told) for place in PLACES)
    anew += _reseal_files(database, file_of, told)
    with database.transaction() as connection:
        others = tables.text_key.c.mark != database.sealer.mark
        connection.execute(tables.text_key.delete().where(others))
    return anew


# --- words ----------------------------------------------------------------------------------------


def _reseal_column(database: Database, place: Place, told: Told) -> int:
    seen, anew = 0, 0
    after: Sequence[Any] | None = None
    keys = TABLES[place.table].primary_key.columns.keys()
    while True:
        with database.transaction() as connection:
            rows = _batch(connection, place, after)
            anew += _seal_anew(connection, place, rows, database.sealer)
        if not rows:
            return anew
        after, seen = [rows[-1][key] for key in keys], seen + len(rows)
        told(place.table, seen)


def _batch(
    connection: Connection, place: Place, after: Sequence[Any] | None
) -> Sequence[RowMapping]:
    """Give the next rows that hold words, by the order of their keys; nobody changes them now."""
    table = TABLES[place.table]
    keys, words = list(table.primary_key.columns), table.c[place.column]
    columns = {one.name: one for one in (*keys, *(table.c[key] for key in place.keys), words)}
    wanted = sa.select(*columns.values()).where(words.is_not(None))
    if after is not None:
        last = [sa.literal(one, key.type) for one, key in zip(after, keys, strict=True)]
        wanted = wanted.where(sa.tuple_(*keys) > sa.tuple_(*last))
    wanted = wanted.order_by(*keys).limit(BATCH).with_for_update()
    return connection.execute(wanted).mappings().all()


def _seal_anew(
    connection: Connection, place: Place, rows: Sequence[RowMapping], sealer: Sealer
) -> int:
    keys = [key.name for key in TABLES[place.table].primary_key.columns]
    changes = [
        {f"the_{key}": row[key] for key in keys}
        | {"anew": _anew(row[place.column], place, row, sealer)}
        for row in rows
        if mark_in(row[place.column]) != sealer.mark
    ]
    if changes:
        connection.execute(_keep_anew(place), changes)
    return len(changes)


def _anew(kept: Any, place: Place, row: RowMapping, sealer: Sealer) -> Any:
    if isinstance(kept, dict):
        return sealer.seal_json(sealer.open_json(kept, place, row), place, row)
    return sealer.seal(sealer.open(kept, place, row), place, row)


def _keep_anew(place: Place) -> sa.Update:
    table = TABLES[place.table]
    keys = table.primary_key.columns.values()
    mine = (key == sa.bindparam(f"the_{key.name}", type_=key.type) for key in keys)
    anew = sa.bindparam("anew", type_=table.c[place.column].type)
    return table.update().where(*mine).values({place.column: anew})


# --- files ----------------------------------------------------------------------------------------


def _reseal_files(database: Database, file_of: Callable[[int], Path], told: Told) -> int:
    anew = 0
    for seen, number in enumerate(_stored(database), 1):
        file = file_of(number)
        if _seal_file_anew(file, number, database.sealer):
            anew += 1
            if not _is_stored(database, number):  # erased meanwhile, and then put back by us
                file.unlink(missing_ok=True)
        if seen % BATCH == 0:
            told("media", seen)
    return anew


def _stored(database: Database) -> Iterator[int]:
    m, last = tables.media.c, -1
    while True:
        more = sa.select(m.id).where(m.status == "stored", m.id > last).order_by(m.id).limit(BATCH)
        with database.reading() as connection:
            numbers = connection.execute(more).scalars().all()
        if not numbers:
            return
        yield from numbers
        last = numbers[-1]


def _is_stored(database: Database, number: int) -> bool:
    m = tables.media.c
    with database.reading() as connection:
        there = sa.select(m.id).where(m.id == number, m.status == "stored")
        return connection.execute(there).first() is not None


def _seal_file_anew(file: Path, number: int, sealer: Sealer) -> bool:
    try:
        kept = file.read_bytes()
    except FileNotFoundError:
        return False  # erased meanwhile
    if mark_in_file(kept) == sealer.mark:
        return False
    half = file.with_name(f"{file.name}.{uuid4().hex[:8]}.half")
    half.touch(mode=0o600)
    half.write_bytes(sealer.seal_file(sealer.open_file(kept, number), number))
    half.replace(file)
    return True
