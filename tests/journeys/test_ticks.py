"""What the clock does by itself: open, remind, close, nag; in nobody's quiet hours, and once."""

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock.jobs import JOBS
from bot.demo.stage import Stage
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.program import Program
from bot.store import tables
from bot.store.database import Database
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

LONDON = ZoneInfo("Europe/London")
LAST_DAY = date(2027, 3, 12)  # a Friday


def local(day: int, hour: int, minute: int = 0, month: int = 3, year: int = 2027) -> datetime:
    """Give a moment in London, as UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def sent(
    stage: Stage, kind: str, who: Seat | None = None, moment: str = "sent_at"
) -> list[datetime]:
    """Give when messages of a kind were sent, or were due, in London's time, oldest first."""
    found = rows(stage, tables.outbox, kind=kind, status="sent")
    mine = [row for row in found if who is None or row["member_id"] == who.member]
    return sorted(row[moment].astimezone(LONDON) for row in mine)


async def open_until(stage: Stage, last_day: date, *names: str) -> tuple[Seat, list[Seat], int]:
    """Let members have been asked about one consultation, open until the end of a day."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    members = [seat(stage, name) for name in names]
    number = consult(stage, facilitator, a_draft(stage, closes_on=last_day))
    await stage.settle()
    return facilitator, members, number


async def pass_time(stage: Stage, to: datetime, step: timedelta = timedelta(hours=6)) -> None:
    """Let time go by in steps, as it does for a program that runs."""
    while stage.clock.now() + step < to:
        await stage.move(by=step)
    await stage.move(to=max(to, stage.clock.now()))


# --- opening and closing -------------------------------------------------------------------------


async def test_a_consultation_opens_at_its_time_and_not_before(stage: Stage) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    opens = local(1, 10)
    number = consult(stage, facilitator, a_draft(stage, opens_at=opens.isoformat()))

    await pass_time(stage, opens - timedelta(minutes=1))
    assert rows(stage, tables.consultation, id=number)[0]["status"] == "scheduled"
    assert not patient.phone.messages
    await stage.move(to=opens)

    assert rows(stage, tables.consultation, id=number)[0]["status"] == "open"
    assert "Should late sessions stay?" in news(patient.phone)


async def test_it_closes_at_the_end_of_its_last_day_and_the_asker_is_told_in_the_morning(
    stage: Stage,
) -> None:
    facilitator, (patient,), number = await open_until(stage, LAST_DAY, "patient in treatment")
    await stage.say(patient.phone, "Start", "By bus")

    await pass_time(stage, local(13, 0) - timedelta(minutes=1))
    assert rows(stage, tables.consultation, id=number)[0]["status"] == "open"
    await stage.move(to=local(13, 0))
    assert rows(stage, tables.consultation, id=number)[0]["status"] == "closed"
    assert not sent(stage, "nag")
    await pass_time(stage, local(13, 9))

    assert [moment.strftime("%A %H:%M") for moment in sent(stage, "nag", facilitator)] == [
        "Saturday 09:00"
    ]
    assert answers(stage, number, patient) == {1: [2]}


async def test_whoever_joins_while_it_is_open_is_asked_too(stage: Stage) -> None:
    _, _, number = await open_until(stage, LAST_DAY, "patient in treatment")
    await stage.move(by=timedelta(days=3))

    carer = seat(stage, "carer")
    await stage.settle()

    assert "Should late sessions stay?" in news(carer.phone)
    assert part(stage, number, carer) == "asked"


# --- reminders -----------------------------------------------------------------------------------


async def test_the_undecided_are_reminded_once_a_day_before_closing_and_nobody_else(
    stage: Stage,
) -> None:
    names = ("silent", "half way", "later", "finished", "declined", "stopped")
    _, members, number = await open_until(stage, LAST_DAY, *names)
    silent, half, later, finished, declined, stopped = members
    await stage.say(half.phone, "Start", "By bus")
    await stage.say(later.phone, "Later")
    await stage.say(finished.phone, "Start", "By bus", "A later bus")
    await stage.say(declined.phone, "Not this one")
    await stage.say(stopped.phone, "stop")
    await pass_time(stage, local(11, 20))
    late = seat(stage, "joined on the last evening")
    assert not sent(stage, "reminder")

    await pass_time(stage, local(12, 8, 59))
    assert not sent(stage, "reminder")
    await pass_time(stage, local(14, 0))

    for one in (silent, half, later):
        due = sent(stage, "reminder", one, "due_at")
        assert [moment.strftime("%d %H:%M") for moment in due] == ["12 09:00"]
    for one in (finished, declined, stopped, late):
        assert not sent(stage, "reminder", one), one.phone.name
    assert "You began to answer this. What you said is kept." in news(half.phone)
    assert "I asked you about this. You can still answer, if you like." in news(silent.phone)
    assert part(stage, number, half) == "started"


async def test_whoever_joined_within_the_last_day_is_asked_but_not_reminded(stage: Stage) -> None:
    _, _, number = await open_until(stage, LAST_DAY, "patient in treatment")
    await pass_time(stage, local(12, 9, 30))

    carer = seat(stage, "carer")
    await pass_time(stage, local(12, 23))

    assert part(stage, number, carer) == "asked"
    assert not sent(stage, "reminder", carer)


async def test_before_a_sunday_the_reminder_comes_on_saturday(stage: Stage) -> None:
    _, (patient,), _ = await open_until(stage, date(2027, 3, 14), "patient in treatment")

    await pass_time(stage, local(15, 12))

    due = sent(stage, "reminder", patient, "due_at")
    assert [moment.strftime("%A %H:%M") for moment in due] == ["Saturday 09:00"]


async def test_the_reminder_goes_on_from_where_the_person_was(stage: Stage) -> None:
    _, (patient,), number = await open_until(stage, LAST_DAY, "patient in treatment")
    await stage.say(patient.phone, "Start", "By bus")
    await pass_time(stage, local(12, 9, 30))

    await stage.say(patient.phone, "Start", "A later bus")

    assert answers(stage, number, patient) == {1: [2], 2: "A later bus"}


# --- quiet hours ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("approved", "arrives"),
    [
        (local(2, 20), "Wednesday 03 March 09:00"),
        (local(2, 8, 59), "Tuesday 02 March 09:00"),
        (local(6, 19), "Monday 08 March 09:00"),  # a Saturday evening
        (local(7, 12), "Monday 08 March 09:00"),  # a Sunday
        (local(27, 21), "Monday 29 March 09:00"),  # clocks go forward on Sunday the 28th
        (local(28, 3), "Monday 29 March 09:00"),
        (local(29, 8, 30), "Monday 29 March 09:00"),
        (local(30, 21, month=10), "Monday 01 November 09:00"),  # back on Sunday the 31st
        (local(1, 8, 30, month=11), "Monday 01 November 09:00"),
    ],
)
async def test_an_ask_waits_for_the_end_of_the_quiet_hours(
    night: Stage, approved: datetime, arrives: str
) -> None:
    await night.move(to=approved)
    facilitator = seat(night, "facilitator", facilitates=True)
    patient = seat(night, "patient in treatment")

    consult(night, facilitator, a_draft(night))
    await night.settle()
    assert not patient.phone.messages
    await pass_time(night, night.clock.now() + timedelta(days=3), timedelta(hours=3))

    asked = rows(night, tables.outbox, kind="ask", status="sent")[0]
    moment = asked["sent_at"].astimezone(LONDON)
    assert asked["due_at"].astimezone(LONDON).strftime("%A %d %B %H:%M") == arrives
    assert moment - asked["due_at"] < timedelta(hours=3, minutes=1)


@pytest.fixture
async def night(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose program has just been started, in the first minutes of a March night."""
    begins = local(1, 0, 5)
    async with Stage(sqlite_database, tmp_path / "media", start=begins) as stage:
        yield stage


async def test_replies_and_stops_go_at_any_hour(night: Stage) -> None:
    patient = seat(night, "patient in treatment")

    await night.say(patient.phone, "/home")
    assert "Nothing is waiting for you." in news(patient.phone)
    await night.say(patient.phone, "stop")
    assert "I have stopped." in news(patient.phone)


async def test_no_more_asks_than_a_person_wants(stage: Stage) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment", every_days=14)
    last_day = stage.clock.now().date() + timedelta(days=60)
    for title in ("Parking", "Waiting room", "Leaflet"):
        consult(stage, facilitator, a_draft(stage, title, closes_on=last_day))

    await pass_time(stage, stage.clock.now() + timedelta(days=40), timedelta(days=1))

    asks = sent(stage, "ask", patient)
    assert len(asks) == 3
    assert all(after - before >= timedelta(days=14) for before, after in itertools.pairwise(asks))


# --- nagging -------------------------------------------------------------------------------------


async def test_the_facilitator_is_nagged_once_and_then_it_stands_in_the_list_of_each_week(
    stage: Stage,
) -> None:
    facilitator, (patient,), number = await open_until(stage, LAST_DAY, "patient in treatment")
    await stage.say(patient.phone, "Start", "By bus", "A later bus")
    await pass_time(stage, local(13, 10))
    closed = len(sent(stage, "nag", facilitator))

    await pass_time(stage, local(18, 10, month=4), timedelta(days=1))

    nags = sent(stage, "nag", facilitator)[closed:]
    hear_back = rows(stage, tables.consultation, id=number)[0]["hear_back_on"]
    assert hear_back == date(2027, 4, 2)
    assert [moment.date() for moment in nags] == [date(2027, 4, 2)]
    assert all(moment.hour >= 9 for moment in nags)
    lists = [moment.date() for moment in sent(stage, "needs", facilitator)]
    assert lists == [date(2027, 3, 22), date(2027, 3, 29), date(2027, 4, 5), date(2027, 4, 12)]


# --- nothing happens twice -----------------------------------------------------------------------


async def test_jobs_that_run_twice_and_a_program_that_restarts_do_nothing_twice(
    stage: Stage,
) -> None:
    facilitator, members, number = await open_until(stage, LAST_DAY, "patient", "carer")
    for moment in (local(1, 10), local(12, 9), local(13, 0), local(13, 9), local(2, 10, month=4)):
        await stage.move(to=moment)
        for job in JOBS.values():
            for _ in range(2):
                await program(stage).ticker.tick("again", job)
        await stage.restart()
        await stage.settle()

    for one in members:
        assert len(sent(stage, "ask", one)) == 1
        assert len(sent(stage, "reminder", one)) == 1
        assert len(one.phone.messages) == 2
    assert len(sent(stage, "nag", facilitator)) == 2
    assert rows(stage, tables.consultation, id=number)[0]["status"] == "closed"


def program(stage: Stage) -> Program:
    """Give the program, which runs."""
    assert stage.program is not None
    return stage.program


# --- hearing back --------------------------------------------------------------------------------


async def test_what_was_decided_is_rated_by_number_after_the_last_answer(stage: Stage) -> None:
    lead, (patient,), number = await open_until(stage, LAST_DAY, "patient in treatment")
    await stage.say(patient.phone, "Start", "By bus", "A later bus")
    await pass_time(stage, local(13, 10))
    decided = DecisionApproved(number, Decision(words("Buses are few."), words("One more bus.")))
    with stage.database.transaction() as connection:
        perform(connection, [Happened(lead.member, lead.network, decided, stage.clock.now(), 0)])
    await stage.settle()

    await stage.say(patient.phone, "2", "The bus came.")

    (rated,) = rows(stage, tables.heard_rating)
    assert (rated["rating"], rated["why"]) == ("partly", "The bus came.")


async def test_a_number_is_for_what_comes_after_a_consultation_was_put_off(stage: Stage) -> None:
    facilitator, (patient,), number = await open_until(stage, LAST_DAY, "patient in treatment")
    await stage.say(patient.phone, "Start", "Later")
    other = consult(stage, facilitator, a_draft(stage, "Parking"))
    await stage.settle()

    await stage.say(patient.phone, "3")

    assert answers(stage, number, patient) == {}
    assert part(stage, number, patient) == "put_off"
    assert part(stage, other, patient) == "declined"
