"""Telegram refuses, breaks and forgets; people block Heard. Nothing is lost, and nobody waits."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.delivery import outages, way
from bot.demo.stage import Stage
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.sandbox.calls import Call
from bot.sandbox.faults import Fault, Which
from bot.store import tables
from bot.store.database import Database
from conversations.content import Decision
from conversations.events import DecisionApproved
from tests.faults.loaded import Scene, loaded
from tests.faults.settling import last_call
from tests.journeys.consultations import (
    Seat,
    a_draft,
    answers,
    consult,
    news,
    part,
    rows,
    seat,
    until,
    words,
)

SECOND = timedelta(seconds=1)


@pytest.fixture
async def stage(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage with one network, its program running; nothing is paced."""
    async with Stage(sqlite_database, tmp_path / "media") as stage:
        yield stage


async def asked(stage: Stage, *names: str) -> tuple[Seat, list[Seat], int]:
    """Let people have been asked about one consultation."""
    lead = seat(stage, "facilitator", facilitates=True)
    members = [seat(stage, name) for name in names]
    number = consult(stage, lead, a_draft(stage))
    await stage.settle()
    return lead, members, number


# --- under load, the real program -----------------------------------------------------------------


async def test_under_load_nothing_is_lost_whatever_telegram_does(
    sqlite_database: Database, tmp_path: Path
) -> None:
    forgotten = 0

    async def goes_wrong(scene: Scene) -> None:
        nonlocal forgotten
        faults = scene.town.sandbox.faults
        some: Which = {"probability": 0.3, "seed": 5, "calls": 4}
        for fault in (
            faults.flood(1, per_chat=True, **some),
            faults.server_error(**some),
            faults.server_error(status=502, processed=True, **some),
            faults.reset_before(**some),
            faults.reset_after(**some),
            faults.lose_answer(**some),
        ):
            await has_hit(scene, fault, 4)
            faults.remove(fault)
        kinds = scene.town.sandbox.faults.injected
        forgotten = kinds["reset_after"] + kinds["lose_answer"] + kinds["server_error"]

    tally = await loaded(sqlite_database, tmp_path, goes_wrong)

    tally.in_flight = forgotten
    assert not tally.faults(), tally


async def has_hit(scene: Scene, fault: Fault, calls: int) -> None:
    """Wait until a fault has hit so many calls."""
    await scene.until(lambda: fault.injected >= calls)


# --- 429 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [30, 10_072])  # none that is over before it is looked at
async def test_a_wait_is_kept_over_a_restart_and_holds_up_nobody_else(
    stage: Stage, seconds: int
) -> None:
    _, (patient, carer), number = await asked(stage, "patient in treatment", "carer")
    flood = stage.sandbox.faults.flood(seconds, chat=patient.phone.id)
    begun = datetime.now(UTC)
    patient.phone.tap("Start")
    await until(lambda: rows(stage, tables.hold))
    refused_by = datetime.now(UTC)
    carer.phone.tap("Start")
    await until(lambda: "Question 1 of 2" in news(carer.phone))

    await stage.restart()
    carer.phone.tap("By bus")
    await until(lambda: answers(stage, number, carer) == {1: [2]})
    await until(lambda: "Question 2 of 2" in news(carer.phone))

    (kept,) = rows(stage, tables.hold)
    wait = timedelta(seconds=seconds)
    assert begun + wait - SECOND < kept["until"] < refused_by + wait + SECOND
    await passes(stage, wait)
    await until(lambda: "Question 1 of 2" in news(patient.phone))
    assert news(patient.phone).count("How did you get home?") == 1
    assert flood.injected == 1


async def passes(stage: Stage, span: timedelta) -> None:
    """Let real time pass for the waits that are kept, and with it the sandbox's."""
    await stage.stop()
    stage.clock.move(by=span)
    hold = tables.hold
    with stage.database.transaction() as connection:
        for row in connection.execute(sa.select(hold)).mappings().all():
            mine = hold.c.address_id == row["address_id"]
            connection.execute(hold.update().where(mine).values(until=row["until"] - span))
    await stage.start()


async def test_where_two_chats_are_refused_everybody_waits_and_then_all_goes_once(
    stage: Stage,
) -> None:
    names = [f"patient {place}" for place in range(6)]
    _, members, _ = await asked(stage, *names)
    flood = stage.sandbox.faults.flood(2)
    for one in members:
        one.phone.tap("Start")
    await until(lambda: all("Question 1 of 2" in news(one.phone) for one in members))

    refused = stage.sandbox.calls.of("sendMessage", status=429)
    first_after = min(
        call.number
        for call in stage.sandbox.calls.of("sendMessage", status=200)
        if call.number > refused[0].number
    )
    assert flood.injected == len(refused) <= len(members)
    assert all(call.number < first_after for call in refused), "nobody was tried in between"
    for one in members:
        assert news(one.phone).count("How did you get home?") == 1


# --- answers that never came ----------------------------------------------------------------------


async def test_a_question_whose_answer_was_lost_is_sent_once_more_and_only_once(
    stage: Stage,
) -> None:
    _, (patient,), number = await asked(stage, "patient in treatment")
    stage.sandbox.faults.reset_after(methods="sendMessage", chat=patient.phone.id, calls=2)
    patient.phone.tap("Start")
    await until(lambda: rows(stage, tables.outbox, status="uncertain"))

    shown = [one for one in patient.phone.messages if "Question 1 of 2" in one.text]
    assert len(shown) == 2
    await stage.say(patient.phone, "By bus")
    assert answers(stage, number, patient) == {1: [2]}


async def test_a_question_that_falls_into_an_outage_comes_once_and_for_certain(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outages, "FIRST_PAUSE", 0.2)
    monkeypatch.setattr(way, "WAIT_UNSENT", 0.2)
    _, members, _ = await asked(stage, *(f"patient {place}" for place in range(8)))
    down = stage.sandbox.faults.server_error(methods=("sendMessage", "editMessageText", "getMe"))
    before = last_call(stage.sandbox)
    for one in members:
        one.phone.tap("Start")
    await until(lambda: len(calls_since(stage, before, "getMe")) >= 4)  # 0.2, 0.4 and 0.8 s
    tried = len(calls_since(stage, before, "sendMessage"))
    stage.sandbox.faults.remove(down)
    await until(lambda: all("Question 1 of 2" in news(one.phone) for one in members))

    assert tried <= len(members), "no message was spent on finding out"
    assert all(news(one.phone).count("How did you get home?") == 1 for one in members)
    assert not rows(stage, tables.outbox, status="uncertain")


def calls_since(stage: Stage, number: int, method: str) -> list[Call]:
    """Give the calls of a method later than call `number`."""
    return [call for call in stage.sandbox.calls.of(method) if call.number > number]


@pytest.mark.parametrize(
    ("fault", "seen"),
    [("reset_after", 1), ("lose_answer", 1), ("reset_before", 0), ("server_error", 0)],
)
async def test_a_notice_is_never_sent_twice_and_is_listed(
    stage: Stage, fault: str, seen: int
) -> None:
    lead, (patient,), number = await asked(stage, "patient in treatment")
    await stage.say(patient.phone, "Start", "By bus", "A later bus")
    await stage.move(by=timedelta(days=15, hours=3))
    getattr(stage.sandbox.faults, fault)(methods="sendMessage", chat=patient.phone.id, calls=1)
    decided = DecisionApproved(number, Decision(words("Buses are few."), words("One more bus.")))
    with stage.database.transaction() as connection:
        perform(connection, [Happened(lead.member, lead.network, decided, stage.clock.now(), 0)])
    await stage.settle()
    await stage.restart()
    await stage.settle()

    told = [one for one in patient.phone.messages if "One more bus." in one.text]
    assert len(told) == seen
    assert [row["status"] for row in rows(stage, tables.outbox, kind="notice")] == ["uncertain"]
    assert rows(stage, tables.notice)[0]["reason"] == "failed"


# --- people who are gone --------------------------------------------------------------------------


async def test_people_who_block_in_the_middle_of_a_broadcast_stop_nobody_else(
    stage: Stage,
) -> None:
    lead = seat(stage, "facilitator", facilitates=True)
    members = [seat(stage, f"patient {place}") for place in range(24)]
    slow = stage.sandbox.faults.slow(1.5, methods="sendMessage")  # so that most still wait
    number = consult(stage, lead, a_draft(stage))
    await until(lambda: any(one.phone.news for one in members))
    stage.sandbox.faults.remove(slow)
    gone = [one for one in members if not one.phone.messages][::2]
    for one in gone[1:]:
        one.phone.block()
    gone[0].phone.deactivate()
    await stage.settle()

    left = [one for one in members if one not in gone]
    assert len(gone) > 2
    assert all(len(one.phone.messages) == 1 for one in left)
    assert not any(one.phone.messages for one in gone)
    assert {part(stage, number, one) for one in left} == {"asked"}
    assert {part(stage, number, one) for one in gone} == {"unreached"}

    gone[1].phone.open(stage.bot)
    await stage.settle()
    assert gone[1].phone.news
    assert not rows(stage, tables.address, external_id=gone[1].address)[0]["unreachable_since"]
