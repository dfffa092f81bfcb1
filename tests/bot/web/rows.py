"""Rows of inbox and outbox, put there as the program would have."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import setup
from bot.store.database import Database
from bot.store.engines import READERS
from bot.store.tables import address, inbox, member, outbox

_numbers = count(1)


def an_account(database: Database, now: datetime) -> int:
    """Make a network with one channel account, and give its number."""
    with database.transaction() as connection:
        network = setup.ensure_network(connection, "main", "Riverside Cancer Network", now)
        return setup.ensure_account(connection, network, "telegram_token")


def letters(database: Database, account: int, at: datetime, many: int = 1, **more: Any) -> None:
    """Let updates arrive at a moment."""
    row = {
        "channel_account_id": account, "sender": "7", "kind": "update", "payload": {},
        "status": "waiting", "tries": 0, "received_at": at,
    }  # fmt: skip
    rows = [row | {"external_id": str(next(_numbers))} | more for _ in range(many)]
    with database.transaction() as connection:
        connection.execute(sa.insert(inbox), rows)


def messages(database: Database, account: int, at: datetime, **more: Any) -> None:
    """Write messages to one person down, by their `lane` and `status`, due at a moment."""
    number = next(_numbers)
    row = {
        "channel_account_id": account, "address_id": number, "member_id": number,
        "dedupe_key": str(number), "kind": "reply", "subject": 0, "edits": False,
        "due_at": at, "created_at": at, "tries": 0,
    }  # fmt: skip
    with database.transaction() as connection:
        connection.execute(sa.insert(member).values(id=number, network_id=1, created_at=at))
        connection.execute(
            sa.insert(address).values(
                id=number, channel_account_id=account, external_id=str(number), member_id=number
            )
        )
        connection.execute(sa.insert(outbox).values(row | more))


@asynccontextmanager
async def hanging(database: Database) -> AsyncIterator[None]:
    """Let every thread that reads hang, as where the database's machine is gone."""
    let_go, hang = threading.Event(), threading.Barrier(READERS + 1)

    def hangs(_connection: Connection) -> None:
        hang.wait(30)
        let_go.wait(60)

    hung = [asyncio.create_task(database.read(hangs)) for _ in range(READERS)]
    await asyncio.to_thread(hang.wait, 30)
    try:
        yield
    finally:
        let_go.set()
        await asyncio.gather(*hung)
