"""Bad input while asking: one clear sentence, nothing changes, and the next input works."""

from typing import Any

import pytest

from bot.demo.stage import Stage
from bot.store import tables
from tests.journeys.consultations import (
    Seat,
    a_draft,
    button,
    draft_of,
    keep_draft,
    news,
    rows,
    seat,
    what_counts,
)


async def at_step(stage: Stage, facilitator: Seat, label: str) -> None:
    """Lead a facilitator to one part of their draft."""
    await stage.say(facilitator.phone, "/home", "Draft: Evening chemotherapy", "Change")
    await choose_part(stage, facilitator, label)


async def choose_part(stage: Stage, facilitator: Seat, label: str) -> None:
    """Type the number of one part on the list of them."""
    line = next(one for one in news(facilitator.phone).splitlines() if f". {label}" in one)
    await stage.say(facilitator.phone, line.partition(".")[0])


DATES = {
    "a date in the past": ("Open until", "1 March 2020", "Please choose a day after today."),
    "no date": ("Open until", "when the swallows come", "I cannot read that as a date."),
    "hear-back before closing": ("Hear back by", "2 March 2027", "People must hear back after"),
}


@pytest.mark.parametrize("slip", DATES)
async def test_a_day_that_cannot_be_is_refused_in_a_sentence(stage: Stage, slip: str) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    number = keep_draft(stage, facilitator, a_draft(stage))
    label, typed, sentence = DATES[slip]
    await at_step(stage, facilitator, label)
    before = what_counts(stage)

    await stage.say(facilitator.phone, typed)

    assert sentence in news(facilitator.phone)
    assert what_counts(stage) == before
    await stage.say(facilitator.phone, "20 March 2027")
    assert "2027-03-20" in str(draft_of(stage, number))


async def test_closing_before_opening_is_refused_in_a_sentence(stage: Stage) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    seat(stage, "patient in treatment")
    keep_draft(stage, facilitator, a_draft(stage))
    await stage.say(facilitator.phone, "/home", "Draft: Evening chemotherapy", "At a time")
    before = what_counts(stage)

    await stage.say(facilitator.phone, "1 June 2027")

    assert "is after answers close on" in news(facilitator.phone)
    assert what_counts(stage) == before
    await stage.say(facilitator.phone, "1 March 2027")
    assert "It will be sent on Monday 1 March 2027 at 10:00." in news(facilitator.phone)


MISSING: dict[str, tuple[dict[str, Any], str, str]] = {
    "no audience": ({"audience": None}, "Who is asked", "Who shall be asked?"),
    "no question": ({"questions": ()}, "Questions", "question"),
}


@pytest.mark.parametrize("slip", MISSING)
async def test_a_draft_that_lacks_something_cannot_be_sent(stage: Stage, slip: str) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    seat(stage, "patient in treatment")
    changes, lacks, asks = MISSING[slip]
    keep_draft(stage, facilitator, a_draft(stage, **changes))
    await stage.say(facilitator.phone, "/home", "Draft: Evening chemotherapy")
    phone = facilitator.phone
    assert f"Still missing: {lacks}" in news(phone)
    before = what_counts(stage)

    message, go_on = button(phone, "Go on")
    phone.tap_data(message, go_on.replace(go_on.split(":")[2], f"{go_on.split(':')[2][:-1]}1"))
    await stage.settle()  # 'Send', which is not offered, tapped by a forged app

    assert "This is still missing" in news(phone)
    assert asks in news(phone)
    assert what_counts(stage) == before
    assert not rows(stage, tables.consultation)


async def test_an_audience_of_nobody_cannot_be_sent_to(stage: Stage) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    keep_draft(stage, facilitator, a_draft(stage))
    await stage.say(facilitator.phone, "/home", "Draft: Evening chemotherapy")
    before = what_counts(stage)

    await stage.say(facilitator.phone, "Send now")

    assert "Nobody would get this. Please choose again who is asked." in news(facilitator.phone)
    assert what_counts(stage) == before


async def test_two_facilitators_at_one_draft_never_overwrite_each_other(stage: Stage) -> None:
    first = seat(stage, "facilitator", facilitates=True)
    second = seat(stage, "facilitator of another group", facilitates=True)
    number = keep_draft(stage, first, a_draft(stage))
    for one in (first, second):
        await at_step(stage, one, "Title")

    await stage.say(first.phone, "Evening sessions")
    before = what_counts(stage)
    await stage.say(second.phone, "Night sessions")

    assert "Somebody else changed this draft since you last saw it." in news(second.phone)
    assert what_counts(stage) == before
    assert "Evening sessions" in str(draft_of(stage, number))
    await stage.say(second.phone, "Change")
    await choose_part(stage, second, "Title")
    await stage.say(second.phone, "Night sessions")
    assert "Night sessions" in str(draft_of(stage, number))


async def test_two_facilitators_who_type_in_the_same_moment_do_not_overwrite_each_other(
    stage: Stage,
) -> None:
    first = seat(stage, "facilitator", facilitates=True)
    second = seat(stage, "facilitator of another group", facilitates=True)
    number = keep_draft(stage, first, a_draft(stage))
    for one in (first, second):
        await at_step(stage, one, "Title")

    first.phone.type("Evening sessions")
    second.phone.type("Night sessions")
    await stage.settle()

    told = [news(one.phone) for one in (first, second)]
    assert sum("Somebody else changed this draft" in one for one in told) == 1
    assert rows(stage, tables.draft, id=number)[0]["revision"] == 2
    assert not rows(stage, tables.inbox, status="poison")


async def test_two_facilitators_who_send_at_once_send_it_once(stage: Stage) -> None:
    first = seat(stage, "facilitator", facilitates=True)
    second = seat(stage, "facilitator of another group", facilitates=True)
    patient = seat(stage, "patient in treatment")
    keep_draft(stage, first, a_draft(stage))
    for one in (first, second):
        await stage.say(one.phone, "/home", "Draft: Evening chemotherapy")

    for one in (first, second):
        one.phone.tap("Send now")
    await stage.settle()

    assert len(rows(stage, tables.consultation)) == 1
    assert news(patient.phone).count("Should late sessions stay?") == 1
    told = [news(one.phone) for one in (first, second)]
    assert sum("It is on its way." in one for one in told) == 1
    assert sum("This draft is not there any more" in one for one in told) == 1
