"""World control over HTTP, for the phones page and for programs beside: JSON under /world."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from bot.sandbox.api import WORLD
from bot.sandbox.clock import next_morning
from bot.sandbox.errors import WorldError
from bot.sandbox.model import Bot
from bot.sandbox.people import Phone
from bot.sandbox.world import World

_LONGEST_WAIT = 50.0  # seconds
_ZONE = "Europe/London"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(app: web.Application) -> None:
    """Add the world's control to an application that holds the world."""
    router = app.router
    for path, reading in _READINGS.items():
        router.add_get(path, guarded(reading))
    for path, doing in _DOINGS.items():
        router.add_post(path, guarded(doing))
    router.add_get("/world/files/{bot}/{file_id}", guarded(_file))


def guarded(do: Callable[[web.Request], Awaitable[Any]]) -> Handler:
    """Answer JSON; what a phone cannot do is 409 and what is not understood 400, with 'error'."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            answer = await do(request)
        except WorldError as error:
            return web.json_response({"error": str(error)}, status=409)
        except (ValueError, TypeError) as error:
            return web.json_response({"error": f"Not understood: {error}"}, status=400)
        except KeyError as error:
            return web.json_response({"error": f"There is no {error}."}, status=404)
        if isinstance(answer, web.StreamResponse):
            return answer
        return web.json_response(answer)

    return handle


async def asked_of(request: web.Request) -> dict[str, Any]:
    """Return the body's object. Only JSON is taken, so that no other site's form can act here."""
    if request.content_type != "application/json":
        raise ValueError("the body must be JSON")
    body = await request.json() if request.can_read_body else {}
    if not isinstance(body, dict):
        raise TypeError("the body must be a JSON object")
    return body


def world_of(request: web.Request) -> World:
    """Return the world that the application holds."""
    return request.app[WORLD]


def _phone(request: web.Request, asked: dict[str, Any]) -> Phone:
    world = world_of(request)
    phone = Phone(world, world.people[int(request.match_info["person"])])
    phone.look_at(asked.get("bot"))
    return phone


async def _state(request: web.Request) -> dict[str, Any]:
    world = world_of(request)
    return {
        "strokes": world.bell.strokes,
        "now": world.clock.now().isoformat(),
        "limited": world.limits.on,
        "bots": [_bot(bot) for bot in world.bots.values()],
        "people": [
            {
                "id": it.id,
                "name": it.name,
                "language_code": it.language_code,
                "deactivated": it.deactivated,
                "bots": [chat.bot.username for chat in it.chats.values()],
            }
            for it in world.people.values()
        ],
    }


def _bot(bot: Bot) -> dict[str, Any]:
    pending = len(bot.queue)
    return {"id": bot.id, "username": bot.username, "name": bot.name, "pending": pending}


async def _changes(request: web.Request) -> dict[str, Any]:
    """Wait until there are more strokes than `after`, or for `wait` seconds."""
    bell = world_of(request).bell
    wait = min(float(request.query.get("wait", "0")), _LONGEST_WAIT)
    await bell.wait_past(int(request.query.get("after", "0")), wait)
    return {"strokes": bell.strokes}


async def _calls(request: web.Request) -> list[dict[str, Any]]:
    after = int(request.query.get("after", "0"))
    return [call.as_json() for call in world_of(request).calls.after(after)]


async def _screen(request: web.Request) -> dict[str, Any]:
    """Return what the phone shows of one bot (?bot=username, or the only one)."""
    phone = _phone(request, dict(request.query))
    return {
        "id": phone.id,
        "name": phone.name,
        "language_code": phone.person.language_code,
        "started": phone.chat.started,
        "blocked": phone.chat.blocked,
        "deactivated": phone.person.deactivated,
        "typing": phone.typing,
        "messages": [message.as_json() for message in phone.messages],
        "alerts": [{"text": it.text, "big": it.big, "url": it.url} for it in phone.alerts],
    }


async def _file(request: web.Request) -> web.Response:
    bot = world_of(request).bot(request.match_info["bot"])
    stored = bot.files[request.match_info["file_id"]]
    safe = stored.mime_type if stored.mime_type.startswith(("image/", "audio/", "video/")) else None
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    return web.Response(
        body=stored.content, content_type=safe or "application/octet-stream", headers=headers
    )


async def _new_bot(request: web.Request) -> dict[str, Any]:
    asked = await asked_of(request)
    return _bot(world_of(request).add_bot(asked["token"], asked["username"], asked.get("name")))


async def _new_person(request: web.Request) -> dict[str, Any]:
    asked = await asked_of(request)
    person = world_of(request).add_person(str(asked["name"]), asked.get("language_code"))
    return {"id": person.id, "name": person.name, "language_code": person.language_code}


async def _move_clock(request: web.Request) -> dict[str, Any]:
    """Move by {"seconds", "minutes", "hours", "days"}, to a time, or to the next morning."""
    asked, clock = await asked_of(request), world_of(request).clock
    if "to" not in asked:
        clock.move(by=timedelta(**asked["by"]))
    elif asked["to"] == "next morning":
        clock.move(to=next_morning(clock.now(), asked.get("zone", _ZONE)))
    else:
        clock.move(to=datetime.fromisoformat(asked["to"]))
    return {"now": clock.now().isoformat()}


async def _set_limits(request: web.Request) -> dict[str, Any]:
    limits = world_of(request).limits
    limits.on = bool((await asked_of(request))["on"])
    return {"limited": limits.on}


def _doing(do: Callable[[Phone, dict[str, Any]], int | None]) -> Callable[..., Awaitable[Any]]:
    async def handle(request: web.Request) -> dict[str, Any]:
        asked = await asked_of(request)
        return {"message_id": do(_phone(request, asked), asked)}

    return handle


def _tap(phone: Phone, asked: dict[str, Any]) -> None:
    if "label" in asked:
        phone.tap(asked["label"])
    else:
        phone.tap_data(int(asked["message_id"]), asked["data"])


_READINGS: dict[str, Callable[[web.Request], Awaitable[Any]]] = {
    "/world": _state,
    "/world/changes": _changes,
    "/world/calls": _calls,
    "/world/people/{person}": _screen,
}

_OF_PHONES: dict[str, Callable[[Phone, dict[str, Any]], int | None]] = {
    "open": lambda phone, asked: phone.open(asked.get("bot"), asked.get("payload")),
    "type": lambda phone, asked: phone.type(asked["text"], asked.get("reply_to")),
    "tap": _tap,
    "voice": lambda phone, asked: phone.voice(int(asked.get("seconds", 3))),
    "photo": lambda phone, asked: phone.photo(caption=asked.get("caption", "")),
    "document": lambda phone, asked: phone.document(name=asked.get("name", "letter.pdf")),
    "sticker": lambda phone, _: phone.sticker(),
    "forward": lambda phone, asked: phone.forward(asked["text"]),
    "edit": lambda phone, asked: phone.edit(int(asked["message_id"]), asked["text"]),
    "block": lambda phone, _: phone.block(),
    "unblock": lambda phone, _: phone.unblock(),
    "deactivate": lambda phone, _: phone.deactivate(),
}

_DOINGS: dict[str, Callable[[web.Request], Awaitable[Any]]] = {
    "/world/bots": _new_bot,
    "/world/people": _new_person,
    "/world/clock": _move_clock,
    "/world/limits": _set_limits,
} | {f"/world/people/{{person}}/{name}": _doing(do) for name, do in _OF_PHONES.items()}
