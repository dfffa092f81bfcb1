"""The program called by Telegram, beside its web server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from pydantic import SecretStr

from bot.channels.telegram import Hook
from bot.program import ROLES, Line, Program
from bot.sandbox.model import Bot
from bot.sandbox.server import Sandbox
from bot.store.database import Database
from bot.store.tables import channel_account
from bot.web.listening import listen_at
from bot.web.server import WebServer
from tests.bot.web.rows import an_account

TOKEN = "1001:sandbox_secret"


def free_port() -> int:
    with listen_at("127.0.0.1", 0) as taken:
        port: int = taken.getsockname()[1]
        return port


@asynccontextmanager
async def running(
    database: Database, sandbox: Sandbox, media: Path, port: int | None
) -> AsyncIterator[Program]:
    """Run the program: called at a port, or asking by itself."""
    account = an_account(database, datetime.now(UTC))
    hook = Hook(f"http://127.0.0.1:{port}", account) if port else None
    line = Line(account, SecretStr(TOKEN), sandbox.address, hook=hook)
    program = Program(database, [line], media)
    async with WebServer(("127.0.0.1", port or 0), program.routes), program:
        yield program


def is_called(bot: Bot) -> bool:
    return bot.webhook is not None


async def test_a_story_goes_on_when_telegram_calls_and_when_it_is_asked_again(
    database: Database, tmp_path: Path
) -> None:
    async with Sandbox() as sandbox:
        bot = sandbox.add_bot(TOKEN, "riverside_bot", "Riverside")
        phone = sandbox.new_person("carer")
        phone.open()
        async with running(database, sandbox, tmp_path, free_port()) as program:
            await phone.wait_for("language")
            assert is_called(bot)
            assert not sandbox.calls.of("getUpdates")
            phone.tap("English")
            await phone.wait_for("")
            await sandbox.settled(for_seconds=0.3)
            assert {check.state for check in await program.health.checks()} == {"ok"}
            shown = phone.messages[-1]
        phone.type("Hello")
        async with running(database, sandbox, tmp_path, None):
            await phone.wait_for("")
            await sandbox.settled(for_seconds=0.3)
        assert not is_called(bot)
        assert phone.messages[-1].from_bot
        assert phone.messages[-1].message_id > shown.message_id
    with database.reading() as connection:
        heard_at = connection.execute(sa.select(channel_account.c.heard_at)).scalar_one()
    assert heard_at is not None


def test_a_process_that_does_not_receive_serves_no_webhook(
    sqlite_database: Database, tmp_path: Path
) -> None:
    line = Line(3, SecretStr(TOKEN), "http://127.0.0.1:9", hook=Hook("https://example.org", 3))
    paths = [
        {getattr(route, "path", "") for route in Program(
            sqlite_database, [line], tmp_path, roles=roles
        ).routes}
        for roles in (ROLES, ("work", "send"))
    ]  # fmt: skip
    own = {"/health", "/metrics", "/my-data/{token}"}
    assert paths == [{*own, "/telegram/3"}, own]
