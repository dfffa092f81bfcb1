"""What grows old is deleted at night, and whoever is still there goes on as before."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock.jobs import delete_what_is_old
from bot.demo.care import found_in
from bot.demo.stage import Stage
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from conversations.content import Decision
from conversations.events import DecisionApproved
from tests.journeys.consultations import (
    Seat,
    a_draft,
    answers,
    button,
    consult,
    files_in,
    news,
    rows,
    seat,
    until,
    words,
)

SAID = "A bus from Llanfair Uchaf"
A_YEAR = timedelta(days=366)


@pytest.fixture
def database_file(sqlite_database: Database, tmp_path: Path) -> Path:
    assert sqlite_database.is_sqlite
    return tmp_path


async def told(stage: Stage) -> tuple[Seat, int]:
    """Let a patient have answered in words, a carer by voice, and both been told."""
    nurse = seat(stage, "facilitator", facilitates=True)
    patient, carer = seat(stage, "patient in treatment"), seat(stage, "carer")
    number = consult(stage, nurse, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus", SAID)
    await stage.say(carer.phone, "Start", "By car")
    carer.phone.voice()
    await stage.settle()
    await until(lambda: files_in(stage.media))
    await stage.move(by=timedelta(days=16))
    decision = Decision(words("Buses are late."), words("We will ask for later buses."))
    now = stage.clock.now()
    event = DecisionApproved(number, decision)
    with stage.database.transaction() as connection:
        perform(connection, [Happened(nurse.member, nurse.network, event, now, 0)])
    await stage.settle()
    assert rows(stage, tables.consultation, id=number)[0]["status"] == "told"
    return patient, number


async def a_night_later(stage: Stage, by: timedelta) -> None:
    """Move to three in the morning, some days later."""
    await stage.move(to=(stage.clock.now() + by).replace(hour=3, minute=0))


async def test_a_year_after_all_were_told_no_byte_of_the_answers_is_left_and_the_record_stays(
    stage: Stage, database_file: Path
) -> None:
    patient, number = await told(stage)
    await a_night_later(stage, timedelta(days=300))
    assert answers(stage, number, patient), "not yet"
    assert found_in([database_file], [SAID.encode()]) > 0

    await a_night_later(stage, timedelta(days=70))
    await until(lambda: not files_in(stage.media))
    await until(lambda: not rows(stage, tables.media))

    assert answers(stage, number, patient) == {}
    assert found_in([database_file], [SAID.encode()]) == 0, "nor in the write-ahead log"
    assert rows(stage, tables.notice) == rows(stage, tables.participation) == []
    (kept,) = rows(stage, tables.consultation)
    assert kept["results"] is not None, "what was frozen at closing"
    assert len(rows(stage, tables.decision)) == 1
    last = rows(stage, tables.audit, act=delete_what_is_old.ACT)[-1]["detail"]
    assert last["rows"]["response"] == 2
    assert last["more"] is False


async def test_whoever_was_asked_then_can_still_use_old_buttons_and_go_home(stage: Stage) -> None:
    patient, _ = await told(stage)
    message, data = button(patient.phone, "Yes")
    await a_night_later(stage, A_YEAR + timedelta(days=20))
    await stage.move(to=stage.clock.now().replace(hour=11))
    patient.phone.tap_data(message, data)
    await stage.settle()
    assert "Is it still you?" in news(patient.phone)
    await stage.say(patient.phone, "Yes")
    patient.phone.tap_data(message, data)
    await stage.settle()
    assert news(patient.phone), "they get an answer, whatever it is about"
    await stage.say(patient.phone, "/home")
    assert "Nothing is waiting for you" in news(patient.phone)


async def test_who_only_looked_in_is_forgotten_and_who_joined_is_not(stage: Stage) -> None:
    member = seat(stage, "carer")
    passing = stage.sandbox.new_person("somebody who looked in")
    passing.open()
    await stage.settle()
    assert len(rows(stage, tables.member)) == 2
    await a_night_later(stage, timedelta(days=91))
    assert [row["id"] for row in rows(stage, tables.member)] == [member.member]
    assert [row["external_id"] for row in rows(stage, tables.address)] == [member.address]
    passing.type("Hello again")
    await stage.settle()
    assert passing.labels, "they are met as somebody new"


async def test_who_is_silent_for_two_years_is_erased_and_the_audit_stays_whole(
    stage: Stage,
) -> None:
    silent = seat(stage, "patient after treatment")
    await a_night_later(stage, timedelta(days=731))
    assert rows(stage, tables.member) == []
    assert [row["subject"] for row in rows(stage, tables.audit, act="member.erased")] == [
        silent.member
    ]
