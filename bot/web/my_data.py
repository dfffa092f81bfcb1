"""The page on which people take a copy of their data: it opens once, by a link from the chat.

Whoever only looks gets two buttons and nothing about anybody: apps look at links by themselves.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.delivery.fetching import place_of
from bot.involvement import known, networks, one_time_pages
from bot.involvement.consultations import Contents
from bot.involvement.languages import Catalogues
from bot.store.database import Database
from bot.store.errors import StoreError
from bot.web import copies
from bot.web.copies import Tongue
from conversations.facts import Network
from conversations.known import Known
from conversations.my_data import PAGE
from conversations.my_data import page as words

GONE, BUSY = 410, 503
MOST_VOICES = 50 * 1024 * 1024  # bytes of recordings in one file


@dataclass(frozen=True, slots=True)
class _Copy:
    page: one_time_pages.Page
    known: Known
    network: Network
    next_token: str


@dataclass(frozen=True, slots=True)
class Copies:
    """What copies are made of. `clock` gives the moment in UTC, `media` is the media folder."""

    database: Database
    catalogues: Catalogues
    contents: Contents
    media: Path
    clock: Callable[[], datetime]

    @property
    def route(self) -> Route:
        """The page, for a web server."""
        return Route(f"{PAGE}{{token}}", self.answer, methods=["GET", "POST"])

    async def answer(self, request: Request) -> Response:
        """Answer one request, for the token in its path."""
        try:
            return await (self._post if request.method == "POST" else self._get)(request)
        except StoreError:
            later = copies.last_page(self._guess(request), words.LATER)
            return _shown(later, BUSY)

    async def _get(self, request: Request) -> Response:
        token, now = request.path_params["token"], self.clock()
        page = await self.database.read(lambda c: one_time_pages.look(c, token, now))
        if page is None:
            return self._gone(request)
        return _shown(copies.front_page(self._tongue(page.language)))

    async def _post(self, request: Request) -> Response:
        token, now = request.path_params["token"], self.clock()
        wanted = parse_qs((await request.body()).decode("ascii", "replace")).get("as", ["page"])
        copy = await self.database.write(lambda c: self._open(c, token, now))
        if copy is None:
            return self._gone(request)
        tongue = self._tongue(copy.page.language)
        if wanted == ["file"]:
            return await self._file(tongue, copy, now)
        return _shown(copies.whole_page(tongue, copy.known, copy.network, PAGE + copy.next_token))

    def _open(self, connection: Connection, token: str, now: datetime) -> _Copy | None:
        """Use the page up and read everything, in one transaction: a failure uses nothing up."""
        page = one_time_pages.open_page(connection, token, now)
        if page is None:
            return None
        served = networks.load(connection, {page.network}, self.catalogues)
        found = known.load(connection, [page.member], self.contents, most=None)
        next_token = one_time_pages.once_more(connection, page)
        return _Copy(page, found[page.member], served[page.network], next_token)

    async def _file(self, tongue: Tongue, copy: _Copy, now: datetime) -> Response:
        numbers = [
            given.media
            for one in copy.known.took_part
            for given in one.answers.values()
            if given.media is not None
        ]
        voices = await asyncio.to_thread(_read, self.media, numbers)
        told = copies.as_json(tongue, copy.known, copy.network, voices, now)
        saved = {"Content-Disposition": 'attachment; filename="my-data.json"'}
        return Response(told, media_type="application/json", headers=saved)

    def _gone(self, request: Request) -> Response:
        return _shown(copies.last_page(self._guess(request), words.GONE, words.ASK_ANEW), GONE)

    def _guess(self, request: Request) -> Tongue:
        return self._tongue(request.headers.get("accept-language", "").partition(",")[0])

    def _tongue(self, code: str) -> Tongue:
        tag = self.catalogues.negotiate(code)
        return Tongue(tag, lambda said: self.catalogues.say(said, tag))


def _shown(html: str, status: int = 200) -> Response:
    return HTMLResponse(html, status, headers={"Content-Security-Policy": copies.POLICY})


def _read(folder: Path, numbers: Collection[int]) -> dict[int, bytes]:
    """Read recordings, as many as one file may hold; what was never fetched is left out."""
    found: dict[int, bytes] = {}
    left = MOST_VOICES
    for number in numbers:
        place = place_of(folder, number)
        size = place.stat().st_size if place.is_file() else left + 1
        if size <= left:
            found[number] = place.read_bytes()
            left -= size
    return found
