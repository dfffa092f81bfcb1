"""Taking a backup, also while Heard runs: everything is read from one moment.

On SQLite the pages are copied first, into a file without a name that is gone with this process:
a reader that stayed for minutes would keep SQLite's log from being emptied, and so erasures from
being complete. On Postgres one transaction (REPEATABLE READ) sees one moment however long it takes.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from bot import __version__
from bot.store import counters, schema
from bot.store.backup.errors import (
    BackupExists,
    BackupNotWritten,
    MediaFolderMissing,
    NothingToBackUp,
)
from bot.store.backup.manifest import ABOUT, FORMAT, MANIFEST, About, Manifest
from bot.store.backup.parts import PartWriter
from bot.store.backup.rows import AT_ONCE, packed, read_rows, tables_of
from bot.store.backup.running import is_run
from bot.store.database import Database

Place: TypeAlias = Callable[[int], Path]
"""Gives where the file with a number lies."""
Progress: TypeAlias = Callable[[int, int], object]
"""Is told how many rows and files are done, and how many there are."""


def no_progress(_done: int, _all: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: an open database, and where its files lie."""

    database: Database
    place: Place


def take(
    source: Source, target: Path, now: datetime, *, force: bool = False,
    progress: Progress = no_progress,
) -> Manifest:  # fmt: skip
    """Write a backup to `target`; gives what is in it.

    Nothing lies at `target` before it is whole, and nothing of it is left where it fails. Raises
    BackupExists, BackupNotWritten, NothingToBackUp and MediaFolderMissing.
    """
    if target.exists() and not force:
        raise BackupExists(path=target)
    half = target.with_name(f".{target.name}.{os.getpid()}.half")
    try:
        with _new(half) as file:
            manifest = _write(source, file, now, progress)
            file.flush()
            os.fsync(file.fileno())
        if target.exists() and not force:
            raise BackupExists(path=target)
        half.replace(target)
        _settle(target.parent)
    except (OSError, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BackupNotWritten(path=target, reason=reason) from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
    return manifest


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    # What people said is for this user's eyes only, from the first byte on.
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(number, "wb") as file:  # noqa: PTH123  it is open already
        yield file


def _settle(folder: Path) -> None:
    """Let the new name outlive a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _write(source: Source, file: BinaryIO, now: datetime, progress: Progress) -> Manifest:
    with one_moment(source.database) as connection:
        migration = schema.stands_at(connection)
        if migration is None:
            raise NothingToBackUp
        writer = PartWriter(file, int(now.timestamp()))
        kind = connection.dialect.name
        about = About(FORMAT, __version__, migration, now, kind, is_run(source.database))
        writer.add(ABOUT, about.write())
        manifest = _Taking(connection, writer, source.place, progress).run()
    writer.add(MANIFEST, manifest.write())
    writer.close()
    return manifest


@dataclass(slots=True)
class _Taking:
    """One backup on its way."""

    connection: Connection
    writer: PartWriter
    place: Place
    progress: Progress
    done: int = 0
    all: int = 0
    size: int = 0
    missing: list[int] = field(default_factory=list)

    def run(self) -> Manifest:
        tables = tables_of(self.connection)
        files = self._files(tables)
        self.all = files + sum(_count(self.connection, table) for table in tables.values())
        rows = {name: self._rows(table) for name, table in tables.items()}
        numbers = counters.given(self.connection)
        numbered = self._numbers(tables["media"]) if files else ()
        found = sum(self._file(number) for number in numbered)
        return Manifest(rows, numbers, found, self.size, tuple(self.missing))

    def _rows(self, table: sa.Table) -> int:
        rows = 0
        for place, (content, count) in enumerate(packed(read_rows(self.connection, table)), 1):
            self.writer.add(f"tables/{table.name}/{place:06d}.jsonl.gz", content)
            rows += count
            self._did(count)
        return rows

    def _files(self, tables: dict[str, sa.Table]) -> int:
        """Count the files that should be there; raises MediaFolderMissing."""
        if "media" not in tables:
            return 0
        media = tables["media"].c
        counted = sa.select(sa.func.count(), sa.func.min(media.id)).where(media.status == "stored")
        files, first = self.connection.execute(counted).one()
        if files and not (folder := self.place(first).parent.parent).is_dir():
            raise MediaFolderMissing(path=folder, files=files)
        return int(files)

    def _numbers(self, media: sa.Table) -> Iterator[int]:
        stored = sa.select(media.c.id).where(media.c.status == "stored").order_by(media.c.id)
        found = self.connection.execute(stored, execution_options={"yield_per": AT_ONCE})
        yield from found.scalars()

    def _file(self, number: int) -> bool:
        path = self.place(number)
        try:
            source = path.open("rb")
        except FileNotFoundError:  # erased since that moment, or lost
            self.missing.append(number)
            return False
        with source:
            size = os.fstat(source.fileno()).st_size
            self.writer.add_file(f"media/{path.parent.name}/{path.name}", size, source)
        self.size += size
        self._did(1)
        return True

    def _did(self, count: int) -> None:
        self.done += count
        self.progress(self.done, self.all)


def _count(connection: Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


@contextmanager
def one_moment(database: Database) -> Iterator[Connection]:
    """Read everything as it is now, for as long as it takes, and keep nobody from writing."""
    if not database.is_sqlite:
        with database.reading() as connection:
            yield connection
        return
    with closing(sqlite3.connect("", check_same_thread=False)) as copy:
        with database.reading() as connection:
            original = connection.connection.driver_connection
            assert isinstance(original, sqlite3.Connection)  # noqa: S101  it is SQLite
            original.backup(copy)
        engine = sa.create_engine(
            "sqlite://", creator=lambda: copy, poolclass=sa.pool.StaticPool, hide_parameters=True
        )
        with engine.connect() as connection:
            yield connection
