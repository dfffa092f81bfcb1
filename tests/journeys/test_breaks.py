"""Breaks, quiet hours and only what changed, as people live them; nothing is lost meanwhile."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

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
    part,
    rows,
    seat,
    words,
)

DAY = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
MAY = date(2027, 5, 31)
BREAK_ENDS = datetime(2027, 3, 9, 10, 5, tzinfo=UTC)
"""Two weeks after the stage's first morning, and the minutes that a story takes."""


def started(stage: Stage, who: Seat) -> list[tuple[str, str]]:
    """Give kind and time of what Heard started for somebody, oldest first."""
    sent = rows(stage, tables.outbox, member_id=who.member, lane="bulk", status="sent")
    by_time = sorted(sent, key=lambda row: (row["sent_at"], row["id"]))
    return [(row["kind"], f"{row['sent_at'].astimezone(LONDON):%d %B %H:%M}") for row in by_time]


def a_break(stage: Stage, who: Seat) -> tuple[datetime | None, datetime | None]:
    row = rows(stage, tables.member, id=who.member)[0]
    return row["break_since"], row["break_until"]


async def pass_days(stage: Stage, to: datetime) -> None:
    """Let time go by day by day, as it does for a program that runs."""
    while stage.clock.now() + DAY < to:
        await stage.move(by=DAY)
    await stage.move(to=to)


def decide(stage: Stage, lead: Seat, number: int) -> None:
    decided = DecisionApproved(number, Decision(words("Buses are few."), words("One more bus.")))
    with stage.database.transaction() as connection:
        perform(connection, [Happened(lead.member, lead.network, decided, stage.clock.now(), 0)])


# --- a break --------------------------------------------------------------------------------------


async def test_a_break_over_a_queued_ask_lets_it_go_only_after_the_break(stage: Stage) -> None:
    lead, patient = seat(stage, "facilitator", facilitates=True), seat(stage, "patient")
    await stage.say(patient.phone, "I'm tired")
    assert "I will not write for 2 weeks." in news(patient.phone)
    since, until = a_break(stage, patient)
    assert since is not None
    assert until == since + 14 * DAY
    number = consult(stage, lead, a_draft(stage, closes_on=MAY))
    await stage.settle()
    assert rows(stage, tables.outbox, kind="ask")[0]["status"] == "waiting"
    assert "You are on a break until Tuesday 9 March 2027." not in news(patient.phone)

    await pass_days(stage, until - timedelta(minutes=1))
    assert started(stage, patient) == []
    await stage.restart()
    await stage.move(to=BREAK_ENDS)
    assert started(stage, patient) == [("catch_up", "09 March 10:05")]
    assert "Your break is over." in news(patient.phone)
    assert "1 consultation waited for you." in news(patient.phone)
    await stage.move(by=DAY)

    assert started(stage, patient)[1:] == [("ask", "10 March 10:05")]
    assert part(stage, number, patient) == "asked"
    await pass_days(stage, BREAK_ENDS + 30 * DAY)
    assert len(started(stage, patient)) == 2


async def test_who_is_half_way_keeps_everything_and_may_go_on_during_the_break(
    stage: Stage,
) -> None:
    lead, patient = seat(stage, "facilitator", facilitates=True), seat(stage, "patient")
    number = consult(stage, lead, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "tired")
    assert "Nothing is lost." in news(patient.phone)
    await stage.say(patient.phone, "/home")
    assert "You are on a break until Tuesday 9 March 2027." in news(patient.phone)

    await stage.say(patient.phone, "Go on: Evening chemotherapy", "By bus")
    await stage.say(patient.phone, "tired")

    assert answers(stage, number, patient) == {1: [2], 2: "tired"}, "kept: it may be the answer"
    await pass_days(stage, BREAK_ENDS - timedelta(hours=1))
    assert [kind for kind, _ in started(stage, patient)] == ["ask"], "no reminder in a break"


async def test_what_closes_during_a_break_is_never_asked(stage: Stage) -> None:
    lead, patient = seat(stage, "facilitator", facilitates=True), seat(stage, "patient")
    await stage.say(patient.phone, "tired", "Make it a month")
    number = consult(stage, lead, a_draft(stage))

    await pass_days(stage, stage.clock.now() + 40 * DAY)

    assert [kind for kind, _ in started(stage, patient)] == ["catch_up"]
    assert "consultation" not in news(patient.phone)
    assert part(stage, number, patient) == "unreached"


async def test_what_was_decided_is_told_after_the_break(stage: Stage) -> None:
    lead, patient = seat(stage, "facilitator", facilitates=True), seat(stage, "patient")
    number = consult(stage, lead, a_draft(stage, closes_on=date(2027, 2, 26)))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus", "A later bus", "/break", "2 weeks")
    await pass_days(stage, datetime(2027, 3, 1, 10, tzinfo=UTC))
    decide(stage, lead, number)
    await pass_days(stage, BREAK_ENDS)
    assert [kind for kind, _ in started(stage, patient)] == ["ask", "catch_up"]
    assert "I will also tell you what was decided meanwhile." in news(patient.phone)

    await stage.move(by=DAY)

    assert "One more bus." in news(patient.phone)
    assert rows(stage, tables.notice)[0]["status"] == "told"


async def test_a_break_until_they_write_ends_when_they_write(stage: Stage) -> None:
    lead, patient = seat(stage, "facilitator", facilitates=True), seat(stage, "patient")
    await stage.say(patient.phone, "tired", "Until I write")
    consult(stage, lead, a_draft(stage, closes_on=MAY))
    await pass_days(stage, stage.clock.now() + 45 * DAY)
    assert started(stage, patient) == []
    assert a_break(stage, patient)[0] is not None

    evening = stage.clock.now().replace(hour=20)
    await stage.move(to=evening)
    await stage.say(patient.phone, "I am back")

    assert "Your break is over, since you wrote." in news(patient.phone)
    assert a_break(stage, patient) == (None, None)
    assert started(stage, patient) == [], "it is evening"
    await stage.move(to=evening + timedelta(hours=13))
    assert [kind for kind, _ in started(stage, patient)] == ["ask"]


async def test_a_red_flag_at_two_in_the_morning_gets_the_number_and_the_break_stays(
    stage: Stage,
) -> None:
    patient = seat(stage, "patient in treatment")
    await stage.say(patient.phone, "tired", "Until I write")
    await stage.move(to=datetime(2027, 2, 25, 2, tzinfo=UTC))

    await stage.say(patient.phone, "fever 38.5, shaking")

    assert "01234 000000" in news(patient.phone)
    assert a_break(stage, patient)[0] is not None


@pytest.mark.parametrize(
    "said", ["a break until yesterday", "break until 1 March 2020", "break until today"]
)
async def test_a_break_until_yesterday_gets_one_kind_sentence(stage: Stage, said: str) -> None:
    patient = seat(stage, "patient in treatment")

    await stage.say(patient.phone, said)
    assert "I found no future day in that, so no break has begun." in news(patient.phone)
    assert a_break(stage, patient) == (None, None)
    await stage.say(patient.phone, "5 March")

    assert "I will not write before Friday 5 March 2027." in news(patient.phone)
    assert a_break(stage, patient)[1] == datetime(2027, 3, 5, tzinfo=UTC)


async def test_a_break_until_a_day_in_one_message_and_ended_early(stage: Stage) -> None:
    lead, patient = seat(stage, "facilitator", facilitates=True), seat(stage, "patient")
    await stage.say(patient.phone, "Break until 1 June.")
    assert a_break(stage, patient)[1] == datetime(2027, 5, 31, 23, tzinfo=UTC)
    consult(stage, lead, a_draft(stage))
    await stage.move(by=DAY)
    assert started(stage, patient) == []

    await stage.say(patient.phone, "/home", "My break", "End my break")
    await stage.move(by=timedelta(minutes=1))

    assert [kind for kind, _ in started(stage, patient)] == ["ask"]


async def test_after_a_stop_a_break_says_nothing_when_it_ends(stage: Stage) -> None:
    patient = seat(stage, "patient in treatment")
    await stage.say(patient.phone, "tired", "Stop for good", "tired", "/break")

    await pass_days(stage, BREAK_ENDS + DAY)

    assert started(stage, patient) == []
    assert a_break(stage, patient) == (None, None)
    assert "You have stopped" in news(patient.phone)


# --- only what changed, and quiet hours -----------------------------------------------------------


async def test_after_only_what_changed_nothing_is_asked_and_decisions_are_told(
    stage: Stage,
) -> None:
    lead, patient = seat(stage, "facilitator", facilitates=True), seat(stage, "patient")
    number = consult(stage, lead, a_draft(stage, closes_on=date(2027, 2, 26)))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus", "A later bus", "stop", "Only what changed")
    other = consult(stage, lead, a_draft(stage, "Parking"))
    await pass_days(stage, datetime(2027, 3, 1, 10, tzinfo=UTC))
    decide(stage, lead, number)
    await pass_days(stage, datetime(2027, 3, 20, 10, tzinfo=UTC))

    assert [kind for kind, _ in started(stage, patient)] == ["ask", "notice"]
    assert not rows(stage, tables.participation, consultation_id=other, member_id=patient.member)
    assert "One more bus." in news(patient.phone)


async def test_an_ask_waits_for_the_hours_that_a_person_chose(stage: Stage) -> None:
    lead, patient = seat(stage, "facilitator", facilitates=True), seat(stage, "patient")
    await stage.say(patient.phone, "/choices", "Quiet hours", "Only evenings")
    assert "I write only between 17:00 and 21:00." in news(patient.phone)
    consult(stage, lead, a_draft(stage))
    await stage.settle()
    assert started(stage, patient) == []

    await stage.move(to=datetime(2027, 2, 23, 17, tzinfo=UTC))

    assert started(stage, patient) == [("ask", "23 February 17:00")]
