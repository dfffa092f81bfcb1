"""While an ask goes out at the channel's pace: pause, resume and cancel hold within a second."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from time import monotonic

import pytest

from bot.demo.stage import Stage
from bot.store import tables
from bot.store.database import Database
from tests.journeys.consultations import Seat, a_draft, consult, part, rows, seat, until

PEOPLE = 240  # at 30 messages a second there is something left to stop
AT_MOST = 1.0  # seconds from the tap


@pytest.fixture
async def stage(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage on which both the server and the program keep to Telegram's limits."""
    async with Stage(sqlite_database, tmp_path / "media", limited=True) as stage:
        yield stage


def asked(members: Sequence[Seat]) -> int:
    """Count the phones to which the server took the ask: the first that it has for them."""
    return sum(bool(who.phone.chat.messages) for who in members)


async def under_way(stage: Stage) -> tuple[Seat, list[Seat], int]:
    """Let an ask be on its way to many people, some of whom have it."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    members = [seat(stage, f"patient {number}") for number in range(PEOPLE)]
    number = consult(stage, facilitator, a_draft(stage))
    await until(lambda: asked(members) >= 10 and _sees(facilitator, "Pause"), 20)
    return facilitator, members, number


async def stands_still(members: Sequence[Seat]) -> int:
    """Wait the second that stopping may take; then nobody more gets it. Gives how many have it."""
    await asyncio.sleep(AT_MOST)
    then = asked(members)
    await asyncio.sleep(2.0)
    assert asked(members) == then
    return then


async def test_pause_and_resume_hold_within_a_second(stage: Stage) -> None:
    facilitator, members, _ = await under_way(stage)
    facilitator.phone.tap("Pause")
    have_it = await stands_still(members)
    assert 10 <= have_it < PEOPLE - 30
    assert "It is paused. Nobody else gets it until you resume." in _texts(facilitator)

    began = monotonic()
    facilitator.phone.tap("Resume")
    await until(lambda: asked(members) > have_it, AT_MOST)
    assert monotonic() - began < AT_MOST
    await until(lambda: asked(members) == PEOPLE, 30)
    await stage.settle()
    assert len(rows(stage, tables.outbox, kind="ask", status="sent")) == PEOPLE


async def test_cancel_holds_within_a_second_and_whoever_has_it_can_answer(stage: Stage) -> None:
    facilitator, members, number = await under_way(stage)
    facilitator.phone.tap("Cancel what is left")
    await until(lambda: _sees(facilitator, "Yes, cancel the rest"))
    facilitator.phone.tap("Yes, cancel the rest")
    have_it = await stands_still(members)

    assert 10 <= have_it < PEOPLE - 30
    with_it = [who for who in members if who.phone.messages]
    assert {part(stage, number, who) for who in with_it} == {"asked"}
    without = [who for who in members if not who.phone.messages]
    assert {part(stage, number, who) for who in without} == {"unreached"}
    await stage.say(with_it[-1].phone, "Start", "By bus")
    assert part(stage, number, with_it[-1]) == "started"


def _sees(who: Seat, label: str) -> bool:
    return any(label in {one, one.partition(" · ")[2]} for one in who.phone.labels)


def _texts(who: Seat) -> str:
    return "\n".join(one.text for one in who.phone.messages)
