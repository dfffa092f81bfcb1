from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession

from bot.sandbox.clock import CivilClock
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    clock = CivilClock(START, frozen=True)
    async with Sandbox(clock=clock, limited=False) as sandbox:
        yield sandbox


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def clinic(sandbox: Sandbox, session: ClientSession) -> Caller:
    return Caller(session, sandbox, sandbox.add_bot("1001:sandbox", "clinic_bot", "Clinic"))


@pytest.fixture
def hospice(sandbox: Sandbox, session: ClientSession) -> Caller:
    return Caller(session, sandbox, sandbox.add_bot("2002:sandbox", "hospice_bot", "Hospice"))


@pytest.fixture
def patient(sandbox: Sandbox, clinic: Caller) -> Phone:
    """A patient who has pressed Start in the clinic's chat, which the bot has seen."""
    phone = sandbox.new_person("patient in treatment")
    phone.open(clinic.bot)
    clinic.bot.queue.confirm(10**9)
    return phone
