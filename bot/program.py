"""The running program: the rooms wired together, started and stopped as one."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy import Connection
from starlette.routing import BaseRoute

from bot.channels.telegram import Hook, TelegramChannel, Wire
from bot.clock.jobs import list_the_stops
from bot.clock.ticker import Ticker
from bot.delivery.bound import Bound
from bot.delivery.contact import Contact
from bot.delivery.fetching import Fetcher
from bot.delivery.health import Health
from bot.delivery.leases import TICK, Leases, receives_for, sends_for
from bot.delivery.minutes_reader import MinutesReader
from bot.delivery.outbox import Written, no_sender_here
from bot.delivery.pacing import USUAL, Rates
from bot.delivery.receiving import receive
from bot.delivery.sender import Clocks, Sender
from bot.delivery.turns import Room
from bot.delivery.worker import Worker
from bot.involvement.computed import computed
from bot.involvement.consultations import Contents
from bot.involvement.facts import Shelf
from bot.involvement.languages import Catalogues
from bot.involvement.library import load_library
from bot.involvement.setup import remember_username
from bot.involvement.starters import starters
from bot.involvement.stop_list import StopList
from bot.store import bells
from bot.store.database import Database
from bot.store.tables import inbox, media, meeting, outbox
from bot.web.my_data import Copies
from bot.web.pages import health_route, metrics_route
from conversations.facts import ReadyMade

LOCALES = Path(__file__).resolve().parent.parent / "locales"
Role = Literal["receive", "work", "send", "tick"]
ROLES: tuple[Role, ...] = ("receive", "work", "send", "tick")
INBOX_BOUND = 10_000  # updates that may wait before no more are taken
LAST_TURNS = 4.0  # seconds for the turns that were begun, when the program is told to stop
A_MOMENT = 0.01  # seconds
LAST_WORDS = 8.0  # seconds for what is being sent to arrive, when the program is told to stop


def real_time() -> datetime:
    """Give the moment, in UTC: the civil clock where nobody moves it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One channel account: its number in the database, its token, and where Telegram is.

    `testers` are the only addresses that are written to; None stands for everybody. `languages`
    are those in which the bot tells about itself; None stands for every shipped one. `wire` is the
    way to Telegram, and with a `hook` Telegram calls Heard, which polls otherwise. `retention` is
    after how many days what is deleted, where it is not the usual.
    """

    account: int
    token: SecretStr
    base_url: str
    testers: frozenset[str] | None = None
    languages: tuple[str, ...] | None = None
    wire: Wire = field(default_factory=Wire)
    hook: Hook | None = None
    retention: Mapping[str, int] = field(default_factory=dict)


@cache
def _shipped(*, drafts: bool) -> Catalogues:
    """Read what is shipped once a process: it takes longer than to start all the rest."""
    return Catalogues.load(LOCALES, drafts=drafts)


@cache
def _ready_made() -> tuple[ReadyMade, ...]:
    return starters(load_library())


def _introduced(line: Line, catalogues: Catalogues) -> tuple[str, ...]:
    """Give the languages in which a bot tells about itself: those in which people can join."""
    offered = [one.tag for one in catalogues.offered if one.tag in catalogues.to_agree_in]
    wanted = line.languages or tuple(offered)
    return tuple(tag for tag in wanted if tag in offered) or (catalogues.offered[0].tag,)


class Program:
    """Everything that runs for a database and its channel accounts. Use `async with`.

    `roles` is what this process does; where it does not do all, other processes on the same
    database do the rest. `routes` is what a web server beside it serves; `web_address` is where
    members reach that server, '' where they cannot. With `drafts`, as in the sandbox, people may
    join in languages that nobody has reviewed. Where it `inducts`, new members get the five first
    messages.
    """

    def __init__(  # noqa: PLR0913 - the program has that many sides, most with usual values
        self,
        database: Database,
        lines: Sequence[Line],
        media: Path,
        *,
        clock: Callable[[], datetime] = real_time,
        rates: Rates = USUAL,
        speed: float = 1.0,
        roles: Collection[Role] = ROLES,
        stops: StopList | None = None,
        inbox_bound: int = INBOX_BOUND,
        web_address: str = "",
        drafts: bool = False,
        inducts: bool = True,
    ) -> None:
        self._database, self._clock, self._roles = database, clock, frozenset(roles)
        catalogues = _shipped(drafts=drafts)
        self._languages = {line.account: _introduced(line, catalogues) for line in lines}
        self.channels = {
            line.account: TelegramChannel(
                line.token, line.base_url, catalogues.say, wire=line.wire, hook=line.hook
            )
            for line in lines
        }
        self.health = Health(database, list(self.channels), self._roles, clock)
        self._contact = Contact(database, self.channels, clock)
        self._bound = Bound(database, list(self.channels), inbox_bound)
        self.leases = Leases(database, self._wanted_leases())
        allowed = {line.account: line.testers for line in lines}
        clocks = Clocks(clock, real_time)
        self.sender = Sender(
            database, self.channels, clocks, self.leases, rates=rates, testers=allowed
        )
        room = Room(
            self.channels,
            catalogues,
            Shelf(Contents(), _ready_made()),
            worker=None if database.is_sqlite else self.leases.holder,
            straight=self.sender.straight if "send" in self._roles else no_sender_here,
            stops=stops,
            retention={line.account: line.retention for line in lines},
            web_address=web_address,
            inducts=inducts,
        )
        self.copies = Copies(database, catalogues, room.shelf.contents, media, clock)
        compute = computed(rates.everybody, allowed)
        self.worker = Worker(database, room, clock, compute, self._written)
        self.ticker = Ticker(database, room, clock, self.leases, self.sender.ring, speed=speed)
        self.fetcher = Fetcher(database, self.channels, media)
        self.reader = MinutesReader(database, list(self.channels), media, clock)
        self._working: asyncio.Task[None] | None = None
        self._sending: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def routes(self) -> list[BaseRoute]:
        """What a web server beside this program is to serve, also before it has begun."""
        own = [health_route(self.health), metrics_route(self._database, self._clock)]
        pages = [*own, self.copies.route]
        called = [route for channel in self.channels.values() for route in channel.routes]
        return [*pages, *(called if "receive" in self._roles else [])]

    def _wanted_leases(self) -> list[str]:
        by_role = {"receive": receives_for, "send": sends_for}
        each = [
            name(account)
            for role, name in by_role.items()
            for account in self.channels
            if role in self._roles
        ]
        return each + ([TICK] if "tick" in self._roles else [])

    def _written(self, written: Written) -> None:
        self.sender.send_straight(written.straight)
        if written.waiting:
            self.sender.ring()

    def _heard_bell(self, name: str) -> None:
        """Wake what is meant, a little later: whoever rang is at work, and may leave nothing."""
        rings = {bells.INBOX: self.worker.ring, bells.OUTBOX: self.sender.ring}
        if name in rings:
            asyncio.get_running_loop().call_later(A_MOMENT, rings[name])

    async def __aenter__(self) -> Self:
        try:
            await self._open_channels()
            await self.leases.ask()
        except BaseException:
            await self._close_channels()
            raise
        self._tasks = [asyncio.create_task(run) for run in self._runs()]
        if "work" in self._roles:
            self._working = asyncio.create_task(self.worker.run())
        if "send" in self._roles:
            self._sending = asyncio.create_task(self.sender.run())
        if "tick" in self._roles:
            self.ticker.start()
        return self

    def _runs(self) -> Iterator[Coroutine[Any, Any, None]]:
        yield self.leases.run()
        yield self._database.listen(self._heard_bell)
        if "work" in self._roles:
            yield self.fetcher.run()
            yield self.reader.run()
        if "receive" in self._roles:
            yield self._contact.run()
            for account, channel in self.channels.items():
                intake = self._bound.guard(account, self.worker.intake(account))
                if channel.routes:  # whoever is called may take it; only polling needs a lease
                    yield channel.receive(intake)
                else:
                    yield receive(self.leases, account, channel, intake)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if "tick" in self._roles:
            self.ticker.stop()
        leasing, *others = self._tasks
        for task in others:
            task.cancel()
        if self._working is not None:
            # What a turn says is lost to the sender until the next start if it is cut off here.
            self.worker.finish()
            await asyncio.wait([self._working], timeout=LAST_TURNS)
            self._working.cancel()
        if self._sending is not None:
            # Nobody would know whether a message that is cut off in the middle went.
            self.sender.finish()
            await asyncio.wait([self._sending], timeout=LAST_WORDS)
            self._sending.cancel()
        if "tick" in self._roles:  # what was sent last belongs on the list of stops
            await self.ticker.tick("list_the_stops", list_the_stops)
        leasing.cancel()
        await asyncio.gather(*self._all_tasks(), return_exceptions=True)
        await self.leases.give_up()
        await self._close_channels()

    def _all_tasks(self) -> list[asyncio.Task[None]]:
        return [*self._tasks, *(task for task in (self._working, self._sending) if task)]

    async def _open_channels(self) -> None:
        for account, channel in self.channels.items():
            await channel.start()
            await self._database.write(
                partial(remember_username, account=account, username=channel.username)
            )
            if "receive" in self._roles:
                await channel.introduce(self._languages[account])

    async def _close_channels(self) -> None:
        for channel in self.channels.values():
            await channel.stop()

    async def tick(self) -> int:
        """Run every job once, now; gives how much was done."""
        return await self.ticker.tick_all()

    async def idle(self) -> bool:
        """Tell whether nothing waits to be taken or to be sent at this moment."""
        now = self._clock()
        return await self._database.read(lambda c: _idle(c, now))

    async def until_broken(self) -> None:
        """Wait for ever; raises what broke a part of the program, such as a wrong token."""
        done, _ = await asyncio.wait(self._all_tasks(), return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()


def _idle(connection: Connection, now: datetime) -> bool:
    taken = sa.exists().where(inbox.c.status == "waiting")
    due = sa.or_(
        outbox.c.status == "sending", (outbox.c.status == "waiting") & (outbox.c.due_at <= now)
    )
    is_due = sa.or_(media.c.due_at.is_(None), media.c.due_at <= now)
    fetched = sa.exists().where(media.c.status == "waiting", is_due)
    m, coming = meeting.c, media.alias()
    comes = sa.exists().where(coming.c.id == m.minutes_media, coming.c.status == "waiting")
    read = sa.exists().where(m.minutes_asked_at.is_not(None), ~comes)
    busy = sa.select(sa.or_(taken, sa.exists().where(due), fetched, read))
    return not connection.execute(busy).scalar()
