"""Processes of a bench: each is started here, and ended here by its own handle."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 15.0  # seconds for a process to end by itself


class Failed(Exception):  # noqa: N818
    """A process of the bench ended before its time; the message shows the end of its log."""


class Process:
    """A process that runs until the block ends. `log` holds what it wrote."""

    def __init__(self, handle: "subprocess.Popen[str]", log: Path) -> None:
        self.handle = handle
        self.log = log

    @property
    def pid(self) -> int:
        """Its number at the operating system."""
        return self.handle.pid

    def check(self) -> None:
        """Raise Failed where it has ended."""
        if self.handle.poll() is not None:
            raise Failed(self.log.read_text()[-2000:])


@contextmanager
def running(
    command: Sequence[str], *, folder: Path = ROOT, **environment: str
) -> Iterator[Process]:
    """Run a command with this Python, in a folder, until the block ends."""
    with tempfile.TemporaryDirectory() as beside:
        log = Path(beside) / "log"
        with log.open("w") as writes:
            handle = subprocess.Popen(  # noqa: S603  our own programs
                [sys.executable, *command],
                cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=writes, text=True,
                env=os.environ | environment,
            )  # fmt: skip
        try:
            yield Process(handle, log)
        finally:
            _end(handle)


def _end(handle: "subprocess.Popen[str]") -> None:
    if handle.stdin:
        handle.stdin.close()
    handle.terminate()
    try:
        handle.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        handle.kill()
        handle.wait()
    if handle.stdout:
        handle.stdout.close()


class Server:
    """The server process of tests.bench.server, and its two questions."""

    def __init__(self, process: Process, port: int) -> None:
        self.process = process
        self.address = f"http://127.0.0.1:{port}"

    def ask(self, name: str, **given: Any) -> dict[str, Any]:
        """Ask the server for `start` or `figures`."""
        request = Request(f"{self.address}/bench/{name}", json.dumps(given).encode())  # noqa: S310
        with urlopen(request, timeout=60) as answer:  # noqa: S310  loopback
            found: dict[str, Any] = json.load(answer)
            return found


@contextmanager
def serving() -> Iterator[Server]:
    """Run the server of tests.bench.server."""
    with running(["-m", "tests.bench.server"]) as process:
        assert process.handle.stdout
        port = process.handle.stdout.readline()
        process.check()
        yield Server(process, int(port))


def cpu_seconds(*pids: int) -> float:
    """Give the processor time that these processes have used, threads included."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Give the memory that a process holds, in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def until(done: Any, seconds: float, *processes: Process) -> float:
    """Wait until `done()` is true; gives how long it took. Raises TimeoutError and Failed."""
    began = monotonic()
    while not done():
        for process in processes:
            process.check()
        if monotonic() - began > seconds:
            raise TimeoutError
        sleep(0.02)
    return monotonic() - began
