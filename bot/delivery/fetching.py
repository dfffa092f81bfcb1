"""Fetching: files that members sent are brought from the channel into the media folder.

A file is written beside its place and moved there, so that no half file is ever taken for whole.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from bot.delivery.ports import Channel
from bot.store.database import Database
from bot.store.tables import media

LOOK_AGAIN = 1.0  # seconds
MOST_BYTES = 20 * 1024 * 1024  # what Telegram lets a bot download
MOST_TRIES = 5
AT_ONCE = 8

log = structlog.get_logger(__name__)


class Fetcher:
    """Fetches what waits, for every channel account of this process."""

    def __init__(self, database: Database, channels: Mapping[int, Channel], folder: Path) -> None:
        self._database = database
        self._channels = channels
        self._folder = folder

    async def run(self) -> None:
        """Fetch for ever."""
        while True:
            if not await self.fetch_some() + await self.remove_some():
                await asyncio.sleep(LOOK_AGAIN)

    async def fetch_some(self) -> int:
        """Fetch what waits, at most `AT_ONCE` files; gives how many are stored now."""
        waiting = await self._database.read(_waiting)
        stored = [await self._fetch(number, account, file) for number, account, file in waiting]
        return sum(stored)

    async def remove_some(self) -> int:
        """Remove files whose answers were erased; gives how many are gone now."""
        erased = await self._database.read(_erased)
        for number in erased:
            await asyncio.to_thread(place_of(self._folder, number).unlink, missing_ok=True)
        if erased:
            await self._database.write(lambda c: _forgotten(c, erased))
        return len(erased)

    async def _fetch(self, number: int, account: int, file: str) -> bool:
        try:
            content = await self._channels[account].download(file, MOST_BYTES)
            await asyncio.to_thread(self._keep, number, content)
        except OSError as error:
            log.warning("a file was not fetched", media=number, error=type(error).__name__)
            await self._database.write(lambda c: _failed(c, number))
            return False
        await self._database.write(lambda c: _stored(c, number, len(content)))
        return True

    def _keep(self, number: int, content: bytes) -> None:
        place = place_of(self._folder, number)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = place.with_suffix(".half")
        try:
            half.write_bytes(content)
            half.replace(place)
        finally:
            with suppress(FileNotFoundError):
                half.unlink()


def place_of(folder: Path, number: int) -> Path:
    """Give where a file is kept: a folder of a hundred, and its number."""
    return folder / f"{number % 100:02d}" / str(number)


def _waiting(connection: Connection) -> list[tuple[int, int, str]]:
    m = media.c
    rows = connection.execute(
        sa.select(m.id, m.channel_account_id, m.file_id)
        .where(m.status == "waiting")
        .order_by(m.tries, m.created_at)
        .limit(AT_ONCE)
    )
    return [(number, account, file) for number, account, file in rows]


def _erased(connection: Connection) -> list[int]:
    rows = connection.execute(sa.select(media.c.id).where(media.c.status == "erased"))
    return list(rows.scalars())


def _forgotten(connection: Connection, numbers: list[int]) -> None:
    connection.execute(media.delete().where(media.c.id.in_(numbers)))


def _stored(connection: Connection, number: int, size: int) -> None:
    mine = media.update().where(media.c.id == number, media.c.status == "waiting")
    connection.execute(mine.values(status="stored", size=size, tries=media.c.tries + 1))


def _failed(connection: Connection, number: int) -> None:
    lost = sa.case((media.c.tries + 1 >= MOST_TRIES, "lost"), else_="waiting")
    mine = media.update().where(media.c.id == number, media.c.status == "waiting")
    connection.execute(mine.values(status=lost, tries=media.c.tries + 1))
