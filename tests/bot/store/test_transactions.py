"""What is written is written whole, and nobody fails because others write too."""

import asyncio
import sqlite3
import threading
import traceback
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store import tables
from bot.store.database import Database, erases
from bot.store.errors import DatabaseBusy, DatabaseUnfit, DatabaseUnreachable
from tests.bot.store.rows import NOON, a_member, a_network
from tests.statements import statements

WRITERS, TIMES = 16, 25


def _how_many(connection: Connection) -> int:
    return connection.execute(sa.select(sa.func.count(tables.network.c.id))).scalar_one()


async def test_what_was_written_can_be_read(database: Database) -> None:
    number = await database.write(a_network)
    found = await database.read(lambda c: list(c.scalars(sa.select(tables.network.c.id))))
    assert found == [number]


async def test_an_error_takes_everything_back_and_reaches_the_caller(database: Database) -> None:
    def half(connection: Connection) -> None:
        a_network(connection)
        raise LookupError("half way")

    with pytest.raises(LookupError, match="half way"):
        await database.write(half)
    assert await database.read(_how_many) == 0
    await database.write(a_network)
    assert await database.read(_how_many) == 1


async def test_after_a_refused_row_the_next_write_works(database: Database) -> None:
    await database.write(a_network)
    with pytest.raises(sa.exc.IntegrityError):
        await database.write(a_network)
    await database.write(lambda c: a_network(c, slug="south"))
    assert await database.read(_how_many) == 2


@pytest.mark.parametrize("wrong", [{"kind": "patient"}, {"recovery_hash": "known"}, {"id": 1}])
async def test_an_error_does_not_repeat_what_somebody_said(
    database: Database, wrong: dict[str, Any]
) -> None:
    said = {"number": 2, "area": "Scar" + "borough"}  # in pieces: a traceback shows this line
    await database.write(lambda c: a_member(c, recovery_hash="known"))
    with pytest.raises(sa.exc.IntegrityError) as refused:
        await database.write(lambda c: a_member(c, **{**said, **wrong}))
    told = "".join(traceback.format_exception(refused.value))
    assert "Scarborough" not in told
    assert "(known)" not in told


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=r"readonly|read-only"):
        await database.read(a_network)
    assert await database.read(_how_many) == 0


async def test_a_reader_sees_one_moment_throughout(database: Database) -> None:
    looked, written = threading.Event(), threading.Event()

    def look_twice(connection: Connection) -> tuple[int, int]:
        before = _how_many(connection)
        looked.set()
        assert written.wait(30)
        return before, _how_many(connection)

    reading = asyncio.create_task(database.read(look_twice))
    await asyncio.to_thread(looked.wait, 30)
    await database.write(a_network)
    written.set()
    assert await reading == (0, 0)


async def test_many_that_read_and_then_write_all_succeed_and_none_is_lost(
    database: Database,
) -> None:
    invites = tables.invite
    row = {"token_hash": "poster", "label": "Ward poster", "used": 0}

    def begin(connection: Connection) -> None:
        connection.execute(sa.insert(invites).values(row | {"network_id": a_network(connection)}))

    def use_once(connection: Connection) -> None:
        used = connection.execute(sa.select(invites.c.used).with_for_update()).scalar_one()
        connection.execute(sa.update(invites).values(used=used + 1))

    async def use_often() -> None:
        for _ in range(TIMES):
            await database.write(use_once)

    await database.write(begin)
    await asyncio.gather(*(use_often() for _ in range(WRITERS)))
    used = await database.read(lambda c: c.execute(sa.select(invites.c.used)).scalar_one())
    assert used == WRITERS * TIMES


async def test_on_sqlite_one_thread_writes_and_others_read(sqlite_database: Database) -> None:
    def whose(_connection: Connection) -> str:
        return threading.current_thread().name

    writers = await asyncio.gather(*(sqlite_database.write(whose) for _ in range(20)))
    assert len(set(writers)) == 1
    assert (await sqlite_database.read(whose)) not in writers


async def test_on_postgres_several_write_at_once(postgres_database: Database) -> None:
    both = threading.Barrier(2, timeout=30)
    await asyncio.gather(
        postgres_database.write(lambda _: both.wait()),
        postgres_database.write(lambda _: both.wait()),
    )


async def test_the_command_line_writes_in_its_own_thread_and_shares_the_one_connection(
    sqlite_database: Database,
) -> None:
    with sqlite_database.transaction() as connection:
        waiting = asyncio.create_task(sqlite_database.write(_how_many))
        a_network(connection)
    assert await waiting == 1
    with sqlite_database.reading() as connection:
        assert _how_many(connection) == 1


def test_a_lock_that_another_program_keeps_is_told_and_nothing_is_written(
    sqlite_database: Database,
) -> None:
    other = Database(sqlite_database.url, wait=0.1)
    with other, sqlite_database.transaction() as connection:
        a_network(connection)
        with pytest.raises(DatabaseBusy, match="Nothing was written"), other.transaction():
            pytest.fail("two wrote at once")
    with sqlite_database.reading() as connection:
        assert _how_many(connection) == 1


def test_a_row_that_another_program_keeps_on_postgres_is_told_too(
    postgres_database: Database,
) -> None:
    rename = sa.update(tables.network).values(name="Southern")
    with postgres_database.transaction() as connection:
        a_network(connection)
    with (
        Database(postgres_database.url, wait=0.1) as other,
        postgres_database.transaction() as connection,
    ):
        connection.execute(rename)
        with pytest.raises(DatabaseBusy), other.transaction() as second:
            second.execute(rename)


async def test_whoever_is_cancelled_leaves_nothing_half_done(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def two(connection: Connection) -> None:
        a_network(connection)
        begun.set()
        assert go_on.wait(30)
        a_network(connection, slug="south")

    writing = asyncio.create_task(database.write(two))
    await asyncio.to_thread(begun.wait, 30)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await database.read(_how_many) == 0
    go_on.set()
    database.close()
    database.open()
    assert await database.read(_how_many) == 2


async def test_many_rows_are_one_statement(database: Database) -> None:
    rows = [
        {"slug": str(n), "name": "", "languages": [], "signposts": {}, "created_at": NOON}
        for n in range(50)
    ]
    with statements() as seen:
        await database.write(lambda c: c.execute(sa.insert(tables.network), rows).close())
    assert len(seen) == 1


async def test_what_was_erased_is_in_no_file_any_more(
    sqlite_database: Database, tmp_path: Path
) -> None:
    def found_in() -> list[str]:
        return [path.name for path in tmp_path.iterdir() if b"Scarborough" in path.read_bytes()]

    await sqlite_database.write(lambda c: a_member(c, area="Scarborough"))
    assert found_in()
    await sqlite_database.write(lambda c: c.execute(sa.delete(tables.member)).close())
    assert found_in()
    await sqlite_database.empty_log()
    assert found_in() == []


async def test_erasing_waits_for_readers_and_says_when_they_stay_too_long(
    sqlite_database: Database,
) -> None:
    await sqlite_database.write(a_network)
    with (
        Database(sqlite_database.url, wait=0.1) as other,
        sqlite_database.reading() as connection,
    ):
        assert _how_many(connection) == 1
        await sqlite_database.write(lambda c: a_network(c, slug="south"))
        with pytest.raises(DatabaseBusy):
            await other.empty_log()
    await sqlite_database.empty_log()


async def test_postgres_needs_no_log_emptied(postgres_database: Database) -> None:
    await postgres_database.write(a_network)
    await postgres_database.empty_log()
    assert await postgres_database.read(_how_many) == 1


def test_closing_folds_the_log_into_the_file(sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.transaction() as connection:
        a_network(connection)
    with sqlite_database.reading() as connection:
        assert _how_many(connection) == 1
    sqlite_database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["heard.db"]
    sqlite_database.open()


async def test_two_that_wait_for_each_other_both_succeed(postgres_database: Database) -> None:
    await postgres_database.write(lambda c: a_network(c, slug="north"))
    await postgres_database.write(lambda c: a_network(c, slug="south"))
    both, over, ran = threading.Barrier(2), threading.Event(), []

    def rename(connection: Connection, *order: str) -> None:
        ran.append(order)
        if len(ran) > 2:
            assert over.wait(30), "or it would take again what the other waits for"
        for place, slug in enumerate(order):
            mine = tables.network.update().where(tables.network.c.slug == slug)
            connection.execute(mine.values(name=f"{order}"))
            if place == 0 and len(ran) <= 2:
                both.wait(timeout=30)

    async def write(*order: str) -> None:
        await postgres_database.write(lambda c: rename(c, *order))
        over.set()

    await asyncio.gather(write("north", "south"), write("south", "north"))
    assert len(ran) == 3, "one of them was run anew"


async def test_a_connection_that_is_cut_in_the_middle_is_told_and_the_next_one_works(
    postgres_database: Database,
) -> None:
    cut = sa.text("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(DatabaseUnreachable):
        await postgres_database.write(lambda c: c.execute(cut).scalar_one())
    assert await postgres_database.write(a_network)


# --- when the database itself cannot ----------------------------------------------------------


async def test_a_full_disk_is_told_from_a_fault_of_ours_and_ends(
    sqlite_database: Database,
) -> None:
    await sqlite_database.write(a_network)

    def pages(most: int) -> None:
        with sqlite_database.transaction() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count={most}")

    def much(connection: Connection) -> None:
        for number in range(2000):
            a_network(connection, slug=f"n{number}")

    pages(1)  # as many as there are
    with pytest.raises(DatabaseUnfit, match="full"):
        await sqlite_database.write(much)
    pages(1_000_000)
    assert await sqlite_database.read(_how_many) == 1
    await sqlite_database.write(much)


@pytest.mark.parametrize("state", ["53100", "58030", "57014"])
async def test_a_server_that_cannot_is_told_from_a_fault_of_ours(
    postgres_database: Database, state: str
) -> None:
    def fails(connection: Connection) -> None:
        connection.exec_driver_sql(
            f"DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '{state}'; END $$"
        )

    with pytest.raises(DatabaseUnfit, match="no room"):
        await postgres_database.write(fails)


async def test_what_is_committed_stays_so_though_the_log_cannot_be_emptied(
    sqlite_database: Database,
) -> None:
    def erase(connection: Connection) -> int:
        erases(connection)
        return a_network(connection)

    def forbid(rule: Any) -> None:
        with sqlite_database.transaction() as connection:
            connection.connection.driver_connection.set_authorizer(rule)  # type: ignore[union-attr]

    def no_pragma(act: int, *_: Any) -> int:
        return sqlite3.SQLITE_DENY if act == sqlite3.SQLITE_PRAGMA else sqlite3.SQLITE_OK

    forbid(no_pragma)
    number = await sqlite_database.write(erase)
    with pytest.raises(DatabaseUnfit):
        await sqlite_database.empty_log()
    forbid(None)
    assert await sqlite_database.read(
        lambda c: list(c.scalars(sa.select(tables.network.c.id)))
    ) == [number]
    await sqlite_database.empty_log()
