"""Restoring a backup: it is checked whole, then loaded in one transaction, or not at all.

The tables are made as they were at the backup's migration, filled, and only then brought up to
date, so that an older backup goes through the same migrations as an older database. Files are put
into the media folder before the transaction ends: what the tables name is there.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store import counters, schema
from bot.store.backup.checking import Checked, check, opened, same_rows, table_of
from bot.store.backup.errors import (
    BackupDamaged,
    HoldsData,
    MediaNotWritten,
    NotOurs,
)
from bot.store.backup.parts import Part, PartReader
from bot.store.backup.rows import AT_ONCE, MIGRATION, plain, tables_of, unpacked
from bot.store.backup.running import nobody_runs
from bot.store.backup.taking import Place, Progress, Source, no_progress
from bot.store.database import Database
from bot.store.tables import lease

Then: TypeAlias = Callable[[Connection, Checked], object]
"""What follows in the same transaction, once the rows are there."""


def restore(
    path: Path, to: Source, then: Then, *, replace: bool = False, progress: Progress = no_progress
) -> Checked:
    """Put a backup into a database and its media folder; `progress` is told bytes, twice.

    Raises NoBackup, BackupDamaged and BackupTooNew before anything is touched, HoldsData unless
    the database is empty or to be replaced, NotOurs, StillRunning, AnotherProgram and
    MediaNotWritten. The database then is as it was.
    """
    checked = check(path, lambda done, size: progress(done, 2 * size))
    with to.database.running(), _files(to.place) as files:
        with to.database.rebuilding() as connection:
            schema.alone(connection)
            _make_room(connection, replace=replace)
            schema.upgrade(connection, checked.about.migration)
            _load(connection, checked, files, progress)
            schema.upgrade(connection)
            _settle(connection, checked)
            os.sync()  # the files are on the disk before the tables name them
            then(connection, checked)
        files.keep()
    if replace:
        files.remove_others()
    return checked


def holds_data(database: Database) -> bool:
    """Tell whether a database has any row in any table."""
    with database.reading() as connection:
        return any(_has_rows(connection, table) for table in tables_of(connection).values())


# --- room -----------------------------------------------------------------------------------------


def _make_room(connection: Connection, *, replace: bool) -> None:
    """Remove the tables, if they are Heard's, and nobody works on them, and nothing is lost."""
    tables = tables_of(connection)
    if tables and not (sa.inspect(connection).has_table(MIGRATION) and "network" in tables):
        raise NotOurs
    if tables:
        schema.refuse_newer(connection)
        nobody_runs(connection)
    if not replace and any(_has_rows(connection, table) for table in tables.values()):
        raise HoldsData
    everything = sa.MetaData()
    everything.reflect(connection)
    everything.drop_all(connection)


def _has_rows(connection: Connection, table: sa.Table) -> bool:
    return (
        connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None
    )


# --- rows -----------------------------------------------------------------------------------------


def _load(connection: Connection, checked: Checked, files: "_Files", progress: Progress) -> None:
    size = checked.path.stat().st_size
    tables = {name: plain(table) for name, table in tables_of(connection).items()}
    loaded: Counter[str] = Counter()
    with _references_later(connection), opened(checked.path) as file:
        for part in PartReader(file):
            if part.name.startswith("media/"):
                files.put(part)
            elif name := table_of(part):
                if name not in tables:
                    raise BackupDamaged(reason=f"there is no table {name} in its migration")
                loaded[name] += _insert(connection, part, tables[name])
            progress(size + file.tell(), 2 * size)
    same_rows(checked.manifest, loaded)


def _insert(connection: Connection, part: Part, table: sa.TableClause) -> int:
    rows = unpacked(part.name, part.read(), table)
    count = 0
    while some := list(islice(rows, AT_ONCE)):
        connection.execute(sa.insert(table), some)
        count += len(some)
    return count


@contextmanager
def _references_later(connection: Connection) -> Iterator[None]:
    """Let rows come before those that they refer to; on Postgres all is checked at the end."""
    if connection.dialect.name == "sqlite":  # `rebuilding` checks none; `_settle` does
        yield
        return
    named = list(_references(connection))
    _alter(connection, named, "DEFERRABLE INITIALLY DEFERRED")
    yield
    try:
        connection.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    except sa.exc.IntegrityError as error:
        raise BackupDamaged(reason="a row refers to one that is not there") from error
    _alter(connection, named, "NOT DEFERRABLE")


def _references(connection: Connection) -> Iterator[tuple[str, str]]:
    inspector, quote = sa.inspect(connection), connection.dialect.identifier_preparer.quote
    for table in tables_of(connection):
        for key in inspector.get_foreign_keys(table):
            yield quote(table), quote(str(key["name"]))


def _alter(connection: Connection, named: Iterable[tuple[str, str]], how: str) -> None:
    for table, name in named:
        connection.execute(sa.text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} {how}"))


def _settle(connection: Connection, checked: Checked) -> None:
    """Go on numbering from where the backup was, and keep no lease of a process elsewhere."""
    if connection.dialect.name == "sqlite" and connection.execute(
        sa.text("PRAGMA foreign_key_check")
    ).first():  # fmt: skip
        raise BackupDamaged(reason="a row refers to one that is not there")
    counters.give_on(connection, checked.manifest.numbers)
    connection.execute(lease.delete())
    _lost(connection, checked.manifest.missing)


def _lost(connection: Connection, numbers: Iterable[int]) -> None:
    """Call those files lost that the backup could not find either."""
    media = tables_of(connection)["media"]
    for number in numbers:
        mine = media.update().where(media.c.id == number, media.c.status == "stored")
        values: Mapping[str, Any] = {"status": "lost"}
        connection.execute(mine.values(values))


# --- files ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Files:
    """Files that were put into the media folder; removed again unless they are kept."""

    place: Place
    put_here: set[int] = field(default_factory=set)
    new: set[int] = field(default_factory=set)
    folder: Path | None = None
    kept: bool = False

    def put(self, part: Part) -> None:
        """Write a file beside its place and move it there. Raises MediaNotWritten."""
        number = self._number(part.name)
        place = self.place(number)
        self.folder = place.parent.parent
        was_there = place.exists()
        half = place.with_suffix(".half")
        try:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            half.touch(mode=0o600)  # what people said is for this user's eyes only
            with half.open("wb") as file:
                for piece in part.pieces():
                    file.write(piece)
            half.replace(place)
        except OSError as error:
            reason = error.strerror or str(error)
            raise MediaNotWritten(path=self.folder, reason=reason) from error
        finally:
            with suppress(OSError):
                half.unlink(missing_ok=True)
        self.put_here.add(number)
        if not was_there:
            self.new.add(number)

    def _number(self, name: str) -> int:
        last = name.rpartition("/")[2]
        # The name is taken for nothing but a number: no file of it can lie elsewhere.
        if not (last.isascii() and last.isdecimal()):
            raise BackupDamaged(reason=f"{name} is no number of a file")
        return int(last)

    def keep(self) -> None:
        """Leave the files where they are."""
        self.kept = True

    def undo(self) -> None:
        """Remove what was not there before."""
        for number in () if self.kept else self.new:
            self.place(number).unlink(missing_ok=True)

    def remove_others(self) -> None:
        """Remove the files of the database that was replaced, and nothing that is not Heard's."""
        folder = self.folder or self.place(0).parent.parent
        for path in folder.glob("[0-9][0-9]/*"):
            number = path.name.removesuffix(".half")
            if not (number.isascii() and number.isdecimal()):
                continue
            is_ours = self.place(int(number)).parent == path.parent
            if is_ours and int(path.stem) not in self.put_here and path.is_file():
                path.unlink(missing_ok=True)


@contextmanager
def _files(place: Place) -> Iterator[_Files]:
    files = _Files(place)
    try:
        yield files
    finally:
        files.undo()
