"""A bot's queue of updates: kept until confirmed, given to one poller at a time.

Rules: core.telegram.org/bots/api#getupdates and `do_get_updates` of
github.com/tdlib/telegram-bot-api. Kinds are filtered when an update arises, not when it is read.
What nobody takes is dropped: taps after 150 s, the rest after 24 h, by the civil clock.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice, takewhile
from typing import Any

from bot.sandbox.errors import conflict
from bot.sandbox.shuffling import Shuffler

TAP = "callback_query"
KINDS = frozenset({"message", "edited_message", TAP, "my_chat_member"})
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
LONGEST_POLL = 50
MOST_UPDATES = 100
TAP_SECONDS = 150.0
MESSAGE_SECONDS = 24 * 3600.0
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
    """The updates of one bot. `changed` is called when one arises or is confirmed.

    `remember` bounds what is kept of confirmed and lost updates; `now` is the civil clock.
    """

    def __init__(
        self, changed: Callable[[], object], remember: int, now: Callable[[], datetime]
    ) -> None:
        self.allowed: frozenset[str] = KINDS
        self.confirmed: deque[Update] = deque(maxlen=remember)
        self.confirmed_ever = 0
        self.lost: deque[Update] = deque(maxlen=remember)
        """What expired before anybody confirmed it."""
        self.expired: Counter[str] = Counter()
        """How many expired, by kind."""
        self.copies = 1
        """How often each update is delivered."""
        self.tap_seconds = TAP_SECONDS
        self.message_seconds = MESSAGE_SECONDS
        self.arrived: Callable[[Update], object] | None = None
        """Told of each update as soon as it may be delivered."""
        self.shuffler: Shuffler | None = None
        self._changed = changed
        self._now = now
        self._taps: OrderedDict[int, Update] = OrderedDict()
        self._others: OrderedDict[int, Update] = OrderedDict()
        self._next_id = _FIRST_ID
        self._poller: asyncio.Future[None] | None = None

    @property
    def pending(self) -> tuple[Update, ...]:
        """The updates that nobody has confirmed, oldest first."""
        self.expire()
        return tuple(self._in_order())

    def __len__(self) -> int:
        self.expire()
        held = len(self.shuffler) if self.shuffler else 0
        return len(self._taps) + len(self._others) + held

    def allow(self, kinds: Collection[str]) -> None:
        """Let only these kinds arise from now on; none named means all."""
        self.allowed = frozenset(kinds) & KINDS or KINDS

    def shuffle(self, seed: int | None, spread: float = 0.05) -> None:
        """Delay each update by up to `spread` seconds, drawn by the seed; None ends it.

        So a person's taps and the rest come in either order, each in its own; as at Telegram,
        where they go through different queues.
        """
        if self.shuffler:
            self.shuffler.release()
        self.shuffler = None if seed is None else Shuffler(seed, spread)

    def put(self, kind: str, person_id: int, body: dict[str, Any]) -> None:
        """Let an update arise, unless its kind is not allowed."""
        if kind not in self.allowed:
            return
        arisen = self._now()
        if self.shuffler is None:
            self._arrive(kind, person_id, body, arisen)
        else:
            queue = (person_id, kind == TAP)
            self.shuffler.hold(queue, lambda: self._arrive(kind, person_id, body, arisen))
            self._changed()

    def _arrive(self, kind: str, person_id: int, body: dict[str, Any], arisen: datetime) -> None:
        body = {"update_id": self._next_id, kind: body}
        update = Update(self._next_id, kind, person_id, body, arisen)
        self._lane(kind)[update.id] = update
        self._next_id += 1
        self._changed()
        if self._poller and not self._poller.done():
            self._poller.set_result(None)
        if self.arrived:
            self.arrived(update)

    def confirm(self, offset: int) -> None:
        """Forget the updates with ids under `offset`; a negative one keeps the last ones."""
        first_kept = offset if offset >= 0 else self._next_id + offset
        for update in list(takewhile(lambda it: it.id < first_kept, self._in_order())):
            self.take(update)

    def take(self, update: Update) -> None:
        """Confirm this one, if it still waits."""
        if self._lane(update.kind).pop(update.id, None):
            self.confirmed.append(update)
            self.confirmed_ever += 1
            self._changed()

    def waits(self, update: Update) -> bool:
        """Return whether it is still to be delivered."""
        self.expire()
        return update.id in self._lane(update.kind)

    def drop(self) -> None:
        """Forget all pending updates; they were never delivered, so none counts as confirmed."""
        if self.shuffler:
            self.shuffler.drop()
        self._taps.clear()
        self._others.clear()
        self._changed()

    def expire(self) -> None:
        """Drop what has waited too long, and count it."""
        if not (self._taps or self._others):
            return
        now = self._now()
        for lane, seconds in ((self._taps, self.tap_seconds), (self._others, self.message_seconds)):
            too_old = now - timedelta(seconds=seconds)
            while lane and (oldest := next(iter(lane.values()))).arisen <= too_old:
                del lane[oldest.id]
                self.expired[oldest.kind] += 1
                self.lost.append(oldest)
                self._changed()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """Confirm, then return up to `limit` updates, waiting up to so many `seconds`.

        A poll that waits is ended with a 409 by the next one.
        """
        self.end_poll(OTHER_POLLER)
        self.confirm(offset)
        self.expire()
        if not (self._taps or self._others) and seconds > 0:
            await self._wait(seconds)
        batch = list(islice(self._in_order(), limit))
        for update in batch:
            update.deliveries += self.copies
        return [update.body for update in batch for _ in range(self.copies)]

    def end_poll(self, reason: str) -> None:
        """End the poll that waits, if any, with a 409."""
        if self._poller and not self._poller.done():
            self._poller.set_exception(conflict(reason))

    def _lane(self, kind: str) -> OrderedDict[int, Update]:
        return self._taps if kind == TAP else self._others

    def _in_order(self) -> Iterator[Update]:
        lanes = self._taps.values(), self._others.values()
        return merge(*lanes, key=lambda update: update.id)

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
