from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.channels.telegram import TelegramChannel
from bot.involvement.languages import Catalogues
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox

TOKEN = "1001:sandbox_secret"


@pytest.fixture
def catalogues() -> Catalogues:
    return Catalogues.load(Path(__file__).parents[4] / "locales")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(limited=False) as running:
        running.add_bot(TOKEN, "heard_bot", "Heard")
        yield running


@pytest.fixture
async def channel(sandbox: Sandbox, catalogues: Catalogues) -> AsyncIterator[TelegramChannel]:
    made = TelegramChannel(SecretStr(TOKEN), sandbox.address, catalogues.say, first_pause=0.01)
    async with made as started:
        yield started


@pytest.fixture
def phone(sandbox: Sandbox) -> Phone:
    person = sandbox.new_person("patient in treatment, reads Urdu", "ur")
    person.open()
    return person
