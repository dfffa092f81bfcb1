"""Reading minutes: once their file is here, or all parts are pasted, a digest is proposed of them.

It may take seconds, so it is done beside the turns, in a thread of its own and never in a
transaction. What came of it is asked for as an input of whoever sent them, which the worker takes.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from bot.delivery import inbox
from bot.delivery.fetching import place_of
from bot.involvement.digests import coming_in
from bot.involvement.digests.coming_in import Waiting
from bot.involvement.digests.proposing import digest_of
from bot.involvement.minutes import MinutesError, propose, text_of
from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.numbers import fresh
from bot.store.tables import address
from conversations.digests import Digest
from conversations.events import Requested
from conversations.minutes import NUMBERS
from conversations.minutes.source import READ
from conversations.plain import to_plain

LOOK_AGAIN = 1.0  # seconds
AT_ONCE = 4
_NAME = "minutes"  # stands in errors for the file's own name, which may tell of people

Read: TypeAlias = tuple[list[str], Digest | None, str]
"""The lines, what is proposed of them, and why there is nothing if there is not."""

log = structlog.get_logger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class MinutesReader:
    """Reads what waits for the channel accounts of this process; files are in `folder`."""

    def __init__(
        self,
        database: Database,
        accounts: Collection[int],
        folder: Path,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._database = database
        self._accounts = list(accounts)
        self._folder = folder
        self._clock = clock

    async def run(self) -> None:
        """Read for ever."""
        while True:
            if not await self._look():
                await asyncio.sleep(LOOK_AGAIN)

    async def _look(self) -> int:
        try:
            return await self.read_some()
        except (StoreError, OSError) as error:  # it is tried again
            log.warning("minutes cannot be read now", error=type(error).__name__)
            return 0

    async def read_some(self) -> int:
        """Read what waits; gives how many minutes were read, or were found not to be readable."""
        found = await self._database.read(lambda c: coming_in.waiting(c, self._accounts, AT_ONCE))
        for one in found:
            read = await asyncio.to_thread(self._propose, one)
            await self._database.write(partial(self._keep, one=one, read=read))
        return len(found)

    def _propose(self, one: Waiting) -> Read:
        """Give the lines, what is proposed of them, and why there is nothing if there is not."""
        try:
            text = self._text(one)
            held_on = one.held_at.astimezone(ZoneInfo(one.zone)).date()
            made = digest_of(propose(text, held=held_on), held_on)
        except MinutesError as error:
            return [], None, error.why
        except Exception:  # whatever they hold, others' minutes are read after these
            log.exception("minutes were not read", meeting=one.meeting)
            return [], None, "unreadable"
        return text.splitlines(), made, ""

    def _text(self, one: Waiting) -> str:
        if one.file is None:
            return "\n".join(one.lines)
        if one.status != "stored":
            raise MinutesError("The file did not come.", "unreadable")
        try:
            kept = place_of(self._folder, one.file).read_bytes()
        except FileNotFoundError:
            raise MinutesError("The file is gone.", "unreadable") from None
        return text_of(self._database.sealer.open_file(kept, one.file), _NAME)

    def _keep(self, connection: Connection, one: Waiting, read: Read) -> None:
        lines, made, why = read
        now = self._clock()
        if not coming_in.was_read(connection, one, lines, made, now):
            return
        request = to_plain(Requested(READ, one.meeting, NUMBERS.get(why, NUMBERS["unreadable"])))
        who = sa.select(address.c.channel_account_id, address.c.external_id).where(
            address.c.member_id == one.by, address.c.channel_account_id.in_(self._accounts)
        )
        asked = [(fresh(), account, sender, request) for account, sender in connection.execute(who)]
        inbox.ask(connection, asked[:1], now)
