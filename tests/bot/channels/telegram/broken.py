"""Servers on loopback that fail in ways that the sandbox does not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.transport import Transport
from bot.channels.telegram.wire import Wire

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[str]:
    """Serve each connection by `talk`, and give the address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except ConnectionError:
            pass  # the other side was faster
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as running:
        port = running.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read a request and break the connection."""
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.abort()


async def is_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read until the other side gives up."""
    while not reader.at_eof() and not writer.is_closing():
        await reader.read(1000)


def answers(status: str, body: bytes, *, claims: int | None = None) -> Talk:
    """Answer one request so; `claims` is a length that the body does not have."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        length = len(body) if claims is None else claims
        head = f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    return talk


@asynccontextmanager
async def transport(address: str) -> AsyncIterator[Transport]:
    """Give a transport to such a server."""
    async with AiohttpRequest(Wire(connect=30, read=30)) as request:
        yield Transport(request, f"{address}/bot1:x", f"{address}/file/bot1:x")
