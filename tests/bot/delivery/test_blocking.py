"""Who blocks Heard cannot be reached until they come back; who stopped stays stopped."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from bot import logs
from bot.delivery.ports import Arrived
from bot.delivery.worker import Worker
from bot.store import tables
from bot.store.errors import DatabaseBusy
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post
from tests.bot.delivery.test_claims import a_notice, notices, opened, part


@pytest.fixture
def post(hall: Hall) -> Post:
    return Post(hall)


def becomes(person: str, update: int, status: str) -> Arrived:
    """Give the update that says that somebody blocked, or unblocked, the bot."""
    who = {"id": int(person), "is_bot": False, "first_name": "P"}
    bot = {"id": 1001, "is_bot": True, "first_name": "B"}
    left = {"status": "kicked", "user": bot, "until_date": 0}
    here = {"status": "member", "user": bot}
    old, new = (here, left) if status == "blocked" else (left, here)
    changed: dict[str, Any] = {
        "chat": {"id": int(person), "type": "private"}, "from": who, "date": 1,
        "old_chat_member": old, "new_chat_member": new,
    }  # fmt: skip
    payload = {"update_id": update, "my_chat_member": changed}
    return Arrived(str(update), person, payload)


async def take(post: Post, *arrived: Arrived) -> None:
    hall = post.hall
    for one in arrived:
        hall.store(one)
        await Worker(hall.database, hall.room, lambda: NOW, {}, lambda _: None).take_some()


def is_reached(post: Post, person: str) -> bool:
    (row,) = post.hall.rows(tables.address, external_id=person)
    return row["unreachable_since"] is None


async def test_a_block_cancels_all_that_waits_and_says_why_it_is_not_told(post: Post) -> None:
    (person,) = post.hall.seat(1)
    number = opened(post.hall)
    a_notice(post.hall, number)
    for kind in ("ask", "notice", "reply"):
        post.put(person, kind, kind=kind, subject=number)
    await take(post, becomes(person, 1, "blocked"))

    assert not is_reached(post, person)
    assert post.states() == ["cancelled"] * 3
    assert notices(post.hall) == [("untold", "unreachable")]
    assert part(post.hall) == ["unreached"]
    assert post.kept_words() == []


async def test_an_unblock_lets_them_be_reached_and_brings_nothing_old_back(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "old")
    await take(post, becomes(person, 1, "blocked"), becomes(person, 2, "unblocked"))

    assert is_reached(post, person)
    assert post.send() == []


async def test_an_unblock_does_not_undo_a_stop(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.change(tables.member, stopped_at=NOW)
    await take(post, becomes(person, 1, "blocked"), becomes(person, 2, "unblocked"))

    assert is_reached(post, person)
    assert post.hall.rows(tables.member)[0]["stopped_at"] == NOW


async def test_a_busy_database_counts_against_nobodys_turn(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    (person,) = post.hall.seat(1)
    number = post.hall.ask(1)
    post.hall.store(post.hall.tap(person, "a.start", number))
    worker = Worker(post.hall.database, post.hall.room, lambda: NOW, {}, lambda _: None)
    write = post.hall.database.write

    async def busy(_: Any) -> Any:
        raise DatabaseBusy

    monkeypatch.setattr(post.hall.database, "write", busy)
    for _ in range(5):
        with pytest.raises(DatabaseBusy):
            await worker.take_some()
    monkeypatch.setattr(post.hall.database, "write", write)
    assert [row["tries"] for row in post.hall.rows(tables.inbox, sender=person)] == [0]

    await worker.take_some()
    assert [row["status"] for row in post.hall.rows(tables.inbox, sender=person)] == ["done"]


async def test_the_log_of_a_failing_turn_holds_neither_words_nor_addresses(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    (person,) = post.hall.seat(1)
    post.hall.store(post.hall.text(person, "my private words"))

    def fails(*_: Any) -> Any:
        raise ValueError("my private words", person)

    monkeypatch.setattr("bot.delivery.turns.respond", fails)
    worker = Worker(post.hall.database, post.hall.room, lambda: NOW, {}, lambda _: None)
    with capture_logs(processors=[logs.name_the_error]) as lines:
        for _ in range(3):
            await worker.take_some()

    assert [row["status"] for row in post.hall.rows(tables.inbox)] == ["poison"]
    assert {line["event"] for line in lines} == {
        "a group of turns failed", "a turn failed", "an update was set aside",
    }  # fmt: skip
    assert "private" not in str(lines)
    assert person not in str(lines)
