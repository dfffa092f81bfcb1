"""Delays that let a person's taps overtake their texts, and texts their taps."""

import asyncio
from collections.abc import Callable
from random import Random

_APART = 1e-6  # seconds between two of one queue
_MOST_QUEUES = 10_000

Queue = tuple[int, bool]
"""Whose, and whether of taps."""


class Shuffler:
    """Holds things back for up to `spread` seconds (of the event loop); each queue in order."""

    def __init__(self, seed: int, spread: float) -> None:
        self.seed = seed
        self._spread = spread
        self._random = Random(seed)  # noqa: S311 - it is to be repeatable
        self._held: dict[asyncio.TimerHandle, Callable[[], object]] = {}
        self._free_at: dict[Queue, float] = {}

    def __len__(self) -> int:
        return len(self._held)

    def hold(self, queue: Queue, let_go: Callable[[], object]) -> None:
        """Call `let_go` later, after all that this queue holds already."""
        loop = asyncio.get_running_loop()
        drawn = loop.time() + self._random.uniform(0, self._spread)
        at = max(drawn, self._free_at.get(queue, 0.0) + _APART)
        if len(self._free_at) > _MOST_QUEUES:
            self._free_at = {it: free for it, free in self._free_at.items() if free > loop.time()}
        self._free_at[queue] = at

        def go() -> None:
            del self._held[handle]
            let_go()

        handle = loop.call_at(at, go)
        self._held[handle] = let_go

    def release(self) -> None:
        """Let everything go at once, in the order in which it was to go."""
        held = sorted(self._held.items(), key=lambda one: one[0].when())
        self.drop()
        for _, let_go in held:
            let_go()

    def drop(self) -> None:
        """Forget everything that is held."""
        for handle in self._held:
            handle.cancel()
        self._held.clear()
