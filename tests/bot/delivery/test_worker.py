"""The worker goes on, whatever one turn does."""

import asyncio
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.delivery import inbox
from bot.delivery.ports import Arrived
from bot.delivery.worker import Worker
from bot.store import tables
from conversations.content import Question
from conversations.events import Requested
from conversations.plain import to_plain
from tests.bot.delivery.hall import NOW, Hall, words
from tests.bot.delivery.post import until

STRANGE = Question(1, "of a kind that nobody knows", words("What is this?"))


def failing(connection: Connection, request: Requested, now: datetime) -> object:
    """Fail to work something out."""
    raise LookupError(connection.dialect.name, request.subject, now)


def worker_of(hall: Hall) -> Worker:
    """Give a worker that cannot work anything out."""
    return Worker(hall.database, hall.room, lambda: NOW, {"c.audience": failing}, lambda _: None)


async def take_all(worker: Worker) -> int:
    """Take what waits until nothing does; gives how often there was something."""
    rounds = 0
    while await worker.take_some():
        rounds += 1
        assert rounds < 20
    return rounds


async def test_a_poisonous_turn_is_set_aside_after_three_tries_and_the_others_land(
    hall: Hall,
) -> None:
    people = hall.seat(4)
    good = hall.ask(1)
    strange = hall.ask(2, STRANGE)
    poisoned = people[1]
    hall.store(
        *(hall.tap(one, "a.start", good) for one in people if one != poisoned),
        hall.tap(poisoned, "a.start", strange),
        *(hall.tap(one, "a.choose", good, 1, 2) for one in people if one != poisoned),
        hall.text(poisoned, "/home"),
    )

    await take_all(worker_of(hall))

    assert len(hall.rows(tables.answer)) == 3
    aside = hall.rows(tables.inbox, status="poison")
    assert [(row["sender"], row["tries"]) for row in aside] == [(poisoned, inbox.TRIES)]
    assert not hall.rows(tables.inbox, status="waiting")
    said = hall.rows(tables.outbox, member_id=hall.members[poisoned])
    sorry, home = (str(one["payload"]) for one in said)
    assert "It is not your fault." in sorry
    assert "Home" in home
    hall.store(hall.tap(poisoned, "a.start", good), hall.tap(poisoned, "a.choose", good, 1, 1))
    await take_all(worker_of(hall))
    assert len(hall.rows(tables.answer)) == 4


async def test_whoever_wrote_of_danger_in_a_turn_that_fails_gets_the_number_first(
    hall: Hall,
) -> None:
    (person,) = hall.seat(1)
    number = hall.ask()
    broken = {"conversation": "answering", "version": 99, "state": {}}
    row = {"member_id": hall.members[person], "conversation": "answering", "subject": number}
    focus = {"focus_conversation": "answering", "focus_subject": number}
    with hall.database.transaction() as connection:
        connection.execute(
            tables.conversation_state.insert().values(**row, kept=broken, changed_at=NOW)
        )
        connection.execute(tables.member.update().values(**focus))

    hall.store(hall.text(person, "I have a fever"))
    await take_all(worker_of(hall))

    number_first, sorry = (str(one["payload"]) for one in hall.rows(tables.outbox))
    assert "Please call now" in number_first
    assert "It is not your fault." in sorry


async def test_what_cannot_be_worked_out_is_set_aside_and_the_worker_goes_on(hall: Hall) -> None:
    first, second = hall.seat(2)
    number = hall.ask()
    hall.store(hall.tap(first, "a.start", number))
    request = (1, hall.account, first, to_plain(Requested("c.audience", number)))
    unknown = (2, hall.account, second, to_plain(Requested("nobody.knows", number)))
    with hall.database.transaction() as connection:
        inbox.ask(connection, [request, unknown], NOW)
    hall.store(
        hall.tap(first, "a.choose", number, 1, 2), hall.tap(second, "a.start", number),
        hall.tap(second, "a.choose", number, 1, 2),
    )  # fmt: skip

    await take_all(worker_of(hall))

    assert len(hall.rows(tables.answer)) == 2
    assert len(hall.rows(tables.inbox, status="poison")) == 2
    assert not hall.rows(tables.inbox, status="waiting")


async def test_an_update_that_nobody_can_read_is_called_done(hall: Hall) -> None:
    (person,) = hall.seat(1)
    number = hall.ask()
    strange = hall.text(person, "hello")
    strange.payload["message"]["date"] = "yesterday"
    hall.store(strange, hall.tap(person, "a.start", number))

    await take_all(worker_of(hall))

    assert {row["status"] for row in hall.rows(tables.inbox)} == {"done"}


async def test_an_update_that_cannot_be_stored_is_set_aside_and_holds_up_nobody(hall: Hall) -> None:
    first, second = hall.seat(2)
    bottomless: dict[str, Any] = {}
    for _ in range(100_000):
        bottomless = {"deeper": bottomless}
    before, after = hall.text(first, "/home"), hall.text(second, "/home")
    strange = Arrived("77", first, {"update_id": 77, "message": bottomless})
    worker = worker_of(hall)

    await worker.intake(hall.account)([before, strange, after])
    await worker.intake(hall.account)([strange])

    (aside,) = hall.rows(tables.inbox, status="poison")
    assert (aside["external_id"], aside["sender"], aside["payload"]) == ("77", "", None)
    await take_all(worker)
    done = hall.rows(tables.inbox, status="done")
    assert [row["sender"] for row in done] == [first, second]


async def test_a_worker_that_is_cut_off_as_its_bell_rings_ends_all_the_same(hall: Hall) -> None:
    worker = worker_of(hall)
    running = asyncio.create_task(worker.run())
    await until(lambda: bool(worker._bell._waiters))  # noqa: SLF001
    worker.ring()
    running.cancel()
    async with asyncio.timeout(30):
        await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()
