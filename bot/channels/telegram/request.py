"""HTTP for python-telegram-bot by aiohttp: six times as fast as its own client.

Failures say whether the call may have reached Telegram (`AnswerLost`) or not (`NotConnected`).
They name the kind of failure only: aiohttp's own words hold the address, and so the token.
"""

import json
from asyncio import IncompleteReadError
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    InvalidURL,
    TCPConnector,
)
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.errors import AnswerLost, NotConnected, TooManyRequests

_TOO_MANY = 429
_UNSTATED_WAIT = 1.0  # seconds, where a 429 does not say


class AiohttpRequest(BaseRequest):
    """Keeps up to `connections` open from `initialize` to `shutdown`. Times are in seconds."""

    __slots__ = ("_connect", "_connections", "_read", "_session", "_write")

    def __init__(
        self,
        connections: int = 64,
        *,
        connect: float = 5.0,
        read: float = 10.0,
        write: float = 20.0,
    ) -> None:
        self._connections = connections
        self._connect, self._read, self._write = connect, read, write
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long to wait for an answer."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool of connections."""
        if self._session is None:
            connector = TCPConnector(limit=self._connections, ttl_dns_cache=300)
            self._session = ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917  as python-telegram-bot calls it
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Give status and body. Raises NotConnected, AnswerLost or TooManyRequests."""
        within = self._within(connect_timeout, pool_timeout, write_timeout, read_timeout)
        status, body = await self._call(method, url, within, **_body(request_data))
        if status == _TOO_MANY:
            raise TooManyRequests(_wait(body))
        return status, body

    async def fetch(self, url: str, most: int) -> bytes:
        """Fetch a file of at most `most` bytes. Raises OSError and what `do_request` raises."""
        status, body = await self._call("GET", url, self._within(), most=most)
        if status != 200:  # noqa: PLR2004
            raise OSError(f"The file cannot be fetched (status {status}).")
        if len(body) > most:
            raise OSError(f"The file is larger than {most} bytes.")
        return body

    async def _call(
        self, method: str, url: str, within: ClientTimeout, *, most: int = -1, **body: Any
    ) -> tuple[int, bytes]:
        failure: TelegramError
        if self._session is None:
            raise NotConnected("not started")
        try:
            async with self._session.request(method, url, timeout=within, **body) as answer:
                return answer.status, await (answer.read() if most < 0 else _some(answer, most))
        except (ClientConnectorError, ConnectionTimeoutError, InvalidURL) as error:
            failure = NotConnected(f"no connection ({type(error).__name__})")
        except (ClientError, OSError) as error:
            failure = AnswerLost(f"no answer ({type(error).__name__})")
        raise failure  # outside, so that it does not carry aiohttp's error along

    def _within(
        self,
        connect: Any = BaseRequest.DEFAULT_NONE,
        pool: Any = BaseRequest.DEFAULT_NONE,
        write: Any = BaseRequest.DEFAULT_NONE,
        read: Any = BaseRequest.DEFAULT_NONE,
    ) -> ClientTimeout:
        chosen = _chosen(connect, self._connect)
        waiting = _chosen(pool, self._connect) + chosen
        answering = _chosen(read, self._read)
        total = waiting + _chosen(write, self._write) + answering
        return ClientTimeout(total=total, connect=waiting, sock_connect=chosen, sock_read=answering)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer, without putting one that cannot be read into the log."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("the answer is no JSON object")
        return {"result": None} | answer


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters}
    form = FormData(data.json_parameters)
    for field, (name, content, kind) in data.multipart_data.items():
        form.add_field(field, content, filename=name, content_type=kind)
    return {"data": form}


async def _some(answer: ClientResponse, most: int) -> bytes:
    """Read one byte more than `most` at the most, which tells that there is more."""
    try:
        return await answer.content.readexactly(most + 1)
    except IncompleteReadError as error:
        return error.partial


def _wait(body: bytes) -> float:
    try:
        return float(json.loads(body)["parameters"]["retry_after"])
    except (ValueError, TypeError, LookupError):
        return _UNSTATED_WAIT


def _chosen(given: Any, usual: float) -> float:
    return float(given) if isinstance(given, int | float) else usual
