import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
from pydantic import SecretStr

from bot.channels.telegram import TelegramChannel, WrongToken
from bot.channels.telegram.receiver import Receiver
from bot.channels.telegram.request import AiohttpRequest
from bot.delivery.ports import Arrived, InboxFull, Intake
from bot.involvement.languages import Catalogues
from bot.sandbox.model import Webhook
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.channels.telegram import broken
from tests.bot.channels.telegram.conftest import TOKEN
from tests.journeys.consultations import until


class Shelf:
    """Keeps what arrives, and can be made to wait or to fail."""

    def __init__(self) -> None:
        self.kept: list[Arrived] = []
        self.open = asyncio.Event()
        self.open.set()
        self.asked = asyncio.Event()
        self.failures = 0
        self.full = 0

    async def take(self, arrived: Sequence[Arrived]) -> None:
        self.asked.set()
        await self.open.wait()
        if self.full:
            self.full -= 1
            raise InboxFull
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full of somebody's words")
        self.kept.extend(arrived)


@asynccontextmanager
async def run(receiver: Receiver) -> AsyncIterator[None]:
    task = asyncio.create_task(receiver.run(Shelf().take))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def receiving(channel: TelegramChannel, intake: Intake) -> AsyncIterator[None]:
    task = asyncio.create_task(channel.receive(intake))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_each_update_is_stored_once_with_its_sender_in_order(
    channel: TelegramChannel, sandbox: Sandbox, phone: Phone
) -> None:
    carer = sandbox.new_person("carer, reads Welsh", "cy")
    carer.open(payload="poster-1")
    shelf = Shelf()
    async with receiving(channel, shelf.take):
        await sandbox.settled()
        phone.type("Bus")
        phone.edit(2, "Train")
        phone.block()
        await sandbox.settled()
    assert [one.sender for one in shelf.kept] == [
        str(person.id) for person in (phone, carer, phone, phone, phone)
    ]
    heard = [channel.read(one.payload) for one in shelf.kept]
    assert [one and (one.kind, one.text, one.guess) for one in heard] == [
        ("opened", "", "ur"),
        ("opened", "poster-1", "cy"),
        ("typed", "Bus", "ur"),
        ("edited", "Train", "ur"),
        ("blocked", "", "ur"),
    ]
    ids = [int(one.external_id) for one in shelf.kept]
    assert ids == sorted(set(ids))


async def test_nothing_is_confirmed_before_it_is_stored(
    channel: TelegramChannel, sandbox: Sandbox, phone: Phone
) -> None:
    shelf = Shelf()
    shelf.open.clear()
    async with receiving(channel, shelf.take):
        await asyncio.wait_for(shelf.asked.wait(), 30)
        phone.type("while the disk is slow")
        await asyncio.sleep(0.1)
        assert len(sandbox.world.bot().queue) == 2
    assert shelf.kept == []
    shelf.open.set()
    async with receiving(channel, shelf.take):
        await sandbox.settled()
    assert [one.payload["message"]["text"] for one in shelf.kept] == [
        "/start",
        "while the disk is slow",
    ]


async def test_an_offset_is_sent_once_and_then_left_out(
    channel: TelegramChannel, sandbox: Sandbox, catalogues: Catalogues, phone: Phone
) -> None:
    made = TelegramChannel(SecretStr(TOKEN), sandbox.address, catalogues.say, poll_seconds=0)
    async with made, receiving(made, Shelf().take):
        await sandbox.settled()
        await until(lambda: len(sandbox.calls.of("getUpdates")) >= 3)
    first, second, third, *_ = sandbox.calls.of("getUpdates")
    first_id = sandbox.world.bot().queue.confirmed[0].id
    offsets = [call.parameters.get("offset") for call in (first, second, third)]
    assert offsets == [None, first_id + 1, None]
    assert channel.username == "heard_bot"
    assert phone.messages


async def test_what_could_not_be_stored_is_asked_for_again(
    channel: TelegramChannel,
    sandbox: Sandbox,
    phone: Phone,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf = Shelf()
    shelf.failures = 3
    async with receiving(channel, shelf.take):
        phone.type("again")
        await sandbox.settled()
    assert [one.payload["message"]["text"] for one in shelf.kept] == ["/start", "again"]
    assert "what came could not be stored (OSError)" in caplog.text
    assert "somebody's words" not in caplog.text


async def test_a_second_receiver_says_so_and_the_first_goes_on(
    channel: TelegramChannel,
    sandbox: Sandbox,
    phone: Phone,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf = Shelf()
    async with receiving(channel, shelf.take):
        queue = sandbox.world.bot().queue
        await until(lambda: not len(queue) and queue._poller)  # noqa: SLF001  it waits there
        await queue.poll(0, 1, 0)
        phone.type("still here")
        await sandbox.settled()
    assert "another program receives for this bot" in caplog.text
    assert shelf.kept[-1].payload["message"]["text"] == "still here"


async def test_a_webhook_that_is_still_set_is_removed_and_nothing_is_lost_by_that(
    channel: TelegramChannel, sandbox: Sandbox, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.world.bot().webhook = Webhook("https://example.org/hook")
    phone.type("before")
    shelf = Shelf()
    async with receiving(channel, shelf.take):
        await sandbox.settled()
    assert [one.payload["message"]["text"] for one in shelf.kept] == ["/start", "before"]
    assert "A webhook took this bot's updates." in caplog.text
    assert sandbox.world.bot().webhook is None


async def test_while_the_inbox_is_full_nothing_is_confirmed_and_all_comes_later(
    channel: TelegramChannel, sandbox: Sandbox, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf()
    shelf.full = 3
    async with receiving(channel, shelf.take):
        phone.type("again")
        await sandbox.settled()
    assert [one.payload["message"]["text"] for one in shelf.kept] == ["/start", "again"]
    assert caplog.text == ""


async def test_it_is_known_when_telegram_last_answered(
    channel: TelegramChannel, sandbox: Sandbox, phone: Phone
) -> None:
    before = channel.last_heard
    async with receiving(channel, Shelf().take):
        await sandbox.settled()
    assert phone.messages
    assert before is not None
    assert channel.last_heard is not None
    assert channel.last_heard > before


async def test_a_token_that_is_taken_back_ends_receiving(
    channel: TelegramChannel, sandbox: Sandbox
) -> None:
    del sandbox.world.bots[TOKEN]
    with pytest.raises(WrongToken, match="BotFather") as caught:
        await channel.receive(Shelf().take)
    assert caught.value.__context__ is None


async def test_a_long_wait_that_telegram_asks_for_is_kept(
    caplog: pytest.LogCaptureFixture,
) -> None:
    refusal = {"ok": False, "error_code": 429, "parameters": {"retry_after": 1}}
    talk = broken.answers("429 Too Many Requests", json.dumps(refusal).encode())
    async with broken.server(talk) as address, AiohttpRequest() as request:
        receiver = Receiver(request, f"{address}/bot1:x", poll_seconds=1, first_pause=0.01)
        async with run(receiver):
            await until(lambda: caplog.records)
    (record,) = caplog.records
    assert record.getMessage() == (
        "Nothing received: Too many requests: wait 1 s. Trying again in 1.0 s."
    )


async def test_pauses_grow_while_nobody_answers(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    async with AiohttpRequest() as request:
        receiver = Receiver(request, "http://127.0.0.1:1/bot1:x", poll_seconds=1, first_pause=0.2)
        async with run(receiver):
            await until(lambda: len(caplog.records) >= 4)
    pauses = [float(one.getMessage().split()[-2]) for one in caplog.records[:4]]
    assert pauses == sorted(pauses)
    assert pauses[-1] >= 0.8, "half of what it is at most, which is twice as long each time"
    assert all("no connection" in record.getMessage() for record in caplog.records)
