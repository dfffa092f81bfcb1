"""A backup in the middle of a broadcast, restored elsewhere: nobody is asked twice."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.delivery.fetching import place_of
from bot.demo.stage import Stage
from bot.involvement import after_restoring
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.involvement.stop_list import StopList
from bot.store import tables
from bot.store.backup.checking import Checked
from bot.store.backup.manifest import Manifest
from bot.store.backup.restoring import restore
from bot.store.backup.taking import Source, take
from bot.store.database import Database
from conversations.content import Audience
from conversations.digests import Digest
from conversations.loop_events import CommitmentMade
from conversations.meeting_events import MeetingPlanned
from conversations.meetings_facts import AgendaItem, Plan
from conversations.plain import to_plain
from tests.bot.store.filled import everything
from tests.journeys.consultations import (
    Seat,
    a_draft,
    at_pace,
    consult,
    files_in,
    news,
    plain,
    rows,
    seat,
    until,
    words,
)

PEOPLE = 60
SOME = 12  # were asked when the backup is made
SLOW, SLOWEST = 8.0, 0.5  # asks a second: the last while it is made, however long that takes
KEY = SecretStr("k" * 32)
MEETING, HELD, PROMISE = 4242, 4243, 7


@pytest.fixture(params=["sqlite", "postgres"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database somewhere else."""
    (tmp_path / "elsewhere").mkdir()
    if request.param == "sqlite":
        with Database(f"sqlite:///{tmp_path}/elsewhere/heard.db") as database:
            yield database
    else:
        with request.getfixturevalue("postgres").empty() as url, Database(url) as database:
            yield database


@pytest.fixture
async def busy(
    elsewhere: Database, sqlite_database: Database, tmp_path: Path
) -> AsyncIterator[Stage]:
    """A stage that sends at Telegram's pace, with a list of stops; it may move elsewhere."""
    assert elsewhere.url != sqlite_database.url
    async with Stage(sqlite_database, tmp_path / "media", limited=True) as stage:
        await stage.stop()
        stage.stops = StopList(tmp_path / "stops.jsonl", KEY)
        await stage.start()
        yield stage


@pytest.fixture
async def calm(
    elsewhere: Database, sqlite_database: Database, tmp_path: Path
) -> AsyncIterator[Stage]:
    """A stage that may move elsewhere; nothing is paced."""
    assert elsewhere.url != sqlite_database.url
    async with Stage(sqlite_database, tmp_path / "media") as stage:
        yield stage


def has_stopped(stage: Stage, who: Seat) -> bool:
    """Tell whether somebody is on record as having stopped."""
    return rows(stage, tables.member, id=who.member)[0]["stopped_at"] is not None


def asks(who: Seat) -> int:
    """Count the asks on somebody's phone."""
    return sum("Evening chemotherapy" in plain(one.text) for one in who.phone.messages)


@dataclass(frozen=True)
class Broadcast:
    """A broadcast of which a backup was made in the middle, and that then went on for a while."""

    stage: Stage
    people: list[Seat]
    backup: Path
    made_at: datetime
    manifest: Manifest
    counted: dict[str, int]

    def asked(self) -> int:
        return sum(asks(who) > 0 for who in self.people)


async def broadcast(stage: Stage, folder: Path) -> Broadcast:
    """Ask many people; back up in the middle, let some more be asked, then lose the machine."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    people = [seat(stage, f"patient {number}") for number in range(PEOPLE)]
    consult(stage, facilitator, a_draft(stage))
    at_least = partial(_asked, people)
    await at_pace(stage, SLOW)
    await until(lambda: at_least(SOME))
    here = Source(stage.database, partial(place_of, stage.media))
    moment, target = stage.clock.now(), folder / "a.heard"
    await at_pace(stage, SLOWEST)
    manifest = await asyncio.to_thread(take, here, target, moment)
    await at_pace(stage, SLOW)
    asked = at_least(1)
    await until(lambda: at_least(asked + SOME))
    assert not at_least(PEOPLE), "the broadcast must not be over"
    counted = {name: len(found) for name, found in everything(stage.database).items()}
    return Broadcast(stage, people, target, moment, manifest, counted)


def _asked(people: list[Seat], least: int) -> int:
    found = sum(asks(who) > 0 for who in people)
    return found if found >= least else 0


async def move(all_: Broadcast, to: Database, media: Path, *, heed: bool) -> Checked:
    """Restore the backup elsewhere, and start the program there."""
    stage = all_.stage

    def then(connection: Connection, checked: Checked) -> None:
        taken = after_restoring.TakenOver()
        if heed and stage.stops:
            taken = after_restoring.take_over(connection, stage.stops, checked.about.moment)
            assert taken.complete
        now = stage.clock.now()
        after_restoring.restored(connection, checked.about.moment, now, taken, moved=False)

    checked = await asyncio.to_thread(
        restore, all_.backup, Source(to, partial(place_of, media)), then
    )
    stage.database, stage.media = to, media
    if not heed:
        stage.stops = None
    await stage.start()
    return checked


def resume(stage: Stage, *, leave_out: bool) -> None:
    """Let it go on, as `heard resume` does."""
    with stage.database.transaction() as connection:
        held = after_restoring.held_since(connection)
        assert held
        if leave_out:
            after_restoring.leave_out(connection, held)
        after_restoring.resume(connection, stage.clock.now())


async def test_with_the_list_of_stops_the_broadcast_goes_on_and_nobody_is_asked_twice(
    busy: Stage, elsewhere: Database, tmp_path: Path
) -> None:
    all_ = await broadcast(busy, tmp_path)
    stopper = next(who for who in all_.people if asks(who))
    stopper.phone.type("stop")
    await until(lambda: has_stopped(busy, stopper))
    await busy.stop()
    asked = all_.asked()

    checked = await move(all_, elsewhere, tmp_path / "elsewhere/media", heed=True)
    assert checked.manifest == all_.manifest
    for table in ("member", "address", "consultation", "participation", "consent"):
        assert all_.manifest.rows[table] == all_.counted[table]
        assert len(everything(elsewhere)[table]) == all_.counted[table]
    assert has_stopped(busy, stopper), "a restore undoes no stop"

    another = next(who for who in all_.people if asks(who) and who is not stopper)
    busy.act(another.phone, "Start")
    await until(lambda: "How did you get home?" in news(another.phone))
    await asyncio.sleep(1)
    assert all_.asked() == asked, "what Heard starts is held"

    resume(busy, leave_out=False)
    await until(lambda: all_.asked() == PEOPLE)
    await busy.settle()
    assert [asks(who) for who in all_.people if who is not another] == [1] * (PEOPLE - 1)
    assert {row["status"] for row in rows(busy, tables.outbox, kind="ask")} == {"sent"}


async def test_without_the_list_nobody_is_asked_twice_and_what_is_new_goes(
    busy: Stage, elsewhere: Database, tmp_path: Path
) -> None:
    all_ = await broadcast(busy, tmp_path)
    await busy.stop()
    asked = all_.asked()

    await move(all_, elsewhere, tmp_path / "elsewhere/media", heed=False)
    await asyncio.sleep(1)
    assert all_.asked() == asked
    resume(busy, leave_out=True)
    await busy.settle()

    assert all_.asked() == asked
    assert max(asks(who) for who in all_.people) == 1
    newcomer = seat(busy, "patient who is new")
    await until(lambda: asks(newcomer) == 1)


async def test_what_went_after_a_backup_comes_to_nobody_a_second_time(
    calm: Stage, elsewhere: Database, tmp_path: Path
) -> None:
    stage = calm
    await stage.stop()
    stage.stops = StopList(tmp_path / "stops.jsonl", KEY)
    await stage.start()
    lead, patient = seat(stage, "facilitator", facilitates=True), seat(stage, "patient")
    consult(stage, lead, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus")
    await stage.stop()
    _what_comes_later(stage, lead, patient)
    here, moment = Source(stage.database, partial(place_of, stage.media)), stage.clock.now()
    manifest = take(here, tmp_path / "a.heard", moment)

    await stage.start()
    for day in ((2, 24), (3, 1), (3, 10), (3, 29), (4, 1)):
        await stage.move(to=datetime(2027, *day, 12, tzinfo=UTC))
    for told in ("You are invited to this meeting.", "not decided yet", "meetings have news."):
        assert told in news(patient.phone)
    for told in ("This is closed now.", "You promised that people", "A later bus", "takes about"):
        assert told in news(lead.phone)
    await stage.stop()
    shown = [len(who.phone.messages) for who in (lead, patient)]

    all_ = Broadcast(stage, [patient], tmp_path / "a.heard", moment, manifest, {})
    await move(all_, elsewhere, tmp_path / "elsewhere/media", heed=True)
    await stage.settle()
    resume(stage, leave_out=False)
    await stage.settle()
    await stage.move(by=timedelta(hours=1))
    assert [len(who.phone.messages) for who in (lead, patient)] == shown


def _what_comes_later(stage: Stage, lead: Seat, patient: Seat) -> None:
    """Plan a meeting with a promise, and let news of an earlier one have gone out this month."""
    now = stage.clock.now()
    plan = Plan(
        words("Spring meeting"), date(2027, 4, 20), "14:00", 60, words("Room 4"), None,
        (AgendaItem(1, words("Buses")),), Audience(),
    )  # fmt: skip
    promised = CommitmentMade(
        MEETING, PROMISE, words("A later bus"), lead.member, "transport", date(2027, 4, 6)
    )
    held = {"id": HELD, "network_id": lead.network, "title": {"en_GB": "Winter meeting"}}
    out = {"content": to_plain(Digest()), "edited_at": now, "approved_at": now}
    monthly = tables.member.update().where(tables.member.c.id == patient.member)
    with stage.database.transaction() as connection:
        for event in (MeetingPlanned(MEETING, plan), promised):
            perform(connection, [Happened(lead.member, lead.network, event, now, 0)])
        for made in (
            tables.loop.insert().values(kind="meeting", status="archived", opened_at=now, **held),
            tables.meeting.insert().values(
                status="held", starts_at=now, audience={}, made_at=now, **held
            ),
            tables.digest.insert().values(meeting_id=HELD, revision=1, **out),
            monthly.values(digests="monthly"),
        ):
            connection.execute(made)


async def test_a_planned_move_goes_on_where_it_was_with_its_files(
    calm: Stage, elsewhere: Database, tmp_path: Path
) -> None:
    stage = calm
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    consult(stage, facilitator, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus")
    patient.phone.voice()
    await stage.settle()
    await until(lambda: files_in(tmp_path / "media"))
    await until(lambda: {row["status"] for row in rows(stage, tables.media)} == {"stored"})
    await stage.stop()
    before = everything(stage.database)
    here = Source(stage.database, partial(place_of, stage.media))
    take(here, tmp_path / "a.heard", stage.clock.now())

    media = tmp_path / "elsewhere/media"
    restore(tmp_path / "a.heard", Source(elsewhere, partial(place_of, media)), lambda *_: None)
    assert everything(elsewhere) == before
    assert [path.read_bytes() for path in files_in(media)] == [
        path.read_bytes() for path in files_in(tmp_path / "media")
    ]
    stage.database, stage.media = elsewhere, media
    await stage.start()
    shown = len(patient.phone.messages)
    late = seat(stage, "carer who comes later")
    await stage.settle()
    assert asks(late) == 1
    assert len(patient.phone.messages) == shown
    await stage.move(by=timedelta(hours=1))
    assert len(patient.phone.messages) == shown
