"""A stage: the real program against the sandbox, on a civil clock that can be moved.

Journeys, the demo and the script stand on it. Nothing of the program is replaced: it polls a
Bot API server, keeps a database and sends messages, all on this machine.
"""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from aiohttp import web
from pydantic import SecretStr

from bot.delivery.pacing import OPEN, USUAL
from bot.involvement import invites, setup
from bot.involvement.stop_list import StopList
from bot.program import Line, Program
from bot.sandbox.clock import CivilClock, next_morning
from bot.sandbox.model import Bot
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from bot.store.database import Database

TUESDAY_MORNING = datetime(2027, 2, 23, 10, 0, tzinfo=UTC)
SIGNPOSTS = {
    "emergency_number": "999",
    "oncology_line": "01234 000000",
    "young_people_line": "Young Voices, 01234 111111",
    "support_line": "Listeners, 01234 222222",
    "team_line": "01234 333333",
    "complaints_office": "Riverside complaints, 01234 444444",
}
LANGUAGES = ("en_GB", "cy", "ur")
NETWORK = "Riverside Cancer Network"
FAST = 4.0
ZONE = "Europe/London"


class Stage:
    """One network with one bot. `program` is None while it is stopped.

    `limited` keeps the sandbox's and the program's pacing on; without it nothing waits. `prepare`
    fills the network before the program starts, now and whenever the stage begins again.
    `database`, `media`, `stops`, the list of stops, `web_address`, where members are told that the
    program's pages stand, `drafts`, whether people join in languages that nobody has reviewed, and
    `inducts`, whether they then get the five first messages, may be changed while the program is
    stopped.
    """

    def __init__(  # noqa: PLR0913 - a stage is set in many ways
        self,
        database: Database,
        media: Path,
        *,
        start: datetime = TUESDAY_MORNING,
        limited: bool = False,
        port: int = 0,
        extend: Callable[[web.Application], None] | None = None,
        prepare: "Callable[[Stage], None] | None" = None,
    ) -> None:
        self.database = database
        self.clock = CivilClock(start)
        self.sandbox = Sandbox(clock=self.clock, limited=limited, port=port, extend=extend)
        self.bots: dict[int, Bot] = {}
        self.networks: dict[int, int] = {}
        self.program: Program | None = None
        self.media = media
        self.stops: StopList | None = None
        self.web_address = ""
        self.drafts = True
        self.inducts = False
        self._prepare = prepare
        self._limited = limited
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.sandbox)
        self.add_network("riverside", NETWORK)
        if self._prepare:
            self._prepare(self)
        await self.start()
        return self

    async def begin_again(self, database: Database) -> None:
        """Put the world and the network back to their beginning, on the clock's next morning.

        `database` is open and empty; the one before it is closed.
        """
        await self.stop()
        self.database.close()
        self.database = database
        self.sandbox.world.begin_again()
        self.clock.move(to=next_morning(self.clock.now(), ZONE))
        self._register("riverside", NETWORK)
        if self._prepare:
            self._prepare(self)
        await self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
        await self._stack.aclose()

    # --- the network ------------------------------------------------------------------------------

    def add_network(self, slug: str, name: str) -> int:
        """Add a network with a bot of its own, before the program starts; gives its number."""
        token = f"{1001 + len(self.bots)}:sandbox"
        number, account = self._register(slug, name)
        self.bots[account] = self.sandbox.add_bot(token, f"heard_{slug}_bot", name)
        self.networks[account] = number
        return number

    def _register(self, slug: str, name: str) -> tuple[int, int]:
        with self.database.transaction() as connection:
            number = setup.ensure_network(
                connection, slug, name, self.clock.now(), zone=ZONE, languages=LANGUAGES,
                signposts=SIGNPOSTS,
            )  # fmt: skip
            return number, setup.ensure_account(connection, number, f"token-{slug}")

    @property
    def network(self) -> int:
        """The number of the first network."""
        return next(iter(self.networks.values()))

    @property
    def bot(self) -> Bot:
        """The bot of the first network."""
        return next(iter(self.bots.values()))

    def invite(self, label: str, *, role: str | None = None, group: int | None = None,
               language: str | None = None, uses: int | None = None,
               expires_at: datetime | None = None) -> str:  # fmt: skip
        """Make a link of the first network and give its token."""
        with self.database.transaction() as connection:
            return invites.create(
                connection, self.network, label, role=role, group=group, language=language,
                uses=uses, expires_at=expires_at,
            )  # fmt: skip

    # --- the program ------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start the program."""
        lines = [
            Line(account, SecretStr(bot.token), self.sandbox.address)
            for account, bot in self.bots.items()
        ]
        program = Program(
            self.database, lines, self.media, clock=self.clock.now, stops=self.stops,
            rates=USUAL if self._limited else OPEN, speed=FAST,
            web_address=self.web_address, drafts=self.drafts, inducts=self.inducts,
        )  # fmt: skip
        self.program = await program.__aenter__()

    async def stop(self) -> None:
        """Stop the program, wherever it is."""
        if self.program is not None:
            await self.program.__aexit__(None, None, None)
            self.program = None

    async def restart(self) -> None:
        """Stop the program and start it anew, on the same database."""
        await self.stop()
        await self.start()

    # --- time -------------------------------------------------------------------------------------

    async def settle(self, timeout: float = 180.0) -> None:  # noqa: ASYNC109
        """Wait until everything that is due now is done; raises TimeoutError."""
        until = monotonic() + timeout
        program = self._running()
        while True:
            await self.sandbox.settled(for_seconds=0.02, timeout=until - monotonic())
            # Idle before the tick too: a turn that ends after a tick may leave work for the next.
            if await program.idle() and not await program.tick() and await program.idle():
                await self.sandbox.settled(for_seconds=0.02, timeout=until - monotonic())
                if await program.idle():
                    return
            if monotonic() > until:
                raise TimeoutError("Something still waits to be done.")
            await asyncio.sleep(0.01)

    def _running(self) -> Program:
        if self.program is None:
            raise RuntimeError("The program is stopped.")
        return self.program

    async def move(self, *, to: datetime | None = None, by: timedelta | None = None) -> None:
        """Move the civil clock, and wait until what became due is done."""
        self.clock.move(to=to, by=by)
        await self.settle()

    async def say(self, phone: Phone, *steps: str) -> None:
        """Let a person tap the buttons with these words, or else type them, one after the other."""
        for step in steps:
            self.act(phone, step)
            await self.settle()

    def act(self, phone: Phone, step: str) -> None:
        """Let a person tap the button with these words, or else type them; digits are typed."""
        if not step.isdecimal() and any(
            step in {label, label.partition(" · ")[2]} for label in phone.labels
        ):
            phone.tap(step)
        else:
            phone.type(step)
