"""The database is locked, full, or gone for a while, under load: nothing is lost and it goes on."""

import asyncio
import resource
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from bot.store.database import Database
from tests.databases import Postgres, running_postgres
from tests.faults.loaded import Scene, loaded
from tests.faults.tally import Tally

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def unexpected(tally: Tally) -> list[str]:
    """Give what was broken, but for jobs that say that there is no database."""
    told = '"error": "DatabaseUnreachable"'
    return [fault for fault in tally.faults() if told not in fault]


@asynccontextmanager
async def write_lock_of(path: str) -> AsyncIterator[None]:
    """Let another process hold the write lock of a SQLite file."""
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD, path,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdin
    assert holder.stdout
    assert await holder.stdout.readline()
    try:
        yield
    finally:
        holder.stdin.close()
        await holder.wait()


async def test_a_lock_that_another_process_holds_is_waited_for(
    sqlite_database: Database, tmp_path: Path
) -> None:
    async def lock(scene: Scene) -> None:
        path = sqlite_database.url.removeprefix("sqlite:///")
        for _ in range(2):
            async with write_lock_of(path):
                await scene.updates_wait()
            await scene.answers(3)

    tally = await loaded(sqlite_database, tmp_path, lock)

    assert not tally.faults(), tally
    assert tally.repeated_questions == 0


def size_of(database: Database) -> int:
    """Give the size in bytes of the larger of a database's two files: neither grows beyond it."""
    path = Path(database.url.removeprefix("sqlite:///"))
    log = path.with_name(f"{path.name}-wal")
    return max(path.stat().st_size, log.stat().st_size)


async def test_a_full_disk_loses_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    async def fill(scene: Scene) -> None:
        _, most = resource.prlimit(scene.program.pid, resource.RLIMIT_FSIZE)
        full = (size_of(sqlite_database), most)
        resource.prlimit(scene.program.pid, resource.RLIMIT_FSIZE, full)
        await scene.updates_wait()
        resource.prlimit(scene.program.pid, resource.RLIMIT_FSIZE, (most, most))

    tally = await loaded(sqlite_database, tmp_path, fill)

    assert not unexpected(tally), tally


@pytest.fixture
def own_postgres(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Postgres]:
    """A server that no other test uses, so that it may be stopped."""
    # The package keeps one lock, in the folder of the first server, which is to be removed last.
    request.getfixturevalue("postgres")
    monkeypatch.setenv("PYTEST_XDIST_TESTRUNUID", f"own-{uuid4().hex[:8]}")
    with running_postgres() as server:
        yield server


async def test_a_server_that_is_restarted_is_found_again(
    own_postgres: Postgres, tmp_path: Path
) -> None:
    async def restart(scene: Scene) -> None:
        for _ in range(2):
            await asyncio.to_thread(own_postgres.stop)
            await scene.updates_wait()
            await asyncio.to_thread(own_postgres.start)
            await scene.answers(6)

    with own_postgres.copy() as database:
        tally = await loaded(database, tmp_path, restart)

    assert not unexpected(tally), tally
