"""A channel that fails whoever is written to: what waits is kept back until the channel is there.

A message that was perhaps sent is sent once more, and only once. So no message may be spent on
finding out whether the channel works again: after a failure the channel itself is asked. From a
failure on, until something is sent, messages go one at a time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic

import structlog

from bot.delivery.pacing import Pacing

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds; twice as long after each failure in a row
ANSWERS_WITHIN = 10.0  # seconds

log = structlog.get_logger(__name__)


class Outage:
    """Whether the channel of one account fails. `is_there` asks the channel for an answer.

    `pacing` gives the pace of the account, which stands still while the channel does not answer.
    """

    def __init__(
        self, account: int, is_there: Callable[[], Awaitable[bool]], pacing: Callable[[], Pacing]
    ) -> None:
        self._account, self._is_there, self._pacing = account, is_there, pacing
        self._failures = 0
        self._line = asyncio.Lock()
        self._asking: asyncio.Task[None] | None = None
        self._answered_at = 0.0

    @asynccontextmanager
    async def in_line(self) -> AsyncIterator[None]:
        """Let one message in at a time, while it is in doubt whether anything arrives."""
        if not self._failures:
            yield
            return
        async with self._line:
            yield

    def over(self) -> None:
        """Say that a message had an answer."""
        if self._failures:
            log.info("messages arrive again", account=self._account)
            self.cancel()
        self._failures = 0

    def failed(self, began: float) -> None:
        """Say that a message had no answer that was sent at a moment (monotonic seconds)."""
        if self._asking is None and began >= self._answered_at:
            pause = self._stand_still()
            self._asking = asyncio.create_task(self._ask(pause))

    def cancel(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
            self._pacing().go_on()

    def _stand_still(self) -> float:
        """Count a failure, and give the seconds to wait: none after the first in a row."""
        before, self._failures = self._failures, self._failures + 1
        if not before:
            return 0.0
        pause = min(FIRST_PAUSE * 2.0 ** min(before - 1, 20), LONGEST_PAUSE)
        self._pacing().stand_still(monotonic() + pause + ANSWERS_WITHIN)
        log.warning("the channel fails", account=self._account, asked_again_in=pause)
        return pause

    async def _ask(self, pause: float) -> None:
        """Ask until there is an answer."""
        await asyncio.sleep(pause)
        while not await self._is_answered():
            pause = self._stand_still()
            await asyncio.sleep(pause)
        self._asking, self._answered_at = None, monotonic()
        self._pacing().go_on()

    async def _is_answered(self) -> bool:
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                return await self._is_there()
        except TimeoutError:
            return False
