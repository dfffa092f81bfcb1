"""A bot's queue of updates: kept until confirmed, given to one poller at a time.

Rules: core.telegram.org/bots/api#getupdates and `do_get_updates` of
github.com/tdlib/telegram-bot-api. Kinds are filtered when an update arises, not when it is read.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.errors import conflict

KINDS = frozenset({"message", "edited_message", "callback_query", "my_chat_member"})
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
LONGEST_POLL = 50
MOST_UPDATES = 100
_FIRST_ID = 1001


@dataclass(slots=True)
class Update:
    """One update: what is delivered, about whom, since when, and how often it was."""

    id: int
    kind: str
    person_id: int
    body: dict[str, Any]
    arisen: datetime
    deliveries: int = 0


class UpdateQueue:
    """The updates of one bot. `changed` is called when one arises or is confirmed."""

    def __init__(self, changed: Callable[[], object], remember: int) -> None:
        self.allowed: frozenset[str] = KINDS
        self.confirmed: deque[Update] = deque(maxlen=remember)
        self._changed = changed
        self._pending: deque[Update] = deque()
        self._next_id = _FIRST_ID
        self._poller: asyncio.Future[None] | None = None

    @property
    def pending(self) -> tuple[Update, ...]:
        """The updates that nobody has confirmed, oldest first."""
        return tuple(self._pending)

    def __len__(self) -> int:
        return len(self._pending)

    def allow(self, kinds: Collection[str]) -> None:
        """Let only these kinds arise from now on; none named means all."""
        self.allowed = frozenset(kinds) & KINDS or KINDS

    def put(self, kind: str, person_id: int, body: dict[str, Any], now: datetime) -> None:
        """Add an update and wake the poller, unless its kind is not allowed."""
        if kind not in self.allowed:
            return
        self._pending.append(
            Update(self._next_id, kind, person_id, {"update_id": self._next_id, kind: body}, now)
        )
        self._next_id += 1
        self._changed()
        if self._poller and not self._poller.done():
            self._poller.set_result(None)

    def confirm(self, offset: int) -> None:
        """Forget the updates with ids under `offset`; a negative one keeps the last ones."""
        first_kept = offset if offset >= 0 else self._next_id + offset
        before = len(self._pending)
        while self._pending and self._pending[0].id < first_kept:
            self.confirmed.append(self._pending.popleft())
        if len(self._pending) != before:
            self._changed()

    def drop(self) -> None:
        """Forget all pending updates; they were never delivered, so none counts as confirmed."""
        self._pending.clear()
        self._changed()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """Confirm, then return up to `limit` updates, waiting up to so many `seconds`.

        A poll that waits is ended with a 409 by the next one.
        """
        self.end_poll(OTHER_POLLER)
        self.confirm(offset)
        if not self._pending and seconds > 0:
            await self._wait(seconds)
        batch = [update for update, _ in zip(self._pending, range(limit), strict=False)]
        for update in batch:
            update.deliveries += 1
        return [update.body for update in batch]

    def end_poll(self, reason: str) -> None:
        """End the poll that waits, if any, with a 409."""
        if self._poller and not self._poller.done():
            self._poller.set_exception(conflict(reason))

    async def _wait(self, seconds: float) -> None:
        poller = self._poller = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await poller
        except TimeoutError:
            pass
        finally:
            poller.cancel()
            if self._poller is poller:
                self._poller = None
