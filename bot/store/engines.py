"""The engines of one database: one that writes, one that only reads.

Each begins its transactions as its kind must: a SQLite writer takes the lock at once (plain BEGIN
lost half of the transactions that read first and then wrote), readers see one moment throughout.
"""

import json
import sqlite3
from math import isfinite
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine, ExceptionContext, event

from bot.store.errors import UnknownDatabase

READERS = 4
WRITER_CACHE = 8192
"""KiB of pages that the SQLite writer keeps. With a million members an answer cost 1.27 times what
it costs with a thousand, at SQLite's own 2 MB; 1.10 to 1.19 times with 8."""
IDLE = 0.5  # of the time for which anybody waits for a lock
# A server that is gone without a word is noticed within half a minute, not within two hours.
_ALIVE = {
    "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}  # fmt: skip
POSTGRES_WRITERS = 4
_TRY_AGAIN = {"40001", "40P01"}  # serialization_failure, deadlock_detected
_UNFIT = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
_UNFIT_CLASSES = ("53", "58")  # insufficient_resources, such as a full disk; system_error
_CANCELLED = "57014"  # query_canceled
_BUSY = {"sqlite": sqlite3.SQLITE_BUSY, "postgres": "55P03"}  # 55P03: lock_not_available


def read_url(written: str) -> URL:
    """Parse a database URL; raises UnknownDatabase unless it is a SQLite file or Postgres."""
    try:
        url = sa.make_url(written)
    except sa.exc.ArgumentError as error:
        raise UnknownDatabase from error
    kind = url.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database not in {None, "", ":memory:"}:
        return url.set(drivername="sqlite+pysqlite")
    raise UnknownDatabase


def is_sqlite(url: URL) -> bool:
    """Tell a SQLite file from a Postgres server."""
    return url.get_backend_name() == "sqlite"


def file_of(url: URL) -> Path:
    """Give the whole path of a SQLite database."""
    return Path(url.database or "").expanduser().resolve()


def build_writer(url: URL, *, wait: float, check_foreign_keys: bool = True) -> Engine:
    """Make the engine that writes; a lock is waited for `wait` seconds.

    On Postgres a transaction in which nothing is asked for half as long is ended by the server:
    its process hangs, or is cut off, and would keep others from what it holds. Not so where tables
    are made anew, which is when foreign keys are not checked.

    No error of either engine shows parameters or rows: they may be what somebody said.
    """
    if not is_sqlite(url):
        idle = IDLE * wait if check_foreign_keys else None
        return _build_postgres(url, wait=wait, size=POSTGRES_WRITERS, idle=idle)
    pragmas = {
        "journal_mode": "WAL",
        "synchronous": "FULL",
        "secure_delete": "ON",
        "foreign_keys": "ON" if check_foreign_keys else "OFF",
        "trusted_schema": "OFF",
        "cache_size": f"-{WRITER_CACHE}",
    }
    return _build_sqlite(url, pragmas, begin="BEGIN IMMEDIATE", wait=wait, size=1)


def build_reader(url: URL, *, wait: float) -> Engine:
    """Make the engine that only reads; the database itself refuses to write for it."""
    if is_sqlite(url):
        pragmas = {"query_only": "ON", "foreign_keys": "ON", "trusted_schema": "OFF"}
        return _build_sqlite(url, pragmas, begin="BEGIN", wait=wait, size=READERS)
    engine = _build_postgres(url, wait=wait, size=READERS, isolation_level="REPEATABLE READ")

    @event.listens_for(engine, "connect")
    def only_read(connection: Any, _record: Any) -> None:
        connection.read_only = True

    return engine


_JSON = json.JSONEncoder(allow_nan=False)


def to_json(value: object) -> str:
    """Write what any database keeps; a number that JSON does not know, such as 1e400, is null."""
    try:
        return _JSON.encode(value)
    except ValueError:
        return _JSON.encode(_finite(value))


def _finite(value: object) -> object:
    match value:
        case dict():
            return {name: _finite(each) for name, each in value.items()}
        case list() | tuple():
            return [_finite(each) for each in value]
        case float() if not isfinite(value):
            return None
        case _:
            return value


def is_busy(error: Exception) -> bool:
    """Say whether a statement failed because somebody else holds the lock."""
    original = getattr(error, "orig", None)
    code = getattr(original, "sqlite_errorcode", None)
    if code is not None:
        return bool(code & 0xFF == _BUSY["sqlite"])  # the low byte; the rest says in which way
    return getattr(original, "sqlstate", None) == _BUSY["postgres"]


def is_to_try_again(error: Exception) -> bool:
    """Say whether Postgres gave a transaction up in favour of another, and it can be run anew."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in _TRY_AGAIN


def is_unfit(error: Exception) -> bool:
    """Say whether it is the database itself that cannot work, as with a full disk."""
    original = getattr(error, "orig", None)
    code = getattr(original, "sqlite_errorcode", None)
    if code is not None:
        return bool(code & 0xFF in _UNFIT)
    state = getattr(original, "sqlstate", None) or ""
    return state[:2] in _UNFIT_CLASSES or state == _CANCELLED


def _build_sqlite(
    url: URL, pragmas: dict[str, str], *, begin: str, wait: float, size: int
) -> Engine:
    engine = sa.create_engine(
        url.set(database=str(file_of(url))),
        connect_args={"timeout": wait, "check_same_thread": False},
        poolclass=sa.pool.QueuePool,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        json_serializer=to_json,
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say ourselves when a transaction begins
        for name, value in pragmas.items():
            connection.execute(f"PRAGMA {name}={value}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _build_postgres(
    url: URL, *, wait: float, size: int, idle: float | None = None, **options: Any
) -> Engine:
    settings = f"-c timezone=UTC -c lock_timeout={int(wait * 1000)}"
    if idle is not None:
        settings += f" -c idle_in_transaction_session_timeout={int(idle * 1000)}"
    engine = sa.create_engine(
        url,
        connect_args={"options": settings, "connect_timeout": max(2, int(wait)), **_ALIVE},
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        json_serializer=to_json,
        pool_pre_ping=True,  # a server that was restarted is met with a fresh connection
        **options,
    )

    @event.listens_for(engine, "handle_error")
    def forget_row(context: ExceptionContext) -> None:  # Postgres repeats it whole under DETAIL
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None:
                error.args = tuple(str(part).partition("\nDETAIL")[0] for part in error.args)

    return engine
