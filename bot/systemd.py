"""Tells systemd that the program is ready, alive, or stopping; without it nothing happens.

The protocol is that of sd_notify(3): a datagram to the socket that NOTIFY_SOCKET names. The
watchdog is only fed while `alive` says so, so that systemd starts a program anew that hangs.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def told(
    alive: Callable[[], Awaitable[bool]], surroundings: Mapping[str, str] = os.environ
) -> AsyncIterator[None]:
    """Say READY now and STOPPING at the end, and feed the watchdog in between."""
    place = surroundings.get("NOTIFY_SOCKET", "")
    _say(place, "READY=1")
    feeding = asyncio.create_task(_feed(place, _watchdog(surroundings), alive))
    try:
        yield
    finally:
        feeding.cancel()
        _say(place, "STOPPING=1")


async def _feed(place: str, seconds: float, alive: Callable[[], Awaitable[bool]]) -> None:
    while seconds:
        is_well = await alive()
        if is_well:
            _say(place, "WATCHDOG=1")
        await asyncio.sleep(seconds / 2 if is_well else seconds / 20)


def _watchdog(surroundings: Mapping[str, str]) -> float:
    """Give the seconds after which systemd loses patience; 0 where it does not watch us."""
    ours = surroundings.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    return int(surroundings.get("WATCHDOG_USEC", "0")) / 1_000_000 if ours else 0.0


def _say(place: str, state: str) -> None:
    if place:
        with (
            suppress(OSError),  # systemd that is gone is no reason to stop
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as way,
        ):
            way.settimeout(0)
            way.sendto(state.encode(), "\0" + place[1:] if place.startswith("@") else place)
