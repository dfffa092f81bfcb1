"""What can go wrong with a call, each kind a class, and the script that holds them."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Unpack

from bot.sandbox.errors import ApiError, too_many_requests
from bot.sandbox.faults import Clocks, Fault, Filter, NoAnswer, Struck, Which, filtered
from bot.sandbox.model import Bot


class Flood(Fault):
    """429 for `retry_after` seconds, with what is left; one window for all, or one a chat.

    Which calls open a window is said as for other faults; an open one refuses all that match.
    """

    kind = "flood"

    def __init__(self, which: Filter, clocks: Clocks, retry_after: int, *, per_chat: bool) -> None:
        super().__init__(which, clocks)
        self._retry_after = int(retry_after)
        self._per_chat = per_chat
        self._opened = 0
        self._windows: dict[int | None, Callable[[], float]] = {}

    async def happen(self, struck: Struck) -> Any:
        """Raise the 429."""
        left = self._windows[self._key(struck.chat)]()
        raise too_many_requests(max(math.ceil(left), 1))

    @property
    def over(self) -> bool:
        """Whether no window is open and none will open."""
        self._windows = {key: left for key, left in self._windows.items() if left() > 0}
        return not self._windows and self._exhausted(self._opened)

    def own(self) -> dict[str, Any]:
        """Return how long, and whether by chat."""
        return {"retry_after": self._retry_after, "per_chat": self._per_chat}

    def _strikes(self, chat: int | None) -> bool:
        if self._key(chat) in self._windows:
            return True
        if self._exhausted(self._opened) or not self._drawn():
            return False
        self._opened += 1
        self._windows[self._key(chat)] = self._clocks.deadline(self._retry_after)
        return True

    def _key(self, chat: int | None) -> int | None:
        return chat if self._per_chat else None


class ServerError(Fault):
    """A 5xx; the call is not processed, unless that is asked for."""

    kind = "server_error"

    def __init__(self, which: Filter, clocks: Clocks, status: int, *, processed: bool) -> None:
        super().__init__(which, clocks)
        self._status = int(status)
        self._processed = processed

    async def happen(self, struck: Struck) -> Any:
        """Raise the error."""
        if self._processed:
            with suppress(ApiError):
                await struck.process()
        raise ApiError(self._status, "Internal Server Error")

    def own(self) -> dict[str, Any]:
        """Return the status, and whether it was done nevertheless."""
        return {"status": self._status, "processed": self._processed}


class ResetBefore(Fault):
    """The connection is reset and the call not processed."""

    kind = "reset_before"

    async def happen(self, struck: Struck) -> Any:
        """Reset."""
        struck.reset()
        raise NoAnswer


class ResetAfter(Fault):
    """The call is processed and the connection reset."""

    kind = "reset_after"

    async def happen(self, struck: Struck) -> Any:
        """Process and reset."""
        with suppress(ApiError):
            await struck.process()
        struck.reset()
        raise NoAnswer


class Slow(Fault):
    """The answer comes `delay` seconds late; the call is processed then, or at once.

    If the bot hangs up before it is processed, it never is.
    """

    kind = "slow"

    def __init__(
        self, which: Filter, clocks: Clocks, delay: float, *, processed_first: bool
    ) -> None:
        super().__init__(which, clocks)
        self._delay = float(delay)
        self._processed_first = processed_first

    async def happen(self, struck: Struck) -> Any:
        """Wait, and return the result."""
        if not self._processed_first:
            await asyncio.sleep(self._delay)
            return await struck.process()
        try:
            return await struck.process()
        finally:
            await asyncio.sleep(self._delay)

    def own(self) -> dict[str, Any]:
        """Return how long, and when it is processed."""
        return {"delay": self._delay, "processed_first": self._processed_first}


class LostAnswer(Fault):
    """Processed at once; after `delay` seconds the connection ends without an answer."""

    kind = "lose_answer"

    def __init__(self, which: Filter, clocks: Clocks, delay: float) -> None:
        super().__init__(which, clocks)
        self._delay = float(delay)

    async def happen(self, struck: Struck) -> Any:
        """Process, wait and close."""
        with suppress(ApiError):
            await struck.process()
        await asyncio.sleep(self._delay)
        struck.close()
        raise NoAnswer

    def own(self) -> dict[str, Any]:
        """Return how long."""
        return {"delay": self._delay}


class Faults:
    """The script. The first fault, in the order of adding, that hits a call has it."""

    def __init__(self, clocks: Clocks) -> None:
        self.injected: Counter[str] = Counter()
        """How many calls were hit, by kind, also by faults that are gone."""
        self._clocks = clocks
        self._script: list[Fault] = []
        self._numbers = 0

    def __iter__(self) -> Iterator[Fault]:
        return iter(tuple(self._script))

    def flood(self, retry_after: int, *, per_chat: bool = False, **which: Unpack[Which]) -> Fault:
        """Answer 429 for so many seconds, from the first call that spends a token.

        Those that spend a token and one window are what is meant unless said otherwise.
        """
        filter_ = filtered(which, methods="spending", calls=1)
        return self._add(Flood(filter_, self._clocks, retry_after, per_chat=per_chat))

    def server_error(
        self, status: int = 500, *, processed: bool = False, **which: Unpack[Which]
    ) -> Fault:
        """Answer a 5xx."""
        return self._add(ServerError(filtered(which), self._clocks, status, processed=processed))

    def reset_before(self, **which: Unpack[Which]) -> Fault:
        """Reset the connection, having done nothing."""
        return self._add(ResetBefore(filtered(which), self._clocks))

    def reset_after(self, **which: Unpack[Which]) -> Fault:
        """Do what is asked and reset the connection."""
        return self._add(ResetAfter(filtered(which), self._clocks))

    def slow(self, delay: float, *, processed_first: bool = False, **which: Unpack[Which]) -> Fault:
        """Answer so many seconds late."""
        fault = Slow(filtered(which), self._clocks, delay, processed_first=processed_first)
        return self._add(fault)

    def lose_answer(self, delay: float = 0.0, **which: Unpack[Which]) -> Fault:
        """Do what is asked, and close the connection after so many seconds without an answer."""
        return self._add(LostAnswer(filtered(which), self._clocks, delay))

    def by_name(self, kind: str, given: dict[str, Any]) -> Fault:
        """Add a fault as it is written in JSON. Raises KeyError, TypeError or ValueError."""
        return _KINDS[kind](self, **given)

    def remove(self, fault: Fault) -> None:
        """Take a fault out of the script, if it is there."""
        self._script = [one for one in self._script if one is not fault]

    def clear(self) -> None:
        """Take all out."""
        self._script = []

    def of(self, method: str, bot: Bot | None, chat: int | None) -> Fault | None:
        """Return the fault that hits this call, and count it."""
        for fault in self._script:
            if fault.hits(method, bot, chat):
                self.injected[fault.kind] += 1
                return fault
        return None

    def _add(self, fault: Fault) -> Fault:
        self._numbers += 1
        fault.number = self._numbers
        self._script.append(fault)
        return fault


_KINDS: dict[str, Callable[..., Fault]] = {
    Flood.kind: Faults.flood,
    ServerError.kind: Faults.server_error,
    ResetBefore.kind: Faults.reset_before,
    ResetAfter.kind: Faults.reset_after,
    Slow.kind: Faults.slow,
    LostAnswer.kind: Faults.lose_answer,
}
