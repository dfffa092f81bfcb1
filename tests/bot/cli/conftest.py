"""A sandbox with one bot, and settings that point at it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.model import Bot
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from bot.settings import Settings

TOKEN = "1001:sandbox_secret"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def bot(sandbox: Sandbox) -> Bot:
    return sandbox.add_bot(TOKEN, "riverside_bot", "Riverside")


@pytest.fixture
def tester(sandbox: Sandbox, bot: Bot) -> Phone:
    """A facilitator who is listed."""
    phone = sandbox.new_person("facilitator")
    phone.look_at(bot)
    return phone


@pytest.fixture
def settings(sandbox: Sandbox, tester: Phone, tmp_path: Path) -> dict[str, str]:
    return {
        "HEARD_DATABASE_URL": f"sqlite:///{tmp_path}/heard.db",
        "HEARD_MEDIA_DIR": str(tmp_path / "media"),
        "HEARD_TELEGRAM_TOKEN": TOKEN,
        "HEARD_TELEGRAM_BASE_URL": sandbox.address,
        "HEARD_WEB_LISTEN": "127.0.0.1:0",
        "HEARD_TESTERS": str(tester.id),
        "HEARD_ORGANISATION": "Riverside Cancer Network",
        "HEARD_EMERGENCY_NUMBER": "999",
        "HEARD_ONCOLOGY_LINE": "01632 960000",
    }


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder to run commands in, with no setting of this machine."""
    for name in (*(f"HEARD_{field.upper()}" for field in Settings.model_fields), *_FOLDERS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


_FOLDERS = ("HEARD_SECRETS_DIR", "CREDENTIALS_DIRECTORY")
