"""The routes of the phones page: it is one page, and each of its buttons is a form.

GET / shows everything; a little JavaScript fetches it again when something changed and puts in what
is different. Every form works without JavaScript too. Nothing comes from elsewhere.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.sandbox.api import WORLD
from bot.sandbox.clock import CivilClock, next_morning
from bot.sandbox.errors import WorldError
from bot.sandbox.pages.guard import Handler, check_sent_by_page, guard
from bot.sandbox.pages.view import PhoneOnPage, day_in_words, phone_view, recent_calls
from bot.sandbox.people import Phone
from bot.sandbox.world import World

Fields = Mapping[str, str]

_PLACES = 4
_HERE = Path(__file__).parent
_STATIC = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_STEPS = {
    "hour": ("+1 hour", timedelta(hours=1)),
    "day": ("+1 day", timedelta(days=1)),
    "days": ("+3 days", timedelta(days=3)),
    "week": ("+1 week", timedelta(weeks=1)),
}
_VOICE = 5  # seconds


def phones(
    people: Callable[[], Sequence[PhoneOnPage]],
    title: str = "Heard",
    notice: str = "",
    start_again: Callable[[], Awaitable[None]] | None = None,
    zone: str = "Europe/London",
    links: Callable[[], Mapping[str, str]] = dict,
) -> Callable[[web.Application], None]:
    """Return what `Sandbox(extend=…)` takes to serve the phones page at /.

    `people` gives the phones of this moment: the first four are shown, further ones and the rest of
    the world's people can be opened in the fourth place. `start_again` puts the world back to its
    beginning; without it there is no such button. `zone` is where the clock hangs.
    `links` gives the invitation links that somebody new may come by: what each says, its code.
    """
    page = _Page(people, title, notice, start_again, ZoneInfo(zone), links)
    return page.extend


class _Page:
    def __init__(
        self,
        people: Callable[[], Sequence[PhoneOnPage]],
        title: str,
        notice: str,
        start_again: Callable[[], Awaitable[None]] | None,
        zone: ZoneInfo,
        links: Callable[[], Mapping[str, str]],
    ) -> None:
        self._people = people
        self._words = {"title": title, "notice": notice, "can_start_again": bool(start_again)}
        self._start_again = start_again
        self._starting = asyncio.Lock()
        self._zone = zone
        self._links = links
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def extend(self, app: web.Application) -> None:
        """Add the page to an application that holds the world."""
        app.middlewares.append(guard)
        router = app.router
        router.add_get("/", self._show)
        router.add_get("/static/{name}", _static)
        router.add_post("/phones/{person}/{act}", self._form(self._act))
        router.add_post("/people", self._form(self._new_person))
        router.add_post("/clock", self._form(self._move_clock))
        router.add_post("/again", self._form(self._begin_again))

    # --- reading ----------------------------------------------------------------------------------

    async def _show(self, request: web.Request) -> web.Response:
        world = request.app[WORLD]
        shown, others = self._places(world, request.query.get("fourth"))
        now = world.clock.now().astimezone(self._zone)
        count, calls = recent_calls(world.calls)
        html = self._templates.get_template("page.html").render(
            self._words,
            strokes=world.bell.strokes,
            query=_query(request),
            links=self._links(),
            phones=[phone_view(world, place, self._zone) for place in shown if world.bots],
            others=[(place, world.people[place.person_id]) for place in others],
            now=now,
            today=day_in_words(now),
            steps={name: label for name, (label, _) in _STEPS.items()},
            call_count=count,
            calls=[(call, call.at.astimezone(self._zone)) for call in calls],
        )
        return web.Response(text=html, content_type="text/html", charset="utf-8")

    def _places(
        self, world: World, fourth: str | None
    ) -> tuple[list[PhoneOnPage], list[PhoneOnPage]]:
        """Return the phones to show and everybody else, the `fourth` opened in the last place."""
        named = [place for place in self._people() if place.person_id in world.people]
        known = {place.person_id for place in named}
        everyone = named + [
            PhoneOnPage(it.id, it.name, it.language_code or "")
            for it in world.people.values()
            if it.id not in known
        ]
        shown = (named or everyone)[:_PLACES]
        opened = next((it for it in everyone if str(it.person_id) == fourth), None)
        if opened and opened not in shown:
            shown[_PLACES - 1 :] = [opened]
        return shown, [place for place in everyone if place not in shown]

    # --- doing ------------------------------------------------------------------------------------

    def _form(self, do: Callable[[web.Request, Fields], Awaitable[str]]) -> Handler:
        """Do what a form asks, then show the page; the script is told in JSON instead."""

        async def handle(request: web.Request) -> web.StreamResponse:
            check_sent_by_page(request)
            scripted = request.headers.get("Accept") == "application/json"
            fields = {name: str(value) for name, value in (await request.post()).items()}
            try:
                place = await do(request, fields)
            except (WorldError, KeyError, ValueError) as error:
                return self._refused(request, error, scripted=scripted)
            if scripted:
                return web.json_response({})
            raise web.HTTPSeeOther(place)

        return handle

    def _refused(
        self, request: web.Request, error: Exception, *, scripted: bool
    ) -> web.StreamResponse:
        known = isinstance(error, WorldError)
        reason = str(error) if known else "The sandbox did not understand that."
        if scripted:
            return web.json_response({"error": reason}, status=409 if known else 400)
        html = self._templates.get_template("refused.html").render(
            self._words, reason=reason, back=f"/{_query(request)}"
        )
        status = 409 if known else 400
        return web.Response(text=html, status=status, content_type="text/html", charset="utf-8")

    async def _act(self, request: web.Request, fields: Fields) -> str:
        world, person = request.app[WORLD], int(request.match_info["person"])
        phone = Phone(world, world.people[person])
        named = [place.bot for place in self._people() if place.person_id == person and place.bot]
        phone.look_at(named[0] if named else next(iter(world.bots)))
        _ACTS[request.match_info["act"]](phone, fields)
        return f"/{_query(request)}#phone-{person}"

    async def _new_person(self, request: web.Request, fields: Fields) -> str:
        name, code = fields["name"].strip(), fields["language"].strip()
        if not name:
            raise WorldError("A new person needs a name.")
        person = request.app[WORLD].add_person(name, code or None)
        return f"/?fourth={person.id}#phone-{person.id}"

    async def _move_clock(self, request: web.Request, fields: Fields) -> str:
        clock: CivilClock = request.app[WORLD].clock
        if fields["step"] == "morning":
            clock.move(to=next_morning(clock.now(), self._zone.key))
        else:
            clock.move(by=_STEPS[fields["step"]][1])
        return f"/{_query(request)}"

    async def _begin_again(self, _request: web.Request, _fields: Fields) -> str:
        if self._start_again is None:
            raise WorldError("This sandbox cannot start again.")
        async with self._starting:
            await self._start_again()
        return "/"


def _query(request: web.Request) -> str:
    fourth = request.query.get("fourth", "")
    return f"?fourth={fourth}" if fourth.isdecimal() else ""


async def _static(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in _STATIC:
        raise web.HTTPNotFound
    text = (_HERE / "static" / name).read_text(encoding="utf-8")
    return web.Response(text=text, content_type=_STATIC[name], charset="utf-8")


def _tap(phone: Phone, fields: Fields) -> None:
    message, _, data = fields["tap"].partition(" ")
    phone.tap_data(int(message), data)


_ACTS: dict[str, Callable[[Phone, Fields], Any]] = {
    "start": lambda phone, fields: phone.open(phone.chat.bot, fields.get("payload") or None),
    "say": lambda phone, fields: phone.type(fields["text"].replace("\r\n", "\n")),
    "tap": _tap,
    "voice": lambda phone, _: phone.voice(_VOICE),
    "photo": lambda phone, _: phone.photo(),
    "block": lambda phone, _: phone.block(),
    "unblock": lambda phone, _: phone.unblock(),
}
