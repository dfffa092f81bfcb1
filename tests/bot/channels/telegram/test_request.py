import asyncio
import socket
import traceback
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InputFile
from telegram.error import TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.errors import AnswerLost, NotConnected, TooManyRequests
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.wire import Wire
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.channels.telegram import broken
from tests.bot.channels.telegram.conftest import TOKEN

PATIENT = Wire(connections=1, connect=30, read=30, write=30)


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(PATIENT) as made:
        yield made


@pytest.fixture(params=["call", "post"])
def way(request: pytest.FixtureRequest) -> str:
    """By Heard's own calls, or by those of the library."""
    return str(request.param)


async def failure(
    request: AiohttpRequest, address: str, way: str = "post", **within: float
) -> TelegramError:
    """Post something, and give the error, which must not tell the token."""
    url = f"{address}/bot{TOKEN}/sendMessage"
    data = RequestData([RequestParameter("text", "secret words", None)])
    called = way == "call"
    asked = request.call(url, data.parameters) if called else request.post(url, data, **within)
    with pytest.raises(TelegramError) as caught:
        await asked
    error: BaseException | None = caught.value
    told = "".join(traceback.format_exception(caught.value))
    while error is not None:
        told += f"{error} {error!r}"
        error = error.__cause__ or error.__context__
    assert TOKEN not in told
    return caught.value


async def test_nobody_listening_means_that_nothing_was_sent(
    request_: AiohttpRequest, way: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert isinstance(await failure(request_, f"http://127.0.0.1:{port}", way), NotConnected)


async def test_an_address_that_is_none_means_that_nothing_was_sent(
    request_: AiohttpRequest, way: str
) -> None:
    assert isinstance(await failure(request_, "http://[nowhere", way), NotConnected)


async def test_no_free_connection_means_that_nothing_was_sent(request_: AiohttpRequest) -> None:
    came = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        came.set()
        await broken.is_silent(reader, writer)

    async with broken.server(talk) as address:
        first = asyncio.create_task(failure(request_, address))
        await asyncio.wait_for(came.wait(), 30)
        second = await failure(request_, address, pool_timeout=0.05, connect_timeout=0.05)
        assert isinstance(second, NotConnected)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_a_reset_means_that_it_was_perhaps_sent(request_: AiohttpRequest, way: str) -> None:
    async with broken.server(broken.resets) as address:
        assert isinstance(await failure(request_, address, way), AnswerLost)


async def test_silence_means_that_it_was_perhaps_sent(way: str) -> None:
    async with (
        broken.server(broken.is_silent) as address,
        AiohttpRequest(Wire(connections=1, connect=30, read=0.3, write=30)) as request_,
    ):
        assert isinstance(await failure(request_, address, way), AnswerLost)


async def test_half_an_answer_means_that_it_was_perhaps_sent(
    request_: AiohttpRequest, way: str
) -> None:
    async with broken.server(broken.answers("200 OK", b'{"ok":', claims=500)) as address:
        assert isinstance(await failure(request_, address, way), AnswerLost)


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (b'{"ok":false,"error_code":429,"parameters":{"retry_after":17}}', 17),
        (b'{"ok":false,"error_code":429}', 1),
        (b"slow down", 1),
        (b"[]", 1),
    ],
)
async def test_too_many_requests_say_how_long_to_wait(
    request_: AiohttpRequest, body: bytes, seconds: float, way: str
) -> None:
    async with broken.server(broken.answers("429 Too Many Requests", body)) as address:
        error = await failure(request_, address, way)
    assert isinstance(error, TooManyRequests)
    assert error.seconds == seconds


async def test_an_answer_that_cannot_be_read_stays_out_of_the_log(
    request_: AiohttpRequest, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    async with broken.server(broken.answers("200 OK", b"words of somebody")) as address:
        await failure(request_, address, way)
    assert "words of somebody" not in caplog.text


async def test_before_it_is_initialised_nothing_is_sent(way: str) -> None:
    assert isinstance(await failure(AiohttpRequest(), "http://127.0.0.1:1", way), NotConnected)


async def test_what_comes_before_an_answer_is_not_taken_for_it(request_: AiohttpRequest) -> None:
    good = b'{"ok":true,"result":7}'

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await broken.answers("200 OK", good)(reader, writer)

    async with broken.server(talk) as address:
        assert await request_.call(f"{address}/bot{TOKEN}/getMe", {}) == 7


async def test_what_is_no_answer_means_that_it_was_perhaps_sent(
    request_: AiohttpRequest, way: str
) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"what?\r\n\r\n")
        await writer.drain()

    async with broken.server(talk) as address:
        assert isinstance(await failure(request_, address, way), AnswerLost)


async def test_the_answer_to_a_call_that_was_given_up_goes_to_no_other(
    request_: AiohttpRequest,
) -> None:
    numbers, came, given_up = iter(range(1, 9)), asyncio.Event(), asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = next(numbers)
        await reader.readuntil(b"\r\n\r\n")
        came.set()
        if number == 1:
            await given_up.wait()
        good = b'{"ok":true,"result":%d}' % number
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(good), good))
        await reader.read()

    async with broken.server(talk) as address:
        url = f"{address}/bot{TOKEN}/getMe"
        calling = asyncio.create_task(request_.call(url, {}))
        await asyncio.wait_for(came.wait(), 30)
        calling.cancel()
        await asyncio.gather(calling, return_exceptions=True)
        given_up.set()
        assert await request_.call(url, {}) == 2


async def test_the_library_itself_can_send_files_through_it(sandbox: Sandbox, phone: Phone) -> None:
    made = AiohttpRequest()
    bot = Bot(TOKEN, base_url=sandbox.base_url, request=made, get_updates_request=AiohttpRequest())
    async with bot:
        leaflet = InputFile(b"%PDF-1.4", filename="leaflet.pdf")
        await bot.send_document(phone.id, leaflet, caption="Our leaflet")
    assert phone.last is not None
    assert phone.last.text == "Our leaflet"
