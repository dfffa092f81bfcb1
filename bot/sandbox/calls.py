"""The log of Bot API calls: what each bot asked, and what it was told."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from time import monotonic
from typing import Any

POLL = "getUpdates"


@dataclass(frozen=True, slots=True)
class Call:
    """One finished call. `parameters` are as they came, files as 'name (bytes)'."""

    number: int
    at: datetime
    """Civil time of arrival."""
    bot: str | None
    """The bot's username; None for an unknown token."""
    method: str
    parameters: dict[str, Any]
    status: int
    """What the bot was told; 0 if nothing, 499 if it hung up."""
    error: str | None
    chat_id: int | None
    message_id: int | None
    """Of the message that the call sent or edited."""
    seconds: float
    """How long it took, monotonic."""
    fault: str | None = None
    """The kind of the scripted fault that hit it."""
    processed: bool = False
    """Whether it took effect, whatever the bot was told."""

    def as_json(self) -> dict[str, Any]:
        """Return the call as plain JSON values."""
        return asdict(self) | {"at": self.at.isoformat()}


class CallLog:
    """The last `remember` calls, the counts of all, and since when it is quiet."""

    def __init__(self, remember: int, now: Callable[[], float] = monotonic) -> None:
        self.counts: Counter[tuple[str | None, str, int]] = Counter()
        """All calls ever, by bot, method and status."""
        self.processed: Counter[tuple[str | None, str]] = Counter()
        """The calls that took effect, by bot and method."""
        self.in_progress = 0
        """Calls being served now, long polls left out."""
        self.active_at = now()
        """When a call, long polls left out, last came or ended; monotonic."""
        self._calls: deque[Call] = deque(maxlen=remember)
        self._now = now
        self._numbers = 0

    def __iter__(self) -> Iterator[Call]:
        return iter(tuple(self._calls))

    def __len__(self) -> int:
        return len(self._calls)

    def of(self, method: str, *, bot: str | None = None, status: int | None = None) -> list[Call]:
        """Return the remembered calls of a method, of one bot and with one status if given."""
        return [
            call
            for call in self._calls
            if call.method == method and bot in (None, call.bot) and status in (None, call.status)
        ]

    def after(self, number: int) -> list[Call]:
        """Return the remembered calls with higher numbers, oldest first."""
        return [call for call in self._calls if call.number > number]

    def begin(self, method: str) -> float:
        """Note that a call has come and return the monotonic time."""
        if method != POLL:
            self.in_progress += 1
            self.active_at = self._now()
        return self._now()

    def end(self, begun: float, **facts: Any) -> None:
        """Note a call that began at `begun`; `facts` are the fields of `Call`."""
        self._numbers += 1
        call = Call(number=self._numbers, seconds=self._now() - begun, **facts)
        self._calls.append(call)
        self.counts[call.bot, call.method, call.status] += 1
        if call.processed:
            self.processed[call.bot, call.method] += 1
        if call.method != POLL:
            self.in_progress -= 1
            self.active_at = self._now()
