"""The one way to the database: `transaction()` writes and commits, `reading()` only reads.

On SQLite one thread writes, through the one connection that may, and up to four read. (SQLite
before 3.51.3 can damage a log that several connections write and reset at once; with one writing
connection that cannot happen, so no version is warned of.) On Postgres up to four threads write.

Rows never leave their thread: the functions given to `write` and `read` return plain values.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Self, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from bot.store import bells, engines, schema
from bot.store.alone import the_only_program
from bot.store.errors import (
    DatabaseBusy,
    DatabaseUnfit,
    DatabaseUnreachable,
    GivenUp,
    StoreError,
)
from bot.store.mounts import mounts_of_this_machine, refuse_network_file_system
from bot.store.sealing import OPTION, PLAIN, Sealer

T = TypeVar("T")

ERASED = "something was erased"
TRIES = 4  # of a transaction that Postgres gives up in favour of another
WAIT = 10.0  # seconds for a lock that another program holds, such as a backup


class Database:
    """One database, open between `open()` and `close()`, or as a context manager.

    `url` is like sqlite:///heard.db or postgresql://heard@localhost/heard. `sealer` seals words at
    rest. Raises UnknownDatabase.
    """

    def __init__(self, url: str, *, wait: float = WAIT, sealer: Sealer = PLAIN) -> None:
        self.url = url
        self.sealer = sealer
        self._wait = wait
        self._url = engines.read_url(url)
        self.is_sqlite = engines.is_sqlite(self._url)

    def open(self, *, mounts: str | None = None) -> None:
        """Connect; `mounts` stands for the text of /proc/mounts.

        Raises NetworkFileSystem, DatabaseUnreachable and DatabaseBusy. Makes no tables: see
        `upgrade()`.
        """
        if self.is_sqlite:
            self._find_file(mounts_of_this_machine() if mounts is None else mounts)
        writers = 1 if self.is_sqlite else engines.POSTGRES_WRITERS
        self._writer = engines.build_writer(self._url, wait=self._wait)
        self._reader = engines.build_reader(self._url, wait=self._wait)
        for engine in (self._writer, self._reader):
            engine.update_execution_options(**{OPTION: self.sealer})
        self._write_threads = ThreadPoolExecutor(writers, "heard-writer")
        self._read_threads = ThreadPoolExecutor(engines.READERS, "heard-reader")
        try:
            with _answering(), self._writer.connect():
                pass
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Wait for what was begun, then let go of the database."""
        self._read_threads.shutdown()
        self._write_threads.shutdown()
        self._reader.dispose()
        self._writer.dispose()  # last, so that SQLite's log is folded into the file

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Be a program that runs on this database: on SQLite the only one.

        Raises AnotherProgram.
        """
        if self.is_sqlite:
            with the_only_program(engines.file_of(self._url)):
                yield
        else:
            yield

    async def listen(self, heard: Callable[[str], object]) -> None:
        """Call `heard` with the name of each bell that other processes ring, for ever."""
        if not self.is_sqlite:
            await bells.listen(self._url, heard)

    def upgrade(self) -> None:
        """Make all tables, or bring those of an older Heard up to date, in one transaction.

        Raises DatabaseTooNew, and then changes nothing.
        """
        with self.rebuilding() as connection:
            schema.upgrade(connection)

    @contextmanager
    def rebuilding(self) -> Iterator[Connection]:
        """Write in one transaction in which tables are made anew.

        SQLite rebuilds tables to change them; checking every foreign key would stand in the way.
        """
        engine = engines.build_writer(self._url, wait=self._wait, check_foreign_keys=False)
        try:
            with _transaction(engine) as connection:
                yield connection
        finally:
            engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Write in this thread: commits at the end, rolls back on any error.

        For the command line and for seeds; the running program uses `write`. Raises DatabaseBusy.
        """
        with _transaction(self._writer) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read in this thread; everything read is from one moment."""
        with _answering(), self._reader.connect() as connection:
            yield connection

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a writer's thread, in one transaction, and give what it returns.

        It is run anew where Postgres gave it up in favour of another. Whoever is cancelled while
        waiting may find the work done; it is never half done.
        """

        def whole() -> T:
            with self.transaction() as connection:
                value = work(connection)
                erased = ERASED in connection.info
            if erased:
                self._complete_erasure()
            return value

        def persistently() -> T:
            for _ in range(TRIES - 1):
                with suppress(GivenUp):
                    return whole()
            return whole()

        return await asyncio.get_running_loop().run_in_executor(self._write_threads, persistently)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` in a reader's thread and give what it returns; it cannot write."""

        def whole() -> T:
            with self.reading() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._read_threads, whole)

    async def empty_log(self) -> None:
        """Remove from SQLite's log what was deleted; an erasure is complete only after this.

        Waits for readers; raises DatabaseBusy if they stay too long, and DatabaseUnfit. Postgres
        needs nothing here.
        """
        if self.is_sqlite:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._write_threads, self._empty_log)

    def _complete_erasure(self) -> None:
        """Empty the log after a transaction that erased; where that fails, after the next one.

        The transaction is committed, whatever becomes of its log.
        """
        if self.is_sqlite:
            with suppress(StoreError):
                self._empty_log()

    def _empty_log(self) -> None:
        with _answering():
            connection = self._writer.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _pages, _moved = cursor.fetchone() or (1, 0, 0)
            cursor.close()
            if not busy:
                connection.info.pop(ERASED, None)
        except sqlite3.Error as error:
            raise DatabaseUnfit(reason=str(error)) from error
        finally:
            connection.close()
        if busy:
            raise DatabaseBusy

    def _find_file(self, mounts: str) -> None:
        path = engines.file_of(self._url)
        refuse_network_file_system(path, mounts)
        try:
            path.touch(mode=0o600)  # what people said is for this user's eyes only
        except OSError as error:
            raise DatabaseUnreachable(reason=f"{path}: {error.strerror}") from error


def erases(connection: Connection) -> None:
    """Say that this transaction erases what somebody said: `write` empties the log after it."""
    connection.info[ERASED] = True


def migrate(url: str) -> None:
    """Bring the database at `url` up to date; see `Database.upgrade`."""
    with Database(url) as database:
        database.upgrade()


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    with _answering(), engine.connect() as connection, connection.begin() as begun:
        yield connection
        begun.commit()


@contextmanager
def _answering() -> Iterator[None]:
    """Tell a database that is busy, not there, or unfit from a fault of ours."""
    try:
        yield
    except sa.exc.TimeoutError as error:
        raise DatabaseBusy from error
    except sa.exc.DBAPIError as error:
        if engines.is_busy(error):
            raise DatabaseBusy from error
        if engines.is_to_try_again(error):
            raise GivenUp from error
        if error.statement is None or error.connection_invalidated:  # on the way to the database
            raise DatabaseUnreachable(reason=str(error.orig).strip()) from error
        if engines.is_unfit(error):
            raise DatabaseUnfit(reason=str(error.orig).strip()) from error
        raise
