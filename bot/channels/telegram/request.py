"""HTTP for python-telegram-bot by aiohttp: six times as fast as its own client.

Failures say whether the call may have reached Telegram (`AnswerLost`) or not (`NotConnected`).
They name the kind of failure only: aiohttp's own words hold the address, and so the token.
"""

import json
from asyncio import IncompleteReadError
from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from aiohttp import (
    ClientError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    InvalidURL,
    TCPConnector,
)
from aiohttp.connector import Connection
from aiohttp.http import HttpProcessingError
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.errors import AnswerLost, NotConnected, TooManyRequests
from bot.channels.telegram.posting import Posting
from bot.channels.telegram.wire import Wire

_JSON = json.JSONEncoder(separators=(",", ":"))
_AS_JSON = {"Content-Type": "application/json"}
_GOOD = 200
_PROXY_REFUSES = 407
_TOO_MANY = 429
_UNSTATED_WAIT = 1.0  # seconds, where a 429 does not say
_OVER = {301, 302, 303, 307, 308}  # Telegram sends nobody elsewhere


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to take along in a call: the parameter it is for, its name and its media type."""

    field: str
    name: str
    kind: str
    content: bytes


class _NoConnectionError(ClientError):
    """A connection that a request could go by never came about; names the kind of failure."""


class _Connector(TCPConnector):
    """Tells what failed on the way to a connection (a proxy's tunnel too) from what came later."""

    async def connect(
        self,
        req: ClientRequest,
        traces: list[Any],
        timeout: ClientTimeout,  # noqa: ASYNC109  aiohttp's own
    ) -> Connection:
        try:
            return await super().connect(req, traces, timeout)
        except (ClientError, OSError) as error:
            raise _NoConnectionError(type(error).__name__) from None


class AiohttpRequest(BaseRequest):
    """Keeps the connections of `wire` open from `initialize` to `shutdown`.

    Raises UnusableCertificates.
    """

    __slots__ = ("_certificates", "_posting", "_session", "_usual", "_wire")

    def __init__(self, wire: Wire = Wire()) -> None:  # noqa: B008  it is frozen
        self._wire = wire
        self._certificates = self._wire.certificates()
        self._session: ClientSession | None = None
        self._posting: Posting | None = None
        self._usual = self._within()

    @property
    def read_timeout(self) -> float:
        """How long to wait for an answer."""
        return self._wire.read

    async def initialize(self) -> None:
        """Open the pool of connections."""
        if self._session is None:
            trusted = self._certificates or True
            connector = _Connector(limit=self._wire.connections, ttl_dns_cache=300, ssl=trusted)
            self._session = ClientSession(connector=connector, proxy=self._wire.proxy_url)
            if self._wire.proxy_url is None:
                self._posting = Posting(self._session, connector)

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session, self._posting = self._session, None, None
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
        return _passed(*await self._call(method, url, within, **_body(request_data)))

    async def call(self, url: str, parameters: dict[str, Any], read: float | None = None) -> Any:
        """Call a method of the Bot API with parameters as JSON, and give its result.

        `read` is how many seconds an answer may take. Raises telegram.error.TelegramError.
        """
        within = self._usual if read is None else self._within(read=read)
        given = {name: value for name, value in parameters.items() if value is not None}
        body = _JSON.encode(given).encode()
        return await self._result(url, *await self._post(url, body, within))

    async def upload(self, url: str, parameters: dict[str, Any], file: Upload) -> Any:
        """Call a method that takes a file along, and give its result.

        Raises telegram.error.TelegramError.
        """
        form = FormData()
        for name, value in parameters.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        form.add_field(file.field, file.content, filename=file.name, content_type=file.kind)
        return await self._result(url, *await self._call("POST", url, self._usual, data=form))

    async def _result(self, url: str, status: int, body: bytes) -> Any:
        status, answer = _passed(status, body)
        if status == _GOOD:
            return self.parse_json_payload(answer)["result"]
        return await _Answered(status, answer).post(url)  # the library knows what it means

    async def fetch(self, url: str, most: int) -> bytes:
        """Fetch a file of at most `most` bytes. Raises OSError and what `do_request` raises."""
        status, body = await self._call("GET", url, self._within(), most=most)
        if status != _GOOD:
            raise OSError(f"The file cannot be fetched (status {status}).")
        if len(body) > most:
            raise OSError(f"The file is larger than {most} bytes.")
        return body

    async def _post(self, url: str, body: bytes, within: ClientTimeout) -> tuple[int, bytes]:
        if self._posting is None:
            return await self._call("POST", url, within, data=body, headers=_AS_JSON)
        return await _safely(self._posting.post(url, body, within))

    async def _call(
        self, method: str, url: str, within: ClientTimeout, *, most: int = -1, **body: Any
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotConnected("not started")
        asked = self._session.request(method, url, timeout=within, allow_redirects=False, **body)
        return await _safely(_read(asked, most))

    def _within(
        self,
        connect: Any = BaseRequest.DEFAULT_NONE,
        pool: Any = BaseRequest.DEFAULT_NONE,
        write: Any = BaseRequest.DEFAULT_NONE,
        read: Any = BaseRequest.DEFAULT_NONE,
    ) -> ClientTimeout:
        usual = self._wire
        chosen = _chosen(connect, usual.connect)
        waiting = _chosen(pool, usual.connect) + chosen
        answering = _chosen(read, usual.read)
        total = waiting + _chosen(write, usual.write) + answering
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


class _Answered(BaseRequest):
    """An answer that is there already, to be read by the library."""

    __slots__ = ("_answer",)

    def __init__(self, status: int, body: bytes) -> None:
        self._answer = status, body

    read_timeout = None
    parse_json_payload = staticmethod(AiohttpRequest.parse_json_payload)

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Need nothing."""

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        """Give the answer."""
        return self._answer


def _passed(status: int, body: bytes) -> tuple[int, bytes]:
    """Give an answer of Telegram's own. Raises TooManyRequests and NotConnected."""
    if status == _TOO_MANY:
        raise TooManyRequests(_wait(body))
    if status == _PROXY_REFUSES or status in _OVER:
        raise NotConnected(f"something on the way refused it (status {status})")
    return status, body


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters}
    form = FormData(data.json_parameters)
    for field, (name, content, kind) in data.multipart_data.items():
        form.add_field(field, content, filename=name, content_type=kind)
    return {"data": form}


async def _read(asked: AbstractAsyncContextManager[ClientResponse], most: int) -> tuple[int, bytes]:
    async with asked as answer:
        return answer.status, await (answer.read() if most < 0 else _some(answer, most))


async def _safely(call: Awaitable[tuple[int, bytes]]) -> tuple[int, bytes]:
    """Give what a call gives. Raises NotConnected and AnswerLost, which tell no address."""
    failure: TelegramError
    try:
        return await call
    except _NoConnectionError as error:
        failure = NotConnected(f"no connection ({error})")
    except (ConnectionTimeoutError, InvalidURL) as error:
        failure = NotConnected(f"no connection ({type(error).__name__})")
    except (ClientError, HttpProcessingError, OSError) as error:
        failure = AnswerLost(f"no answer ({type(error).__name__})")
    raise failure  # outside, so that it does not carry aiohttp's error along


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
