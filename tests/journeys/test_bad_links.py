"""Bad input by links: one clear sentence, nothing changes, and the next input works."""

from datetime import timedelta

import pytest

from bot.demo.stage import Stage
from bot.store import tables
from tests.journeys.consultations import (
    news,
    rows,
    seat,
    what_counts,
)


async def test_an_unknown_link_is_told_and_joining_goes_on(stage: Stage) -> None:
    phone = stage.sandbox.new_person("patient in treatment")
    phone.open(stage.bot, "nobody-knows-this-one")
    await stage.settle()

    assert "This link is not valid, or no longer. You can go on without it." in news(phone)
    await stage.say(phone, "English")
    assert "Hello. I am Heard" in news(phone)


@pytest.mark.parametrize("why", ["expired", "used up"])
async def test_an_invite_that_holds_no_more_gives_no_role(stage: Stage, why: str) -> None:
    now = stage.clock.now()
    ends = now + timedelta(hours=1) if why == "expired" else None
    token = stage.invite("Facilitators", role="facilitator", uses=1, expires_at=ends)
    if why == "expired":
        await stage.move(by=timedelta(hours=2))
    else:
        first = seat(stage, "facilitator")
        first.phone.open(stage.bot, token)
        await stage.settle()
        assert rows(stage, tables.role, member_id=first.member)
    late = seat(stage, "facilitator who comes late")
    before = what_counts(stage)

    late.phone.open(stage.bot, token)
    await stage.settle()

    assert "This link is not valid, or no longer." in news(late.phone)
    assert what_counts(stage) == before
    await stage.say(late.phone, "/ask")
    assert "Only facilitators can ask members." in news(late.phone)
    assert what_counts(stage) == before


async def test_the_last_use_of_an_invite_goes_to_one_of_two_who_open_it_at_once(
    stage: Stage,
) -> None:
    token = stage.invite("Facilitators", role="facilitator", uses=1)
    both = [seat(stage, f"facilitator {name}") for name in ("one", "two")]

    for one in both:
        one.phone.open(stage.bot, token)
    await stage.settle()

    assert len(rows(stage, tables.role)) == 1
    assert rows(stage, tables.invite)[0]["uses_left"] == 0
