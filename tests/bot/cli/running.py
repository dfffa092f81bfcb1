"""The command `heard` as a program of its own, as people start it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

START = (sys.executable, "-W", "error", "-c", "from bot.cli import app; app()")
PATIENCE = 120.0  # seconds


class Running:
    """A command that was started, with its two outputs."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def says(self, wanted: str) -> str:
        """Give the first line of standard output that has this in it."""
        assert self._process.stdout
        async with asyncio.timeout(PATIENCE):
            while line := (await self._process.stdout.readline()).decode():
                if wanted in line:
                    return line
        raise AssertionError(f"never said {wanted!r}: {await self.ended()}")

    async def stopped(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Stop it and give its exit code and what was left of its outputs."""
        self._process.send_signal(by)
        return await self.ended()

    async def ended(self) -> tuple[int, str]:
        """Wait for its end and give its exit code and what was left of its outputs."""
        async with asyncio.timeout(PATIENCE):
            out, errors = await self._process.communicate()
        assert self._process.returncode is not None
        return self._process.returncode, (out + errors).decode()


@asynccontextmanager
async def started(
    *arguments: str, folder: Path, settings: Mapping[str, str]
) -> AsyncIterator[Running]:
    """Start `heard` in `folder` with these settings; it has ended when this ends."""
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(("HEARD_", "PTB_"))}
    process = await asyncio.create_subprocess_exec(
        *START, *arguments, cwd=folder, env=surroundings | dict(settings),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
