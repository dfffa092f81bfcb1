"""The sandbox as one thing: a world, its Bot API on loopback, and its phones.

async with Sandbox() as sandbox:
    bot = sandbox.add_bot("1001:sandbox", "heard_bot")
    application = ApplicationBuilder().base_url(sandbox.base_url).token(bot.token) …
    phone = sandbox.new_person("patient in treatment")
    phone.open(bot)
"""

import asyncio
from collections.abc import Callable
from time import monotonic
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.sandbox import api, control, steering
from bot.sandbox.clock import CivilClock
from bot.sandbox.limits import Limits
from bot.sandbox.model import Bot
from bot.sandbox.people import Phone
from bot.sandbox.world import World

_LOOK_AGAIN = 0.01  # seconds


def application(world: World) -> web.Application:
    """Return the web application: the Bot API and the world's control."""
    app = web.Application(client_max_size=api.MOST_BODY)
    app[api.WORLD] = world
    api.add_routes(app)
    control.add_routes(app)
    steering.add_routes(app)
    return app


class Sandbox:
    """A local Bot API server, started and stopped with `async with`.

    `limited` is whether the token buckets are on (`sandbox.limits.on` later); `now` is the
    monotonic clock of buckets and waits; `remember` bounds the logs of calls and updates, and
    `keep_messages` each chat (None: nothing said is forgotten).
    `extend` may add routes of its own, such as pages, before the server starts.
    """

    def __init__(  # noqa: PLR0913 - a sandbox is set up in many ways
        self,
        *,
        clock: CivilClock | None = None,
        limited: bool = True,
        now: Callable[[], float] = monotonic,
        remember: int = 20_000,
        keep_messages: int | None = None,
        port: int = 0,
        extend: Callable[[web.Application], object] | None = None,
    ) -> None:
        self.clock = clock or CivilClock()
        self.world = World(self.clock, limited=limited, now=now, remember=remember,
                           keep_messages=keep_messages)  # fmt: skip
        self.calls = self.world.calls
        self.faults = self.world.faults
        self.webhooks = self.world.webhooks
        self._port = port
        self._app = application(self.world)
        if extend:
            extend(self._app)
        self._runner = web.AppRunner(
            self._app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.webhooks.close()
        await self._runner.cleanup()

    @property
    def address(self) -> str:
        """The server's address, as 'http://127.0.0.1:PORT'."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """PTB's `base_url`: the token follows at once."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """PTB's `base_file_url`."""
        return f"{self.address}/file/bot"

    @property
    def limits(self) -> Limits:
        """The token buckets; `limits.on = False` opens them."""
        return self.world.limits

    def add_bot(self, token: str, username: str, name: str | None = None) -> Bot:
        """Add a bot; its id is the number before the colon of its token."""
        return self.world.add_bot(token, username, name)

    def new_person(self, name: str, language_code: str | None = "en") -> Phone:
        """Add a person and return their phone."""
        return Phone(self.world, self.world.add_person(name, language_code))

    def phone(self, person_id: int) -> Phone:
        """Return the phone of a person who is there already."""
        return Phone(self.world, self.world.people[person_id])

    async def quiet(self, for_seconds: float = 0.05, timeout: float = 30.0) -> None:  # noqa: ASYNC109
        """Wait until no call but long polls has come or been served for so long.

        Raises TimeoutError after `timeout` seconds. All in monotonic time.
        """
        await self._until(lambda: True, for_seconds, timeout)

    async def settled(self, for_seconds: float = 0.05, timeout: float = 30.0) -> None:  # noqa: ASYNC109
        """Wait until the bots have taken everything in and have nothing more to say.

        That is: no bot has an update that it has not confirmed (by a later getUpdates with a
        higher offset, or by a 2xx to its webhook), and for `for_seconds` on end no update arose
        and no call but long polls came or was being served. A bot that thinks longer than that
        between confirming and calling is taken for silent. Raises TimeoutError, telling what is
        left, after `timeout` seconds. All in monotonic time.
        """
        await self._until(lambda: not self._pending(), for_seconds, timeout)

    async def _until(self, done: Callable[[], bool], for_seconds: float, at_most: float) -> None:
        begun = monotonic()
        quiet_from, seen = begun, self._activity()
        while not (done() and monotonic() - quiet_from >= for_seconds):
            if monotonic() - begun > at_most:
                raise TimeoutError(f"Not settled after {at_most} s: {self._pending() or 'calls'}")
            await asyncio.sleep(_LOOK_AGAIN)
            if self.calls.in_progress or self._activity() != seen:
                quiet_from, seen = monotonic(), self._activity()

    def _activity(self) -> tuple[float, int]:
        return self.calls.active_at, self.world.bell.strokes

    def _pending(self) -> dict[str, int]:
        bots = self.world.bots.values()
        return {bot.username: len(bot.queue) for bot in bots if len(bot.queue)}
