"""Consent as people live it: new words, taking it back, and languages that nobody has reviewed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.stage import SIGNPOSTS, Stage
from bot.sandbox.people import Phone
from bot.store import tables
from bot.store.database import Database
from conversations import consent
from conversations.consent import VERSION
from tests.journeys.consultations import a_draft, answers, consult, news, part, rows, seat


@pytest.fixture
async def ward(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage as in real use: drafts are not offered, and an interpreter can be called."""
    stage = Stage(sqlite_database, tmp_path / "media")
    stage.drafts = False
    async with stage:
        lines = SIGNPOSTS | {"interpreter_line": "01234 555555"}
        with stage.database.transaction() as connection:
            connection.execute(tables.network.update().values(signposts=lines))
        yield stage


def newcomer(stage: Stage, language: str) -> Phone:
    phone = stage.sandbox.new_person("patient, reads Urdu", language)
    phone.open(stage.bot)
    return phone


# --- new words ------------------------------------------------------------------------------------


async def test_half_way_through_new_words_are_asked_for_and_nothing_is_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = seat(stage, "patient in treatment")
    number = consult(stage, seat(stage, "facilitator", facilitates=True), a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus")
    monkeypatch.setattr(consent, "VERSION", VERSION + 1)
    await stage.restart()
    await stage.settle()
    quiet = len(patient.phone.news)
    assert quiet == 2, "nobody is written to about new words"

    await stage.say(patient.phone, "Later buses, please.")
    assert "The words that you agreed to have changed." in news(patient.phone)
    assert answers(stage, number, patient) == {1: [2]}
    await stage.restart()
    await stage.say(patient.phone, "OK", "OK", "OK", "OK", "I agree to all five")

    assert answers(stage, number, patient) == {1: [2], 2: "Later buses, please."}
    assert part(stage, number, patient) == "finished"
    kept = rows(stage, tables.consent, member_id=patient.member)
    assert [(one["version"], one["wording"][:8]) for one in kept] == [
        (VERSION, "I agree."), (VERSION + 1, "Taking p"),
    ]  # fmt: skip


async def test_who_says_no_to_new_words_reads_what_they_said_and_is_asked_no_more(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = seat(stage, "patient in treatment")
    facilitator = seat(stage, "facilitator", facilitates=True)
    number = consult(stage, facilitator, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus")
    monkeypatch.setattr(consent, "VERSION", VERSION + 1)
    await stage.say(patient.phone, "Later buses, please.", "Not for me")
    assert "I will ask you nothing more." in news(patient.phone)

    await stage.say(patient.phone, "Home", "My answers", "1")
    assert "By bus" in news(patient.phone)
    assert answers(stage, number, patient) == {1: [2]}
    consult(stage, facilitator, a_draft(stage, "Parking"))
    await stage.settle()
    assert rows(stage, tables.outbox, member_id=patient.member, kind="ask", subject=number)
    sent = rows(stage, tables.outbox, member_id=patient.member, kind="ask", status="sent")
    assert [one["subject"] for one in sent] == [number]


# --- taking it back -------------------------------------------------------------------------------


async def test_a_consent_is_taken_back_and_nothing_of_the_answers_is_left(stage: Stage) -> None:
    patient = seat(stage, "patient in treatment")
    number = consult(stage, seat(stage, "facilitator", facilitates=True), a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus")
    await stage.say(patient.phone, "/choices", "My consent", "Take it back", "Yes, take it back")

    assert "I have stopped, and erased all your answers." in news(patient.phone)
    assert answers(stage, number, patient) == {}
    [kept] = rows(stage, tables.consent, member_id=patient.member)
    assert kept["withdrawn_at"] is not None
    await stage.say(patient.phone, "Start again", "Change", "By bus")
    assert "You have no live agreement with us." in news(patient.phone)
    assert answers(stage, number, patient) == {}
    await stage.say(patient.phone, "All at once", "I agree to all five")
    assert answers(stage, number, patient) == {1: [2]}


# --- languages ------------------------------------------------------------------------------------


async def test_in_real_use_a_draft_is_not_offered_and_an_interpreter_is(ward: Stage) -> None:
    phone = newcomer(ward, "ur")
    await ward.settle()

    assert "Which language shall I write to you in?" in news(phone)
    assert "Cymraeg, اردو: an interpreter can help you. Call 01234 555555." in news(phone)
    assert [label.rpartition(" · ")[2] for label in phone.labels] == ["English"]
    await ward.say(phone, "اردو")
    assert rows(ward, tables.member)[0]["language"] == ""


async def test_who_chose_a_draft_before_goes_on_in_it_but_does_not_agree_in_it(
    ward: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = seat(ward, "patient, reads Urdu", language="ur")
    number = consult(ward, seat(ward, "facilitator", facilitates=True), a_draft(ward))
    await ward.settle()
    monkeypatch.setattr(consent, "VERSION", VERSION + 1)
    patient.phone.type("1")
    await ward.settle()
    assert "01234 555555" in news(patient.phone)
    await ward.say(patient.phone, "English", "All at once", "I agree to all five")

    kept = rows(ward, tables.consent, member_id=patient.member)
    assert [(one["version"], one["language"]) for one in kept] == [
        (VERSION, "ur"),
        (VERSION + 1, "en_GB"),
    ]
    assert part(ward, number, patient) == "started"
