"""The ticker: APScheduler runs each job every few seconds. What is due stands in tables.

Of several processes the one that holds the lease ticks; each job keeps it until it is committed.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection

from bot.clock.jobs import JOBS, Job
from bot.delivery.leases import TICK, LeaseLost, Leases
from bot.delivery.turns import Room
from bot.store.database import Database
from bot.store.errors import StoreError

log = structlog.get_logger(__name__)


class Ticker:
    """Runs the jobs of one process; `rung` is called after a job that did something."""

    def __init__(
        self,
        database: Database,
        room: Room,
        clock: Callable[[], datetime],
        leases: Leases,
        rung: Callable[[], None],
        *,
        speed: float = 1.0,
    ) -> None:
        self._database = database
        self._room = room
        self._clock = clock
        self._leases = leases
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
        """Run one job now, if this process ticks.

        A failure is logged, and the job runs again at its next tick.
        """
        if self._leases.token(TICK) is None:
            return 0
        try:
            done = await self._run([job])
        except asyncio.CancelledError:
            return 0  # the program stops; the writer's thread ends its transaction by itself
        except LeaseLost:
            return 0  # another process ticks now
        except StoreError as error:
            log.warning("a job waits for the database", job=name, error=type(error).__name__)
            return 0
        except Exception:
            log.exception("a job failed", job=name)
            return 0
        if done:
            log.info("job done", job=name, done=done)
            self._rung()
        return done

    async def tick_all(self) -> int:
        """Run every job once, in order and in one transaction; gives how much was done."""
        done = await self._run(JOBS.values())
        if done:
            self._rung()
        return done

    async def _run(self, jobs: Iterable[Job]) -> int:
        now = self._clock()

        def run(connection: Connection) -> int:
            self._leases.guard(connection, TICK)
            return sum(job.run(connection, self._room, now) for job in jobs)

        return await self._database.write(run)
