"""Fetching: files that members sent are brought from the channel into the media folder.

A file is written beside its place and moved there, so that no half file is ever taken for whole.
One that does not come is tried again after longer and longer waits, more than a day in all; it is
held in memory how long, so that a new start tries at once.
"""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from bot.delivery.ports import Channel
from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.tables import media

LOOK_AGAIN = 1.0  # seconds
MOST_BYTES = 20 * 1024 * 1024  # what Telegram lets a bot download
WAITS = (1, 2, 5, 60, 300, 1800, 7200, 21600, 43200, 43200)  # seconds after each failure
MOST_TRIES = len(WAITS) + 1
AT_ONCE = 8

log = structlog.get_logger(__name__)


class Fetcher:
    """Fetches what waits, for every channel account of this process."""

    def __init__(self, database: Database, channels: Mapping[int, Channel], folder: Path) -> None:
        self._database = database
        self._channels = channels
        self._folder = folder
        self._held: dict[int, float] = {}

    async def run(self) -> None:
        """Fetch for ever."""
        while True:
            if not await self._look():
                await asyncio.sleep(LOOK_AGAIN)

    async def _look(self) -> int:
        try:
            return await self.fetch_some() + await self.remove_some()
        except (StoreError, OSError) as error:  # it is tried again
            log.warning("files cannot be looked after", error=type(error).__name__)
            return 0

    async def fetch_some(self) -> int:
        """Fetch what waits, at most `AT_ONCE` files; gives how many are stored now."""
        moment = monotonic()
        self._held = {one: until for one, until in self._held.items() if until > moment}
        held, accounts = list(self._held), list(self._channels)
        waiting = await self._database.read(lambda c: _waiting(c, accounts, held))
        return sum(await asyncio.gather(*(self._fetch(*one) for one in waiting)))

    async def remove_some(self) -> int:
        """Remove files whose answers were erased; gives how many are gone now."""
        erased = await self._database.read(_erased)
        for number in erased:
            await asyncio.to_thread(_remove, place_of(self._folder, number))
        if erased:
            await self._database.write(lambda c: _forgotten(c, erased))
        return len(erased)

    async def _fetch(self, number: int, account: int, file: str, size: int | None) -> bool:
        if size is not None and size > MOST_BYTES:
            await self._database.write(lambda c: _lost(c, number))
            return False
        try:
            content = await self._channels[account].download(file, MOST_BYTES)
            await asyncio.to_thread(self._keep, number, content)
        except Exception as error:  # noqa: BLE001  no file may keep the others from coming
            log.warning("a file was not fetched", media=number, error=type(error).__name__)
            tries = await self._database.write(lambda c: _failed(c, number))
            self._held[number] = monotonic() + WAITS[min(tries, len(WAITS)) - 1]
            return False
        await self._database.write(lambda c: _stored(c, number, len(content)))
        return True

    def _keep(self, number: int, content: bytes) -> None:
        place = place_of(self._folder, number)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = _half_of(place)
        try:
            half.touch(mode=0o600)  # what people said is for this user's eyes only
            half.write_bytes(content)
            half.replace(place)
        finally:
            with suppress(FileNotFoundError):
                half.unlink()


def place_of(folder: Path, number: int) -> Path:
    """Give where a file is kept: a folder of a hundred, and its number."""
    return folder / f"{number % 100:02d}" / str(number)


def _half_of(place: Path) -> Path:
    return place.with_suffix(".half")


def _remove(place: Path) -> None:
    for file in (place, _half_of(place)):
        file.unlink(missing_ok=True)


def _waiting(
    connection: Connection, accounts: Collection[int], held: Collection[int]
) -> list[tuple[int, int, str, int | None]]:
    m = media.c
    rows = connection.execute(
        sa.select(m.id, m.channel_account_id, m.file_id, m.size)
        .where(m.status == "waiting", m.channel_account_id.in_(accounts), m.id.not_in(held))
        .order_by(m.tries, m.created_at)
        .limit(AT_ONCE)
    )
    return [(number, account, file, size) for number, account, file, size in rows]


def _erased(connection: Connection) -> list[int]:
    rows = connection.execute(sa.select(media.c.id).where(media.c.status == "erased"))
    return list(rows.scalars())


def _forgotten(connection: Connection, numbers: list[int]) -> None:
    connection.execute(media.delete().where(media.c.id.in_(numbers)))


def _stored(connection: Connection, number: int, size: int) -> None:
    mine = media.update().where(media.c.id == number, media.c.status == "waiting")
    connection.execute(mine.values(status="stored", size=size, tries=media.c.tries + 1))


def _lost(connection: Connection, number: int) -> None:
    mine = media.update().where(media.c.id == number, media.c.status == "waiting")
    connection.execute(mine.values(status="lost"))


def _failed(connection: Connection, number: int) -> int:
    """Count a failure; gives how many there were."""
    lost = sa.case((media.c.tries + 1 >= MOST_TRIES, "lost"), else_="waiting")
    mine = media.update().where(media.c.id == number, media.c.status == "waiting")
    tries = connection.execute(
        mine.values(status=lost, tries=media.c.tries + 1).returning(media.c.tries)
    ).scalar()
    return tries or 1
