"""What systemd is told, on a socket like its own."""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import systemd


class Ear:
    """What systemd hears."""

    def __init__(self, place: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(place)
        self._socket.settimeout(0)

    def heard(self) -> list[str]:
        said = []
        while True:
            try:
                said.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return said

    def close(self) -> None:
        self._socket.close()


@contextmanager
def listening(place: str) -> Iterator[Ear]:
    ear = Ear(place)
    try:
        yield ear
    finally:
        ear.close()


async def well() -> bool:
    return True


async def test_it_says_when_it_is_ready_and_when_it_stops(tmp_path: Path) -> None:
    place = str(tmp_path / "notify")
    with listening(place) as ear:
        async with systemd.told(well, {"NOTIFY_SOCKET": place}):
            await asyncio.sleep(0.05)
            assert ear.heard() == ["READY=1"]
        assert ear.heard() == ["STOPPING=1"]


async def test_the_watchdog_is_fed_at_half_of_its_time_and_only_while_all_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep, slept = asyncio.sleep, list[float]()

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(seconds)

    monkeypatch.setattr(asyncio, "sleep", noted)
    place, is_well = str(tmp_path / "notify"), True
    around = {"NOTIFY_SOCKET": place, "WATCHDOG_USEC": "100000", "WATCHDOG_PID": str(os.getpid())}

    async def alive() -> bool:
        return is_well

    with listening(place) as ear:
        async with systemd.told(alive, around):
            fed = 0
            async with asyncio.timeout(30):
                while fed < 4:
                    await sleep(0.01)
                    fed += ear.heard().count("WATCHDOG=1")
            assert set(slept) == {0.05}
            is_well = False
            ear.heard()
            await sleep(0.15)
            assert ear.heard() == []


@pytest.mark.parametrize("more", [{"WATCHDOG_PID": "1"}, {}])
async def test_a_watchdog_that_is_not_ours_is_not_fed(tmp_path: Path, more: dict[str, str]) -> None:
    place = str(tmp_path / "notify")
    usual = {"NOTIFY_SOCKET": place} | ({"WATCHDOG_USEC": "20000"} if more else {})
    with listening(place) as ear:
        async with systemd.told(well, usual | more):
            await asyncio.sleep(0.1)
            assert ear.heard() == ["READY=1"]


async def test_a_name_that_is_no_file_works_too() -> None:
    name = f"heard-test-{os.getpid()}"
    with listening(f"\0{name}") as ear:
        async with systemd.told(well, {"NOTIFY_SOCKET": f"@{name}"}):
            assert ear.heard() == ["READY=1"]


@pytest.mark.parametrize("around", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
async def test_without_systemd_nothing_happens(around: dict[str, str]) -> None:
    async with systemd.told(well, around | {"WATCHDOG_USEC": "20000"}):
        await asyncio.sleep(0.05)
