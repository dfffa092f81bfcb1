"""When to kill: in the middle of a call, behind one, while updates are taken in, or at any time.

The moments are drawn from a seed. Which turn is under way at that moment is up to the machine.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from time import monotonic

from aiohttp import web

POLL = "getupdates"
PATIENCE = 5.0  # seconds until it is killed anyway
STARTING = frozenset({"getme", POLL})


@dataclass(frozen=True, slots=True)
class Moment:
    """Kill `place` calls after the start, `before` or `after` the call is served, or at a poll.

    `delay` is in seconds. At 'any' time only the delay counts.
    """

    when: str
    place: int
    delay: float


def draw(chance: Random, calls: int) -> Moment:
    """Draw the next moment, up to so many calls after the start."""
    when = chance.choices(("before", "after", "poll", "any"), (4, 4, 2, 1))[0]
    if when == "any":
        return Moment(when, 0, chance.uniform(0, 1.5))
    place = chance.randint(1, 2 if when == "poll" else calls)
    return Moment(when, place, chance.uniform(0, 0.015 if when == "poll" else 0.003))


class Watch:
    """Watches the calls of the program under test, from inside the sandbox's server."""

    def __init__(self) -> None:
        self._moment: Moment | None = None
        self._reached: asyncio.Future[None] | None = None
        self._seen = 0

    def extend(self, app: web.Application) -> None:
        """Watch every call of this application."""

        @web.middleware
        async def watch(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            method = request.match_info.get("method", "").lower()
            await self._pass(method, "before")
            answer = await handler(request)
            await self._pass(method, "after" if method != POLL else "poll", answer)
            return answer

        app.middlewares.append(watch)

    async def _pass(self, method: str, when: str, answer: web.StreamResponse | None = None) -> None:
        moment = self._moment
        if moment is None or moment.when != when or not _counts(method, when, answer):
            return
        self._seen += 1
        if self._seen < moment.place:
            return
        if when == "poll":  # the program is to have the updates, so the answer must go
            asyncio.get_running_loop().call_soon(self._reach)
            return
        self._reach()
        await asyncio.sleep(PATIENCE)  # the caller is killed meanwhile

    def _reach(self) -> None:
        if self._reached and not self._reached.done():
            self._reached.set_result(None)

    async def wait_for(self, moment: Moment) -> None:
        """Return when it is time to kill."""
        self._seen, self._moment = 0, moment
        self._reached = asyncio.get_running_loop().create_future()
        try:
            if moment.when != "any":
                await asyncio.wait([self._reached], timeout=PATIENCE)
            await asyncio.sleep(moment.delay)
        finally:
            self._moment = None


def _counts(method: str, when: str, answer: web.StreamResponse | None) -> bool:
    if when == "poll":
        return isinstance(answer, web.Response) and (answer.content_length or 0) > len(_EMPTY)
    return method.startswith(("send", "edit"))


_EMPTY = b'{"ok":true,"result":[]}'


class Seen:
    """When calls came, from inside the sandbox's server."""

    def __init__(self) -> None:
        self._calls: list[tuple[float, str]] = []

    def extend(self, app: web.Application) -> None:
        """Watch every call of this application."""

        @web.middleware
        async def watch(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            self._calls.append((monotonic(), request.match_info.get("method", "").lower()))
            return await handler(request)

        app.middlewares.append(watch)

    def first(self, method: str, after: float) -> float | None:
        """Give when the first call of methods that begin so came, later than a moment."""
        came = (at for at, name in self._calls if at > after and name.startswith(method))
        return next(came, None)
