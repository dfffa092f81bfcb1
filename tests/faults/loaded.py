"""A town under load, its program disturbed from outside in whatever way, and counted at the end."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.sandbox.clock import CivilClock
from bot.sandbox.server import Sandbox
from bot.store.database import Database
from tests.faults.crowd import Crowd
from tests.faults.processes import Process, Processes
from tests.faults.settling import is_up, last_call, settled
from tests.faults.tally import Count, Tally
from tests.faults.town import TUESDAY, Town, build

PATIENCE = 90.0  # seconds
LOOK_AGAIN = 0.02  # seconds
ANSWERING, LISTENING = 6, 4
TOLD_WITHIN = timedelta(seconds=6)


@dataclass
class Scene:
    """A town in which people answer, and the program that serves them."""

    town: Town
    crowd: Crowd
    processes: Processes
    settings: dict[str, str]
    program: Process

    async def answers(self, more: int) -> None:
        """Wait until so many more questions were answered. Raises TimeoutError."""
        wanted = self.crowd.answers + more
        await self.until(lambda: self.crowd.answers >= wanted)

    async def updates_wait(self, at_least: int = 3) -> None:
        """Wait until updates cannot be taken in, and so are kept by Telegram."""
        queue = self.town.sandbox.world.bot().queue
        await self.until(lambda: len(queue) >= at_least or not self.program.runs)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds. Raises TimeoutError, or what ended the crowd."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self.crowd.check()
                await asyncio.sleep(LOOK_AGAIN)


Disturb = Callable[[Scene], Awaitable[object]]


async def started(town: Town, processes: Processes, settings: dict[str, str]) -> Process:
    """Start the program, and wait until it has called Telegram."""
    before = last_call(town.sandbox)
    program = await processes.start(settings, town.sandbox.clock.now())
    await is_up(town.sandbox, program, before)
    return program


async def loaded(database: Database, folder: Path, disturb: Disturb, **settings: str) -> Tally:
    """Let people answer while the program is disturbed; all settles, and what it came to is given.

    Where the program complains in its log, or ends by itself, that is among what is broken.
    """
    sandbox = Sandbox(clock=CivilClock(TUESDAY), limited=False, remember=100_000)
    async with sandbox, Processes(folder) as processes:
        town = build(
            database, sandbox, answering=ANSWERING, listening=LISTENING, told_within=TOLD_WITHIN
        )
        chosen = town.settings(folder / "media", **settings)
        program = await started(town, processes, chosen)
        async with Crowd(town.answering, Random(1)) as crowd:  # noqa: S311  not a secret
            scene = Scene(town, crowd, processes, chosen, program)
            await scene.answers(ANSWERING)
            await disturb(scene)
            await scene.answers(ANSWERING)
        return await _counted(scene)


async def _counted(scene: Scene) -> Tally:
    tally = Tally()
    settled_by = scene.town.sandbox.clock.now()
    wrong = await settled(scene.town, scene.program)
    if wrong:
        tally.broken += [wrong, *scene.processes.last_words()]
    if code := await scene.program.stop():
        tally.broken.append(f"the program ended with {code}")
    tally.broken += scene.processes.complaints()
    with scene.town.database.reading() as connection:
        Count(scene.town, scene.crowd.people, connection, settled_by).into(tally)
    return tally
