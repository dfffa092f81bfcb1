"""Pacing: at most 30 messages a second for a bot, one a second for a chat, with short bursts.

Buckets are in memory, on the monotonic clock: one process at a time sends for a bot. Waits that the
channel asked for are kept in a table besides, so that the next process keeps to them.
Source of the figures: Telegram's 'Bots FAQ' (core.telegram.org/bots/faq#my-bot-is-hitting-limits).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf


@dataclass
class Bucket:
    """Tokens that fill at `rate` a second up to `burst`. Moments are monotonic seconds."""

    rate: float
    burst: float
    tokens: float = field(init=False)
    seen: float = 0.0

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def ready(self, moment: float) -> float:
        """Give the moment at which a token is there."""
        self._fill(moment)
        return moment if self.tokens >= 1 else moment + (1 - self.tokens) / self.rate

    def coming(self, moment: float, seconds: float) -> float:
        """Give how many tokens there are from a moment on, for so many seconds."""
        self._fill(moment)
        return self.tokens + seconds * self.rate

    def spend(self, moment: float) -> None:
        """Take one token; what is missing is owed."""
        self._fill(moment)
        self.tokens -= 1

    def _fill(self, moment: float) -> None:
        self.tokens = min(self.burst, self.tokens + (moment - self.seen) * self.rate)
        self.seen = moment


SPENDS: Mapping[str, frozenset[str]] = {
    "send": frozenset({"chat", "everybody"}),
    "edit": frozenset({"everybody"}),
    "acknowledge": frozenset(),
    "download": frozenset(),
    "receive": frozenset(),
    "is_there": frozenset(),
}
"""Of which buckets each thing that is asked of a channel takes a token."""

# Below what Telegram takes at once (3 and 5): calls may arrive closer together than they left.
CHAT_BURST = 2.9
EVERYBODY_BURST = 2.5
PRUDENCE = 0.985  # of the rate, so that calls that came too close together are made up for
MOST_CHATS = 10_000


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages a second that a bot may send, in all and to one chat; 0 opens that bucket."""

    everybody: float = 30.0
    chat: float = 1.0


USUAL = Rates()
OPEN = Rates(everybody=0.0, chat=0.0)


class Pacing:
    """When the next message may go, for one bot. It begins empty where another may have sent."""

    def __init__(self, rates: Rates = USUAL, *, begun: float | None = None) -> None:
        self._rates = rates
        self._all = Bucket((rates.everybody or 1.0) * PRUDENCE, EVERYBODY_BURST)
        if begun is not None:
            self._all.tokens, self._all.seen = 0.0, begun
        self._chats: dict[int, Bucket] = {}
        self._held: dict[int | None, float] = {}
        self._refused: dict[int, float] = {}
        self._still_until = 0.0

    def ready(self, address: int, moment: float, what: str = "send") -> float:
        """Give the moment, now or later, at which something may go to this address."""
        ready = max(moment, self._held.get(address, 0.0), self._all_held())
        if self._rates.everybody and "everybody" in SPENDS[what]:
            ready = max(ready, self._all.ready(moment))
        chat = self._chats.get(address) if "chat" in SPENDS[what] else None
        return max(ready, chat.ready(moment)) if chat else ready

    def spend(self, address: int, moment: float, what: str = "send") -> None:
        """Count what goes to this address."""
        if self._rates.everybody and "everybody" in SPENDS[what]:
            self._all.spend(moment)
        if not self._rates.chat or "chat" not in SPENDS[what]:
            return
        if len(self._chats) > MOST_CHATS:
            self._forget(moment)
        if address not in self._chats:
            self._chats[address] = Bucket(self._rates.chat, CHAT_BURST, seen=moment)
        self._chats[address].spend(moment)

    def hold(self, address: int | None, until: float) -> None:
        """Send nothing to this address (None: to nobody) before a moment."""
        self._held[address] = max(until, self._held.get(address, 0.0))

    def coming(self, moment: float, seconds: float) -> float:
        """Give how many messages may go to different chats from a moment on, for so long."""
        if self.stands_still(moment):
            return 0.0
        return self._all.coming(moment, seconds) if self._rates.everybody else inf

    def too_fast(self, address: int, moment: float, seconds: float) -> list[int | None]:
        """Obey a channel that asks to wait; gives who is left alone now (None: everybody).

        It does not say for whom it asks. That is the person's chat at first; once another chat is
        refused while that lasts, it is everybody.
        """
        self._refused = {one: until for one, until in self._refused.items() if until > moment}
        others = self._refused.keys() - {address}
        self._refused[address] = moment + seconds
        whom: list[int | None] = [address, None] if others else [address]
        for one in whom:
            self.hold(one, moment + seconds)
        return whom

    def is_held(self, address: int, moment: float) -> bool:
        """Tell whether nothing may be sent to this address at this moment, whatever the pace."""
        return max(self._held.get(address, 0.0), self._all_held()) > moment

    def held(self, moment: float) -> set[int]:
        """Give the addresses that are to be left alone at this moment."""
        self._held = {one: until for one, until in self._held.items() if until > moment}
        return {one for one in self._held if one is not None}

    def stands_still(self, moment: float) -> bool:
        """Tell whether nothing may be sent to anybody at this moment."""
        return self._all_held() > moment

    def stand_still(self, until: float) -> None:
        """Send nothing to anybody before a moment, or until told to go on."""
        self._still_until = until

    def go_on(self) -> None:
        """Stand still no longer; what the channel asked for holds."""
        self._still_until = 0.0

    def is_told_to_wait(self, moment: float) -> bool:
        """Tell whether it stands still until told to go on."""
        return self._still_until > moment

    def _all_held(self) -> float:
        return max(self._still_until, self._held.get(None, 0.0))

    def _forget(self, moment: float) -> None:
        """Forget chats whose bucket is full again."""
        self._chats = {
            address: bucket
            for address, bucket in self._chats.items()
            if moment - bucket.seen < bucket.burst / bucket.rate
        }
