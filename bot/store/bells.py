"""Bells: on Postgres one process tells the others that there is something to do.

A bell only saves waiting: whoever listens looks at the tables by itself as well, now and then. On
SQLite there is one process, which needs none.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog
from sqlalchemy import URL, Connection

if TYPE_CHECKING:
    import psycopg

CHANNEL = "heard"
INBOX, OUTBOX = "inbox", "outbox"
PAUSE = 2.0  # seconds before listening again after the connection was lost

log = structlog.get_logger(__name__)


def ring(connection: Connection, name: str) -> None:
    """Ring a bell in every process once this transaction is committed."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(CHANNEL, name)))


async def listen(url: URL, heard: Callable[[str], object]) -> None:
    """Call `heard` with the name of each bell, for ever; connects anew where that is needed."""
    import psycopg  # noqa: PLC0415  8 MB that a program on SQLite does without

    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(address, autocommit=True)
            await _listen(connection, heard)
        except (psycopg.Error, OSError) as error:  # looking at the tables goes on meanwhile
            log.warning("the bells cannot be heard", error=type(error).__name__)
        await asyncio.sleep(PAUSE)


async def _listen(connection: "psycopg.AsyncConnection", heard: Callable[[str], object]) -> None:
    async with connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        async for notice in connection.notifies():
            heard(notice.payload)
