"""Of several processes one at a time ticks, sends for a bot and polls for it."""

import asyncio
from time import monotonic

import pytest
import sqlalchemy as sa

from bot.delivery import leases as leasing
from bot.delivery.leases import TICK, LeaseLost, Leases
from bot.store.database import Database
from bot.store.errors import DatabaseUnreachable
from bot.store.tables import lease
from tests.bot.delivery.post import until


@pytest.fixture
def two(postgres_database: Database) -> tuple[Leases, Leases]:
    """The leases of two processes on one database, who both want to tick."""
    return Leases(postgres_database, [TICK]), Leases(postgres_database, [TICK])


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let leases last a second instead of ten."""
    monkeypatch.setattr(leasing, "LASTS", 1.0)
    monkeypatch.setattr(leasing, "SURE", 0.8)
    monkeypatch.setattr(leasing, "RENEW", 0.2)


def holds(one: Leases) -> bool:
    return one.token(TICK) is not None


async def test_one_holds_it_and_the_other_waits(two: tuple[Leases, Leases]) -> None:
    first, other = two
    await first.ask()
    await other.ask()
    assert (holds(first), holds(other)) == (True, False)


async def test_many_who_ask_at_once_are_given_it_once(postgres_database: Database) -> None:
    several = [Leases(postgres_database, [TICK]) for _ in range(8)]
    await asyncio.gather(*(one.ask() for one in several))
    assert sum(holds(one) for one in several) == 1


async def test_whoever_gives_up_is_followed_at_once(two: tuple[Leases, Leases]) -> None:
    first, other = two
    await first.ask()
    await first.give_up()
    await other.ask()
    assert (holds(first), holds(other)) == (False, True)


@pytest.mark.usefixtures("quick")
async def test_whoever_renews_keeps_it_and_whoever_dies_is_followed(
    two: tuple[Leases, Leases],
) -> None:
    first, other = two
    running = [asyncio.create_task(one.run()) for one in two]
    async with asyncio.timeout(10):
        await until(lambda: holds(first) or holds(other))
        holder, waiting = (first, other) if holds(first) else (other, first)
        enough = monotonic() + 2.5
        while monotonic() < enough:
            assert not holds(waiting)
            await asyncio.sleep(0.05)
        assert holds(holder)
        running[0 if holder is first else 1].cancel()
        await until(lambda: holds(waiting))
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert not holds(holder), "it stops trusting its lease before another has it"


@pytest.mark.usefixtures("quick")
async def test_a_lease_that_was_lost_and_gained_again_is_signed_anew(
    two: tuple[Leases, Leases],
) -> None:
    first, _ = two
    await first.ask()
    before = first.token(TICK)
    await asyncio.sleep(0.9)
    assert first.token(TICK) is None, "nobody renewed it"
    await first.ask()
    assert first.token(TICK) not in {None, before}


async def test_a_guarded_transaction_keeps_the_lease_until_its_end(
    two: tuple[Leases, Leases], postgres_database: Database
) -> None:
    first, other = two
    await first.ask()
    with postgres_database.transaction() as connection:
        first.guard(connection, TICK)
        connection.execute(sa.text("SELECT 1"))
        taking = asyncio.create_task(other.ask())
        await asyncio.sleep(0.2)
        assert not holds(other)
    await taking


async def test_whoever_was_asleep_writes_nothing_after_another_has_taken_over(
    two: tuple[Leases, Leases], postgres_database: Database
) -> None:
    asleep, other = two
    await asleep.ask()
    with postgres_database.transaction() as connection:  # as if its time had passed meanwhile
        connection.execute(lease.update().values(until=sa.text("now() - interval '1 second'")))
    await other.ask()
    assert holds(asleep), "by its own clock"
    with pytest.raises(LeaseLost), postgres_database.transaction() as connection:
        asleep.guard(connection, TICK)
    await asleep.ask()
    assert not holds(asleep)


@pytest.mark.usefixtures("quick")
async def test_a_long_job_lets_no_other_lease_lapse(postgres_database: Database) -> None:
    mine = Leases(postgres_database, [TICK, "send:1"])
    await mine.ask()
    running = asyncio.create_task(mine.run())
    with postgres_database.transaction() as connection:
        mine.guard(connection, TICK)
        enough = monotonic() + 3
        while monotonic() < enough:
            assert mine.token("send:1") is not None
            await asyncio.sleep(0.05)
        assert not holds(mine)
    await until(lambda: holds(mine))
    running.cancel()


@pytest.mark.usefixtures("quick")
async def test_whoever_hangs_in_a_transaction_is_followed_and_commits_nothing(
    postgres_database: Database,
) -> None:
    with Database(postgres_database.url, wait=0.5) as theirs:
        hangs, other = Leases(theirs, [TICK]), Leases(postgres_database, [TICK])
        await hangs.ask()
        running = asyncio.create_task(other.run())

        async def hang() -> None:
            with theirs.transaction() as connection:
                hangs.guard(connection, TICK)
                await until(lambda: holds(other))

        with pytest.raises(DatabaseUnreachable):
            await hang()
        running.cancel()


async def test_on_sqlite_the_one_process_holds_everything(sqlite_database: Database) -> None:
    leases = Leases(sqlite_database, [TICK])
    await leases.ask()
    assert holds(leases)
    with sqlite_database.transaction() as connection:
        leases.guard(connection, TICK)
        assert connection.execute(sa.select(lease)).all() == []
    await leases.give_up()
    assert holds(leases)


async def test_a_process_never_holds_what_it_did_not_want(sqlite_database: Database) -> None:
    assert Leases(sqlite_database, []).token(TICK) is None
