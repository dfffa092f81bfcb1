"""Stop means stop, at once, in every language (promise 4); and what is erased is gone."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.stage import Stage
from bot.involvement.languages import Catalogues
from bot.program import LOCALES
from bot.store import tables
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
from tests.journeys.test_joining import traces

SAID = "A bus from Llanfair Uchaf"
STOP_WORDS = sorted(Catalogues.load(LOCALES).stop_words)


async def under_way(stage: Stage) -> tuple[Seat, Seat, int]:
    """Let a facilitator have asked one member, who has answered the first of two questions."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    number = consult(stage, facilitator, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus")
    return facilitator, patient, number


def has_stopped(stage: Stage, who: Seat) -> bool:
    """Tell whether somebody is on record as having stopped."""
    return rows(stage, tables.member, id=who.member)[0]["stopped_at"] is not None


async def test_every_word_for_stop_stops_as_the_whole_message_and_undo_takes_it_back(
    stage: Stage,
) -> None:
    _, patient, number = await under_way(stage)
    assert len(STOP_WORDS) >= 3

    for word in (*STOP_WORDS, "  STOP!! ", "/stop"):
        await stage.say(patient.phone, word)
        assert has_stopped(stage, patient), word
        await stage.say(patient.phone, "Undo")
        assert not has_stopped(stage, patient), word
        assert "Welcome back. I will write to you as before." in news(patient.phone)
    assert answers(stage, number, patient) == {1: [2]}


@pytest.mark.parametrize(
    "said", ["please don't stop the clinic", "Stop the long waits", "stop stop stop the bus"]
)
async def test_stop_inside_an_answer_stops_nothing(stage: Stage, said: str) -> None:
    _, patient, number = await under_way(stage)

    await stage.say(patient.phone, said)

    assert not has_stopped(stage, patient)
    assert answers(stage, number, patient)[2] == said


async def test_stop_counts_in_a_message_changed_afterwards_and_below_a_picture(
    stage: Stage,
) -> None:
    _, patient, number = await under_way(stage)
    said = patient.phone.type("A later bus")
    await stage.settle()
    patient.phone.edit(said, "Stopio!")
    await stage.settle()
    assert has_stopped(stage, patient)
    assert answers(stage, number, patient) == {1: [2], 2: "A later bus"}

    carer = seat(stage, "carer")
    carer.phone.photo(caption="STOP")
    await stage.settle()
    assert has_stopped(stage, carer)
    assert not rows(stage, tables.media), "nor is the picture kept"


async def test_stop_is_heard_right_after_a_text_that_was_too_long(stage: Stage) -> None:
    _, patient, _ = await under_way(stage)

    await stage.say(patient.phone, "x" * 4096, "stop")

    assert has_stopped(stage, patient)
    assert "I have stopped." in news(patient.phone)


async def test_whoever_stopped_gets_no_ask_no_reminder_and_no_decision(stage: Stage) -> None:
    facilitator, patient, number = await under_way(stage)
    await stage.say(patient.phone, "stop")
    assert "I have stopped." in news(patient.phone)
    assert "You will get no more messages from me." in news(patient.phone)
    later = consult(stage, facilitator, a_draft(stage, "Parking"))

    for _ in range(20):
        await stage.move(by=timedelta(days=1))

    assert rows(stage, tables.consultation, id=number)[0]["status"] == "closed"
    assert len(patient.phone.news) == 1
    assert not rows(stage, tables.participation, consultation_id=later, member_id=patient.member)


async def test_what_was_queued_for_the_morning_is_cancelled(stage: Stage) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    await stage.move(by=timedelta(hours=10))  # 20:00
    number = consult(stage, facilitator, a_draft(stage))
    await stage.settle()
    assert rows(stage, tables.outbox, kind="ask")[0]["status"] == "waiting"

    await stage.say(patient.phone, "stop")
    await stage.move(by=timedelta(days=2))

    assert rows(stage, tables.outbox, kind="ask")[0]["status"] == "cancelled"
    assert part(stage, number, patient) == "unreached"
    assert len(patient.phone.news) == 1


async def test_words_and_old_buttons_do_not_silently_take_a_stop_back(stage: Stage) -> None:
    _, patient, number = await under_way(stage)
    await stage.say(patient.phone, "stop")

    for said in ("A later bus", "17", "/home", "/ask", "yes"):
        await stage.say(patient.phone, said)
        assert "You have stopped" in news(patient.phone), said
        assert has_stopped(stage, patient)
    patient.phone.tap("Change")
    await stage.settle()
    patient.phone.voice()
    await stage.settle()

    assert has_stopped(stage, patient)
    assert answers(stage, number, patient) == {1: [2]}


async def test_a_stop_outlives_a_restart_and_start_does_not_undo_it(stage: Stage) -> None:
    _, patient, _ = await under_way(stage)
    await stage.say(patient.phone, "stop")

    await stage.restart()
    patient.phone.open(stage.bot)
    await stage.settle()

    assert has_stopped(stage, patient)
    await stage.say(patient.phone, "Start again")
    assert not has_stopped(stage, patient)


async def test_what_is_erased_is_gone_from_tables_file_and_folder(
    stage: Stage, tmp_path: Path
) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    both = [
        consult(stage, facilitator, a_draft(stage)),
        consult(stage, facilitator, a_draft(stage, "Parking")),
    ]
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus", SAID)
    await stage.say(patient.phone, "/home", "Evening chemotherapy")
    await stage.say(patient.phone, "Start", "1")
    patient.phone.voice()
    await stage.settle()
    await until(lambda: files_in(tmp_path / "media"))
    assert all(answers(stage, number, patient) for number in both)

    await stage.say(patient.phone, "stop", "Erase my answers", "Yes, erase them")

    assert "I have erased all your answers" in news(patient.phone)
    assert not rows(stage, tables.answer)
    assert not rows(stage, tables.answer_choice)
    assert not rows(stage, tables.response)
    await until(lambda: not files_in(tmp_path / "media") and not rows(stage, tables.media))
    assert not traces(stage, SAID)


async def test_erasing_is_refused_to_nobody_and_asked_twice(stage: Stage) -> None:
    _, patient, number = await under_way(stage)

    await stage.say(patient.phone, "stop", "Erase my answers", "No, keep them")

    assert "Your answers are kept." in news(patient.phone)
    assert answers(stage, number, patient) == {1: [2]}


async def test_the_answers_of_others_stay_when_one_person_erases_theirs(stage: Stage) -> None:
    _, patient, number = await under_way(stage)
    carer = seat(stage, "carer")
    await stage.settle()
    await stage.say(carer.phone, "Start", "On foot", SAID)

    await stage.say(patient.phone, "stop", "Erase my answers", "Yes, erase them")

    assert answers(stage, number, patient) == {}
    assert answers(stage, number, carer) == {1: [3], 2: SAID}
