"""The way to Telegram: what a proxy or a strange certificate means for a message."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from telegram.error import TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.errors import AnswerLost, NotConnected
from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.wire import UnusableCertificates, Wire
from tests.bot.channels.telegram import broken
from tests.bot.channels.telegram.broken import Talk
from tests.needs import needs_program

TELEGRAM = "https://localhost:1/bot1001:sandbox_secret/sendMessage"
ANSWER = b'{"ok":true,"result":{"message_id":7}}'


def patient(proxy: str | None = None, ca_file: Path | None = None, seconds: float = 30.0) -> Wire:
    secret = None if proxy is None else SecretStr(proxy)
    return Wire(proxy=secret, ca_file=ca_file, connect=seconds, read=seconds, write=seconds)


def quick(proxy: str | None = None) -> Wire:
    """Give a way on which too late is no connection too."""
    return patient(proxy, seconds=0.5)


async def failure(wire: Wire, url: str = TELEGRAM) -> TelegramError:
    async with AiohttpRequest(wire) as request:
        with pytest.raises(TelegramError) as caught:
            await request.post(url, RequestData([RequestParameter("text", "words", None)]))
    assert "secret" not in repr(caught.value)
    return caught.value


@asynccontextmanager
async def proxy_to(port: int) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Run a proxy that tunnels to `port`, and give its address and what it was asked."""
    asked: list[bytes] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        inside, outside = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        ways = (reader, outside), (inside, writer)
        both = [asyncio.create_task(pump(*way)) for way in ways]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for one in both:
            one.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        outside.transport.abort()
        writer.transport.abort()

    async with broken.server(talk) as address:
        yield address, asked
        await asyncio.sleep(0.05)  # both sides are closed by now: let the proxy see it


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes from one to the other."""
    while some := await reader.read(65536):
        writer.write(some)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost, which only its own file vouches for, with its key."""
    program = needs_program("openssl", package="openssl")
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    made = [
        *(str(program), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
        *("-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", str(file) + ".key"),
        *("-addext", "subjectAltName=DNS:localhost", "-out", str(file)),
    ]
    subprocess.run(made, check=True, capture_output=True)  # noqa: S603
    return file


@asynccontextmanager
async def secure_server(talk: Talk, certificate: Path) -> AsyncIterator[int]:
    """Serve by TLS, and give the port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, f"{certificate}.key")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever called does not like it here
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as running:
        yield running.sockets[0].getsockname()[1]


def url_at(port: int) -> str:
    return f"https://localhost:{port}/bot1001:sandbox_secret/sendMessage"


@pytest.mark.parametrize(
    "talk",
    [
        broken.answers("407 Proxy Authentication Required", b""),
        broken.answers("502 Bad Gateway", b""),
        broken.answers("403 Forbidden", b"<html>no</html>"),
        broken.resets,
        broken.is_silent,
        broken.answers("garbage", b""),
    ],
)
async def test_a_proxy_that_makes_no_way_means_that_nothing_was_sent(talk: Talk) -> None:
    async with broken.server(talk) as proxy:
        assert isinstance(await failure(quick(proxy)), NotConnected)


async def test_a_proxy_that_is_not_there_means_that_nothing_was_sent() -> None:
    assert isinstance(await failure(quick("http://user:secret@127.0.0.1:1")), NotConnected)


async def test_a_tunnel_to_what_speaks_no_tls_means_that_nothing_was_sent() -> None:
    async with broken.server(broken.answers("200 OK", ANSWER)) as plain:
        port = int(plain.rpartition(":")[2])
        async with proxy_to(port) as (proxy, _):
            assert isinstance(await failure(quick(proxy), url_at(port)), NotConnected)


async def test_through_a_proxy_a_call_arrives_and_the_proxy_reads_none_of_it(
    certificate: Path,
) -> None:
    talk = broken.answers("200 OK", ANSWER)
    async with (
        secure_server(talk, certificate) as port,
        proxy_to(port) as (proxy, asked),
        AiohttpRequest(patient(proxy.replace("//", "//user:word@"), certificate)) as request,
    ):
        status, body = await request.do_request(url_at(port), "POST")
    assert (status, body) == (200, ANSWER)
    (head,) = asked
    assert head.startswith(f"CONNECT localhost:{port} ".encode())
    assert b"Proxy-Authorization: Basic dXNlcjp3b3Jk" in head
    assert b"sandbox_secret" not in head


async def test_a_tunnel_that_ends_at_a_stranger_means_that_nothing_was_sent(
    certificate: Path,
) -> None:
    talk = broken.answers("200 OK", ANSWER)
    async with secure_server(talk, certificate) as port, proxy_to(port) as (proxy, _):
        assert isinstance(await failure(quick(proxy), url_at(port)), NotConnected)


async def test_a_tunnel_that_breaks_after_it_means_that_it_was_perhaps_sent(
    certificate: Path,
) -> None:
    async with (
        secure_server(broken.resets, certificate) as port,
        proxy_to(port) as (proxy, _),
    ):
        assert isinstance(await failure(patient(proxy, certificate), url_at(port)), AnswerLost)


async def test_a_certificate_that_nobody_vouches_for_means_that_nothing_was_sent(
    certificate: Path,
) -> None:
    talk = broken.answers("200 OK", ANSWER)
    async with secure_server(talk, certificate) as port:
        assert isinstance(await failure(quick(), url_at(port)), NotConnected)
        async with AiohttpRequest(patient(ca_file=certificate)) as request:
            assert await request.do_request(url_at(port), "POST") == (200, ANSWER)


async def test_a_plain_proxy_that_wants_a_password_means_that_nothing_was_sent() -> None:
    talk = broken.answers("407 Proxy Authentication Required", b"")
    async with broken.server(talk) as proxy:
        assert isinstance(await failure(quick(proxy), "http://127.0.0.1:1/x"), NotConnected)


async def test_nobody_is_followed_elsewhere_with_the_token() -> None:
    talk = broken.answers("302 Found\r\nLocation: http://127.0.0.1:1/caught", b"")
    async with broken.server(talk) as address:
        error = await failure(patient(), f"{address}/bot1001:sandbox_secret/getMe")
    assert str(error) == "something on the way refused it (status 302)"


@pytest.mark.parametrize(
    ("content", "why"), [("no certificate", "no certificate in it"), (None, "No such file")]
)
def test_a_certificate_file_that_cannot_be_used_is_named(
    tmp_path: Path, content: str | None, why: str
) -> None:
    file = tmp_path / "firewall.pem"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(UnusableCertificates, match=f"HEARD_TELEGRAM_CA_FILE.*{why}"):
        AiohttpRequest(Wire(ca_file=file))
