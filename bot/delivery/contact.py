"""Writes down when each channel was last there, for every process and every check to see."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

import structlog
from sqlalchemy import Connection

from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.tables import channel_account

EVERY = 10.0  # seconds

log = structlog.get_logger(__name__)


class Heard(Protocol):
    """What is needed of a channel here."""

    @property
    def last_heard(self) -> float | None:
        """The moment, in monotonic seconds, when the channel last showed that it is there."""


class Contact:
    """Looks at the channels that this process receives from, every ten seconds."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[int, Heard],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._written: dict[int, float] = {}

    async def run(self) -> None:
        """Write down for ever."""
        while True:
            try:
                await self.write_down()
            except StoreError as error:  # the next time will do
                log.warning("the last contact cannot be kept", error=type(error).__name__)
            await asyncio.sleep(EVERY)

    async def write_down(self) -> int:
        """Write down each contact that is new; gives of how many accounts there was one."""
        now, moment = self._clock(), monotonic()
        heard = {
            account: channel.last_heard
            for account, channel in self._channels.items()
            if channel.last_heard is not None and channel.last_heard != self._written.get(account)
        }
        if heard:
            at = {one: now - timedelta(seconds=moment - then) for one, then in heard.items()}
            await self._database.write(lambda c: _write(c, at))
            self._written.update(heard)
        return len(heard)


def _write(connection: Connection, at: Mapping[int, datetime]) -> None:
    c = channel_account.c
    for account, moment in at.items():
        older = (c.id == account) & (c.heard_at.is_(None) | (c.heard_at < moment))
        connection.execute(channel_account.update().where(older).values(heard_at=moment))
