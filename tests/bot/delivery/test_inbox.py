"""The inbox where several workers take from it: each person in order, each update once."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery import inbox
from bot.delivery.leases import LeaseLost
from bot.delivery.worker import Worker
from bot.store import tables
from bot.store.database import Database
from tests.bot.delivery.hall import NOW, Hall
from tests.statements import statements


@pytest.fixture
def shared(postgres_database: Database) -> Hall:
    """A hall on a database that several workers may share."""
    return Hall(postgres_database)


def claimed(hall: Hall, lease: str, most: int = 16) -> list[int]:
    with hall.database.transaction() as connection:
        return [letter.id for letter in inbox.claim(connection, [hall.account], lease, most)]


def finish(hall: Hall, numbers: list[int], lease: str | None) -> None:
    with hall.database.transaction() as connection:
        inbox.finish(connection, numbers, NOW, lease)


def test_two_workers_never_take_the_same_nor_two_of_one_person(shared: Hall) -> None:
    first, other = shared.seat(2)
    shared.store(*(shared.text(who, "Hello") for who in (first, first, other)))
    assert claimed(shared, "one", most=1) == [1]
    assert claimed(shared, "two") == [3], "the second of the first person is no head yet"
    assert claimed(shared, "three") == []
    finish(shared, [1], "one")
    assert claimed(shared, "three") == [2]


def test_a_worker_is_given_again_what_it_holds(shared: Hall) -> None:
    (person,) = shared.seat(1)
    shared.store(shared.text(person, "Hello"))
    assert claimed(shared, "one") == [1]
    assert claimed(shared, "one") == [1]


def test_what_a_dead_worker_held_is_taken_by_another_and_the_dead_finish_nothing(
    shared: Hall,
) -> None:
    (person,) = shared.seat(1)
    shared.store(shared.text(person, "Hello"))
    assert claimed(shared, "dead") == [1]
    with shared.database.transaction() as connection:
        past = sa.text("now() - interval '1 second'")
        connection.execute(tables.inbox.update().values(leased_until=past))
    assert claimed(shared, "alive") == [1]
    with pytest.raises(LeaseLost):
        finish(shared, [1], "dead")
    with pytest.raises(LeaseLost), shared.database.transaction() as connection:
        inbox.fail(connection, 1, NOW, "dead")
    finish(shared, [1], "alive")
    assert shared.rows(tables.inbox)[0]["status"] == "done"
    with pytest.raises(LeaseLost):
        finish(shared, [1], "alive")


async def test_many_workers_take_every_update_once_and_each_persons_in_order(
    shared: Hall,
) -> None:
    people = shared.seat(12)
    number = shared.ask()
    shared.store(*(shared.tap(who, "a.start", number) for who in people))
    for turn in range(5):
        shared.store(*(shared.tap(who, "a.choose", number, 1, 1 + turn % 2) for who in people))
    workers = [
        Worker(shared.database, replace(shared.room, worker=f"w{n}"), lambda: NOW, {}, nothing)
        for n in range(4)
    ]

    async def work(worker: Worker) -> None:
        idle = 0
        while idle < 5:
            idle = 0 if await worker.take_some() else idle + 1
            await asyncio.sleep(0.01)

    await asyncio.gather(*(work(worker) for worker in workers))
    assert {row["status"] for row in shared.rows(tables.inbox)} == {"done"}
    chosen = shared.rows(tables.answer_choice)
    assert len(chosen) == 12
    assert {row["choice"] for row in chosen} == {1}, "the last of six"
    (asked,) = shared.rows(tables.consultation)
    assert asked["answered"] == 12


def nothing(_written: Any) -> None:
    """Do nothing with what was written: there is no sender here."""


async def test_a_worker_whose_lease_is_lost_leaves_the_turn_to_the_other(shared: Hall) -> None:
    (person,) = shared.seat(1)
    shared.store(shared.text(person, "Hello"))
    slow = Worker(shared.database, replace(shared.room, worker="slow"), lambda: NOW, {}, nothing)
    letters = await slow._claim()  # noqa: SLF001  it is paused between its claim and its turn
    said = await slow._understood(letters)  # noqa: SLF001
    with shared.database.transaction() as connection:
        connection.execute(tables.inbox.update().values(lease="other"))
    await slow._one_by_one(said)  # noqa: SLF001
    (row,) = shared.rows(tables.inbox)
    assert (row["status"], row["tries"]) == ("waiting", 0)
    assert shared.rows(tables.outbox) == []


async def test_a_bell_is_heard_in_another_process_once_it_is_committed(shared: Hall) -> None:
    (person,) = shared.seat(1)
    heard: list[str] = []
    listening = asyncio.create_task(shared.database.listen(heard.append))
    try:
        async with asyncio.timeout(20):
            while not heard:
                shared.store(shared.text(person, "Hello"))
                await asyncio.sleep(0.1)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    assert set(heard) == {"inbox"}


def test_the_oldest_are_found_without_sorting_all_that_waits(sqlite_database: Database) -> None:
    hall = Hall(sqlite_database)
    with sqlite_database.transaction() as connection, statements() as asked:
        inbox.heads(connection, [hall.account])
        plan = str(
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", (0, 1, 16, 0)).all()
        )
    assert "inbox_next" in plan
    assert "TEMP B-TREE" not in plan
