"""Waits that a channel asked for, kept so that a new start or another process keeps to them.

They are moments of real time, whatever the civil clock says; a clock that was put back can make one
longer than what was asked, so it is never taken for longer than that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.sql import upsert
from bot.store.tables import hold

EVERYBODY = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """Send nothing for so many seconds to an address, or (None) to anybody, of an account."""

    account: int
    address: int | None
    seconds: float


def keep(connection: Connection, waits: Sequence[Wait], real_now: datetime) -> None:
    """Keep waits that begin now; a later one for the same address takes the place of an earlier."""
    rows = {
        (one.account, one.address or EVERYBODY): {
            "channel_account_id": one.account,
            "address_id": one.address or EVERYBODY,
            "until": real_now + timedelta(seconds=one.seconds),
            "seconds": one.seconds,
        }
        for one in waits
    }
    upsert(connection, hold, rows.values(), ("channel_account_id", "address_id"))


def kept(connection: Connection, account: int, real_now: datetime) -> list[Wait]:
    """Give what is left of the waits of an account, and forget those that are over."""
    mine = hold.c.channel_account_id == account
    connection.execute(hold.delete().where(mine, hold.c.until <= real_now))
    rows = connection.execute(
        sa.select(hold.c.address_id, hold.c.until, hold.c.seconds).where(mine)
    )
    return [
        Wait(account, address or None, min((until - real_now).total_seconds(), seconds))
        for address, until, seconds in rows
    ]
