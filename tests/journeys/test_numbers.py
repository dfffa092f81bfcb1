"""A number typed is for the newest list on the phone, and never for a graver one above it."""

from datetime import timedelta

from bot.demo.stage import Stage
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from conversations.content import Decision
from conversations.events import DecisionApproved
from tests.journeys.consultations import (
    Seat,
    a_draft,
    answers,
    consult,
    news,
    rows,
    seat,
    words,
)


async def answered(stage: Stage) -> tuple[Seat, Seat, int]:
    """A facilitator, a patient who answered what she asked, and its number."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    number = consult(stage, facilitator, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus", "A warmer hall")
    return facilitator, patient, number


async def decide(stage: Stage, facilitator: Seat, number: int) -> None:
    """Send what was decided."""
    decision = Decision(words("Buses are late."), words("We will ask for later buses."))
    event = DecisionApproved(number, decision)
    now = stage.clock.now()
    with stage.database.transaction() as connection:
        perform(connection, [Happened(facilitator.member, facilitator.network, event, now, 0)])
    await stage.settle()


async def test_a_number_meant_for_a_notice_does_not_erase_an_issue(stage: Stage) -> None:
    facilitator, patient, number = await answered(stage)
    await stage.move(by=timedelta(days=16))
    await stage.say(patient.phone, "/raise", "The car park is far", "Take it back")
    assert "erased" in news(patient.phone)

    await decide(stage, facilitator, number)
    assert "We will ask for later buses." in news(patient.phone)
    await stage.say(patient.phone, "1")

    assert len(rows(stage, tables.issue)) == 1
    assert rows(stage, tables.heard_rating)[0]["rating"] == "yes"


async def test_a_number_does_what_it_says_in_whatever_heard_began(stage: Stage) -> None:
    facilitator, _, _ = await answered(stage)
    await stage.say(facilitator.phone, "/home")
    await stage.move(by=timedelta(days=16))
    assert "1. See results" in news(facilitator.phone)
    await stage.say(facilitator.phone, "1")
    assert "Evening chemotherapy: results" in news(facilitator.phone)


async def test_whoever_answers_a_question_is_left_alone(stage: Stage) -> None:
    facilitator, patient, number = await answered(stage)
    await stage.move(by=timedelta(days=16))
    later = consult(stage, facilitator, a_draft(stage, "Parking"))
    await stage.settle()
    await stage.say(patient.phone, "Start")
    await decide(stage, facilitator, number)
    await stage.say(patient.phone, "2")
    assert answers(stage, later, patient) == {1: [2]}
    assert rows(stage, tables.heard_rating) == []
