"""Waiting until all that is due was taken, sent and written down."""

import asyncio
from datetime import datetime, timedelta
from time import monotonic

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.sandbox.server import Sandbox
from bot.store.database import Database
from bot.store.tables import inbox, lease, notice, outbox, participation
from tests.faults.processes import Process
from tests.faults.town import Town

PATIENCE = 80.0  # seconds
LOOK_AGAIN = 0.02  # seconds


async def is_up(sandbox: Sandbox, program: Process, since: int) -> None:
    """Wait until a program has made a call later than number `since`. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while program.runs and not sandbox.calls.after(since):  # noqa: ASYNC110  a log cannot ring
            await asyncio.sleep(LOOK_AGAIN)


def last_call(sandbox: Sandbox) -> int:
    """Give the number of the last call."""
    return max((call.number for call in sandbox.calls), default=0)


async def settled(town: Town, *programs: Process, within: float = PATIENCE) -> str:
    """Wait until nothing is left; gives what is wrong where that does not come about."""
    until = monotonic() + within
    while any((left := what_is_left(town)).values()):
        if monotonic() > until:
            return f"never settled: {left}"
        if programs and not any(program.runs for program in programs):
            return f"no program runs, and there is left: {left}"
        await asyncio.sleep(LOOK_AGAIN)
    return ""


def what_is_left(town: Town) -> dict[str, int]:
    """Count what is due and not done, in the database and at Telegram."""
    with town.database.reading() as connection:
        left = _due(connection, town.sandbox.clock.now())
    queue, calls = town.sandbox.world.bot().queue, town.sandbox.calls
    return left | {"updates": len(queue), "calls": calls.in_progress}


def _due(connection: Connection, now: datetime) -> dict[str, int]:
    wanted = {
        "letters": inbox.c.status == "waiting",
        "messages": (outbox.c.status == "waiting") & (outbox.c.due_at <= now),
        "sending": outbox.c.status == "sending",
        "notices": (notice.c.status == "due") & (notice.c.due_at <= now),
        "asks": (participation.c.status == "due") & participation.c.queued_at.is_(None),
    }
    return {
        name: connection.execute(sa.select(sa.func.count()).where(where)).scalar_one()
        for name, where in wanted.items()
    }


def leases_end(database: Database) -> None:
    """Let the time pass for which a process that is gone holds its leases."""
    if database.is_sqlite:
        return
    before = sa.func.clock_timestamp() - timedelta(seconds=1)
    with database.transaction() as connection:
        connection.execute(lease.update().values(until=before))
        held = inbox.c.lease.is_not(None)
        connection.execute(inbox.update().where(held).values(leased_until=before))
