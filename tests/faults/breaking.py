"""Breaking off the real program at a fail point: before or after a commit or a call, in its path.

The program has no code for this. Two functions are wrapped, in the child only: the one by which
SQLAlchemy commits, and the one by which all calls to Telegram are made. From the first updates on
that come after a signal, the points of one name are counted; at the n-th the process ends at once,
as by a kill.
"""

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

from bot.channels.telegram.request import AiohttpRequest

BROKEN = 9
"""The exit code of a process that ended at a fail point."""


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
    """Wrap both functions: end at the 'nth' point of a 'name'; 'armed' is a file that tells so."""
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
    call = AiohttpRequest.call

    async def counted(
        self: AiohttpRequest, url: str, parameters: dict[str, Any], read: float | None = None
    ) -> Any:
        name = url.rpartition("/")[2]
        point.passes(f"before {name}")
        result = await call(self, url, parameters, read)
        if name == "getUpdates" and result:
            point.begin()
        point.passes(f"after {name}")
        return result

    AiohttpRequest.call = counted  # type: ignore[method-assign]
