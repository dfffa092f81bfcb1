"""Several processes on Postgres under load; the one that sends is killed every 20 seconds.

It is started again at once, as systemd would, but what it held is free only when its leases are
over. Or it is not killed but stands still for longer than that, and then goes on as if nothing had
happened. How long it takes until somebody ticks, sends and receives again is seen from outside: by
the row of the lease that ticks, and by the calls that reach the sandbox.
"""

import asyncio
import json
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from time import monotonic

import sqlalchemy as sa

from bot.sandbox.clock import CivilClock
from bot.sandbox.server import Sandbox
from bot.store.database import Database
from bot.store.tables import lease
from tests.faults.crowd import Crowd
from tests.faults.killing import Seen
from tests.faults.processes import Process, Processes
from tests.faults.settling import settled
from tests.faults.tally import Count, Tally, under_way
from tests.faults.town import TUESDAY, Town, build

PROCESSES = 3
AFTER_A_KILL = 15.0  # seconds until everything goes on
AFTER_A_PAUSE = 20.0  # seconds; Postgres ends a transaction that stands still after 5
LOOK_AGAIN = 0.02  # seconds
ANSWERING, LISTENING = 24, 60


@dataclass(frozen=True, slots=True)
class Plan:
    """Kill the process that sends so often, every so many seconds; or pause it for a while."""

    kills: int = 6
    pause: float = 0.0
    every: float = 20.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds from a kill until somebody did this again."""

    ticking: float
    sending: float
    receiving: float

    def __str__(self) -> str:
        return (
            f"ticking={self.ticking:.1f} sending={self.sending:.1f} receiving={self.receiving:.1f}"
        )

    @property
    def slowest(self) -> float:
        """The longest of the three."""
        return max(self.ticking, self.sending, self.receiving)


async def take_over(
    database: Database, folder: Path, plan: Plan, say: Callable[[str], None]
) -> tuple[Tally, list[Times]]:
    """Kill as planned, let all settle, and count."""
    seen = Seen()
    sandbox = Sandbox(
        clock=CivilClock(TUESDAY), limited=False, remember=500_000, extend=seen.extend
    )
    async with sandbox, Processes(folder) as processes:
        within = timedelta(seconds=plan.kills * plan.every)
        town = build(
            database, sandbox, answering=ANSWERING, listening=LISTENING, told_within=within
        )
        return await Takeover(town, processes, folder / "media", seen).all(plan, say)


class Takeover:
    """A town served by several processes."""

    def __init__(self, town: Town, processes: Processes, media: Path, seen: Seen) -> None:
        self._town = town
        self._processes = processes
        self._settings = town.settings(media, HEARD_LOG_LEVEL="info")
        self._seen = seen
        self._running: list[Process] = []
        self.tally = Tally()

    async def all(self, plan: Plan, say: Callable[[str], None]) -> tuple[Tally, list[Times]]:
        """Kill, wait, settle, count."""
        crowd = Crowd(self._town.answering, Random(plan.seed))  # noqa: S311  not a secret
        times = []
        async with crowd:
            for _ in range(PROCESSES):
                await self._start()
            await self._until(
                lambda: all("Heard runs" in one.log.read_text() for one in self._running)
            )
            for number in range(1, plan.kills + 1):
                until = monotonic() + plan.every
                times.append(await self._hit_the_sender(plan.pause))
                say(f"  kill={number} {times[-1]}")
                crowd.check()
                await asyncio.sleep(max(0.0, until - monotonic()))
        await self._close(crowd)
        return self.tally, times

    async def _start(self) -> None:
        now = self._town.sandbox.clock.now()
        self._running.append(await self._processes.start(self._settings, now))

    def _sender(self) -> Process | None:
        """Give the process that took the lease of sending last, by the logs."""
        taken = f'"lease": "send:{self._town.account}"'
        found = [
            (json.loads(line)["timestamp"], process.pid, process)
            for process in self._running
            for line in process.log.read_text().splitlines()
            if taken in line and line.endswith("}")
        ]
        return max(found)[2] if found else None

    async def _hit_the_sender(self, pause: float) -> Times:
        """Kill the sender, or let it stand still for so many seconds."""
        await self._until(lambda: self._sender() is not None)
        sender = self._sender()
        assert sender
        before, hit = self._ticker(), monotonic()
        if pause:
            sender.signal(signal.SIGSTOP)
        else:
            await sender.kill()
            self._running.remove(sender)
        self._note()
        if pause:
            times = await self._times(hit, before)
            await asyncio.sleep(max(0.0, hit + pause - monotonic()))
            sender.signal(signal.SIGCONT)
            return times
        await self._start()
        return await self._times(hit, before)

    def _note(self) -> None:
        with self._town.database.reading() as connection:
            left = under_way(connection)
        self.tally.kills += 1
        self.tally.mid_turn += bool(left)
        self.tally.in_flight += sum(kind == "out" for kind, _, _ in left)

    def _ticker(self) -> tuple[str, object]:
        with self._town.database.reading() as connection:
            tick = sa.select(lease.c.holder, lease.c.until).where(lease.c.name == "tick")
            row = connection.execute(tick).one()
            return row.holder, row.until

    async def _times(self, killed: float, before: tuple[str, object]) -> Times:
        ticking = await self._until(lambda: self._ticker() != before) - killed
        sending = await self._until(lambda: self._seen.first("send", killed) is not None)
        receiving = await self._until(lambda: self._seen.first("getupdates", killed) is not None)
        return Times(
            ticking,
            (self._seen.first("send", killed) or sending) - killed,
            (self._seen.first("getupdates", killed) or receiving) - killed,
        )

    async def _until(self, holds: Callable[[], bool]) -> float:
        """Wait until something holds; gives the moment. Raises TimeoutError."""
        async with asyncio.timeout(2 * AFTER_A_PAUSE):
            while not holds():  # noqa: ASYNC110  a table cannot ring
                await asyncio.sleep(LOOK_AGAIN)
        return monotonic()

    async def _close(self, crowd: Crowd) -> None:
        settled_by = self._town.sandbox.clock.now()
        wrong = await settled(self._town, *self._running)
        if wrong:
            self.tally.broken += [wrong, *self._processes.last_words()]
        for process in self._running:
            if code := await process.stop():
                self.tally.broken.append(f"a process ended with {code}")
        self.tally.broken += self._processes.complaints()
        with self._town.database.reading() as connection:
            Count(self._town, crowd.people, connection, settled_by).into(self.tally)
