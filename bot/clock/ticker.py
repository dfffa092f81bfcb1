"""The ticker: APScheduler runs each job every few seconds. What is due stands in tables."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock.jobs import JOBS, Job
from bot.delivery.turns import Room
from bot.store.database import Database

log = structlog.get_logger(__name__)


class Ticker:
    """Runs the jobs of one process; `rung` is called after a job that did something."""

    def __init__(
        self,
        database: Database,
        room: Room,
        clock: Callable[[], datetime],
        rung: Callable[[], None],
        *,
        speed: float = 1.0,
    ) -> None:
        self._database = database
        self._room = room
        self._clock = clock
        self._rung = rung
        self._speed = speed
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        """Start ticking. One job never runs twice at once, and a missed tick is made up by one."""
        for name, job in JOBS.items():
            self._scheduler.add_job(
                self.tick, "interval", (name, job), seconds=job.EVERY / self._speed, id=name,
                coalesce=True, max_instances=1, misfire_grace_time=None,
                next_run_time=datetime.now(UTC),
            )  # fmt: skip
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking."""
        self._scheduler.shutdown(wait=False)

    async def tick(self, name: str, job: Job) -> int:
        """Run one job now; a failure is logged, and the job runs again at its next tick."""
        now = self._clock()
        try:
            done = await self._database.write(lambda c: job.run(c, self._room, now))
        except asyncio.CancelledError:
            return 0  # the program stops; the writer's thread ends its transaction by itself
        except Exception:
            log.exception("a job failed", job=name)
            return 0
        if done:
            log.info("job done", job=name, done=done)
            self._rung()
        return done

    async def tick_all(self) -> int:
        """Run every job once, in order and in one transaction; gives how much was done."""
        now = self._clock()
        done = await self._database.write(
            lambda c: sum(job.run(c, self._room, now) for job in JOBS.values())
        )
        if done:
            self._rung()
        return done
