"""What happens between two statements, two commits or two leases: nobody gets too much or nothing.

On Postgres several connections write at once; on SQLite one does, and the rest holds there too.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest

from bot.delivery import claims, outbox
from bot.delivery import leases as leasing
from bot.delivery import sender as sending
from bot.delivery.leases import Leases, sends_for
from bot.delivery.outbox import Claimed, Message, Written
from bot.delivery.pacing import OPEN
from bot.delivery.sender import Clocks, Sender
from bot.delivery.worker import Worker
from bot.involvement import own_choices
from bot.store import tables
from bot.store.database import Database
from bot.store.errors import DatabaseBusy, DatabaseUnreachable
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import LONG, Post, Scripted, held, until
from tests.bot.delivery.test_claims import a_notice, opened
from tests.bot.delivery.test_sender import sender
from tests.bot.delivery.test_straight import to


@pytest.fixture
def post(hall: Hall) -> Post:
    return Post(hall)


def before(monkeypatch: pytest.MonkeyPatch, name: str, happens: Callable[[], None]) -> None:
    """Let something happen in another connection just before a step of a claim."""
    step = getattr(claims, name)

    def wrapped(*given: Any) -> Any:
        elsewhere = Thread(target=happens)
        elsewhere.start()
        elsewhere.join()
        return step(*given)

    monkeypatch.setattr(claims, name, wrapped)


# --- between a claim's statements -----------------------------------------------------------------


def test_a_stop_in_the_middle_of_a_claim_still_stops(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(Hall(postgres_database))
    (person,) = post.hall.seat(1)
    post.put(person, "started by Heard", kind="nag")

    def stops() -> None:
        with postgres_database.transaction() as connection:
            connection.execute(tables.member.update().values(stopped_at=NOW))
            own_choices.cancel_what_waits(connection, [post.hall.members[person]])

    before(monkeypatch, "had_lately", stops)
    assert post.claimed() == []
    assert post.states() == ["cancelled"]


def test_a_claim_survives_that_somebody_is_forgotten_in_the_middle_of_it(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(Hall(postgres_database))
    gone, other = post.hall.seat(2)
    post.put(gone, "goodbye", kind="goodbye")
    post.put(other, "a reply")

    def forgets() -> None:
        member = tables.member
        with postgres_database.transaction() as connection:
            connection.execute(member.delete().where(member.c.id == post.hall.members[gone]))

    before(monkeypatch, "_whole", forgets)
    assert post.claimed() == ["a reply"]


# --- between two leases ---------------------------------------------------------------------------


@asynccontextmanager
async def sending_under(leases: Leases, post: Post, channel: Scripted) -> AsyncIterator[Sender]:
    """Let a sender run under leases that the test renews, or not."""
    clocks = Clocks(lambda: NOW, lambda: datetime.now(UTC))
    one = Sender(post.hall.database, {post.hall.account: channel}, clocks, leases, rates=OPEN)
    running = asyncio.create_task(one.run())
    yield one
    one.finish()
    await asyncio.wait_for(running, 30)


async def test_what_is_on_its_way_is_sent_once_though_the_lease_lapsed_for_a_moment(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post(Hall(postgres_database))
    person, other = post.hall.seat(2)
    a_notice(post.hall, opened(post.hall))
    post.put(person, "a reply")
    post.put(other, "a notice", kind="notice", subject=1)
    stuck, name = asyncio.Event(), sends_for(post.hall.account)
    channel = Scripted(lambda _: stuck)
    moment = [0.0]
    monkeypatch.setattr(leasing, "monotonic", lambda: moment[0])
    monkeypatch.setattr(leasing, "LASTS", LONG)
    mine = await held(postgres_database, name)
    first = mine.token(name)
    async with sending_under(mine, post, channel) as one:
        await until(lambda: len(channel.sent) == 2)
        moment[0] += LONG
        assert mine.token(name) is None
        await mine.ask()
        assert mine.token(name) not in {None, first}
        await until(lambda: one.straight(post.hall.account, 1) == mine.token(name))
        stuck.set()
        await until(lambda: post.states() == ["sent"] * 2)
    assert sorted(channel.sent) == ["a notice", "a reply"]


# --- between two commits --------------------------------------------------------------------------


async def test_a_reply_that_was_never_handed_over_is_sent_all_the_same(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "RECOVER", 0.2)
    person, other = post.hall.seat(2)
    async with sender(post) as (one, channel):
        await until(lambda: one.straight(post.hall.account, 1) is not None)
        lost = written(post, to(post.hall, person, "lost"), one)
        await until(lambda: post.states() == ["sent"])
        one.send_straight([*lost, *written(post, to(post.hall, other, "next"), one)])
        await until(lambda: post.states() == ["sent"] * 2)
        await asyncio.sleep(0.5)
    assert channel.sent == ["lost", "next"], "what came late after all was not sent again"
    assert [row["tries"] for row in post.hall.rows(tables.outbox)] == [1, 1]


async def test_what_was_claimed_though_the_answer_was_lost_is_sent_once(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "RECOVER", 0.2)
    person, other = post.hall.seat(2)
    a_notice(post.hall, opened(post.hall))
    database, lost = post.hall.database, [True]
    write = database.write

    async def loses_the_answer(work: Any) -> Any:
        value = await write(work)
        if isinstance(value, claims.Round) and value.claimed and lost:
            lost.pop()
            raise DatabaseUnreachable(reason="the server went away")
        return value

    monkeypatch.setattr(database, "write", loses_the_answer)
    async with sender(post) as (one, channel):
        await until(lambda: one.straight(post.hall.account, 1) is not None)
        post.put(person, "a reply")
        post.put(other, "a notice", kind="notice", subject=1)
        one.ring()
        await until(lambda: post.states() == ["sent"] * 2)
    assert sorted(channel.sent) == ["a notice", "a reply"]


def written(post: Post, message: Message, one: Sender) -> Sequence[Claimed]:
    """Write a reply as a turn does; whoever gets this may hand it over."""
    with post.hall.database.transaction() as connection:
        return outbox.write_straight(connection, [message], NOW, one.straight).straight


# --- between telling to stop and stopping ---------------------------------------------------------


async def test_what_was_sent_is_written_down_though_another_never_ends(post: Post) -> None:
    slow, *others = post.hall.seat(4)
    never, soon = asyncio.Event(), asyncio.Event()
    for person in others:
        post.put(person, "quick")
    post.put(slow, "slow")
    answer = {"slow": never, "quick": soon}
    async with sender(post, lambda p: answer[p["said"]], ends_within=0.0) as (one, channel):
        await until(lambda: len(channel.sent) == 4)
        one.finish()
        soon.set()
        await until(lambda: post.states().count("sent") == 3)
    assert sorted(post.states()) == ["sending", "sent", "sent", "sent"]


async def test_turns_that_were_begun_are_handed_over_before_the_worker_ends(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    (person,) = hall.seat(1)
    hall.store(hall.tap(person, "a.start", hall.ask()))
    said: list[Written] = []
    room = replace(hall.room, straight=lambda *_: "this process")
    worker = Worker(hall.database, room, lambda: NOW, {}, said.append)
    write, begun = hall.database.write, asyncio.Event()

    async def slow(work: Any) -> Any:
        begun.set()
        await asyncio.sleep(0.2)
        return await write(work)

    monkeypatch.setattr(hall.database, "write", slow)
    running = asyncio.create_task(worker.run())
    await asyncio.wait_for(begun.wait(), 30)
    worker.finish()
    await asyncio.wait_for(running, 30)
    assert [len(one.straight) for one in said] == [1]


async def test_a_busy_database_at_the_end_is_waited_for(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    (person,) = post.hall.seat(1)
    stuck, busy = asyncio.Event(), [True] * 2
    post.put(person, "a reply")
    write = post.hall.database.write

    async def is_busy(work: Any) -> Any:
        if stuck.is_set() and busy:
            busy.pop()
            raise DatabaseBusy
        return await write(work)

    monkeypatch.setattr(post.hall.database, "write", is_busy)
    async with sender(post, lambda _: stuck) as (one, channel):
        await until(lambda: len(channel.sent) == 1)
        one.finish()
        stuck.set()
    assert post.states() == ["sent"]
