"""A clock that is put back and forth, and the nights on which the clocks change."""

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock.jobs import JOBS
from bot.demo.stage import Stage
from bot.sandbox.clock import CivilClock
from bot.store import tables
from bot.store.database import Database
from tests.bot.delivery.hall import Hall
from tests.bot.delivery.post import Post
from tests.journeys.consultations import a_draft, answers, consult, seat

LONDON = ZoneInfo("Europe/London")
HOUR = timedelta(hours=1)
STEP = timedelta(minutes=45)
SUNDAY = 6


class PutBack(CivilClock):
    """The clock of the machine on which the program runs: `off` by a span from the sandbox's."""

    def __init__(self, under: CivilClock) -> None:
        super().__init__()
        self.under = under
        self.off = timedelta(0)

    def now(self) -> datetime:
        """Give the time that this machine believes in."""
        return self.under.now() + self.off

    def move(self, *, to: datetime | None = None, by: timedelta | None = None) -> datetime:
        """Let time pass."""
        self.under.move(to=to, by=by)
        return self.now()


def local(year: int, month: int, day: int, hour: int) -> datetime:
    """Give a moment in London, as UTC."""
    return datetime(year, month, day, hour, tzinfo=LONDON).astimezone(UTC)


@pytest.fixture
async def stage(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose program's clock can be put back, early in March."""
    async with Stage(sqlite_database, tmp_path / "media", start=local(2027, 3, 1, 0)) as stage:
        await stage.stop()
        stage.clock = PutBack(stage.clock)
        await stage.start()
        yield stage


def is_quiet(moment: datetime) -> bool:
    """Tell whether Heard starts nothing at this moment."""
    here = moment.astimezone(LONDON)
    return here.weekday() == SUNDAY or not 9 <= here.hour < 19


@pytest.mark.parametrize(
    "last_day",
    [
        date(2027, 3, 28),  # a Sunday on which clocks go forward
        date(2027, 3, 29),
        date(2027, 10, 31),  # and one on which they go back
        date(2027, 11, 1),
    ],
)
@pytest.mark.parametrize("off", [(0, -1, 0, 1), (-1, 1)])
def test_one_reminder_and_none_in_quiet_hours_whatever_the_clock_does(
    sqlite_database: Database, last_day: date, off: tuple[int, ...]
) -> None:
    hall = Hall(sqlite_database)
    post, people = Post(hall), hall.seat(3)
    closes = datetime.combine(last_day + timedelta(days=1), time(0), LONDON).astimezone(UTC)
    number = hall.ask()
    post.change(tables.consultation, closes_at=closes, last_day=last_day)
    sent = []
    moment = closes - timedelta(days=3)
    for hours in itertools.cycle(off):
        believed = moment + hours * HOUR
        with hall.database.transaction() as connection:
            for job in JOBS.values():
                job.run(connection, hall.room, believed)
        sent += [believed] * len(post.send(believed))
        moment += STEP
        if moment > closes + HOUR:
            break

    reminders = hall.rows(tables.outbox, kind="reminder")
    assert [row["status"] for row in reminders] == ["sent"] * len(people)
    assert len({row["member_id"] for row in reminders}) == len(people)
    assert not any(is_quiet(moment) for moment in sent)
    assert hall.rows(tables.consultation, id=number)[0]["status"] == "closed"


async def test_answers_are_taken_in_their_order_while_the_clock_is_put_back(stage: Stage) -> None:
    clock = stage.clock
    assert isinstance(clock, PutBack)
    await stage.move(to=local(2027, 3, 2, 10))
    lead, patient = seat(stage, "facilitator", facilitates=True), seat(stage, "patient")
    number = consult(stage, lead, a_draft(stage))
    await stage.settle()
    said = []
    for step, off in (("Start", HOUR), ("By bus", -HOUR), ("A later bus", timedelta(0))):
        clock.off = off
        await stage.say(patient.phone, step)
        said.append(patient.phone.news[-1].text)

    assert answers(stage, number, patient) == {1: [2], 2: "A later bus"}
    assert "Question 1 of 2" in said[0]
    assert "Question 2 of 2" in said[1]
    assert "last question" in said[2]
