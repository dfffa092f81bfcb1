"""The webhook: who may call, what is taken, and what Telegram is told of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.channels.telegram import TelegramChannel, WrongToken, webhook
from bot.channels.telegram.updates import KINDS
from bot.channels.telegram.webhook import MOST_BODY, Hook
from bot.delivery.ports import Arrived, InboxFull
from bot.involvement.languages import Catalogues
from bot.sandbox.model import Webhook
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from bot.web.server import WebServer
from tests.bot.channels.telegram import raw
from tests.bot.channels.telegram.conftest import TOKEN
from tests.journeys.consultations import until

SECRET = "a_secret-of-16-letters"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Shelf:
    """Keeps what arrives; `ends` are errors to raise first."""

    def __init__(self, *ends: Exception) -> None:
        self.kept: list[Arrived] = []
        self.ends = list(ends)
        self.open = asyncio.Event()
        self.open.set()

    async def take(self, arrived: Sequence[Arrived]) -> None:
        await self.open.wait()
        if self.ends:
            raise self.ends.pop(0)
        self.kept.extend(arrived)


class Called:
    """A channel that is called, with its web server and somebody who calls."""

    def __init__(self, channel: TelegramChannel, server: WebServer, session: ClientSession) -> None:
        self.channel, self.server, self._session = channel, server, session

    async def post(self, body: Any, secret: str | None = SECRET, **more: Any) -> int:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, _ = await self.answer(content, {HEADER: secret} if secret else {}, **more)
        return status

    async def answer(
        self, content: Any, headers: dict[str, str], path: str = "/telegram/3"
    ) -> tuple[int, dict[str, str]]:
        url = f"{self.server.address}{path}"
        async with self._session.post(url, data=content, headers=headers) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}


@asynccontextmanager
async def called(
    sandbox: Sandbox, catalogues: Catalogues, shelf: Shelf | None, secret: str | None = SECRET
) -> AsyncIterator[Called]:
    """Run a channel with a webhook; without a shelf it does not receive yet."""
    hook = Hook("https://heard.example.org/", 3, SecretStr(secret) if secret else None)
    token = SecretStr(TOKEN)
    channel = TelegramChannel(token, sandbox.address, catalogues.say, hook=hook, first_pause=0.01)
    async with (
        channel,
        WebServer(("127.0.0.1", 0), channel.routes) as server,
        ClientSession() as session,
    ):
        running = [asyncio.create_task(channel.receive(shelf.take))] if shelf else []
        if running:
            await until(lambda: sandbox.calls.of("setWebhook") and channel.last_heard)
            await sandbox.quiet()
        yield Called(channel, server, session)
        for task in running:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_telegram_is_told_where_to_call_and_with_what(
    sandbox: Sandbox, catalogues: Catalogues
) -> None:
    async with called(sandbox, catalogues, Shelf()):
        (call,) = sandbox.calls.of("setWebhook")
    assert call.parameters == {
        "url": "https://heard.example.org/telegram/3",
        "secret_token": SECRET,
        "allowed_updates": list(KINDS),
        "max_connections": 40,
        "drop_pending_updates": False,
    }


async def test_without_a_secret_of_its_own_one_is_worked_out_from_the_token(
    sandbox: Sandbox, catalogues: Catalogues
) -> None:
    async with called(sandbox, catalogues, Shelf(), secret=None) as one:
        (call,) = sandbox.calls.of("setWebhook")
        secret = call.parameters["secret_token"]
        assert await one.post(raw.message(text="Bus"), secret) == 200
        assert await one.post(raw.message(text="Bus"), SECRET) == 403
    assert secret == Hook("https://other.example.org", 9).secret_of(TOKEN), "in every process"
    assert secret != Hook("https://other.example.org", 9).secret_of("1002:another")
    assert len(secret) == 64
    assert "sandbox_secret" not in secret


async def test_an_update_is_stored_with_its_sender_before_the_answer(
    sandbox: Sandbox, catalogues: Catalogues
) -> None:
    shelf = Shelf()
    shelf.open.clear()
    async with called(sandbox, catalogues, shelf) as one:
        calling = asyncio.create_task(one.post(raw.message(text="Bus")))
        await asyncio.sleep(0.1)
        assert not calling.done()
        shelf.open.set()
        assert await calling == 200
    assert shelf.kept == [Arrived("1001", "7000000001", raw.message(text="Bus"))]


async def test_what_makes_no_sense_but_has_a_number_is_stored_too(
    sandbox: Sandbox, catalogues: Catalogues
) -> None:
    shelf = Shelf()
    odd = [{"update_id": 0}, {"update_id": 2**63 - 1, "message": [1]}, {"update_id": 5, "x": "\0"}]
    async with called(sandbox, catalogues, shelf) as one:
        assert [await one.post(update) for update in odd] == [200] * 3
    assert [(kept.sender, kept.payload) for kept in shelf.kept] == [("", each) for each in odd]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "é"])
async def test_whoever_does_not_know_the_secret_is_refused(
    sandbox: Sandbox, catalogues: Catalogues, secret: str | None
) -> None:
    shelf = Shelf()
    async with called(sandbox, catalogues, shelf) as one:
        before = one.channel.last_heard
        assert await one.post(raw.message(text="Bus"), secret) == 403
        assert one.channel.last_heard == before
    assert shelf.kept == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{",
        b"\xff\xfe",
        b'{"update_id":"1"}',
        b'{"update_id":true}',
        b'{"update_id":-1}',
        b'{"update_id":1.0}',
        b'{"update_id":9223372036854775808}',
        b'{"update_id":1,"x":NaN}',
        b'{"update_id":1,"x":1e999}',
        b'{"update_id":' + b"1" * 5000 + b"}",
        b'{"update_id":1,"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
async def test_what_cannot_be_read_is_refused(
    sandbox: Sandbox, catalogues: Catalogues, body: bytes
) -> None:
    shelf = Shelf()
    async with called(sandbox, catalogues, shelf) as one:
        assert await one.post(body) == 400
    assert shelf.kept == []


async def test_a_body_that_is_too_long_is_refused(sandbox: Sandbox, catalogues: Catalogues) -> None:
    shelf = Shelf()

    async def endless() -> AsyncIterator[bytes]:
        yield b'{"update_id":1,"x":"'
        for _ in range(MOST_BODY // 65536 + 1):
            yield b"x" * 65536

    async with called(sandbox, catalogues, shelf) as one:
        status, _ = await one.answer(endless(), {HEADER: SECRET})
        assert status == 400
        assert await one.post({"update_id": 1, "x": "x" * 500_000}) == 200
    assert len(shelf.kept) == 1


async def test_a_body_that_does_not_come_is_given_up(
    sandbox: Sandbox, catalogues: Catalogues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.1)
    async with called(sandbox, catalogues, Shelf()) as one:
        reader, writer = await asyncio.open_connection("127.0.0.1", one.server.port)
        head = f"POST /telegram/3 HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\n"
        writer.write(f"{head}Content-Length: 99\r\n\r\n{{".encode())
        assert (await asyncio.wait_for(reader.readline(), 30)).split()[1] == b"400"
        writer.close()
        await writer.wait_closed()


async def test_what_cannot_be_stored_is_to_come_again(
    sandbox: Sandbox, catalogues: Catalogues, caplog: pytest.LogCaptureFixture
) -> None:
    shelf = Shelf(InboxFull(), OSError("the disk is full of somebody's words"))
    update = json.dumps(raw.message(text="Bus")).encode()
    async with called(sandbox, catalogues, shelf) as one:
        answers = [await one.answer(update, {HEADER: SECRET}) for _ in range(3)]
    assert [status for status, _ in answers] == [503, 503, 200]
    assert [headers.get("retry-after") for _, headers in answers] == ["2", "2", None]
    assert len(shelf.kept) == 1
    assert "What came could not be stored (OSError)." in caplog.text
    assert "somebody's words" not in caplog.text


async def test_before_it_receives_all_is_to_come_again(
    sandbox: Sandbox, catalogues: Catalogues
) -> None:
    async with called(sandbox, catalogues, None) as one:
        assert await one.post(raw.message(text="Bus")) == 503


async def test_only_posts_to_its_own_path_are_for_it(
    sandbox: Sandbox, catalogues: Catalogues
) -> None:
    async with called(sandbox, catalogues, Shelf()) as one:
        assert await one.post(raw.message(text="Bus"), path="/telegram/4") == 404
        async with (
            ClientSession() as session,
            session.get(f"{one.server.address}/telegram/3") as answer,
        ):
            assert answer.status == 405


async def test_a_call_shows_that_telegram_is_there(
    sandbox: Sandbox, catalogues: Catalogues
) -> None:
    async with called(sandbox, catalogues, Shelf()) as one:
        before = one.channel.last_heard
        assert before is not None
        await asyncio.sleep(0.01)
        await one.post(raw.message(text="Bus"))
        assert one.channel.last_heard is not None
        assert one.channel.last_heard > before


async def test_while_telegram_does_not_take_it_the_webhook_is_set_again(
    sandbox: Sandbox, catalogues: Catalogues, caplog: pytest.LogCaptureFixture
) -> None:
    hook = Hook("http://heard.example.org", 3)  # which Telegram does not call
    token = SecretStr(TOKEN)
    channel = TelegramChannel(token, sandbox.address, catalogues.say, hook=hook, first_pause=0.01)
    async with channel:
        receiving = asyncio.create_task(channel.receive(Shelf().take))
        await until(lambda: len(sandbox.calls.of("setWebhook")) > 3)
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
    assert "The webhook is not sure: " in caplog.text


async def test_a_webhook_that_somebody_changed_is_set_back_and_complaints_are_logged(
    sandbox: Sandbox,
    catalogues: Catalogues,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhook, "CHECK_AGAIN", 0.1)
    async with called(sandbox, catalogues, Shelf()):
        bot = sandbox.world.bot()
        await until(lambda: sandbox.calls.of("getWebhookInfo"))
        bot.webhook = Webhook("https://somebody.else.example.org")
        await until(lambda: len(sandbox.calls.of("setWebhook")) == 2)
        assert bot.webhook.url == "https://heard.example.org/telegram/3"
        bot.webhook.last_error = "Wrong response from the webhook: 503"
        bot.webhook.last_error_date = 1795000000
        told = "Telegram could not bring an update: Wrong response from the webhook: 503"
        await until(lambda: told in caplog.text)
        checks = len(sandbox.calls.of("getWebhookInfo"))
        await until(lambda: len(sandbox.calls.of("getWebhookInfo")) > checks + 2)
        assert caplog.text.count(told) == 1


async def test_a_token_that_is_taken_back_ends_it(sandbox: Sandbox, catalogues: Catalogues) -> None:
    hook = Hook("https://heard.example.org", 3)
    token = SecretStr(TOKEN)
    async with TelegramChannel(token, sandbox.address, catalogues.say, hook=hook) as channel:
        del sandbox.world.bots[TOKEN]
        with pytest.raises(WrongToken) as caught:
            await asyncio.wait_for(channel.receive(Shelf().take), 30)
    assert caught.value.__context__ is None


async def test_what_people_write_arrives_whoever_calls_from_this_machine(
    sandbox: Sandbox, catalogues: Catalogues, phone: Phone
) -> None:
    shelf = Shelf()
    server = WebServer(("127.0.0.1", 0), [])
    async with server:
        port = server.port
    hook = Hook(f"http://127.0.0.1:{port}", 3)
    channel = TelegramChannel(SecretStr(TOKEN), sandbox.address, catalogues.say, hook=hook)
    async with channel, WebServer(("127.0.0.1", port), channel.routes):
        receiving = asyncio.create_task(channel.receive(shelf.take))
        phone.type("Bus")
        await sandbox.settled(for_seconds=0.2)
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
    assert [one.payload["message"]["text"] for one in shelf.kept] == ["/start", "Bus"]
