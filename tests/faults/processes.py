"""Starting the real program, and ending it by its process number."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE = 90.0  # seconds for a process to be there, and to end when told
ROOT = Path(__file__).resolve().parents[2]


class Process:
    """One running program. `ended` gives its exit code; below 0, the signal that ended it."""

    def __init__(self, pid: int, log: Path) -> None:
        self.pid = pid
        self.log = log
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def runs(self) -> bool:
        """Tell whether it has not ended."""
        return not self.ended.done()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.runs:
            os.kill(self.pid, number)

    async def kill(self) -> int:
        """End it at once, and give how it ended once it is gone."""
        self.signal(signal.SIGKILL)
        async with asyncio.timeout(PATIENCE):
            return await self.ended

    async def stop(self) -> int:
        """Ask it to end, and give how it ended; it is killed where it does not."""
        self.signal(signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(self.ended)
        return await self.kill()


class Processes:
    """Starts programs from a nursery (see `tests.faults.heard`). Use `async with`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._started: dict[int, tuple[asyncio.Future[Process], Path]] = {}
        self._running: dict[int, Process] = {}
        self._ready = asyncio.Event()

    async def __aenter__(self) -> Self:
        command = (sys.executable, "-m", "tests.faults.heard")
        self._nursery = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        self._listening = asyncio.create_task(self._listen())
        async with asyncio.timeout(PATIENCE):
            await self._ready.wait()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.gather(*(one.kill() for one in list(self._running.values())))
        assert self._nursery.stdin
        self._nursery.stdin.close()
        async with asyncio.timeout(PATIENCE):
            await self._nursery.wait()
            await self._listening

    async def start(
        self, settings: Mapping[str, str], civil: datetime, *, command: Sequence[str] = ("run",),
        breaks: Mapping[str, Any] | None = None,
    ) -> Process:  # fmt: skip
        """Start `heard run`, or another command, its civil clock at this moment."""
        number = next(self._numbers)
        started: asyncio.Future[Process] = asyncio.get_running_loop().create_future()
        log = self._folder / f"heard-{number}.log"
        log.touch()
        self._started[number] = started, log
        order = {
            "number": number, "settings": dict(settings), "civil": civil.isoformat(),
            "log": str(log), "command": list(command), "break": breaks,
            "cold": os.environ.get("HEARD_FAULTS_COLD") == "1",
        }  # fmt: skip
        assert self._nursery.stdin
        self._nursery.stdin.write(json.dumps(order).encode() + b"\n")
        async with asyncio.timeout(PATIENCE):
            return await started

    async def _listen(self) -> None:
        assert self._nursery.stdout
        async for line in self._nursery.stdout:
            self._hear(json.loads(line))

    def _hear(self, said: Mapping[str, int]) -> None:
        match said:
            case {"started": pid, "order": number}:
                started, log = self._started.pop(number)
                self._running[pid] = Process(pid, log)
                started.set_result(self._running[pid])
            case {"ended": pid, "code": code}:
                self._running.pop(pid).ended.set_result(code)
            case _:
                self._ready.set()

    def last_words(self) -> list[str]:
        """Give the end of the last process's log."""
        return self._lines()[-20:]

    def _lines(self) -> list[str]:
        logs = sorted(self._folder.glob("heard-*.log"), key=lambda log: log.stat().st_mtime)
        return [line for log in logs for line in log.read_text(errors="replace").splitlines()]

    def complaints(self) -> list[str]:
        """Give the lines of the logs that tell of a fault in the program itself."""
        return [line for line in self._lines() if any(sign in line for sign in SIGNS)]


SIGNS = ('"level": "error"', '"level": "critical"', "Traceback", "ERROR ", "Warning:")
