"""While an ask goes out at the channel's pace: pause, resume and cancel hold almost at once.

What still goes after the turn is counted in messages, and the pace is slow, as a machine may be.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.delivery.claims import BULK
from bot.delivery.pacing import USUAL
from bot.demo.stage import Stage
from bot.store import tables
from bot.store.database import Database
from tests.journeys.consultations import (
    Seat,
    a_draft,
    at_pace,
    consult,
    part,
    rows,
    seat,
    until,
)

PEOPLE = 120
SLOW = 5.0  # messages a second
MANY = 30  # messages: what goes in a second at the usual pace


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
    await at_pace(stage, SLOW)
    number = consult(stage, facilitator, a_draft(stage))
    await until(lambda: asked(members) >= 10 and _sees(facilitator, "Pause"))
    return facilitator, members, number


async def stands_still(stage: Stage, members: Sequence[Seat]) -> int:
    """Let what is on its way arrive; then nobody more gets it. Gives how many have it."""
    before = asked(members)
    await until(lambda: not rows(stage, tables.outbox, kind="ask", status="sending"))
    then = asked(members)
    assert then - before <= BULK, "no more than were on their way: a third of a second's"
    await asyncio.sleep(2.0)
    assert asked(members) == then
    return then


async def test_pause_and_resume_hold_almost_at_once(stage: Stage) -> None:
    facilitator, members, _ = await under_way(stage)
    facilitator.phone.tap("Pause")
    told = "It is paused. Nobody else gets it until you resume."
    await until(lambda: any(told in one.text for one in facilitator.phone.messages))
    have_it = await stands_still(stage, members)
    assert 10 <= have_it < PEOPLE - MANY

    facilitator.phone.tap("Resume")
    await until(lambda: asked(members) > have_it)
    await at_pace(stage, USUAL.everybody)
    await until(lambda: asked(members) == PEOPLE)
    await stage.settle()
    assert len(rows(stage, tables.outbox, kind="ask", status="sent")) == PEOPLE


async def test_cancel_holds_almost_at_once_and_whoever_has_it_can_answer(stage: Stage) -> None:
    facilitator, members, number = await under_way(stage)
    facilitator.phone.tap("Cancel what is left")
    await until(lambda: _sees(facilitator, "Yes, cancel the rest"))
    facilitator.phone.tap("Yes, cancel the rest")
    await until(lambda: rows(stage, tables.participation, status="unreached"))
    have_it = await stands_still(stage, members)
    assert 10 <= have_it < PEOPLE - MANY

    with_it = [who for who in members if who.phone.messages]
    assert {part(stage, number, who) for who in with_it} == {"asked"}
    without = [who for who in members if not who.phone.messages]
    assert {part(stage, number, who) for who in without} == {"unreached"}
    await stage.say(with_it[-1].phone, "Start", "By bus")
    assert part(stage, number, with_it[-1]) == "started"


def _sees(who: Seat, label: str) -> bool:
    return any(label in {one, one.partition(" · ")[2]} for one in who.phone.labels)
