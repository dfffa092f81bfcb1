"""The real program is killed again and again, under load, and everything is counted at the end.

A run goes in blocks, each with a fresh database and a fresh town, so that each ends in minutes.
On Postgres the next process would wait until the leases of the killed one are over. Here they are
made to end at once, as if that time had passed; `CASE=takeover` waits, and measures how long.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic

from bot.sandbox.clock import CivilClock
from bot.sandbox.server import Sandbox
from bot.store.database import Database
from tests.faults.crowd import Crowd
from tests.faults.killing import Watch, draw
from tests.faults.processes import Process, Processes
from tests.faults.settling import LOOK_AGAIN, PATIENCE, leases_end, settled
from tests.faults.tally import Count, Evidence, Tally, under_way
from tests.faults.town import TUESDAY, Town, build

ANSWERING, LISTENING = 40, 30
BLOCK = 210.0  # seconds of killing; what comes after takes less than a minute and a half


@dataclass(frozen=True, slots=True)
class Plan:
    """How many kills a block is for, for how many seconds at most, and its seed.

    Each comes at most so many `calls` after a start, or after a while. After the last one people go
    on until at least so many `answers` were given, and it goes on until so many kills came in the
    middle of a turn, since which turn is under way at a moment is up to the machine.
    """

    kills: int
    seed: int
    seconds: float = BLOCK
    answering: int = ANSWERING
    listening: int = LISTENING
    calls: int = 80
    answers: int = 0
    mid_turn: int = 0


def say(words: str) -> None:
    """Tell on standard error how it goes."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


async def block(database: Database, folder: Path, plan: Plan) -> Tally:
    """Kill as often as planned, or until the time is up; let all settle, and count."""
    watch = Watch()
    sandbox = Sandbox(
        clock=CivilClock(TUESDAY), limited=False, remember=500_000, extend=watch.extend
    )
    async with sandbox, Processes(folder) as processes:
        town = build(
            database, sandbox, answering=plan.answering, listening=plan.listening,
            told_within=timedelta(seconds=min(plan.seconds, plan.kills)),
        )  # fmt: skip
        run = Run(town, processes, watch, folder / "media", plan)
        return await run.all()


class Run:
    """One block: a town, a crowd that answers, a program that dies."""

    def __init__(
        self, town: Town, processes: Processes, watch: Watch, media: Path, plan: Plan
    ) -> None:
        self._town = town
        self._processes = processes
        self._watch = watch
        self._settings = town.settings(media)
        self._plan = plan
        self._chance = Random(plan.seed)  # noqa: S311  not a secret
        self._before: frozenset[Evidence] = frozenset()
        self.tally = Tally()

    async def all(self) -> Tally:
        """Kill, settle, count."""
        crowd = Crowd(self._town.answering, self._chance)
        begun = monotonic()
        async with crowd:
            program = await self._start()
            while self._is_to_go_on() and monotonic() - begun < self._plan.seconds:
                program = await self._kill_once(program)
                crowd.check()
            await self._answered_enough(crowd, program)
        settled_by = self._town.sandbox.clock.now()
        await self._settle(program)
        await self._end(program)
        with self._town.database.reading() as connection:
            Count(self._town, crowd.people, connection, settled_by).into(self.tally)
        return self.tally

    def _is_to_go_on(self) -> bool:
        return self.tally.kills < self._plan.kills or self.tally.mid_turn < self._plan.mid_turn

    async def _start(self) -> Process:
        return await self._processes.start(self._settings, self._town.sandbox.clock.now())

    async def _answered_enough(self, crowd: Crowd, program: Process) -> None:
        until, enough = monotonic() + PATIENCE, self._plan.answers
        while crowd.answers < enough and program.runs and monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_AGAIN)
        crowd.check()

    async def _kill_once(self, program: Process) -> Process:
        moment = draw(self._chance, self._plan.calls)
        waiting = asyncio.create_task(self._watch.wait_for(moment))
        program.ended.add_done_callback(lambda _: waiting.cancel())
        await asyncio.wait([waiting])
        if not program.runs:
            self.tally.broken.append(f"the program ended by itself ({program.ended.result()})")
        await program.kill()
        self._note()
        if self.tally.kills % 20 == 0:
            say(f"  {self.tally.kills} kills, {self.tally.mid_turn} in the middle of a turn")
        return await self._start()

    def _note(self) -> None:
        """Note what the kill left in the middle, and was not there after the kill before."""
        with self._town.database.reading() as connection:
            left = under_way(connection)
        new = left - self._before
        self.tally.kills += 1
        self.tally.mid_turn += bool(new)
        self.tally.in_flight += sum(kind == "out" for kind, _, _ in new)
        self._before = left
        leases_end(self._town.database)

    async def _settle(self, program: Process) -> None:
        wrong = await settled(self._town, program)
        if wrong:
            self.tally.broken += [wrong, *self._processes.last_words()]

    async def _end(self, program: Process) -> None:
        code = await program.stop()
        if code:
            self.tally.broken.append(f"the program ended with {code}")
        self.tally.broken += self._processes.complaints()[:20]


def blocks(open_database: "Opener", plan: Plan) -> Tally:
    """Run blocks until there were as many kills as planned."""
    tally, seed = Tally(), plan.seed
    while tally.kills < plan.kills:
        with TemporaryDirectory(prefix="heard-faults-") as folder, open_database() as database:
            left = Plan(plan.kills - tally.kills, seed, plan.seconds)
            done = asyncio.run(block(database, Path(folder), left))
        tally.add(done)
        seed += 1
        say(f"  block: {done.kills} kills, {done.answers} answers, {len(done.broken)} faults")
        if done.broken or not done.kills:
            break
    return tally


class Opener:
    """Gives a fresh database of one kind, as often as it is called."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    @contextmanager
    def __call__(self) -> Iterator[Database]:
        from tests.databases import running_postgres  # noqa: PLC0415  needs a package

        if self._kind == "postgres":
            with running_postgres() as server, server.copy() as database:
                yield database
            return
        with (
            TemporaryDirectory(prefix="heard-faults-") as folder,
            Database(f"sqlite:///{folder}/heard.db") as database,
        ):
            database.upgrade()
            yield database
