"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

import json
from asyncio import CancelledError
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from socket import SO_LINGER, SOL_SOCKET
from struct import pack
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.faults import DOWNLOAD, NoAnswer, Struck
from bot.sandbox.methods import METHODS, Asked
from bot.sandbox.parameters import Upload, read
from bot.sandbox.world import World

WORLD: web.AppKey[World] = web.AppKey("world", World)
MOST_BODY = 52 * 2**20  # bytes: files of 50 MB and what surrounds them
_AS_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_JSON_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
_LINGER_NOT = pack("ii", 1, 0)  # closing sends a reset
_UNKNOWN_METHOD = ApiError(404, "Not Found")


def add_routes(app: web.Application) -> None:
    """Add the Bot API to an application that holds the world under `WORLD`."""
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", answer)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", download)


async def answer(request: web.Request) -> web.Response:
    """Answer one call and log it."""
    named = request.match_info["method"]
    method = METHODS.get(named.lower())
    served = Served(request, method.name if method else named)

    async def process() -> Any:
        if served.bot is None:
            raise ApiError(401, "Unauthorized")
        if method is None:
            raise _UNKNOWN_METHOD
        given = read(method.parameters, served.raw)
        result = method.do(Asked(served.world, served.bot, given, method.name))
        return await result if isawaitable(result) else result

    async def whole() -> web.Response:
        served.raw = await _parameters(request)
        served.result = await served.despite_faults(process)
        return _json(200, {"ok": True, "result": served.result})

    return await served.logged(whole)


async def download(request: web.Request) -> web.Response:
    """Return the bytes of a file whose path getFile has told to this bot."""
    served = Served(request, DOWNLOAD)
    path = request.match_info["path"]
    served.raw = {"path": path}

    async def process() -> bytes:
        if served.bot is None:
            raise ApiError(401, "Unauthorized")
        if (stored := served.bot.downloads.get(path)) is None:
            raise _UNKNOWN_METHOD
        return stored.content

    async def whole() -> web.Response:
        content = await served.despite_faults(process)
        return web.Response(body=content, content_type="application/octet-stream")

    return await served.logged(whole)


class Served:
    """One call while it is served, and what becomes of it, for the log."""

    def __init__(self, request: web.Request, method: str) -> None:
        self.request = request
        self.method = method
        self.world = request.app[WORLD]
        self.bot = self.world.bots.get(request.match_info["token"])
        self.raw: dict[str, Any] = {}
        self.result: Any = None
        self._at = self.world.clock.now()
        self._begun = self.world.calls.begin(method)
        self._fault: str | None = None
        self._processed = False

    async def despite_faults(self, process: Callable[[], Awaitable[Any]]) -> Any:
        """Return what `process` returns, unless the script has something against it."""
        chat = _number(self.raw.get("chat_id"))
        fault = self.world.faults.of(self.method, self.bot, chat)

        async def noted() -> Any:
            result = await process()
            self._processed = True
            return result

        if fault is None:
            return await noted()
        self._fault = fault.kind
        return await fault.happen(Struck(chat, noted, self._reset, self._close))

    async def logged(self, serve: Callable[[], Awaitable[web.Response]]) -> web.Response:
        """Return what `serve` answers or refuses, and log it."""
        status, error = 500, "Internal Server Error"
        try:
            response = await serve()
        except ApiError as refused:
            status, error = refused.status, refused.description
            return _refusal(refused)
        except NoAnswer:
            status, error = 0, "No answer"
            return web.Response()  # to nobody: the connection is gone
        except CancelledError:
            status, error = 499, "Client Closed Request"
            raise
        else:
            status, error = 200, ""
            return response
        finally:
            self._log(status, error)

    def _log(self, status: int, error: str) -> None:
        sent = self.result if isinstance(self.result, dict) else self.raw
        self.world.calls.end(
            self._begun,
            at=self._at,
            bot=self.bot.username if self.bot else None,
            method=self.method,
            parameters={key: _loggable(value) for key, value in self.raw.items()},
            status=status,
            error=error or None,
            chat_id=_number(self.raw.get("chat_id")),
            message_id=_number(sent.get("message_id")),
            fault=self._fault,
            processed=self._processed,
        )

    def _reset(self) -> None:
        if transport := self.request.transport:
            transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, _LINGER_NOT)
            transport.abort()

    def _close(self) -> None:
        if transport := self.request.transport:
            transport.close()


async def _parameters(request: web.Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query)
    try:
        if request.content_type == "application/json":
            given |= await _json_body(request)
        elif request.can_read_body:
            form = await request.post()
            given |= {name: _value(value) for name, value in form.items()}
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    return given


async def _json_body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        raise bad_request("can't parse request body as JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("can't parse request body as JSON object")
    return body


def _value(value: str | bytes | bytearray | FileField) -> str | Upload:
    if isinstance(value, FileField):
        return Upload(value.file.read(), value.filename or None, value.content_type)
    return value if isinstance(value, str) else value.decode(errors="replace")


def _refusal(error: ApiError) -> web.Response:
    body = {"ok": False, "error_code": error.status, "description": error.description}
    if error.retry_after is None:
        return _json(error.status, body)
    response = _json(error.status, body | {"parameters": {"retry_after": error.retry_after}})
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _json(status: int, body: dict[str, Any]) -> web.Response:
    return web.Response(status=status, body=_AS_JSON.encode(body).encode(), headers=_JSON_HEADERS)


def _loggable(value: Any) -> Any:
    return str(value) if isinstance(value, Upload) else value


def _number(value: Any) -> int | None:
    return int(value) if str(value).removeprefix("-").isdecimal() else None
