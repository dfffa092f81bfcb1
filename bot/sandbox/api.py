"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>."""

import json
from asyncio import CancelledError
from inspect import isawaitable
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.methods import METHODS, Asked
from bot.sandbox.model import Bot
from bot.sandbox.parameters import Upload, read
from bot.sandbox.world import World

WORLD: web.AppKey[World] = web.AppKey("world", World)
MOST_BODY = 52 * 2**20  # bytes: files of 50 MB and what surrounds them
_UNKNOWN_METHOD = ApiError(404, "Not Found")


def add_routes(app: web.Application) -> None:
    """Add the Bot API to an application that holds the world under `WORLD`."""
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", answer)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", download)


async def answer(request: web.Request) -> web.Response:
    """Answer one call and log it."""
    world, named = request.app[WORLD], request.match_info["method"]
    method = METHODS.get(named.lower())
    name = method.name if method else named
    begun, at = world.calls.begin(name), world.clock.now()
    bot = world.bots.get(request.match_info["token"])
    raw: dict[str, Any] = {}
    result: Any = None
    error: ApiError | None = ApiError(500, "Internal Server Error")
    try:
        raw = await _parameters(request)
        result, error = await _result(world, bot, named, raw), None
    except ApiError as refused:
        error = refused
    except CancelledError:
        error = ApiError(499, "Client Closed Request")
        raise
    finally:
        sent = result if isinstance(result, dict) else raw
        world.calls.end(
            begun,
            at=at,
            bot=bot.username if bot else None,
            method=name,
            parameters={key: _loggable(value) for key, value in raw.items()},
            status=error.status if error else 200,
            error=error.description if error else None,
            chat_id=_number(raw.get("chat_id")),
            message_id=_number(sent.get("message_id")),
        )
    return _refusal(error) if error else _json(200, {"ok": True, "result": result})


async def _result(world: World, bot: Bot | None, named: str, raw: dict[str, Any]) -> Any:
    if bot is None:
        raise ApiError(401, "Unauthorized")
    if (method := METHODS.get(named.lower())) is None:
        raise _UNKNOWN_METHOD
    result = method.do(Asked(world, bot, read(method.parameters, raw)))
    return await result if isawaitable(result) else result


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


async def download(request: web.Request) -> web.Response:
    """Return the bytes of a file whose path getFile has told to this bot."""
    bot = request.app[WORLD].bots.get(request.match_info["token"])
    if bot is None:
        return _refusal(ApiError(401, "Unauthorized"))
    stored = bot.downloads.get(request.match_info["path"])
    if stored is None:
        return _refusal(_UNKNOWN_METHOD)
    return web.Response(body=stored.content, content_type="application/octet-stream")


def _refusal(error: ApiError) -> web.Response:
    body = {"ok": False, "error_code": error.status, "description": error.description}
    if error.retry_after is None:
        return _json(error.status, body)
    response = _json(error.status, body | {"parameters": {"retry_after": error.retry_after}})
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _json(status: int, body: dict[str, Any]) -> web.Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return web.Response(status=status, text=text, content_type="application/json")


def _loggable(value: Any) -> Any:
    return str(value) if isinstance(value, Upload) else value


def _number(value: Any) -> int | None:
    return int(value) if str(value).removeprefix("-").isdecimal() else None
