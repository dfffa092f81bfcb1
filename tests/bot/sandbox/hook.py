"""A bot's webhook on loopback: it notes what is delivered and answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from aiohttp import web

Answering = Callable[[dict[str, Any]], web.Response]


def fine(_: dict[str, Any]) -> web.Response:
    return web.Response()


class Hook:
    """`answer` is asked for each update; an answer takes `seconds`, and is given after `before`."""

    def __init__(self) -> None:
        self.address = ""
        self.answer: Answering = fine
        self.before: Callable[[dict[str, Any]], bool] = lambda _: True
        self.seconds = 0.0
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.at: list[float] = []
        self.most_at_once = 0
        self.most_of_one = 0
        self._under_way: list[int] = []

    @property
    def words(self) -> list[str]:
        """Texts and tapped data, as they came."""
        return [words_of(update) for update in self.updates]

    async def receive(self, request: web.Request) -> web.Response:
        update = await request.json()
        who = person_of(update)
        self.updates.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.at.append(monotonic())
        self._under_way.append(who)
        self.most_at_once = max(self.most_at_once, len(self._under_way))
        self.most_of_one = max(self.most_of_one, self._under_way.count(who))
        await asyncio.sleep(self.seconds)
        while not self.before(update):  # noqa: ASYNC110  nothing rings
            await asyncio.sleep(0.01)
        self._under_way.remove(who)
        return self.answer(update)


def person_of(update: dict[str, Any]) -> int:
    body = update.get("message") or update["callback_query"]
    person: int = body["from"]["id"]
    return person


def words_of(update: dict[str, Any]) -> str:
    said: str = (
        update["message"]["text"] if "message" in update else update["callback_query"]["data"]
    )
    return said


@asynccontextmanager
async def hook() -> AsyncIterator[Hook]:
    """Serve one on a free port."""
    made, app = Hook(), web.Application()
    app.router.add_post("/hook", made.receive)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield made
    finally:
        await runner.cleanup()
