"""How fast a bot may speak: token buckets on the monotonic clock.

Telegram asks for at most one message a second to a chat, with short bursts, and about thirty a
second in all (core.telegram.org/bots/faq). Sending spends from both buckets, editing only from
the overall one; nothing else is counted.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from bot.sandbox.errors import too_many_requests

_KEPT_CHATS = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_second` in the long run and `burst` at once."""

    per_second: float
    burst: float


CHAT = Rate(per_second=1, burst=3)
OVERALL = Rate(per_second=30, burst=5)


@dataclass(slots=True)
class Bucket:
    """A token bucket: full at first, filled again with time."""

    rate: Rate
    filled_at: float
    tokens: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = self.rate.burst

    def wait(self, now: float) -> float:
        """Return the seconds until one token is there: 0 when it is."""
        grown = self.tokens + (now - self.filled_at) * self.rate.per_second
        self.tokens = min(self.rate.burst, grown)
        self.filled_at = now
        missing = 1 - self.tokens
        return missing / self.rate.per_second if missing > 1e-9 else 0.0  # noqa: PLR2004

    def take(self) -> None:
        """Take one token; `wait` was asked before."""
        self.tokens -= 1


class Limits:
    """The buckets of every bot and chat. `on = False` lets everything through."""

    def __init__(
        self,
        *,
        on: bool = True,
        now: Callable[[], float] = monotonic,
        chat: Rate = CHAT,
        overall: Rate = OVERALL,
    ) -> None:
        self.on = on
        self._now = now
        self._chat = chat
        self._overall = overall
        self._bots: dict[int, Bucket] = {}
        self._chats: dict[tuple[int, int], Bucket] = {}

    def spend_on_message(self, bot_id: int, chat_id: int) -> None:
        """Count one message of this bot to this chat. Raises the 429."""
        if self.on:
            now = self._now()
            self._spend(now, self._of_bot(bot_id, now), self._of_chat(bot_id, chat_id, now))

    def spend_on_edit(self, bot_id: int) -> None:
        """Count one edit by this bot. Raises the 429."""
        if self.on:
            now = self._now()
            self._spend(now, self._of_bot(bot_id, now))

    def _spend(self, now: float, *buckets: Bucket) -> None:
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for bucket in buckets:
            bucket.take()

    def _of_bot(self, bot_id: int, now: float) -> Bucket:
        return self._bots.setdefault(bot_id, Bucket(self._overall, now))

    def _of_chat(self, bot_id: int, chat_id: int, now: float) -> Bucket:
        if len(self._chats) > _KEPT_CHATS:
            self._forget_full(now)
        return self._chats.setdefault((bot_id, chat_id), Bucket(self._chat, now))

    def _forget_full(self, now: float) -> None:
        for key, bucket in list(self._chats.items()):
            bucket.wait(now)
            if bucket.tokens >= bucket.rate.burst:
                del self._chats[key]
