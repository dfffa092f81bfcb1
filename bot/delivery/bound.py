"""The inbox's bound: what arrives while too much waits is not taken, and comes again later."""

from collections.abc import Collection, Sequence
from time import monotonic

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import metrics
from bot.delivery.ports import Arrived, InboxFull, Intake
from bot.store.database import Database
from bot.store.sql import is_waiting
from bot.store.tables import inbox

ASK_AGAIN = 1.0  # seconds for which an answer counts


class Bound:
    """Lets at most about `most` updates wait, over all these channel accounts."""

    def __init__(self, database: Database, accounts: Collection[int], most: int) -> None:
        self._database = database
        self._accounts = list(accounts)
        self._most = most
        self._full = False
        self._asked = -ASK_AGAIN

    def guard(self, account: int, intake: Intake) -> Intake:
        """Give an intake that raises InboxFull while too much waits, and counts what it stores."""

        async def take(arrived: Sequence[Arrived]) -> None:
            if await self._is_full():
                metrics.inbox_was_full(account, len(arrived))
                raise InboxFull
            await intake(arrived)
            metrics.updates_stored(account, len(arrived))

        return take

    async def _is_full(self) -> bool:
        moment = monotonic()
        if moment - self._asked >= ASK_AGAIN:
            self._asked = moment  # before the answer, so that not everybody asks meanwhile
            waiting = await self._database.read(lambda c: count(c, self._accounts, self._most))
            self._full = waiting >= self._most
        return self._full


def count(connection: Connection, accounts: Collection[int], most: int) -> int:
    """Count what waits in the inbox for these accounts, but no further than `most`."""
    waits = is_waiting(inbox) & inbox.c.channel_account_id.in_(accounts)
    some = sa.select(sa.literal(1)).select_from(inbox).where(waits).limit(most)
    return connection.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one()
