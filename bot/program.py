"""The running program: the rooms wired together, started and stopped as one."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.channels.telegram import TelegramChannel
from bot.clock.ticker import Ticker
from bot.delivery.fetching import Fetcher
from bot.delivery.sender import Sender
from bot.delivery.turns import Room
from bot.delivery.worker import Worker
from bot.involvement.computed import COMPUTED
from bot.involvement.consultations import Contents
from bot.involvement.facts import Shelf
from bot.involvement.languages import Catalogues
from bot.involvement.library import load_library
from bot.involvement.setup import remember_username
from bot.involvement.starters import starters
from bot.store.database import Database
from bot.store.tables import inbox, media, outbox

LOCALES = Path(__file__).resolve().parent.parent / "locales"
LAST_WORDS = 8.0  # seconds for what is being sent to arrive, when the program is told to stop


def real_time() -> datetime:
    """Give the moment, in UTC: the civil clock where nobody moves it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One channel account: its number in the database, its token, and where Telegram is.

    `testers` are the only addresses that are written to; None stands for everybody. `languages`
    are those in which the bot tells about itself; None stands for every shipped one.
    """

    account: int
    token: SecretStr
    base_url: str
    testers: frozenset[str] | None = None
    languages: tuple[str, ...] | None = None


class Program:
    """Everything that runs for a database and its channel accounts. Use `async with`."""

    def __init__(
        self,
        database: Database,
        lines: Sequence[Line],
        media: Path,
        *,
        clock: Callable[[], datetime] = real_time,
        paced: bool = True,
        speed: float = 1.0,
    ) -> None:
        self._database, self._clock = database, clock
        catalogues = Catalogues.load(LOCALES)
        shipped = tuple(language.tag for language in catalogues.offered)
        self._languages = {line.account: line.languages or shipped for line in lines}
        self.channels = {
            line.account: TelegramChannel(line.token, line.base_url, catalogues.say)
            for line in lines
        }
        shelf = Shelf(Contents(), starters(load_library()))
        room = Room(self.channels, catalogues, shelf)
        allowed = {line.account: line.testers for line in lines}
        self.sender = Sender(database, self.channels, clock, paced=paced, testers=allowed)
        self.worker = Worker(database, room, clock, COMPUTED, self.sender.ring)
        self.ticker = Ticker(database, room, clock, self.sender.ring, speed=speed)
        self.fetcher = Fetcher(database, self.channels, media)
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        try:
            await self._open_channels()
        except BaseException:
            await self._close_channels()
            raise
        runs = [
            self.sender.run(),
            self.worker.run(),
            self.fetcher.run(),
            *(channel.receive(self.worker.intake(n)) for n, channel in self.channels.items()),
        ]
        self._tasks = [asyncio.create_task(run) for run in runs]
        self.ticker.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.ticker.stop()
        sending, *others = self._tasks
        for task in others:
            task.cancel()
        # Nobody would know whether a message that is cut off in the middle went.
        self.sender.finish()
        await asyncio.wait([sending], timeout=LAST_WORDS)
        sending.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._close_channels()

    async def _open_channels(self) -> None:
        for account, channel in self.channels.items():
            await channel.start()
            await self._database.write(
                partial(remember_username, account=account, username=channel.username)
            )
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
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()


def _idle(connection: Connection, now: datetime) -> bool:
    taken = sa.exists().where(inbox.c.status == "waiting")
    due = sa.or_(
        outbox.c.status == "sending", (outbox.c.status == "waiting") & (outbox.c.due_at <= now)
    )
    fetched = sa.exists().where(media.c.status == "waiting")
    busy = sa.select(sa.or_(taken, sa.exists().where(due), fetched))
    return not connection.execute(busy).scalar()
