"""Fetching: files that members sent are brought from the channel into the media folder.

When to fetch stands in the table, and a claim moves it forward, so several processes may fetch. A
file is written beside its place and moved there, so that no half file is ever taken for whole. One
that does not come is tried again after longer and longer waits, more than a day in all; one that is
not what it was announced as is not kept, and the person is not blamed.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
import structlog
from sqlalchemy import ColumnElement, Connection

from bot.delivery.files import MOST_BYTES, is_what_it_says
from bot.delivery.ports import Channel
from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.tables import media

LOOK_AGAIN = 1.0  # seconds
LASTS = 120.0  # seconds that a claim is for one process alone
WAITS = (1, 2, 5, 60, 300, 1800, 7200, 21600, 43200, 43200)  # seconds after each failure
MOST_TRIES = len(WAITS) + 1
NO_ROOM = 300.0  # seconds until a file is tried again for which there was no room on the disk
AT_ONCE = 8

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One file to fetch now. `size` is what the app said, in bytes; `tries` were in vain."""

    id: int
    account: int
    file: str
    kind: str
    size: int | None
    tries: int


def _now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Fetches what waits, for every channel account of this process.

    `clock` gives the moment in UTC; waits are real ones, whatever the civil clock says.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[int, Channel],
        folder: Path,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._database = database
        self._channels = channels
        self._folder = folder
        self._clock = clock

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
        now, accounts = self._clock(), list(self._channels)
        if not await self._database.read(lambda c: _waits(c, accounts, now)):
            return 0
        claimed = await self._database.write(lambda c: _claim(c, accounts, now))
        return sum(await asyncio.gather(*(self._fetch(one) for one in claimed)))

    async def remove_some(self) -> int:
        """Remove files whose answers were erased; gives how many are gone now."""
        erased = await self._database.read(_erased)
        for number in erased:
            await asyncio.to_thread(_remove, place_of(self._folder, number))
        if erased:
            await self._database.write(lambda c: _forgotten(c, erased))
        return len(erased)

    async def _fetch(self, one: Claimed) -> bool:
        if one.size is not None and one.size > MOST_BYTES:
            return await self._lose(one, "too large")
        try:
            content = await self._channels[one.account].download(one.file, MOST_BYTES)
        except Exception as error:  # noqa: BLE001  no file may keep the others from coming
            log.warning("a file was not fetched", media=one.id, error=type(error).__name__)
            return await self._fail(one)
        if not await asyncio.to_thread(is_what_it_says, one.kind, content):
            return await self._lose(one, "it is not what it was announced as")
        try:
            await asyncio.to_thread(self._keep, one.id, content)
        except OSError:  # ours to put right: however long that takes, the file is not lost
            log.exception("a file cannot be stored", media=one.id)
            return await self._put_off(one, NO_ROOM, counted=False)
        await self._database.write(lambda c: _stored(c, one.id, len(content)))
        return True

    async def _lose(self, one: Claimed, why: str) -> bool:
        log.warning("a file was refused", media=one.id, kind=one.kind, why=why)
        await self._database.write(lambda c: _end(c, one.id, status="lost"))
        return False

    async def _fail(self, one: Claimed) -> bool:
        if one.tries + 1 < MOST_TRIES:
            return await self._put_off(one, WAITS[one.tries], counted=True)
        lost = {"status": "lost", "tries": one.tries + 1}
        await self._database.write(lambda c: _end(c, one.id, **lost))
        return False

    async def _put_off(self, one: Claimed, seconds: float, *, counted: bool) -> bool:
        later = self._clock() + timedelta(seconds=seconds)
        tries = one.tries + counted
        await self._database.write(lambda c: _end(c, one.id, due_at=later, tries=tries))
        return False

    def _keep(self, number: int, content: bytes) -> None:
        place = place_of(self._folder, number)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = place.with_name(f"{place.name}.{uuid4().hex[:8]}.half")
        try:
            half.touch(mode=0o600)  # what people said is for this user's eyes only
            half.write_bytes(self._database.sealer.seal_file(content, number))
            half.replace(place)
        finally:
            with suppress(FileNotFoundError):
                half.unlink()


def place_of(folder: Path, number: int) -> Path:
    """Give where a file is kept: a folder of a hundred, and its number."""
    return folder / f"{number % 100:02d}" / str(number)


def _remove(place: Path) -> None:
    for file in (place, *place.parent.glob(f"{place.name}.*half")):
        file.unlink(missing_ok=True)


def _is_due(accounts: Collection[int], now: datetime) -> ColumnElement[bool]:
    m = media.c
    due = sa.or_(m.due_at.is_(None), m.due_at <= now)
    return (m.status == "waiting") & m.channel_account_id.in_(accounts) & due


def _waits(connection: Connection, accounts: Collection[int], now: datetime) -> bool:
    there = sa.select(media.c.id).where(_is_due(accounts, now)).limit(1)
    return connection.execute(there).first() is not None


def _claim(connection: Connection, accounts: Collection[int], now: datetime) -> list[Claimed]:
    """Take files that nobody else is fetching; SQLite, with its one process, locks no rows."""
    m = media.c
    mine = (
        sa.select(m.id)
        .where(_is_due(accounts, now))
        .order_by(m.tries, m.created_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(
        media.update()
        .where(m.id.in_(mine))
        .values(due_at=now + timedelta(seconds=LASTS))
        .returning(m.id, m.channel_account_id, m.file_id, m.kind, m.size, m.tries)
    )
    return [Claimed(*row) for row in rows]


def _erased(connection: Connection) -> list[int]:
    rows = connection.execute(sa.select(media.c.id).where(media.c.status == "erased"))
    return list(rows.scalars())


def _forgotten(connection: Connection, numbers: list[int]) -> None:
    connection.execute(media.delete().where(media.c.id.in_(numbers)))


def _stored(connection: Connection, number: int, size: int) -> None:
    _end(connection, number, status="stored", size=size, tries=media.c.tries + 1)


def _end(connection: Connection, number: int, **values: object) -> None:
    """Write down what became of a try, unless the file was erased or stored meanwhile."""
    mine = media.update().where(media.c.id == number, media.c.status == "waiting")
    connection.execute(mine.values(**values))
