"""Replies that go straight from their turn to the sender, and those that must wait for a claim."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery import outbox
from bot.delivery.outbox import Message, Written
from bot.delivery.worker import Worker
from bot.store import tables
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post, until
from tests.bot.delivery.test_sender import sender


@pytest.fixture
def post(hall: Hall) -> Post:
    return Post(hall)


def to(hall: Hall, person: str, key: str, **more: Any) -> Message:
    """Give a reply to somebody who is there."""
    (there,) = hall.rows(tables.address, external_id=person)
    return Message(
        account=hall.account, address=there["id"], member=there["member_id"], key=key,
        kind="reply", payload={"said": key}, due_at=NOW, place=person, **more,
    )  # fmt: skip


def written(hall: Hall, *messages: Message, lease: str | None = "mine") -> Written:
    with hall.database.transaction() as connection:
        return outbox.write_straight(connection, messages, NOW, lambda *_: lease)


def keys(found: Written) -> list[Any]:
    return [one.payload["said"] for one in found.straight]


def test_a_reply_is_being_sent_from_the_start_and_signed(hall: Hall) -> None:
    (person,) = hall.seat(1)
    found = written(hall, to(hall, person, "a"), to(hall, person, "b"))
    assert keys(found) == ["a", "b"]
    assert found.waiting == 0
    rows = hall.rows(tables.outbox)
    assert [(row["status"], row["lease"], row["id"]) for row in rows] == [
        ("sending", "mine", one.id) for one in found.straight
    ]


def test_the_same_reply_is_given_once(hall: Hall) -> None:
    (person,) = hall.seat(1)
    message = to(hall, person, "a")
    assert keys(written(hall, message)) == ["a"]
    assert keys(written(hall, message)) == []
    assert len(hall.rows(tables.outbox)) == 1


def test_without_a_sender_here_a_reply_waits(hall: Hall) -> None:
    (person,) = hall.seat(1)
    found = written(hall, to(hall, person, "a"), lease=None)
    assert (keys(found), found.waiting) == ([], 1)
    assert hall.rows(tables.outbox)[0]["status"] == "waiting"


@pytest.mark.parametrize("part", [{"media": None, "edits": True}, {"place": None}])
def test_what_needs_another_look_waits_and_so_does_all_to_that_person(
    hall: Hall, part: dict[str, Any]
) -> None:
    person, other = hall.seat(2)
    unknown = replace(to(hall, person, "b"), slot="q", **part)
    found = written(hall, to(hall, person, "a"), unknown, to(hall, other, "c"))
    assert (keys(found), found.waiting) == (["c"], 2)


def test_nothing_overtakes_a_reply_that_waits(hall: Hall) -> None:
    person, other = hall.seat(2)
    written(hall, to(hall, person, "a"), lease=None)
    found = written(hall, to(hall, person, "b"), to(hall, other, "c"))
    assert (keys(found), found.waiting) == (["c"], 1)


async def test_replies_of_turns_arrive_without_a_claim(post: Post) -> None:
    hall = post.hall
    people = hall.seat(5)
    number = hall.ask()
    async with sender(post) as (one, channel):
        await until(lambda: one.straight(hall.account, 1) is not None)
        worker = Worker(
            hall.database, replace(hall.room, straight=one.straight), lambda: NOW, {},
            lambda found: one.send_straight(found.straight),
        )  # fmt: skip
        hall.store(*(hall.tap(person, "a.start", number) for person in people))
        assert await worker.take_some() == 5
        await until(lambda: post.states() == ["sent"] * 5)
    assert len(channel.sent) == 5
    assert {row["tries"] for row in hall.rows(tables.outbox)} == {1}


async def test_one_reply_follows_what_is_on_its_way_and_another_waits_for_it(post: Post) -> None:
    hall = post.hall
    (person,) = hall.seat(1)
    stuck = asyncio.Event()
    async with sender(post, lambda p: stuck if p["said"] == "a" else None) as (one, channel):
        await until(lambda: one.straight(hall.account, 1) is not None)
        for key in ("a", "b", "c"):
            with hall.database.transaction() as connection:
                message = to(hall, person, key)
                found = outbox.write_straight(connection, [message], NOW, one.straight)
            one.send_straight(found.straight)
            await until(lambda: channel.sent == ["a"])
        assert post.states() == ["sending", "sending", "waiting"]
        stuck.set()
        await until(lambda: post.states() == ["sent"] * 3)
    assert channel.sent == ["a", "b", "c"]


async def test_what_a_process_left_behind_is_taken_up_by_the_next(post: Post) -> None:
    hall = post.hall
    (person,) = hall.seat(1)
    written(hall, to(hall, person, "a"), lease="of a process that was killed")
    async with sender(post) as (_, channel):
        await until(lambda: post.states() == ["sent"])
    assert channel.sent == ["a"]
    with hall.database.reading() as connection:
        assert connection.execute(sa.select(tables.outbox.c.tries)).scalar_one() == 2
