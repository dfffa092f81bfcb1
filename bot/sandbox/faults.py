"""A script of faults: what goes wrong with which calls. What each kind does is in `fault_kinds`.

faults.flood(30, per_chat=True, chat=phone.id)
faults.reset_after(methods="sendMessage", nth=3, calls=1)

Times are over when either clock, the monotonic or the civil one, has moved past them, so that a
test can wait them out by moving the civil clock.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection
from dataclasses import asdict, dataclass
from datetime import timedelta
from random import Random
from typing import Any, TypedDict

from bot.sandbox.calls import POLL
from bot.sandbox.clock import CivilClock
from bot.sandbox.limits import SPENDING
from bot.sandbox.model import Bot

DOWNLOAD = "download"
"""The method's name for fetching a file's bytes."""
_GROUPS = {"spending": SPENDING}
_ALL = "all"


class Which(TypedDict, total=False):
    """Which calls a fault hits; what is absent matches all.

    `methods` is a name, several, 'spending' (all that spend a token) or 'all' (long polls too;
    they are left out otherwise). `bot` is a username or a token. The first call to be hit is the
    `nth` that matches; from there each is hit with `probability`, drawn by `seed`. It ends after
    so many `calls` or `seconds`.
    """

    methods: str | Collection[str] | None
    bot: str | None
    chat: int | None
    nth: int
    probability: float
    seed: int
    calls: int | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Filter:
    """`Which` with everything filled in. Raises ValueError for what cannot be."""

    methods: frozenset[str] | None
    bot: str | None = None
    chat: int | None = None
    nth: int = 1
    probability: float = 1.0
    seed: int = 0
    calls: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.nth < 1 or not 0 <= self.probability <= 1:
            raise ValueError("nth counts from 1, and a probability lies between 0 and 1")
        if self.calls is not None and self.calls < 1:
            raise ValueError("a fault hits at least 1 call")

    def matches(self, method: str, bot: Bot | None, chat: int | None) -> bool:
        """Return whether a call is one of these, whichever it is in their row."""
        if self.methods is None:
            known = method != POLL
        else:
            known = method in self.methods or _ALL in self.methods
        named = self.bot is None or (bot is not None and self.bot in (bot.username, bot.token))
        return known and named and self.chat in (None, chat)


class Clocks:
    """The two clocks of a world, for what ends when either has passed it."""

    def __init__(self, civil: CivilClock, now: Callable[[], float]) -> None:
        self._civil = civil
        self._now = now

    def deadline(self, seconds: float) -> Callable[[], float]:
        """Return how many seconds are left, as a function; 0 or less when it is over."""
        until, day = self._now() + seconds, self._civil.now() + timedelta(seconds=seconds)
        return lambda: min(until - self._now(), (day - self._civil.now()).total_seconds())


class NoAnswer(Exception):  # noqa: N818 - nothing is wrong with it but that
    """The connection was cut; the bot is told nothing."""


@dataclass(frozen=True, slots=True)
class Struck:
    """A call that is hit: how to process it, and the two ways to end its connection."""

    chat: int | None
    process: Callable[[], Awaitable[Any]]
    reset: Callable[[], None]
    close: Callable[[], None]


class Fault(ABC):
    """One line of the script. `number` is its name over HTTP."""

    kind: str

    def __init__(self, which: Filter, clocks: Clocks) -> None:
        self.number = 0
        self.which = which
        self.matched = 0
        """The calls that it might have hit."""
        self.injected = 0
        """The calls that it hit."""
        self._clocks = clocks
        self._left = None if which.seconds is None else clocks.deadline(which.seconds)
        self._random = Random(which.seed)  # noqa: S311 - it is to be repeatable

    @abstractmethod
    async def happen(self, struck: Struck) -> Any:
        """Return the call's result, or raise ApiError or NoAnswer."""

    @property
    def over(self) -> bool:
        """Whether it will hit no more."""
        return self._exhausted(self.injected)

    def hits(self, method: str, bot: Bot | None, chat: int | None) -> bool:
        """Count a call, and return whether it is hit."""
        if self.over or not self.which.matches(method, bot, chat):
            return False
        self.matched += 1
        hit = self._strikes(chat)
        self.injected += hit
        return hit

    def own(self) -> dict[str, Any]:
        """Return what only this kind is told, as plain JSON values."""
        return {}

    def as_json(self) -> dict[str, Any]:
        """Return the fault and what became of it as plain JSON values."""
        given = asdict(self.which)
        given["methods"] = None if self.which.methods is None else sorted(self.which.methods)
        counted = {"matched": self.matched, "injected": self.injected, "over": self.over}
        return {"number": self.number, "kind": self.kind} | self.own() | given | counted

    def _strikes(self, chat: int | None) -> bool:  # noqa: ARG002 - floods look at it
        return self._drawn()

    def _drawn(self) -> bool:
        if self.matched < self.which.nth:
            return False
        return self._random.random() < self.which.probability

    def _exhausted(self, spent: int) -> bool:
        calls = self.which.calls
        return (calls is not None and spent >= calls) or (
            self._left is not None and self._left() <= 0
        )


def filtered(which: Which, **otherwise: Any) -> Filter:
    """Return which calls are meant; `otherwise` are the defaults of a kind. Raises ValueError."""
    given = otherwise | dict(which)
    methods = given.pop("methods", None)
    names = {methods} if isinstance(methods, str) else methods
    if names is not None:
        names = frozenset[str]().union(*(_GROUPS.get(name, {name}) for name in names))
    return Filter(methods=names, **given)
