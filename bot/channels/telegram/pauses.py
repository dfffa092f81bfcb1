"""How long to wait after a failure before trying again."""

import random

from bot.channels.telegram.errors import TooManyRequests

LONGEST = 60.0  # seconds


class Pauses:
    """Grow from `first` seconds to a minute, twice as long each time, and never quite the same."""

    def __init__(self, first: float) -> None:
        self._first = first
        self._failures = 0

    def reset(self) -> None:
        """Say that it worked."""
        self._failures = 0

    def after(self, error: Exception) -> float:
        """Count a failure and give the seconds to wait; a wait that Telegram asks for is added."""
        longest = min(self._first * 2.0 ** min(self._failures, 20), LONGEST)
        self._failures += 1
        pause = longest * random.uniform(0.5, 1)  # noqa: S311  keeps programs from retrying at once
        return pause + (error.seconds if isinstance(error, TooManyRequests) else 0.0)
