"""The real program ends at every fail point on the path of one answer, each in turn.

One point a start: the program is started, takes up what the end before left, and settles; then
somebody taps an answer, and the process ends at that point. What came of it is seen after the next
start. Calls are a list; commits are numbered until they lie behind the path, which is when the tap
was confirmed and everything had been written down before the end.
"""

import asyncio
import signal
from itertools import count, cycle
from pathlib import Path
from random import Random

from bot.sandbox.clock import CivilClock
from bot.sandbox.server import Sandbox
from bot.store.database import Database
from tests.faults.breaking import BROKEN
from tests.faults.crowd import Person
from tests.faults.processes import Process, Processes
from tests.faults.settling import LOOK_AGAIN, is_up, last_call, leases_end, settled, what_is_left
from tests.faults.tally import Count, Tally, under_way
from tests.faults.town import TUESDAY, Town, build

PEOPLE = 4
CALLS = tuple(
    f"{when} {method}"
    for method in ("getUpdates", "answerCallbackQuery", "editMessageText", "sendMessage")
    for when in ("before", "after")
)
COMMITS = ("before a commit", "after a commit")
MOST_COMMITS = 40
BEHIND = 2  # points behind the path, one after the other, and it is over
REACHES = 30.0  # seconds until a point is reached, since the clock's jobs commit all the time
NOWHERE = ("nowhere", 1)


async def every_point(database: Database, folder: Path, *, commits: int = MOST_COMMITS) -> Tally:
    """End at each call and at each commit, up to a number of those; gives what was counted."""
    sandbox = Sandbox(clock=CivilClock(TUESDAY), limited=False, remember=100_000)
    async with sandbox, Processes(folder) as processes:
        town = build(database, sandbox, answering=PEOPLE, listening=0)
        return await Points(town, processes, folder).all(commits)


class Points:
    """One town, in which somebody answers while the program ends at a point."""

    def __init__(self, town: Town, processes: Processes, folder: Path) -> None:
        self._town = town
        self._processes = processes
        self._settings = town.settings(folder / "media")
        self._armed = folder / "armed"
        self._people = [
            Person(phone, Random(phone.id), types=0)  # noqa: S311  not a secret
            for phone in town.answering
        ]
        self._moments = count(10**9, 1000)  # seconds, so that nobody has to wait before they act
        self._turn = cycle(self._people)
        self.tally = Tally()

    async def all(self, commits: int) -> Tally:
        """End at each point, then let the last start settle, and count."""
        for name in CALLS:
            await self._end_at(name, 1)
        for name in COMMITS:
            behind = 0
            for nth in range(1, commits + 1):
                behind = behind + 1 if await self._end_at(name, nth) else 0
                if behind == BEHIND:
                    break
        await self._close()
        return self.tally

    async def _close(self) -> None:
        last = await self._start(*NOWHERE)
        settled_by = self._town.sandbox.clock.now()
        await self._settle(last)
        self.tally.broken += self._processes.complaints()
        if code := await last.stop():
            self.tally.broken.append(f"the program ended with {code}")
        with self._town.database.reading() as connection:
            Count(self._town, self._people, connection, settled_by).into(self.tally)

    async def _end_at(self, name: str, nth: int) -> bool:
        """End at a point of one answer's path; tells whether nothing was left to do there."""
        program = await self._start(name, nth)
        person = next(self._turn)
        await self._settle(program)
        while not person.would_tap():
            person.look(next(self._moments))
            await self._settle(program)
        await self._arm(program)
        person.look(next(self._moments))
        await asyncio.wait([program.ended], timeout=REACHES)
        if (code := await program.kill()) != BROKEN:
            words = self._processes.last_words()
            self.tally.broken += [f"{name} ({nth}): ended with {code}", *words]
        return self._note()

    async def _arm(self, program: Process) -> None:
        program.signal(signal.SIGUSR1)
        async with asyncio.timeout(REACHES):
            while not self._armed.exists():  # noqa: ASYNC110  a file cannot ring
                await asyncio.sleep(LOOK_AGAIN)
        self._armed.unlink()

    async def _start(self, name: str, nth: int) -> Process:
        sandbox = self._town.sandbox
        before = last_call(sandbox)
        breaks = {"name": name, "nth": nth, "armed": str(self._armed)}
        program = await self._processes.start(self._settings, sandbox.clock.now(), breaks=breaks)
        await is_up(sandbox, program, before)
        return program

    def _note(self) -> bool:
        with self._town.database.reading() as connection:
            left = under_way(connection)
        leases_end(self._town.database)
        self.tally.kills += 1
        self.tally.mid_turn += bool(left)
        self.tally.in_flight += sum(kind == "out" for kind, _, _ in left)
        return not any(what_is_left(self._town).values())

    async def _settle(self, program: Process) -> None:
        wrong = await settled(self._town, program)
        if wrong:
            raise AssertionError("\n".join([wrong, *self._processes.last_words()]))
