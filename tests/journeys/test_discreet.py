"""A patient whose family may see the phone: discreet from joining to the decision."""

from datetime import timedelta

from bot.demo.stage import Stage
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.sandbox.people import Phone
from bot.store import tables
from conversations.content import Decision
from conversations.events import DecisionApproved
from tests.journeys.consultations import (
    a_draft,
    answers,
    consult,
    last_id,
    news,
    rows,
    seat,
    shown_since,
    words,
)

WAITS = "You have a message.\n\nOr type: open"
DECIDED = Decision(words("Buses are late."), words("We will ask for later buses."))


async def joins(stage: Stage, *steps: str) -> Phone:
    """Let a patient join, with these replies to the last steps."""
    phone = stage.sandbox.new_person("patient in treatment")
    phone.open(stage.bot)
    await stage.settle()
    await stage.say(phone, "English", "Join", "All at once", "I agree to all five", "Yes")
    await stage.say(phone, "Skip", "Skip", "Whenever", *steps)
    return phone


async def test_from_joining_to_the_decision_a_lock_screen_names_nothing(stage: Stage) -> None:
    phone = await joins(stage, "Yes")
    facilitator = seat(stage, "facilitator", facilitates=True)
    began = last_id(phone)
    number = consult(stage, facilitator, a_draft(stage))
    await stage.settle()

    assert shown_since(phone, began) == [WAITS]
    assert phone.messages[-1].protected
    await stage.say(phone, "Open")
    assert "Asked by the lead nurse." in news(phone)
    await stage.say(phone, "Start", "By bus", "Later buses.")
    before = last_id(phone)
    await stage.move(to=rows(stage, tables.consultation)[0]["closes_at"] + timedelta(hours=10))
    happened = Happened(
        facilitator.member, stage.network, DecisionApproved(number, DECIDED), stage.clock.now(), 0
    )
    with stage.database.transaction() as connection:
        perform(connection, [happened])
    await stage.move(by=timedelta(days=2))

    assert shown_since(phone, before) == [WAITS]
    await stage.say(phone, "open")
    assert "We will: We will ask for later buses." in news(phone).replace("\u2069", "")
    assert all(one.protected for one in phone.messages if one.from_bot and one.message_id > began)


async def test_typing_opens_the_message_and_answers_nothing(stage: Stage) -> None:
    phone = await joins(stage, "Yes")
    facilitator = seat(stage, "facilitator", facilitates=True)
    number = consult(stage, facilitator, a_draft(stage))
    await stage.settle()
    await stage.say(phone, "1")

    assert "Asked by the lead nurse." in news(phone)
    assert not rows(stage, tables.answer)
    await stage.say(phone, "1", "2")
    assert rows(stage, tables.answer_choice)[0]["choice"] == 2
    assert number


async def test_what_waits_in_the_night_is_covered_when_somebody_turns_discreet(
    stage: Stage,
) -> None:
    patient = seat(stage, "patient in treatment")
    facilitator = seat(stage, "facilitator", facilitates=True)
    night = stage.clock.now().replace(hour=22)
    await stage.move(to=night)
    consult(stage, facilitator, a_draft(stage))
    await stage.settle()
    assert rows(stage, tables.outbox, kind="ask", status="waiting")
    await stage.say(patient.phone, "/choices", "Lock screen", "Yes")
    assert "I will say only: You have a message." in news(patient.phone)
    before = last_id(patient.phone)
    await stage.move(by=timedelta(hours=12))

    assert shown_since(patient.phone, before) == [WAITS]
    assert answers(stage, 1, patient) == {}


async def test_a_discreet_facilitator_opens_what_is_under_way(stage: Stage) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    seat(stage, "patient in treatment")
    await stage.say(facilitator.phone, "/choices", "Lock screen", "Yes")
    before = last_id(facilitator.phone)
    consult(stage, facilitator, a_draft(stage))
    await stage.settle()

    assert set(shown_since(facilitator.phone, before)) == {WAITS}
    await stage.say(facilitator.phone, "Open")
    assert "Evening chemotherapy" in news(facilitator.phone)
