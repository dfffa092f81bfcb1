"""`heard run`, as an operator starts and stops it."""

import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from bot.store.database import Database
from bot.store.tables import inbox, lease, network, outbox
from tests.bot.cli.conftest import TOKEN
from tests.bot.cli.running import PATIENCE, started


async def test_a_listed_tester_is_answered_and_nobody_else(
    sandbox: Sandbox, tester: Phone, settings: dict[str, str], tmp_path: Path
) -> None:
    stranger = sandbox.new_person("patient in treatment")
    async with started("run", folder=tmp_path, settings=settings) as heard:
        await heard.says("@riverside_bot for Riverside Cancer Network")
        stranger.open()
        tester.open()
        shown = await tester.wait_for("language", PATIENCE)
        await sandbox.settled(for_seconds=0.5)
        code, told = await heard.stopped()

    assert "English" in " ".join(tester.labels), shown.text
    assert code == 0, told
    assert stranger.messages == [stranger.messages[0]], "only what they wrote themselves"
    with Database(settings["HEARD_DATABASE_URL"]) as database, database.reading() as connection:
        kept = sa.select(inbox.c.payload).where(inbox.c.sender == str(stranger.id))
        assert connection.execute(kept).scalar_one()["message"]["text"] == "/start"
        why = sa.select(outbox.c.why).where(outbox.c.status == "failed")
        assert connection.execute(why).scalars().all() == ["this person is not a listed tester"]


async def test_whoever_is_listed_later_goes_on_where_they_were(
    sandbox: Sandbox, settings: dict[str, str], tmp_path: Path
) -> None:
    newcomer = sandbox.new_person("carer")
    newcomer.open()
    async with started("run", folder=tmp_path, settings=settings) as heard:
        await heard.says("Heard runs")
        await sandbox.settled(for_seconds=0.5)
        await heard.stopped()
    settings["HEARD_TESTERS"] = str(newcomer.id)
    async with started("run", folder=tmp_path, settings=settings) as heard:
        await heard.says("Heard runs")
        newcomer.type("Hello")
        await newcomer.wait_for("language", PATIENCE)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_when_told_and_says_that_it_goes_on_later(
    settings: dict[str, str], tmp_path: Path, by: signal.Signals
) -> None:
    async with started("run", folder=tmp_path, settings=settings) as heard:
        await heard.says("Heard runs as @riverside_bot")
        code, told = await heard.stopped(by)
    assert code == 0, told
    assert told.splitlines() == [
        "Testers listed: 1. Nobody else gets an answer.",
        "This is a pilot: 37 things are missing to go live. `heard doctor` lists them.",
        "Heard has stopped. What it was told is stored; it goes on when you start it again.",
    ]


async def test_it_stops_while_telegram_cannot_be_reached(
    settings: dict[str, str], tmp_path: Path
) -> None:
    settings["HEARD_TELEGRAM_BASE_URL"] = "http://127.0.0.1:9"  # nobody listens there
    async with started("run", folder=tmp_path, settings=settings) as heard:
        await heard.says("asks Telegram who its bot is")
        code, told = await heard.stopped()
    assert code == 0, told
    assert "Unclosed" not in told


@pytest.mark.parametrize("token", ["1001:another_secret", "no token at all"])
async def test_a_wrong_token_is_told_in_one_sentence_that_does_not_repeat_it(
    settings: dict[str, str], tmp_path: Path, token: str
) -> None:
    settings["HEARD_TELEGRAM_TOKEN"] = token
    async with started("run", folder=tmp_path, settings=settings) as heard:
        code, told = await heard.ended()
    assert code == 1
    assert told.splitlines()[-1] == (
        "Telegram does not know this bot token. Copy it again from @BotFather "
        "into HEARD_TELEGRAM_TOKEN, whole and without spaces."
    )
    assert "Traceback" not in told
    assert token not in told


async def test_a_token_that_is_revoked_while_it_runs_ends_it_with_the_same_sentence(
    sandbox: Sandbox, settings: dict[str, str], tmp_path: Path
) -> None:
    async with started("run", folder=tmp_path, settings=settings) as heard:
        await heard.says("Heard runs")
        del sandbox.world.bots[TOKEN]
        sandbox.world.bell.ring()
        code, told = await heard.ended()
    assert code == 1
    assert "Telegram does not know this bot token." in told
    assert TOKEN not in told


async def test_nothing_that_people_write_and_no_token_stands_in_the_log(
    tester: Phone, settings: dict[str, str], tmp_path: Path
) -> None:
    settings["HEARD_LOG_LEVEL"] = "debug"
    async with started("run", folder=tmp_path, settings=settings) as heard:
        await heard.says("Heard runs")
        tester.open()
        await tester.wait_for("language", PATIENCE)
        tester.type("Marmalade at midnight")
        await tester.wait_for("", PATIENCE)
        _, told = await heard.stopped()
    for secret in ("Marmalade", TOKEN, "sandbox_secret", str(tester.id)):
        assert secret not in told


async def test_settings_changed_later_reach_the_network_that_is_there(
    settings: dict[str, str], tmp_path: Path
) -> None:
    for organisation, languages in (("Old Name", "en_GB"), ("New Name", "en_GB, cy")):
        settings |= {"HEARD_ORGANISATION": organisation, "HEARD_LANGUAGES": languages}
        async with started("run", folder=tmp_path, settings=settings) as heard:
            await heard.says("Heard runs")
            await heard.stopped()
    with Database(settings["HEARD_DATABASE_URL"]) as database, database.reading() as connection:
        rows = connection.execute(sa.select(network.c.name, network.c.languages)).all()
    assert [tuple(row) for row in rows] == [("New Name", ["en_GB", "cy"])]


async def test_with_nobody_listed_it_says_how_to_find_a_number(
    settings: dict[str, str], tmp_path: Path
) -> None:
    del settings["HEARD_TESTERS"]
    async with started("run", folder=tmp_path, settings=settings) as heard:
        assert "`heard testers`" in await heard.says("Nobody is listed")
        await heard.stopped()


async def test_on_sqlite_a_second_program_says_that_one_runs_already(
    settings: dict[str, str], tmp_path: Path
) -> None:
    async with started("run", folder=tmp_path, settings=settings) as heard:
        await heard.says("Heard runs")
        async with started("run", folder=tmp_path, settings=settings) as second:
            code, told = await second.ended()
    assert code == 1
    assert told == (
        "Heard is running on this database (heard.db) already, and SQLite keeps one program only. "
        "Stop the other one first, or use Postgres, where several may run.\n"
    )


async def test_on_sqlite_one_program_does_everything(
    settings: dict[str, str], tmp_path: Path
) -> None:
    roles = ("--role", "work", "--role", "send")
    async with started("run", *roles, folder=tmp_path, settings=settings) as heard:
        code, told = await heard.ended()
    assert (code, told.count("\n")) == (1, 1)
    assert told.startswith("On SQLite one process does everything: leave --role out, or set HEARD_")


async def test_on_postgres_four_processes_answer_as_one_does(
    tester: Phone, settings: dict[str, str], tmp_path: Path, postgres_database: Database
) -> None:
    settings["HEARD_DATABASE_URL"] = postgres_database.url
    settings["HEARD_WEB_LISTEN"] = "off"
    async with AsyncExitStack() as stack:
        for role in ("receive", "work", "send", "tick"):
            heard = await stack.enter_async_context(
                started("run", "--role", role, folder=tmp_path, settings=settings)
            )
            await heard.says("Heard runs")
        tester.open()
        await tester.wait_for("language", PATIENCE)
        with postgres_database.reading() as connection:
            held = connection.execute(sa.select(lease.c.name, lease.c.holder)).all()
        assert sorted(name for name, _ in held) == ["receive:1", "send:1", "tick"]
        assert len({holder for _, holder in held}) == 3
