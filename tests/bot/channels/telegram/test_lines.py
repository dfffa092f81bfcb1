import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.channels.telegram import lines as lines_module
from bot.channels.telegram.errors import AnswerLost, NotConnected
from bot.channels.telegram.lines import Lines
from tests.bot.channels.telegram import broken
from tests.bot.channels.telegram.broken import Talk

BODY = b'{"ok":true,"result":"a"}'


@asynccontextmanager
async def opened(most: int = 4, trusted: ssl.SSLContext | None = None) -> AsyncIterator[Lines]:
    made = Lines(most, trusted)
    try:
        yield made
    finally:
        await made.close()


async def post(lines: Lines, address: str, within: float = 0.5) -> tuple[int, bytes]:
    return await lines.post(f"{address}/bot1:x/getMe", b"{}", connect=within, answer=within)


def says(*pieces: bytes, times: int = 1) -> Talk:
    """Answer so many requests on one connection with these pieces, one after the other."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(times):
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split()[0]))
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)

    return talk


def whole(body: bytes = BODY, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


CHUNKS = b"".join(b"%x;a=b\r\n%b\r\n" % (len(part), part) for part in (BODY[:9], BODY[9:]))


@pytest.mark.parametrize(
    "pieces",
    [
        [whole()],
        [bytes([byte]) for byte in whole()],
        [b"HTTP/1.1 100 Continue\r\n\r\n", whole()],
        [b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", CHUNKS, b"0\r\n\r\n"],
        [b"HTTP/1.0 200 OK\r\n\r\n", BODY],
        [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", BODY],
    ],
)
async def test_an_answer_is_read_however_it_comes(pieces: list[bytes]) -> None:
    async with broken.server(says(*pieces)) as address, opened() as lines:
        assert await post(lines, address) == (200, BODY)


async def test_calls_go_one_after_the_other_on_one_line() -> None:
    served = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal served
        served += 1
        await says(whole(), times=3)(reader, writer)

    async with broken.server(talk) as address, opened() as lines:
        for _ in range(3):
            assert await post(lines, address) == (200, BODY)
    assert served == 1


async def test_a_line_that_the_server_closed_meanwhile_is_not_used_again() -> None:
    async with broken.server(says(whole())) as address, opened() as lines:
        for _ in range(3):
            assert await post(lines, address) == (200, BODY)
            await asyncio.sleep(0.02)


async def test_a_line_that_was_idle_for_long_is_not_used_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines_module, "IDLE", 0.0)
    async with broken.server(says(whole())) as address, opened() as lines:
        assert await post(lines, address) == await post(lines, address) == (200, BODY)


@pytest.mark.parametrize(
    "talk",
    [
        broken.resets,
        broken.is_silent,
        broken.answers("200 OK", BODY, claims=500),
        says(b"no such thing\r\n\r\n"),
        says(b"HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n"),
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
        says(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 20_000),
    ],
)
async def test_what_is_no_whole_answer_was_perhaps_sent(talk: Talk) -> None:
    async with broken.server(talk) as address, opened() as lines:
        with pytest.raises(AnswerLost):
            await post(lines, address, within=0.3)
        with pytest.raises(AnswerLost):  # on a line of its own, not on what was left
            await post(lines, address, within=0.3)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://[nowhere", "ftp://a", "http://"])
async def test_where_nobody_listens_nothing_was_sent(address: str) -> None:
    async with opened() as lines:
        with pytest.raises(NotConnected):
            await post(lines, address)


async def test_where_no_line_is_free_nothing_was_sent() -> None:
    async with broken.server(broken.is_silent) as address, opened(most=1) as lines:
        first = asyncio.create_task(post(lines, address))
        await asyncio.sleep(0.05)
        with pytest.raises(NotConnected):
            await post(lines, address, within=0.05)
        with pytest.raises(AnswerLost):
            await first


async def test_a_call_that_is_given_up_leaves_no_answer_for_the_next() -> None:
    async with broken.server(broken.is_silent) as address, opened() as lines:
        given_up = asyncio.create_task(post(lines, address))
        await asyncio.sleep(0.05)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        with pytest.raises(AnswerLost):
            await post(lines, address, within=0.1)


def pieces_of(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 3):
        yield b"%X\r\n%b\r\n" % (len(body[start : start + 3]), body[start : start + 3])


@given(some.binary(max_size=40), some.integers(0, 200))
def test_chunks_are_joined_once_all_are_there(body: bytes, cut: int) -> None:
    sent = b"".join(pieces_of(body)) + b"0\r\n\r\n"
    unchunked = lines_module._unchunked  # noqa: SLF001  a pure function worth looking at alone
    assert unchunked(bytearray(sent)) == body
    if cut < len(sent) - 2:
        assert unchunked(bytearray(sent[:cut])) is None
