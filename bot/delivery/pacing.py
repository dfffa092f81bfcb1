"""Pacing: at most 30 messages a second for a bot, one a second for a chat, with short bursts.

Held in memory, on the monotonic clock. What a channel says of waiting ('too fast') is obeyed for
the chat, or for everybody. Source of the figures: Telegram's 'Bots FAQ', measured in design.md §4.
"""

from dataclasses import dataclass, field


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

    def spend(self, moment: float) -> None:
        """Take one token; what is missing is owed."""
        self._fill(moment)
        self.tokens -= 1

    def _fill(self, moment: float) -> None:
        self.tokens = min(self.burst, self.tokens + (moment - self.seen) * self.rate)
        self.seen = moment


CHAT = (1.0, 3.0)
EVERYBODY = (30.0, 5.0)
MOST_CHATS = 10_000


class Pacing:
    """When the next message may go, for one bot. `on=False` opens all buckets."""

    def __init__(self, *, on: bool = True) -> None:
        self._on = on
        self._all = Bucket(*EVERYBODY)
        self._chats: dict[int, Bucket] = {}
        self._held: dict[int | None, float] = {}

    def ready(self, address: int, moment: float) -> float:
        """Give the moment, now or later, at which a message may go to this address."""
        held = max(self._held.get(address, 0.0), self._held.get(None, 0.0))
        if not self._on:
            return max(moment, held)
        chat = self._chats.get(address)
        return max(moment, held, self._all.ready(moment), chat.ready(moment) if chat else moment)

    def spend(self, address: int, moment: float) -> None:
        """Count one message to this address."""
        if len(self._chats) > MOST_CHATS:
            self._forget(moment)
        self._all.spend(moment)
        self._chats.setdefault(address, Bucket(*CHAT, seen=moment)).spend(moment)

    def hold(self, address: int | None, until: float) -> None:
        """Send nothing to this address (None: to nobody) before a moment."""
        self._held[address] = max(until, self._held.get(address, 0.0))

    def stands_still(self, moment: float) -> bool:
        """Tell whether nothing may be sent to anybody at this moment."""
        return self._held.get(None, 0.0) > moment

    def _forget(self, moment: float) -> None:
        """Forget chats whose bucket is full again, and holds that are over."""
        self._chats = {
            address: bucket
            for address, bucket in self._chats.items()
            if moment - bucket.seen < bucket.burst / bucket.rate
        }
        self._held = {address: until for address, until in self._held.items() if until > moment}
