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

QUICK = Wire(connections=1, connect=0.3, read=0.3, write=0.3)


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(QUICK) as made:
        yield made


async def failure(request: AiohttpRequest, address: str, **within: float) -> TelegramError:
    """Post something, and give the error, which must not tell the token."""
    data = RequestData([RequestParameter("text", "secret words", None)])
    with pytest.raises(TelegramError) as caught:
        await request.post(f"{address}/bot{TOKEN}/sendMessage", data, **within)
    error: BaseException | None = caught.value
    told = "".join(traceback.format_exception(caught.value))
    while error is not None:
        told += f"{error} {error!r}"
        error = error.__cause__ or error.__context__
    assert TOKEN not in told
    return caught.value


async def test_nobody_listening_means_that_nothing_was_sent(request_: AiohttpRequest) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert isinstance(await failure(request_, f"http://127.0.0.1:{port}"), NotConnected)


async def test_an_address_that_is_none_means_that_nothing_was_sent(
    request_: AiohttpRequest,
) -> None:
    assert isinstance(await failure(request_, "http://[nowhere"), NotConnected)


async def test_no_free_connection_means_that_nothing_was_sent(request_: AiohttpRequest) -> None:
    async with broken.server(broken.is_silent) as address:
        first = asyncio.create_task(failure(request_, address))
        await asyncio.sleep(0.05)
        second = await failure(request_, address, pool_timeout=0.05, connect_timeout=0.05)
        assert isinstance(second, NotConnected)
        assert isinstance(await first, AnswerLost)


async def test_a_reset_means_that_it_was_perhaps_sent(request_: AiohttpRequest) -> None:
    async with broken.server(broken.resets) as address:
        assert isinstance(await failure(request_, address), AnswerLost)


async def test_silence_means_that_it_was_perhaps_sent(request_: AiohttpRequest) -> None:
    async with broken.server(broken.is_silent) as address:
        assert isinstance(await failure(request_, address), AnswerLost)


async def test_half_an_answer_means_that_it_was_perhaps_sent(request_: AiohttpRequest) -> None:
    async with broken.server(broken.answers("200 OK", b'{"ok":', claims=500)) as address:
        assert isinstance(await failure(request_, address), AnswerLost)


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
    request_: AiohttpRequest, body: bytes, seconds: float
) -> None:
    async with broken.server(broken.answers("429 Too Many Requests", body)) as address:
        error = await failure(request_, address)
    assert isinstance(error, TooManyRequests)
    assert error.seconds == seconds


async def test_an_answer_that_cannot_be_read_stays_out_of_the_log(
    request_: AiohttpRequest, caplog: pytest.LogCaptureFixture
) -> None:
    async with broken.server(broken.answers("200 OK", b"words of somebody")) as address:
        await failure(request_, address)
    assert "words of somebody" not in caplog.text


async def test_before_it_is_initialised_nothing_is_sent() -> None:
    assert isinstance(await failure(AiohttpRequest(), "http://127.0.0.1:1"), NotConnected)


async def test_the_library_itself_can_send_files_through_it(sandbox: Sandbox, phone: Phone) -> None:
    made = AiohttpRequest()
    bot = Bot(TOKEN, base_url=sandbox.base_url, request=made, get_updates_request=AiohttpRequest())
    async with bot:
        leaflet = InputFile(b"%PDF-1.4", filename="leaflet.pdf")
        await bot.send_document(phone.id, leaflet, caption="Our leaflet")
    assert phone.last is not None
    assert phone.last.text == "Our leaflet"
