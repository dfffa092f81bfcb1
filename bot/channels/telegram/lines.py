"""Lines: kept-alive HTTP/1.1 connections for small calls with JSON, at half of aiohttp's cost.

Every answer to a member is two such calls, and most of a turn's processor time went into them. What
a line does not understand ends it, and counts as a lost answer. Failures name their kind only:
an address holds the token.
"""

import asyncio
import socket
import ssl
from collections import defaultdict, deque
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import cast
from urllib.parse import urlsplit

from aiohappyeyeballs import start_connection

from bot.channels.telegram.errors import AnswerLost, NotConnected

IDLE = 15.0  # seconds; a server may have closed a line that was idle for longer
_LONGEST_HEAD = 1 << 16
_LONGEST_BODY = 1 << 26
_EYEBALLS = 0.25  # seconds until the next of several addresses is tried


@dataclass(frozen=True, slots=True)
class Way:
    """Where a URL leads."""

    host: str
    port: int
    secure: bool
    target: str

    @property
    def origin(self) -> tuple[str, int, bool]:
        """What lines are shared by."""
        return self.host, self.port, self.secure


class Lines:
    """Up to `most` lines at once, to any origin; `trusted` is for those over TLS."""

    def __init__(self, most: int, trusted: ssl.SSLContext | None) -> None:
        self._room = asyncio.Semaphore(most)
        self._trusted = trusted
        self._closed = False
        self._idle: defaultdict[tuple[str, int, bool], deque[_Line]] = defaultdict(deque)

    async def post(
        self, url: str, body: bytes, *, connect: float, answer: float
    ) -> tuple[int, bytes]:
        """Post JSON, and give status and body; times are in seconds.

        Raises NotConnected and AnswerLost.
        """
        try:
            way = _way(url)
        except ValueError:
            raise NotConnected("no such address") from None
        await self._enter(connect)
        try:
            line = self._take(way) or await self._open(way, connect)
            return await self._ask(line, way, body, answer)
        finally:
            self._room.release()

    async def _enter(self, within: float) -> None:
        try:
            if self._room.locked():  # waiting costs a task, and mostly nobody has to
                await asyncio.wait_for(self._room.acquire(), within)
            else:
                await self._room.acquire()
        except TimeoutError:
            raise NotConnected("no free connection") from None

    async def close(self) -> None:
        """Close the lines that are idle; those in use close after their answer."""
        self._closed = True
        for lines in self._idle.values():
            while lines:
                lines.pop().transport.abort()
        await asyncio.sleep(0)  # a transport closes with the loop's next round

    def _take(self, way: Way) -> "_Line | None":
        lines = self._idle[way.origin]
        while lines:
            line = lines.pop()
            if line.is_free and monotonic() - line.since < IDLE:
                return line
            line.transport.abort()
        return None

    async def _open(self, way: Way, within: float) -> "_Line":
        loop = asyncio.get_running_loop()
        if way.secure and self._trusted is None:
            self._trusted = await loop.run_in_executor(None, ssl.create_default_context)
        kind: str
        try:
            async with asyncio.timeout(within):
                found = await loop.getaddrinfo(way.host, way.port, type=socket.SOCK_STREAM)
                sock = await start_connection(found, happy_eyeballs_delay=_EYEBALLS)
                _, line = await loop.create_connection(
                    _Line, sock=sock, ssl=self._trusted if way.secure else None,
                    server_hostname=way.host if way.secure else None,
                )  # fmt: skip
                return line
        except (OSError, ValueError) as error:  # a time-out is an OSError too
            kind = type(error).__name__
        raise NotConnected(f"no connection ({kind})")

    async def _ask(self, line: "_Line", way: Way, body: bytes, within: float) -> tuple[int, bytes]:
        kind = ""
        try:
            async with asyncio.timeout(within):
                status, answer = await line.ask(way, body)
        except OSError as error:
            kind = type(error).__name__
        finally:
            if self._closed or not line.is_free:
                line.transport.abort()
        if kind:
            raise AnswerLost(f"no answer ({kind})")
        if line.is_free:
            self._idle[way.origin].append(line)
        return status, answer


class _Line(asyncio.Protocol):
    """One connection, one call at a time."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.since = monotonic()
        self._received = bytearray()
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._reading: _Reading | None = None
        self._over = False

    @property
    def is_free(self) -> bool:
        """Tell whether a call may go."""
        return not self._over and self._answer is None and not self.transport.is_closing()

    async def ask(self, way: Way, body: bytes) -> tuple[int, bytes]:
        """Post, and wait for the answer. Raises ConnectionError."""
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(_head(way, len(body)) + body)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Read on; what nobody asked for ends the line."""
        if self._answer is None:
            self._fail()
            return
        self._received += data
        try:
            self._read()
        except (ValueError, IndexError):
            self._fail()

    def connection_lost(self, _error: Exception | None) -> None:
        """End; what had no stated length is whole now."""
        reading = self._reading
        if self._answer and reading and reading.until_the_end:
            self._done(reading.status, bytes(self._received), goes_on=False)
        self._fail()

    def _read(self) -> None:
        while self._reading is None:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                if len(self._received) > _LONGEST_HEAD:
                    raise ValueError
                return
            reading = _read_head(bytes(self._received[:end]))
            del self._received[: end + 4]
            if reading.status >= 200:  # noqa: PLR2004  below, the answer is still to come
                self._reading = reading
        if len(self._received) > _LONGEST_BODY:
            raise ValueError
        self._read_body(self._reading)

    def _read_body(self, reading: "_Reading") -> None:
        if reading.chunked:
            whole = _unchunked(self._received)
            if whole is not None:
                self._done(reading.status, whole, goes_on=reading.goes_on)
        elif not reading.until_the_end and len(self._received) >= reading.length:
            exact = len(self._received) == reading.length
            body = bytes(self._received[: reading.length])
            self._done(reading.status, body, goes_on=reading.goes_on and exact)

    def _done(self, status: int, body: bytes, *, goes_on: bool) -> None:
        answer, self._answer, self._reading = self._answer, None, None
        self._received.clear()
        self._over |= not goes_on
        self.since = monotonic()
        if answer and not answer.done():
            answer.set_result((status, body))

    def _fail(self) -> None:
        self._over = True
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionResetError())
        self.transport.abort()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a head says of the body that follows."""

    status: int
    length: int
    chunked: bool
    goes_on: bool
    until_the_end: bool


def _read_head(head: bytes) -> _Reading:
    """Read the head of an answer. Raises ValueError or IndexError for what is none."""
    first, *lines = head.split(b"\r\n")
    version, status = first.split(b" ", 2)[:2]
    if version not in {b"HTTP/1.1", b"HTTP/1.0"}:
        raise ValueError
    fields = {}
    for line in lines:
        name, _, value = line.partition(b":")
        fields[name.strip().lower()] = value.strip().lower()
    length, chunked = fields.get(b"content-length"), b"transfer-encoding" in fields
    empty = int(status) in {204, 304}
    return _Reading(
        status=int(status),
        length=0 if empty or length is None else _natural(length, 10),
        chunked=chunked,
        goes_on=version == b"HTTP/1.1" and fields.get(b"connection") != b"close",
        until_the_end=length is None and not chunked and not empty,
    )


def _unchunked(received: bytearray) -> bytes | None:
    """Join the chunks; None while the last one is still to come. Raises ValueError."""
    body, place = bytearray(), 0
    while (end := received.find(b"\r\n", place)) >= 0:
        size = _natural(bytes(received[place:end]).partition(b";")[0].strip(), 16)
        start = end + 2
        if size == 0:
            return bytes(body) if received.find(b"\r\n", start) >= 0 else None
        if len(received) < start + size + 2:
            return None
        body += received[start : start + size]
        place = start + size + 2
    return None


def _natural(written: bytes, base: int) -> int:
    number = int(written, base)
    if number < 0:
        raise ValueError
    return number


@lru_cache(maxsize=256)
def _way(url: str) -> Way:
    """Read a URL. Raises ValueError."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isascii():
        raise ValueError
    if any(sign <= " " for sign in url):
        raise ValueError
    target = parts.path or "/"
    return Way(parts.hostname, parts.port or (443 if secure else 80), secure, target)


def _head(way: Way, length: int) -> bytes:
    host = f"[{way.host}]" if ":" in way.host else way.host
    usual = way.port == (443 if way.secure else 80)
    return (
        f"POST {way.target} HTTP/1.1\r\nHost: {host if usual else f'{host}:{way.port}'}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    ).encode()
