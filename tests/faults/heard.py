"""The real program in a process of its own: `heard run`, on the sandbox's civil clock.

Nothing of the program is replaced. Only the civil clock is moved, to that of the sandbox, so that
the day of the week on which the tests run does not matter; the monotonic clock is the real one.
Nobody waits for imports at each of 200 starts: a nursery is a Python process that has imported the
program and nothing more. It forks, and the child runs `bot.cli`'s own `run` from its first line:
settings, database, channel, sending. It shares no connection, thread, event loop or file with any
other child. (`HEARD_FAULTS_COLD=1` starts each one by `exec` instead, ten times as slowly.)
"""

import faulthandler
import json
import os
import select
import signal
import sys
import warnings
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import time_machine

COMMAND = ("run",)


def become(order: Mapping[str, Any]) -> NoReturn:
    """Become the program: 'settings', 'civil' (a moment), 'log' (a file), 'command'."""
    for name in [name for name in os.environ if name.startswith("HEARD_")]:
        del os.environ[name]
    os.environ.update(order["settings"])
    folder = Path(order["log"]).parent
    os.chdir(folder)
    with Path(order["log"]).open("ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    faulthandler.register(signal.SIGUSR2)  # tells in the log where each thread is
    warnings.simplefilter("default")  # each is a complaint in the log
    time_machine.travel(datetime.fromisoformat(order["civil"]), tick=True).start()
    _break(order.get("break"))
    from bot.cli import app  # noqa: PLC0415  imported already in a nursery

    sys.argv = ["heard", *order.get("command", COMMAND)]
    code = 1
    try:
        app()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _break(how: Mapping[str, Any] | None) -> None:
    if how:
        from tests.faults import breaking  # noqa: PLC0415  only where something is to break

        breaking.arm(how)


def import_everything() -> None:
    """Import what the program imports before its first breath, and what it imports later."""
    import bot.cli  # noqa: PLC0415
    import bot.program  # noqa: PLC0415
    import bot.store.schema  # noqa: PLC0415, F401


class Nursery:
    """Reads orders, a line of JSON each, and answers with 'started' and 'ended' by pid."""

    def __init__(self) -> None:
        self._children: set[int] = set()
        self._wake, self._woken = os.pipe()
        for end in (self._wake, self._woken):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, _do_nothing)
        signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)

    def run(self) -> None:
        """Serve until standard input ends; then end every child, by its pid."""
        line = b""
        self._say({"ready": os.getpid()})
        while True:
            ready, _, _ = select.select([0, self._wake], [], [])
            if self._wake in ready:
                os.read(self._wake, 4096)
                self._reap()
            if 0 in ready:
                read = os.read(0, 1 << 16)
                if not read:
                    break
                *orders, line = (line + read).split(b"\n")
                for order in orders:
                    self._start(json.loads(order))
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)

    def _start(self, order: Mapping[str, Any]) -> None:
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for end in (self._wake, self._woken):
                os.close(end)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            if order.get("cold"):
                again = [sys.executable, "-m", "tests.faults.heard", json.dumps(order)]
                os.execv(sys.executable, again)  # noqa: S606  this very program, anew
            become(order)
        self._children.add(pid)
        self._say({"started": pid, "order": order["number"]})

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            self._children.discard(pid)
            self._say({"ended": pid, "code": os.waitstatus_to_exitcode(status)})

    @staticmethod
    def _say(what: Mapping[str, Any]) -> None:
        os.write(1, json.dumps(what).encode() + b"\n")


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    """Let a signal wake `select`."""


if __name__ == "__main__":
    if len(sys.argv) > 1:
        become(json.loads(sys.argv[1]))
    import_everything()
    Nursery().run()
