"""Progress on standard error, for what takes longer than a second."""

import sys
from time import monotonic
from typing import Self

FIRST = 1.0  # seconds before anything is said
OFTEN, SELDOM = 0.5, 10.0  # seconds between two words, on a terminal and in a log


class Progress:
    """Says how far something is: `Backing up: 40 %`. Call it with what is done and what there is.

    On a terminal one line is written over and over; in a log, now and then a new one. Use `with`.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._screen = sys.stderr.isatty()
        self._next = monotonic() + FIRST
        self._said = False

    def __call__(self, done: int, whole: int) -> None:
        """Say how far it is, if it is time to."""
        now = monotonic()
        if now < self._next:
            return
        self._next = now + (OFTEN if self._screen else SELDOM)
        self._said = True
        share = f"{self._what}: {100 * done // max(whole, 1)} %"
        sys.stderr.write(f"\r{share} " if self._screen else f"{share}\n")
        sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._said and self._screen:
            sys.stderr.write("\n")
