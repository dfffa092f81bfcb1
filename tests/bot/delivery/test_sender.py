"""The sender: nobody waits for another, nothing is lost by a failure, and it stops tidily."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot import logs
from bot.delivery import outages, way
from bot.delivery.leases import sends_for
from bot.delivery.pacing import OPEN, USUAL, Rates
from bot.delivery.ports import NotSent, Payload, TooFast, Unknown, Unreachable
from bot.delivery.sender import Clocks, Sender
from bot.store import tables
from bot.store.errors import DatabaseBusy
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post, Scripted, held, until
from tests.bot.delivery.test_claims import a_notice, notices, opened

Answer = Callable[[Payload], Any]
NEARLY = 0.99  # what is kept of a wait is kept by another clock


@pytest.fixture
def post(hall: Hall) -> Post:
    return Post(hall)


@asynccontextmanager
async def sender(
    post: Post, answer: Answer = lambda _: None, *, rates: Rates = OPEN, now: datetime = NOW,
    channel: Scripted | None = None, ends_within: float = 30.0, **more: Any,
) -> AsyncIterator[tuple[Sender, Scripted]]:  # fmt: skip
    """Let a sender run on a channel that answers like this, until the block ends.

    What it still has on its way `ends_within` seconds after that is cut off.
    """
    channel = channel or Scripted(answer)
    leases = await held(post.hall.database, sends_for(post.hall.account))
    clocks = Clocks(lambda: now, lambda: datetime.now(UTC))
    sender = Sender(
        post.hall.database, {post.hall.account: channel}, clocks, leases, rates=rates, **more
    )
    running = asyncio.create_task(sender.run())
    try:
        yield sender, channel
    finally:
        sender.finish()
        _, late = await asyncio.wait([running], timeout=ends_within)
        running.cancel()
        if late:
            with suppress(asyncio.CancelledError):
                await running
        else:
            running.result()
        await leases.give_up()


def fast(monkeypatch: pytest.MonkeyPatch, wait: float = 0.05) -> None:
    """Wait hardly at all before what could not be sent is tried again."""
    monkeypatch.setattr(way, "WAIT_UNSENT", wait)


# --- nobody waits for another -----------------------------------------------------------------


async def test_a_slow_connection_holds_up_nobody_else(post: Post) -> None:
    slow, *others = post.hall.seat(6)
    stuck = asyncio.Event()
    post.put(slow, "slow")
    async with sender(post, lambda p: stuck if p["said"] == "slow" else None) as (one, channel):
        await until(lambda: channel.sent == ["slow"])
        for number in range(3):
            for person in others:
                post.put(person, f"reply {number}")
            one.ring()
        await until(lambda: post.states().count("sent") == 15)
        assert (
            post.hall.rows(tables.outbox, status="sending")[0]["member_id"]
            == (post.hall.members[slow])
        )
        stuck.set()
        await until(lambda: post.states().count("sent") == 16)


async def test_replies_go_while_every_bulk_message_is_stuck(post: Post) -> None:
    people = post.hall.seat(30)
    stuck = asyncio.Event()
    for person in people:
        post.put(person, "bulk", kind="nag")
    async with sender(post, lambda p: stuck if p["said"] == "bulk" else None) as (one, channel):
        await until(lambda: len(channel.sent) == 8)
        post.put(people[29], "a reply")
        one.ring()
        await until(lambda: post.states(kind="reply") == ["sent"])
        stuck.set()
        await until(lambda: post.states(kind="nag") == ["sent"] * 30)


async def test_a_reply_goes_within_a_seconds_messages_though_a_hundred_asks_are_due(
    post: Post,
) -> None:
    people = post.hall.seat(100)
    for person in people:
        post.put(person, "bulk", kind="nag")
    async with sender(post, rates=USUAL) as (one, channel):
        await until(lambda: len(channel.sent) > 10)
        asked = len(channel.sent)
        for person in people[95:]:
            post.put(person, "a reply")
        one.ring()
        await until(lambda: post.states(kind="reply") == ["sent"] * 5)
    last = len(channel.sent) - channel.sent[::-1].index("a reply")
    assert channel.sent[asked:last].count("bulk") < USUAL.everybody, "what goes in a second"


async def test_one_persons_messages_arrive_in_order_and_one_at_a_time(post: Post) -> None:
    (person,) = post.hall.seat(1)
    texts = [post.put(person, f"{number}") for number in range(12)]
    async with sender(post) as (_, channel):
        await until(lambda: post.states() == ["sent"] * 12)
    assert channel.sent == texts


# --- failures ---------------------------------------------------------------------------------


async def test_what_is_not_sent_is_tried_again_in_order(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast(monkeypatch)
    (person,) = post.hall.seat(1)
    for text in ("first", "second"):
        post.put(person, text)
    outcomes: list[Any] = [NotSent("no connection"), TooFast(0.05)]
    async with sender(post, lambda _: outcomes.pop() if outcomes else None) as (_, channel):
        await until(lambda: post.states() == ["sent"] * 2)
    assert channel.sent == ["first"] * 3 + ["second"]


async def test_a_wait_for_everybody_is_obeyed_for_everybody(post: Post) -> None:
    *refused, other = post.hall.seat(3)
    for person in refused:
        post.put(person, f"refused {person}")
    waits: list[Any] = [TooFast(0.6)] * 2
    async with sender(post, lambda _: waits.pop() if waits else None) as (one, channel):
        await until(lambda: not waits)
        post.put(other, "other")
        one.ring()
        await until(lambda: post.states() == ["sent"] * 3)
    assert min(channel.at[2:]) - channel.at[1] >= 0.6


async def test_a_wait_of_one_chat_holds_up_nobody_else(post: Post) -> None:
    refused, other = post.hall.seat(2)
    post.put(refused, "refused")
    waits: list[Any] = [TooFast(10_072)]
    async with sender(post, lambda _: waits.pop() if waits else None) as (one, channel):
        await until(lambda: not waits)
        post.put(other, "other")
        one.ring()
        await until(lambda: post.states() == ["waiting", "sent"])
        assert channel.sent == ["refused", "other"]


async def test_a_wait_is_kept_by_whoever_sends_next(post: Post) -> None:
    people = post.hall.seat(3)
    for person in people[:2]:
        post.put(person, "refused")
    waits: list[Any] = [TooFast(1.0)] * 2
    async with sender(post, lambda _: waits.pop() if waits else None) as (_, before):
        await until(lambda: len(post.hall.rows(tables.hold)) == 3)
    async with sender(post) as (one, channel):
        post.put(people[2], "another")
        one.ring()
        await until(lambda: post.states() == ["sent"] * 3)
    assert min(channel.at) - before.at[1] >= NEARLY * 1.0
    async with sender(post):
        await until(lambda: not post.hall.rows(tables.hold))


async def test_a_channel_that_breaks_on_one_message_still_sends_the_others(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast(monkeypatch)
    broken, other = post.hall.seat(2)
    post.put(broken, "broken")
    post.put(other, "fine")
    async with sender(post, lambda p: ValueError(p["said"]) if p["said"] == "broken" else None) as (
        _,
        channel,
    ):
        await until(lambda: sorted(post.states()) == ["sent", "uncertain"])
    assert channel.sent.count("broken") == 2


async def test_a_busy_database_loses_no_outcome(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = post.hall.seat(3)
    a_notice(post.hall, opened(post.hall))
    stuck = asyncio.Event()
    for person in people:
        post.put(person, "notice", kind="notice", subject=1)
    async with sender(post, lambda _: stuck) as (_, channel):
        await until(lambda: len(channel.sent) == 3)
        write, busy = post.hall.database.write, [True] * 3

        async def held(work: Any) -> Any:
            if busy:
                busy.pop()
                raise DatabaseBusy
            return await write(work)

        monkeypatch.setattr(post.hall.database, "write", held)
        stuck.set()
        await until(lambda: notices(post.hall) == [("told", None)] * 3)
    assert len(channel.sent) == 3


async def test_only_listed_testers_are_written_to(post: Post) -> None:
    tester, other = post.hall.seat(2)
    for person in (tester, other):
        post.put(person, f"to {person}")
    listed = {post.hall.account: frozenset({tester})}
    async with sender(post, testers=listed) as (_, channel):
        await until(lambda: sorted(post.states()) == ["failed", "sent"])
    assert channel.sent == [f"to {tester}"]


# --- stopping and starting --------------------------------------------------------------------


async def test_a_tidy_stop_waits_for_what_is_on_its_way_and_claims_no_more(post: Post) -> None:
    first, other = post.hall.seat(2)
    stuck = asyncio.Event()
    post.put(first, "on its way")
    async with sender(post, lambda _: stuck) as (one, channel):
        await until(lambda: len(channel.sent) == 1)
        one.finish()
        post.put(other, "waits")
        await asyncio.sleep(0.1)
        stuck.set()
    assert post.states() == ["sent", "waiting"]


async def test_a_kill_leaves_rows_that_the_next_start_takes_up(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast(monkeypatch)
    people = post.hall.seat(3)
    a_notice(post.hall, opened(post.hall))
    stuck = asyncio.Event()
    for person in people[:2]:
        post.put(person, f"reply {person}")
    post.put(people[2], "notice", kind="notice", subject=1)
    async with sender(post, lambda _: stuck, ends_within=0.0) as (_, channel):
        await until(lambda: len(channel.sent) == 3)
    assert post.states() == ["sending"] * 3

    async with sender(post) as (_, channel):
        await until(lambda: sorted(post.states()) == ["sent", "sent", "uncertain"])
    assert sorted(channel.sent) == sorted(f"reply {person}" for person in people[:2])


# --- what is logged ---------------------------------------------------------------------------


async def test_the_log_says_nothing_of_what_was_sent_or_to_whom(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast(monkeypatch)
    people = post.hall.seat(4)
    ends = {
        "private 0": ValueError(f"private to {people[0]}"),
        "private 1": Unknown("no answer"),
        "private 2": NotSent("no connection"),
        "private 3": Unreachable("blocked"),
    }
    for number, person in enumerate(people):
        post.put(person, f"private {number}")
    with capture_logs(processors=[logs.name_the_error]) as lines:
        async with sender(post, lambda p: ends.pop(p["said"], None)):
            await until(lambda: not {"waiting", "sending"} & set(post.states()))

    events = {line["event"] for line in lines} - {"lease taken", "messages arrive again"}
    assert events == {"a message failed", "not sent"}
    assert {line["error"] for line in lines if "error" in line} == {"ValueError"}
    told = str(lines)
    assert "private" not in told
    assert not [person for person in people if person in told]


# --- the channel fails for everybody --------------------------------------------------------------


def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pause hardly at all."""
    monkeypatch.setattr(outages, "FIRST_PAUSE", 0.01)
    fast(monkeypatch)


async def test_while_the_channel_fails_it_is_asked_and_no_message_is_spent(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon(monkeypatch)
    fails = [True]
    people = post.hall.seat(12)
    async with sender(post, lambda _: Unknown("500") if fails[0] else None) as (one, channel):
        channel.there = lambda: not fails[0]
        post.put(people[0], "first")
        one.ring()
        await until(lambda: channel.times_asked >= 2)
        for person in people:
            post.put(person, "more")
        one.ring()
        await until(lambda: channel.times_asked >= 5)
        assert len(channel.sent) == 1
        fails[0] = False
        await until(lambda: post.states() == ["sent"] * 13)
    assert len(channel.sent) == 14


async def test_where_the_channel_answers_but_takes_nothing_messages_go_one_at_a_time(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon(monkeypatch)
    fast(monkeypatch, wait=60.0)
    refused = [Unknown("500")] * 3
    people = post.hall.seat(20)
    async with sender(post, lambda _: refused.pop() if refused else None) as (one, channel):
        post.put(people[0], "first")
        one.ring()
        await until(lambda: channel.times_asked == 1)
        for person in people[1:]:
            post.put(person, "more")
        one.ring()
        await until(lambda: sorted(post.states()) == ["sent"] * 17 + ["waiting"] * 3)
    assert channel.times_asked <= 3
    assert len(channel.sent) == 20


async def test_a_channel_that_does_not_answer_in_time_is_asked_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon(monkeypatch)
    monkeypatch.setattr(outages, "ANSWERS_WITHIN", 0.02)
    asked = []

    class Silent(Scripted):
        async def is_there(self) -> bool:
            asked.append(1)
            if len(asked) < 3:
                await asyncio.sleep(60)
            return True

    gone = [Unknown("no answer")]
    channel = Silent(lambda _: gone.pop() if gone else None)
    async with sender(post, channel=channel) as (one, _):
        post.put(post.hall.seat(1)[0], "first")
        one.ring()
        await until(lambda: post.states() == ["sent"])
    assert len(asked) == 3
