"""Leases: which of several processes does what only one may do at a time.

That is: tick, send for a bot's token, and poll for it. A lease is a row with a time, by the
database's clock; its holder renews it long before, and everybody else tries to take it when it is
over. The holder trusts it by its own monotonic clock, and for less long than the row says: so a
process that was asleep, or cut off, stops before another begins. What it writes is guarded besides.

On SQLite there is one process, which holds everything.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from time import monotonic
from uuid import uuid4

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.tables import lease

TICK = "tick"
LASTS = 10.0  # seconds
SURE = 8.0  # seconds for which the holder trusts it, counted from before it asked
RENEW = 2.0  # seconds between two attempts: who is killed is replaced within LASTS + RENEW
PATIENCE = 1000  # milliseconds to wait for whoever is writing under a lease

log = structlog.get_logger(__name__)


class LeaseLost(Exception):  # noqa: N818  it reads as it is said
    """Another process does this now; nothing was written."""


def sends_for(account: int) -> str:
    """Name the lease of sending for a channel account."""
    return f"send:{account}"


def receives_for(account: int) -> str:
    """Name the lease of polling for a channel account."""
    return f"receive:{account}"


class Leases:
    """The leases that this process wants, and whether it holds them. Use `start` and `run`."""

    def __init__(self, database: Database, names: Collection[str]) -> None:
        self._database = database
        self._names = sorted(names)
        self._shared = not database.is_sqlite
        self.holder = uuid4().hex[:12]
        self._until: dict[str, float] = {}
        self._gained: dict[str, int] = {}

    async def run(self) -> None:
        """Take what is free and renew what is held, for ever.

        None waits for another: a job that takes long keeps its own from being renewed, and no more.
        """
        if self._shared:
            await asyncio.gather(*(self._keep(name) for name in self._names))

    async def _keep(self, name: str) -> None:
        while True:
            await self._ask(name)
            await asyncio.sleep(RENEW)

    async def ask(self) -> None:
        """Try to take or renew every lease, once."""
        if self._shared:
            await asyncio.gather(*(self._ask(name) for name in self._names))

    async def give_up(self) -> None:
        """Let go of everything, so that another process need not wait."""
        self._until.clear()
        if self._shared:
            with suppress(StoreError):  # then it is over by itself soon
                await self._database.write(lambda c: _give_up(c, self.holder))

    def token(self, name: str) -> str | None:
        """Give what this process signs with while it holds the lease; None while it does not.

        It is another one each time that the lease was lost and gained again.
        """
        if name not in self._names:
            return None
        if self._shared and monotonic() >= self._until.get(name, 0.0):
            return None
        return f"{self.holder}.{self._gained.get(name, 0)}"

    def guard(self, connection: Connection, name: str) -> None:
        """Keep the lease until this transaction ends; raises LeaseLost where it is gone."""
        if not self._shared:
            return
        mine = sa.select(lease.c.name).where(
            lease.c.name == name,
            lease.c.holder == self.holder,
            lease.c.until > sa.func.clock_timestamp(),
        )
        if connection.execute(mine.with_for_update(read=True)).first() is None:
            raise LeaseLost

    async def _ask(self, name: str) -> None:
        asked, had = monotonic(), self.token(name)
        try:
            mine = await self._database.write(lambda c: _take(c, name, self.holder))
        except StoreError as error:
            log.warning("a lease cannot be asked for", lease=name, error=type(error).__name__)
            return
        if not mine:
            self._until.pop(name, None)
            return
        if had is None:
            self._gained[name] = self._gained.get(name, 0) + 1
            log.info("lease taken", lease=name)
        self._until[name] = asked + SURE


_TAKE = sa.text(
    "INSERT INTO lease (name, holder, until)"
    " VALUES (:name, :holder, clock_timestamp() + :lasts * interval '1 second')"
    " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until"
    " WHERE lease.holder = excluded.holder OR lease.until < clock_timestamp()"
    " RETURNING name"
)


def _take(connection: Connection, name: str, holder: str) -> bool:
    """Take a lease that is free or ours; tells whether it is ours now."""
    _do_not_wait_long(connection)
    asked = {"name": name, "holder": holder, "lasts": LASTS}
    return connection.execute(_TAKE, asked).first() is not None


def _give_up(connection: Connection, holder: str) -> None:
    _do_not_wait_long(connection)
    connection.execute(lease.delete().where(lease.c.holder == holder))


def _do_not_wait_long(connection: Connection) -> None:
    """Leave the few threads that write to others; it is tried again soon."""
    connection.execute(sa.text(f"SET LOCAL lock_timeout = {PATIENCE}"))
