"""A Postgres server of the bench's own, as durable as it comes: it waits for the disk."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from bot.store.database import migrate
from tests.bench.heard import Home
from tests.databases import _start


@contextmanager
def postgres_homes() -> Iterator[Callable[[], Home]]:
    """Give what makes a fresh database each time, on a server that runs until the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="heard-bench-"))
    folder.chmod(0o755)  # under root, Postgres runs as another user
    numbers = count(1)
    server = _start(folder)

    def home() -> Home:
        name = f"bench_{next(numbers)}"
        with psycopg.connect(server.get_uri(database="postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        place = folder / name
        place.mkdir()
        url = str(server.get_uri(database=name))
        migrate(url)
        return Home(place, url)

    try:
        yield home
    finally:
        server.cleanup()
        atexit.unregister(server._cleanup)  # noqa: SLF001  registered under this name
        shutil.rmtree(folder, ignore_errors=True)
