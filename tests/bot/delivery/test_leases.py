"""Of several processes one at a time ticks, sends for a bot and polls for it."""

import asyncio
from datetime import datetime

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


def over_at(database: Database, name: str) -> datetime:
    """Give the moment at which a lease is over, if nobody renews it."""
    with database.reading() as connection:
        found = connection.execute(sa.select(lease.c.until).where(lease.c.name == name))
        until: datetime = found.scalar_one()
        return until


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
async def test_whoever_dies_is_followed(two: tuple[Leases, Leases]) -> None:
    first, other = two
    await first.ask()
    running = asyncio.create_task(other.run())
    await until(lambda: holds(other))
    assert not holds(first), "it stops trusting its lease before another has it"
    running.cancel()


async def test_whoever_renews_keeps_it(
    two: tuple[Leases, Leases], postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("LASTS", 60.0), ("SURE", 50.0), ("RENEW", 0.05)):
        monkeypatch.setattr(leasing, name, seconds)
    first, other = two
    await first.ask()
    token, moments = first.token(TICK), set[datetime]()
    running = [asyncio.create_task(one.run()) for one in two]
    while len(moments) < 5:
        moments.add(over_at(postgres_database, TICK))
        assert first.token(TICK) == token
        assert not holds(other)
        await asyncio.sleep(0.01)
    for task in running:
        task.cancel()


async def test_a_lease_that_was_lost_and_gained_again_is_signed_anew(
    two: tuple[Leases, Leases], monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [0.0]
    monkeypatch.setattr(leasing, "monotonic", lambda: moment[0])
    first, _ = two
    await first.ask()
    before = first.token(TICK)
    assert before is not None
    moment[0] += leasing.SURE
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


async def test_a_long_job_lets_no_other_lease_lapse(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [0.0]
    monkeypatch.setattr(leasing, "monotonic", lambda: moment[0])
    monkeypatch.setattr(leasing, "RENEW", 0.05)
    mine = Leases(postgres_database, [TICK, "send:1"])
    await mine.ask()
    with postgres_database.transaction() as connection:
        mine.guard(connection, TICK)
        running = asyncio.create_task(mine.run())
        for _ in range(3):
            moment[0] += leasing.SURE
            assert mine.token("send:1") is None
            await until(lambda: mine.token("send:1") is not None)
            assert not holds(mine)
    await until(lambda: holds(mine))
    running.cancel()


async def test_whoever_hangs_in_a_transaction_is_followed_and_commits_nothing(
    two: tuple[Leases, Leases], postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "LASTS", 3.0)
    monkeypatch.setattr(leasing, "RENEW", 0.2)
    hangs, other = two
    with Database(postgres_database.url, wait=0.5) as theirs:
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
