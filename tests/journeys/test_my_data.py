"""My data: seen, taken away and erased; and of whoever is erased no byte stays (promise 10)."""

import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import structlog.testing
from aiohttp import ClientSession

from bot.demo.stage import Stage
from bot.store import tables
from bot.store.database import Database
from bot.web.server import WebServer
from tests.journeys.consultations import (
    Seat,
    a_draft,
    answers,
    consult,
    files_in,
    news,
    part,
    rows,
    seat,
    until,
)
from tests.journeys.test_joining import come_in, traces

SAID = "A bus from Llanfair Uchaf"
PEOPLE = 90
"""At 30 messages a second an ask to so many takes a while."""


async def erase_me(stage: Stage, who: Seat) -> None:
    """Let somebody erase everything about them, from /mydata on."""
    await stage.say(who.phone, "/mydata", "Erase", "Everything about me")
    assert "This cannot be undone." in news(who.phone)
    await stage.say(who.phone, "Yes, erase me")
    assert "I have erased everything about you." in news(who.phone)


async def has_answered(stage: Stage) -> tuple[Seat, Seat, int]:
    """Let a member have answered in words and by voice."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    number = consult(stage, facilitator, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus", SAID)
    return facilitator, patient, number


# --- nothing is left ------------------------------------------------------------------------------


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[str]]]:
    """Give all that was logged so far, from the lowest level on."""
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as lines:
        yield lambda: [
            str(one) for one in (*lines, *(record.__dict__ for record in caplog.records))
        ]


async def test_of_whoever_is_erased_no_byte_stays_in_tables_files_or_log(
    stage: Stage, tmp_path: Path, logged: Callable[[], list[str]]
) -> None:
    _, patient, number = await has_answered(stage)
    second = consult(stage, seat(stage, "another", facilitates=True), a_draft(stage, "Parking"))
    await stage.settle()
    await stage.say(patient.phone, "/home", "Parking", "Start", "1")
    patient.phone.voice()
    await stage.settle()
    await until(lambda: files_in(tmp_path / "media"))
    assert answers(stage, number, patient)
    assert answers(stage, second, patient)
    assert traces(stage, SAID, patient.address)

    await erase_me(stage, patient)

    await until(lambda: not files_in(tmp_path / "media") and not rows(stage, tables.media))
    assert not rows(stage, tables.member, id=patient.member)
    assert not traces(stage, SAID, patient.address, "patient in treatment")
    left = {
        table.name
        for table in vars(tables).values()
        if hasattr(table, "primary_key") and str(patient.member) in str(rows(stage, table))
    }
    assert left == {"audit"}, "a number there, which leads nowhere"
    assert logged()
    assert not [line for line in logged() if SAID in line or patient.address in line]


async def test_what_is_erased_is_gone_from_postgres_too(
    postgres_database: Database, tmp_path: Path
) -> None:
    async with Stage(postgres_database, tmp_path / "media") as stage:
        _, patient, _ = await has_answered(stage)
        await erase_me(stage, patient)
        assert not rows(stage, tables.member, id=patient.member)
        assert not [
            table.name
            for table in vars(tables).values()
            if hasattr(table, "primary_key")
            and re.search(f"{SAID}|{patient.address}", str(rows(stage, table)))
        ]


async def test_whoever_stopped_can_still_erase_everything(stage: Stage) -> None:
    _, patient, _ = await has_answered(stage)
    await stage.say(patient.phone, "stop")

    await erase_me(stage, patient)

    assert not rows(stage, tables.member, id=patient.member)


async def test_whoever_comes_back_is_a_stranger_and_old_buttons_do_nothing(stage: Stage) -> None:
    _, patient, number = await has_answered(stage)
    await erase_me(stage, patient)

    patient.phone.tap("Change")
    await stage.settle()
    patient.phone.open(stage.bot)
    await stage.settle()

    (new,) = [one for one in rows(stage, tables.address) if one["external_id"] == patient.address]
    assert new["member_id"] != patient.member
    assert rows(stage, tables.member, id=new["member_id"])[0]["joined_at"] is None
    assert not rows(stage, tables.response, consultation_id=number)


async def test_the_facilitator_is_told_that_they_cannot_be(stage: Stage) -> None:
    facilitator, patient, number = await has_answered(stage)
    stays = seat(stage, "carer")
    await stage.settle()
    await stage.say(stays.phone, "Start", "By car", "Skip")
    await erase_me(stage, patient)

    await stage.say(facilitator.phone, "/home", "Under way: Evening chemotherapy")

    assert rows(stage, tables.consultation, id=number)[0]["erased"] == 1
    assert rows(stage, tables.consultation, id=number)[0]["answered"] == 1


async def test_a_number_typed_to_an_ask_erases_nobody_who_once_looked_at_erasing(
    stage: Stage,
) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    await stage.say(patient.phone, "/mydata", "Erase", "Everything about me")
    await stage.move(by=timedelta(days=7))
    number = consult(stage, facilitator, a_draft(stage))
    await stage.settle()

    await stage.say(patient.phone, "1")

    assert "How did you get home?" in news(patient.phone)
    assert part(stage, number, patient) == "started"


# --- in the middle of a broadcast -----------------------------------------------------------------


@pytest.fixture
async def busy(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage that sends at Telegram's pace."""
    async with Stage(sqlite_database, tmp_path / "media", limited=True) as stage:
        yield stage


async def test_erasing_while_a_broadcast_runs_leaves_nothing_to_be_sent(busy: Stage) -> None:
    stage = busy
    facilitator = seat(stage, "facilitator", facilitates=True)
    people = [seat(stage, f"patient {number}") for number in range(PEOPLE)]
    number = consult(stage, facilitator, a_draft(stage))
    await until(lambda: sum(bool(one.phone.messages) for one in people) >= 10)

    waits = next(one for one in reversed(people) if not one.phone.messages)
    waits.phone.type("/mydata")
    for label in ("Erase", "Everything about me", "Yes, erase me"):
        await until(partial(sees, waits, label))
        stage.act(waits.phone, label)
    await until(lambda: "I have erased everything about you." in news(waits.phone))
    shown = len(waits.phone.messages)
    await until(lambda: _told_how_it_went(facilitator))
    await stage.settle()

    assert len(waits.phone.messages) == shown, "nothing follows the goodbye"
    others = [one for one in people if one is not waits]
    assert {part(stage, number, one) for one in others} == {"asked"}
    assert not rows(stage, tables.member, id=waits.member)
    assert not rows(stage, tables.outbox, member_id=waits.member)
    await stage.move(by=timedelta(days=30))
    assert len(waits.phone.messages) == shown


def sees(who: Seat, label: str) -> bool:
    """Tell whether the last message of somebody's phone has this button."""
    return any(label == one.partition(" · ")[2] or label == one for one in who.phone.labels)


def _told_how_it_went(facilitator: Seat) -> bool:
    return any("Done: " in one.text for one in facilitator.phone.messages)


# --- seeing, and taking away ----------------------------------------------------------------------


async def test_answers_are_seen_and_those_to_one_consultation_erased(stage: Stage) -> None:
    facilitator, patient, number = await has_answered(stage)
    other = consult(stage, facilitator, a_draft(stage, "Parking"))
    await stage.settle()
    await stage.say(patient.phone, "/home", "Parking", "Start", "On foot")

    await stage.say(patient.phone, "/choices", "My data", "What I know of you")
    assert "You agreed" in news(patient.phone) or "you agreed" in news(patient.phone)
    await stage.say(patient.phone, "My data", "My answers", "Evening chemotherapy")
    assert SAID in news(patient.phone)
    await stage.say(patient.phone, "Erase these", "Yes, erase them")

    assert "I have erased your answers to this" in news(patient.phone)
    assert answers(stage, number, patient) == {}
    assert answers(stage, other, patient) == {1: [3]}
    assert not traces(stage, SAID)


async def test_a_copy_is_taken_from_the_page_that_the_chat_names(stage: Stage) -> None:
    _, patient, _ = await has_answered(stage)
    await stage.stop()
    stage.web_address = "https://heard.example.org"
    await stage.start()

    await stage.say(patient.phone, "/mydata", "Take a copy")
    (path,) = re.findall(r"https://heard\.example\.org(/my-data/[\w-]{22})\n", news(patient.phone))

    assert stage.program
    async with (
        WebServer(("127.0.0.1", 0), stage.program.routes) as server,
        ClientSession(server.address) as browser,
    ):
        async with browser.get(path) as looked:
            assert looked.status == 200, "a preview of the link uses nothing up"
        async with browser.post(path, data={"as": "file"}) as saved:
            told = json.loads(await saved.text())
        async with browser.post(path, data={"as": "file"}) as again:
            assert again.status == 410
    assert told["about"]["took_part"][0]["answers"][1]["text"] == SAID


async def test_without_a_web_address_nothing_is_sent_through_the_chat(stage: Stage) -> None:
    _, patient, _ = await has_answered(stage)
    await stage.say(patient.phone, "/mydata", "Take a copy")
    assert "I cannot make a page for you here" in news(patient.phone)
    assert "Please ask the people who invited you." in news(patient.phone)
    assert not rows(stage, tables.one_time_page)


async def test_privacy_is_told_to_whoever_has_not_joined_and_they_go_on(stage: Stage) -> None:
    phone = await come_in(stage)
    await stage.say(phone, "/privacy")
    assert "I keep your answers under a code" in news(phone)
    assert "You have not joined. Send /stop" in news(phone)
    await stage.say(phone, "1")
    assert "I am Heard" in news(phone)
    assert len(rows(stage, tables.member)) == 1


# --- a number typed long after --------------------------------------------------------------------


async def test_a_number_typed_weeks_later_erases_nobody_but_shows_the_question_again(
    stage: Stage,
) -> None:
    _, patient, number = await has_answered(stage)
    await stage.say(patient.phone, "/mydata", "Erase", "Everything about me")
    await stage.move(by=timedelta(days=15))

    await stage.say(patient.phone, "1")

    assert rows(stage, tables.member, id=patient.member)
    assert "This cannot be undone." in news(patient.phone)
    await stage.say(patient.phone, "1")
    assert not rows(stage, tables.member, id=patient.member)
    assert answers(stage, number, patient) == {}


@pytest.mark.parametrize("steps", [("/choices", "My consent", "Take it back"), ("tired",)])
async def test_a_number_typed_weeks_later_neither_stops_nor_takes_consent_back(
    stage: Stage, steps: tuple[str, ...]
) -> None:
    _, patient, number = await has_answered(stage)
    await stage.say(patient.phone, *steps)
    grave = "3" if steps == ("tired",) else "1"
    await stage.move(by=timedelta(days=3))

    await stage.say(patient.phone, grave)

    assert rows(stage, tables.member, id=patient.member)[0]["stopped_at"] is None
    assert answers(stage, number, patient) == {1: [2], 2: SAID}
