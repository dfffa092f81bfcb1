"""What `heard run` serves and says to the machine that it runs on."""

import asyncio
import socket
from pathlib import Path

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.cli.running import PATIENCE, started


async def test_health_and_figures_are_served_from_the_start_and_hold_nobodys_words(
    sandbox: Sandbox, tester: Phone, settings: dict[str, str], tmp_path: Path
) -> None:
    async with (
        started("run", folder=tmp_path, settings=settings) as heard,
        ClientSession() as session,
    ):
        address = (await heard.says("Health and figures")).split()[3].removesuffix("/health")
        tester.open(payload="marmalade")
        await tester.wait_for("language", PATIENCE)
        await sandbox.settled(for_seconds=0.5)
        async with session.get(f"{address}/health") as answer:
            assert (answer.status, (await answer.json())["status"]) == (200, "ok")
        async with session.get(f"{address}/metrics") as answer:
            shown = await answer.text()
        code, told = await heard.stopped()
    assert code == 0, told
    figures = {
        one.name: one.value
        for family in text_string_to_metric_families(shown)
        for one in family.samples
    }
    assert figures["heard_updates_stored_total"] == 1
    assert figures["heard_inbox_waiting"] == 0
    assert figures["heard_last_heard_seconds"] < 30
    for secret in ("marmalade", settings["HEARD_TELEGRAM_TOKEN"], str(tester.id)):
        assert secret not in shown


async def test_a_place_that_is_taken_ends_it_with_one_sentence(
    settings: dict[str, str], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings["HEARD_WEB_LISTEN"] = f"127.0.0.1:{port}"
        async with started("run", folder=tmp_path, settings=settings) as heard:
            code, told = await heard.ended()
    assert code == 1
    assert told.splitlines()[-1] == (
        f"The web server cannot listen at 127.0.0.1:{port}: another program uses it. "
        "Set HEARD_WEB_LISTEN to another address, or to off."
    )
    assert "Traceback" not in told


async def test_without_a_web_server_it_runs_all_the_same(
    tester: Phone, settings: dict[str, str], tmp_path: Path
) -> None:
    settings["HEARD_WEB_LISTEN"] = "off"
    async with started("run", folder=tmp_path, settings=settings) as heard:
        assert "asks Telegram" in await heard.says("Heard asks Telegram")
        tester.open()
        await tester.wait_for("language", PATIENCE)
        code, told = await heard.stopped()
    assert code == 0, told
    assert "Health" not in told


async def test_systemd_is_told_although_telegram_is_away(
    settings: dict[str, str], tmp_path: Path
) -> None:
    settings["HEARD_TELEGRAM_BASE_URL"] = "http://127.0.0.1:9"  # nobody listens there
    place = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(place))
        ear.setblocking(False)  # noqa: FBT003
        settings |= {"NOTIFY_SOCKET": str(place), "WATCHDOG_USEC": "1000000"}
        async with started("run", folder=tmp_path, settings=settings) as heard:
            loop = asyncio.get_running_loop()
            heard_of = [
                await asyncio.wait_for(loop.sock_recv(ear, 100), PATIENCE) for _ in range(3)
            ]
            code, told = await heard.stopped()
        while heard_of[-1] == b"WATCHDOG=1":
            heard_of.append(await asyncio.wait_for(loop.sock_recv(ear, 100), PATIENCE))
    assert code == 0, told
    assert heard_of[:3] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    assert heard_of[-1] == b"STOPPING=1"


@pytest.mark.parametrize(
    ("file", "why"), [("none.pem", "No such file"), (".env", "there is no certificate in it")]
)
async def test_certificates_that_cannot_be_used_are_told_in_one_sentence(
    settings: dict[str, str], tmp_path: Path, file: str, why: str
) -> None:
    (tmp_path / ".env").write_text("# nothing\n", encoding="utf-8")
    settings["HEARD_TELEGRAM_CA_FILE"] = file
    async with started("run", folder=tmp_path, settings=settings) as heard:
        code, told = await heard.ended()
    assert code == 1
    assert f"The certificates of HEARD_TELEGRAM_CA_FILE, {file}, cannot be used: {why}" in told
    assert "Traceback" not in told
