"""Looking at the database for somebody who cannot wait: a health check, a scrape of figures."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import Connection

from bot.store.database import Database
from bot.store.errors import StoreError

T = TypeVar("T")


class NoAnswer(StoreError):  # noqa: N818  it reads as it is said
    """The database does not answer in time."""


class Looking(Generic[T]):
    """One question to the database, asked once at a time however many people want to know.

    A database that hangs so keeps one of its threads, and not all of them.
    """

    def __init__(
        self, database: Database, work: Callable[[Connection], T], *, seconds: float
    ) -> None:
        self._database = database
        self._work = work
        self._seconds = seconds
        self._asking: asyncio.Task[T] | None = None

    async def ask(self) -> T:
        """Give the answer. Raises StoreError, after `seconds` NoAnswer."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._database.read(self._work))
            self._asking.add_done_callback(_seen)
        asking = self._asking
        done, _ = await asyncio.wait({asking}, timeout=self._seconds)
        if not done:
            raise NoAnswer
        return asking.result()


def _seen(task: asyncio.Task[T]) -> None:
    """Let no error that came too late for anybody be reported as forgotten."""
    if not task.cancelled():
        task.exception()
