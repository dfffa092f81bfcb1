"""The small web server: where it listens, what it refuses, how it stops."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.web.guard import MOST_BODY
from bot.web.listening import CannotListen
from bot.web.server import WebServer
from tests.bot.web.conftest import Serve


async def length(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def breaks(_: Request) -> Response:
    raise RuntimeError("words of somebody")


ROUTES = [Route("/length", length, methods=["POST"]), Route("/breaks", breaks)]


async def test_every_answer_allows_a_browser_nothing_and_does_not_tell_what_serves_it(
    serve: Serve,
) -> None:
    async with serve(ROUTES) as pages:
        answers = [
            await pages.call("POST", "/length", data=b"12345"),
            await pages.get("/unknown"),
            await pages.get("/length"),
            await pages.get("/breaks"),
            await pages.call("POST", "/length", data=BytesIO(bytes(MOST_BODY + 1))),
        ]
    assert [one.status for one in answers] == [200, 404, 405, 500, 413]
    assert answers[0].body == b"5"
    for one in answers:
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["content-security-policy"].startswith("default-src 'none'")
        assert one.headers["cache-control"] == "no-store"
        assert "server" not in one.headers


async def test_a_body_without_a_length_is_bounded_too(serve: Serve) -> None:
    async def parts(many: int) -> AsyncIterator[bytes]:
        for _ in range(many):
            yield bytes(1024 * 1024)

    async with serve(ROUTES) as pages:
        assert (await pages.call("POST", "/length", data=parts(2))).status == 200
        assert (await pages.call("POST", "/length", data=parts(3))).status == 413


async def test_a_fault_is_told_by_its_kind_and_not_with_its_words(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logged:
        async with serve(ROUTES) as pages:
            answer = await pages.get("/breaks")
    assert (answer.status, b"words" in answer.body) == (500, False)
    assert "words of somebody" not in caplog.text
    (line,) = logged
    assert line["event"] == "a page failed"
    assert line["exc_info"] is True, "bot.logs puts the kind and the places in its stead"


async def test_a_place_that_is_taken_is_told_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen) as caught:
            async with WebServer(("127.0.0.1", port), ROUTES):
                pass
    assert str(caught.value) == (
        f"The web server cannot listen at 127.0.0.1:{port}: another program uses it. "
        "Set HEARD_WEB_LISTEN to another address, or to off."
    )
    assert caught.value.__context__ is None


@pytest.mark.parametrize("host", ["203.0.113.1", "no-such-host.invalid"])
async def test_a_place_that_is_not_here_is_told_too(host: str) -> None:
    with pytest.raises(CannotListen, match="cannot listen at"):
        async with WebServer((host, 0), ROUTES):
            pass


async def test_its_port_is_known_and_free_again_when_it_has_stopped() -> None:
    async with WebServer(("127.0.0.1", 0), ROUTES) as first:
        port = first.port
    assert port > 0
    async with WebServer(("127.0.0.1", port), ROUTES) as second:
        assert second.address == f"http://127.0.0.1:{port}"


async def test_it_stops_while_somebody_keeps_a_connection_open() -> None:
    async with asyncio.timeout(30):
        async with WebServer(("127.0.0.1", 0), ROUTES) as server:
            _, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"GET /length HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.sleep(0.05)
        writer.close()
        await writer.wait_closed()


async def test_signals_stay_with_the_program() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    async with WebServer(("127.0.0.1", 0), ROUTES):
        await asyncio.sleep(0.05)
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
