"""A bell that rings when anything in the world changes, and counts its strokes."""

import asyncio


class Bell:
    """Counts changes; those who wait for the next one are woken. One event loop."""

    def __init__(self) -> None:
        self.strokes = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> int:
        """Wake everyone who waits and return the new count."""
        self.strokes += 1
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)
        return self.strokes

    async def wait_past(self, strokes: int, seconds: float) -> bool:
        """Return True once the count is above `strokes`, False after `seconds`."""
        if self.strokes > strokes:
            return True
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await future
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)
        return True
