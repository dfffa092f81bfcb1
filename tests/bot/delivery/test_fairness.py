"""Nobody is overtaken for ever, and no network waits for another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot.delivery import claims, inbox, outbox, way
from bot.delivery import sender as sending
from bot.delivery.leases import sends_for
from bot.delivery.pacing import Rates
from bot.delivery.ports import TooFast
from bot.delivery.sender import Clocks, Sender
from bot.delivery.worker import Worker
from bot.involvement import setup
from bot.store import tables
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post, Scripted, held, until
from tests.bot.delivery.test_sender import sender
from tests.bot.delivery.test_straight import to

TWENTY = Rates(everybody=20.0, chat=0.0)


@pytest.fixture
def post(hall: Hall) -> Post:
    return Post(hall)


def another_network(hall: Hall) -> int:
    """Give the account of a second network in the same database."""
    with hall.database.transaction() as connection:
        connection.execute(tables.channel_account.update().values(bot=1001))
        number = setup.ensure_network(
            connection, "hillside", "Hillside", NOW, languages=("en_GB",), signposts={}
        )
        return setup.ensure_account(connection, number, "token of hillside", 2002)


def move(hall: Hall, person: str, account: int) -> None:
    """Let what waits for somebody go by another account."""
    place = tables.address.c.external_id == person
    with hall.database.transaction() as connection:
        number = connection.execute(sa.select(tables.address.c.id).where(place)).scalar_one()
        mine = tables.outbox.update().where(tables.outbox.c.address_id == number)
        connection.execute(mine.values(channel_account_id=account))


@asynccontextmanager
async def sending_for_two(post: Post, other: int, before: list[int]) -> AsyncIterator[None]:
    """Let one process send for two networks.

    `before` gathers how many messages the first had sent when the other sent one.
    """
    hall, first = post.hall, Scripted()
    second = Scripted(lambda _: before.append(len(first.sent)))
    channels = {hall.account: first, other: second}
    leases = await held(hall.database, *map(sends_for, channels))
    clocks = Clocks(lambda: NOW, lambda: datetime.now(UTC))
    one = Sender(hall.database, channels, clocks, leases, rates=TWENTY)
    running = asyncio.create_task(one.run())
    yield
    one.finish()
    await asyncio.wait_for(running, 30)


# --- networks beside each other -------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["nag", "reply"])
async def test_a_network_with_much_to_send_holds_up_no_other(post: Post, kind: str) -> None:
    *many, last = post.hall.seat(101)
    other = another_network(post.hall)
    for person in many:
        post.put(person, "much", kind=kind, due_at=NOW - timedelta(minutes=1))
    post.put(last, "little", kind=kind)
    move(post.hall, last, other)
    before: list[int] = []
    async with sending_for_two(post, other, before):
        await until(lambda: bool(before))
    assert before[0] < 60


def test_a_claim_for_one_network_looks_at_no_row_of_another(post: Post) -> None:
    other = another_network(post.hall)
    people = post.hall.seat(3)
    for person in people:
        post.put(person, "bulk", kind="nag")
    move(post.hall, people[0], other)
    with post.hall.database.transaction() as connection:
        found = claims.claim(connection, NOW, [claims.Room(other, None, bulk=0)])
        assert found.more == {(other, "bulk")}
        found = claims.claim(connection, NOW, [claims.Room(other, None)])
        assert [one.account for one in found.claimed] == [other]
        assert not found.more


async def test_an_update_of_a_network_that_is_served_elsewhere_is_left_alone(hall: Hall) -> None:
    (person,) = hall.seat(1)
    other = another_network(hall)
    with hall.database.transaction() as connection:
        inbox.store(connection, other, [hall.text(person, "to hillside")], NOW)
    worker_name = None if hall.database.is_sqlite else "this process"
    room = replace(hall.room, worker=worker_name)
    worker = Worker(hall.database, room, lambda: NOW, {}, lambda _: None)
    for _ in range(4):
        assert await worker.take_some() == 0
    assert [(row["status"], row["tries"]) for row in hall.rows(tables.inbox)] == [("waiting", 0)]


# --- replies --------------------------------------------------------------------------------------


async def test_replies_that_wait_for_their_turn_are_not_overtaken(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [0.0]
    for module in (sending, way):
        monkeypatch.setattr(module, "monotonic", lambda: moment[0])
    hall = post.hall
    people = hall.seat(200)
    messages = [to(hall, person, f"{number}") for number, person in enumerate(people)]
    async with sender(post, rates=TWENTY) as (one, channel):
        await until(lambda: one.straight(hall.account, 1) is not None)
        for message in messages:
            found = await hall.database.write(
                partial(outbox.write_straight, messages=[message], now=NOW, straight=one.straight)
            )
            one.send_straight(found.straight)
            if found.waiting:
                one.ring()
            moment[0] += 1 / 60  # three times as many as may go, however long a write takes
            await asyncio.sleep(1 / 60)
        await until(lambda: len(channel.sent) > 30)
        sent = [int(said) for said in channel.sent]
    assert len(sent) < 150
    waits = min(set(range(200)).difference(sent))
    assert max(sent) - waits <= 48, "what is sent at once is never far ahead of what waits"


async def test_after_a_wait_for_everybody_nothing_goes_that_waited_for_its_turn(
    post: Post,
) -> None:
    for person in post.hall.seat(12):
        post.put(person, "a reply")
    waits = [TooFast(60.0)] * 2
    async with sender(post, lambda _: waits.pop() if waits else None, rates=TWENTY) as (_, channel):
        await until(lambda: not waits)
        await asyncio.sleep(1.0)
    later = channel.at[2:]
    assert not later or min(later) - channel.at[1] >= 60.0
