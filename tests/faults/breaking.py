"""Breaking off the real program at a fail point: before or after a commit or a call, in its path.

The program has no code for this. The libraries below it are wrapped, in the child only: where
SQLAlchemy commits, and where aiohttp sends a request. From the first updates on that come after a
signal, the points of one name are counted; at the n-th the process ends at once, as by a kill.
"""

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import aiohttp
from sqlalchemy.engine.default import DefaultDialect

EMPTY_POLL = 40  # bytes; an answer with an update in it is longer
BROKEN = 9
"""The exit code of a process that ended at a fail point."""

Answer = aiohttp.ClientResponse


class FailPoint:
    """Ends the process at the n-th point of this name, counted from updates after SIGUSR1 on."""

    def __init__(self, name: str, nth: int, armed: Path) -> None:
        self._name = name
        self._file = armed
        self._left = nth
        self._armed = False
        self._counts = False

    def arm(self, _number: int, _frame: FrameType | None) -> None:
        """Count from the next updates on, and say so by a file."""
        self._armed = True
        self._file.touch()

    def begin(self) -> None:
        """Count from now on, if armed."""
        self._counts = self._armed

    def passes(self, name: str) -> None:
        """Go past a point of this name, or end here."""
        if self._counts and name == self._name:
            self._left -= 1
            if self._left == 0:
                os._exit(BROKEN)


def arm(how: Mapping[str, Any]) -> None:
    """Wrap the libraries: end at the 'nth' point of a 'name'; 'armed' is a file that tells so."""
    point = FailPoint(how["name"], how["nth"], Path(how["armed"]))
    signal.signal(signal.SIGUSR1, point.arm)
    _wrap_commits(point)
    _wrap_calls(point)


def _wrap_commits(point: FailPoint) -> None:
    commit = DefaultDialect.do_commit

    def do_commit(self: DefaultDialect, dbapi_connection: Any) -> None:
        point.passes("before a commit")
        commit(self, dbapi_connection)  # type: ignore[no-untyped-call]
        point.passes("after a commit")

    DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]


def _wrap_calls(point: FailPoint) -> None:
    request = aiohttp.ClientSession._request  # noqa: SLF001  the one way out of aiohttp

    async def _request(self: aiohttp.ClientSession, method: str, url: Any, **more: Any) -> Answer:
        name = str(url).rpartition("/")[2]
        point.passes(f"before {name}")
        answer = await request(self, method, url, **more)
        if name == "getUpdates" and (answer.content_length or 0) > EMPTY_POLL:
            point.begin()
        point.passes(f"after {name}")
        return answer

    aiohttp.ClientSession._request = _request  # type: ignore[assignment,method-assign]  # noqa: SLF001
