"""Who stops, starts again or is written to stands on the list of stops; a restore heeds it."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy import event

from bot.clock.jobs import JOBS
from bot.involvement import after_restoring, listing, sent_since
from bot.involvement.stop_list import SENT, STARTED, STOPPED, StopList
from bot.store import tables
from bot.store.database import Database
from conversations import events
from tests.bot.clock.test_jobs import do, tick, tick_and_send
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post

KEY = SecretStr("k" * 32)
SECOND = timedelta(seconds=1)
MORNING = NOW + timedelta(days=1)


@pytest.fixture
def listed(hall: Hall, tmp_path: Path) -> Hall:
    """A hall whose stops are listed."""
    stops = StopList(tmp_path / "stops.jsonl", KEY)
    hall.room = replace(hall.room, stops=stops)
    return hall


def the_list(hall: Hall) -> StopList:
    assert hall.room.stops
    return StopList(hall.room.stops.path, KEY)


def mark(hall: Hall, person: str) -> str:
    return the_list(hall).mark("telegram", "token", person)


def kinds(hall: Hall) -> dict[str, str]:
    """The last kind of line about each mark."""
    return {line.mark: line.kind for line in the_list(hall).read_all().stops.values()}


def run(hall: Hall, now: datetime = NOW) -> int:
    return tick(hall, now, ["list_the_stops"])


def stop(hall: Hall, person: str, now: datetime = NOW) -> None:
    do(hall, hall.members[person], events.Stopped(), now=now)


def test_without_a_list_nothing_is_written(hall: Hall) -> None:
    assert run(hall) == 0


def test_a_stop_is_on_the_list_at_the_next_tick_with_its_moment(listed: Hall) -> None:
    first, second = listed.seat(2)
    run(listed)
    stop(listed, first)
    assert run(listed, NOW + SECOND) == 1
    assert kinds(listed) == {mark(listed, first): STOPPED}
    assert the_list(listed).read_all().stops[mark(listed, first)].at == NOW
    assert mark(listed, second) not in kinds(listed)


def test_who_starts_again_is_on_the_list_too(listed: Hall) -> None:
    person, other = listed.seat(2)
    stop(listed, person)
    run(listed)
    do(listed, listed.members[person], events.StopUndone(), now=NOW + SECOND)
    stop(listed, other, NOW + SECOND)
    run(listed, NOW + 2 * SECOND)
    assert kinds(listed) == {mark(listed, person): STARTED, mark(listed, other): STOPPED}


def test_running_again_writes_nothing_but_that_it_is_still_complete(listed: Hall) -> None:
    stop(listed, listed.seat(1)[0])
    run(listed)
    size = the_list(listed).path.stat().st_size
    assert run(listed, NOW + SECOND) == 0
    assert the_list(listed).path.stat().st_size == size
    assert run(listed, NOW + listing.BEAT) == 0
    assert the_list(listed).read_all().until == NOW + listing.BEAT


def test_a_new_process_writes_what_the_one_before_did_not(listed: Hall) -> None:
    first, second = listed.seat(2)
    stop(listed, first)
    run(listed)
    stop(listed, second)
    listed.room = replace(listed.room, stops=the_list(listed))  # it was killed before its tick
    assert run(listed) == 1
    assert kinds(listed) == {mark(listed, one): STOPPED for one in (first, second)}


def test_a_list_that_was_lost_is_written_anew(listed: Hall) -> None:
    stop(listed, person := listed.seat(1)[0])
    run(listed)
    the_list(listed).path.unlink()
    run(listed, NOW + SECOND)
    assert kinds(listed) == {mark(listed, person): STOPPED}


def test_what_was_sent_is_on_the_list_once(listed: Hall, post: Post) -> None:
    listed.seat(2)
    ask(listed)
    tick_and_send(post, NOW)
    run(listed, NOW + SECOND)
    keys = [row["dedupe_key"] for row in listed.rows(tables.outbox, kind="ask")]
    assert len(keys) == 2
    assert set(the_list(listed).read_all().sent) == {the_list(listed).mark(key) for key in keys}
    text = the_list(listed).path.read_text(encoding="utf-8")
    assert text.count(SENT) == 2


def test_looking_reads_neither_everybody_nor_everything(listed: Hall) -> None:
    """The two questions of each tick are answered by small indexes."""
    listed.seat(1)
    with listed.database.transaction() as connection:
        asked: list[tuple[str, Any]] = []

        @event.listens_for(connection, "before_cursor_execute")
        def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            asked.append((statement, parameters))

        assert listed.room.stops
        listing.catch_up(connection, listed.room.stops, NOW)
        explain = "EXPLAIN QUERY PLAN" if listed.database.is_sqlite else "EXPLAIN"
        if not listed.database.is_sqlite:
            connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        plans = "".join(
            str(connection.exec_driver_sql(f"{explain} {statement}", parameters).all())
            for statement, parameters in list(asked)
            if statement.startswith("SELECT")
        )
    assert "outbox_begun" in plans
    assert "member_stopped" in plans


# --- a backup is restored -------------------------------------------------------------------------


def ask(hall: Hall) -> int:
    """Let everybody be about to be asked; gives the consultation."""
    number = hall.ask()
    with hall.database.transaction() as connection:
        connection.execute(tables.participation.update().values(status="due", queued_at=None))
    return number


def go_back(hall: Hall) -> None:
    """Put the tables back to where nobody had stopped and nothing was sent."""
    with hall.database.transaction() as connection:
        connection.execute(tables.member.update().values(stopped_at=None))
        fresh = {"status": "waiting", "sent_at": None, "payload": {"said": "again"}}
        connection.execute(tables.outbox.update().values(fresh))
        connection.execute(tables.participation.update().values(status="due", queued_at=None))


def asks_that_go(post: Post) -> list[int]:
    """Give the people whose ask may go in the morning."""
    return [one.member for one in post.claim(MORNING).claimed if one.kind == "ask"]


def take_over(hall: Hall, backup: datetime, now: datetime) -> after_restoring.TakenOver:
    with hall.database.transaction() as connection:
        taken = after_restoring.take_over(connection, the_list(hall), backup)
        after_restoring.restored(connection, backup, now, taken, moved=False)
    return taken


def test_a_stop_outlives_a_backup_from_before_it_and_cancels_what_waits(
    listed: Hall, post: Post
) -> None:
    first, second = listed.seat(2)
    run(listed)
    ask(listed)
    tick(listed, NOW, ["queue_asks"])
    backup = NOW + SECOND
    stop(listed, first, NOW + 2 * SECOND)
    run(listed, NOW + 3 * SECOND)
    go_back(listed)

    taken = take_over(listed, backup, NOW + timedelta(hours=1))

    assert (taken.complete, taken.stopped, taken.started, taken.sent) == (True, 1, 0, 0)
    stopped = {row["id"]: row["stopped_at"] for row in listed.rows(tables.member)}
    assert stopped[listed.members[first]] == NOW + 2 * SECOND
    assert stopped[listed.members[second]] is None
    asks = {row["member_id"]: row["status"] for row in listed.rows(tables.outbox, kind="ask")}
    assert asks[listed.members[first]] == "cancelled"
    assert asks[listed.members[second]] == "waiting"
    assert asks_that_go(post) == [], "the rest is held"


def test_who_had_started_again_by_then_is_written_to(listed: Hall) -> None:
    person = listed.seat(1)[0]
    stop(listed, person)
    run(listed)
    do(listed, listed.members[person], events.StopUndone(), now=NOW + timedelta(hours=1))
    run(listed, NOW + timedelta(hours=1))
    stop(listed, person)  # as the backup has it

    taken = take_over(listed, NOW + SECOND, NOW + timedelta(hours=2))

    assert (taken.stopped, taken.started) == (0, 1)
    assert listed.rows(tables.member)[0]["stopped_at"] is None


def test_what_was_sent_since_is_not_sent_again_whether_it_was_queued_or_not(
    listed: Hall, post: Post
) -> None:
    listed.seat(3)
    run(listed)
    ask(listed)
    backup = NOW + SECOND
    tick_and_send(post, NOW + 2 * SECOND)
    run(listed, NOW + 3 * SECOND)
    assert {row["status"] for row in listed.rows(tables.participation)} == {"asked"}
    go_back(listed)
    with listed.database.transaction() as connection:  # one ask was not queued yet
        one = connection.execute(sa.select(sa.func.min(tables.outbox.c.id))).scalar()
        connection.execute(tables.outbox.delete().where(tables.outbox.c.id == one))

    taken = take_over(listed, backup, NOW + timedelta(hours=1))
    with listed.database.transaction() as connection:
        after_restoring.resume(connection, NOW + timedelta(hours=1))
    tick(listed, MORNING)

    assert (taken.complete, taken.sent) == (True, 3)
    assert asks_that_go(post) == []
    assert {row["status"] for row in listed.rows(tables.participation)} == {"asked"}
    sent = listed.rows(tables.outbox, kind="ask")
    assert {row["status"] for row in sent} == {"sent"}
    assert len(sent) == 3
    assert all(row["sent_at"] == NOW + 2 * SECOND for row in sent), "the person's limits count it"


def test_the_keys_by_which_sent_messages_are_known_are_those_of_the_jobs(
    listed: Hall, post: Post
) -> None:
    listed.seat(1)
    number = ask(listed)
    part = listed.rows(tables.participation)[0]
    who = part["member_id"]
    tick(listed, NOW)
    written = {row["dedupe_key"] for row in listed.rows(tables.outbox)}
    assert sent_since.ask_key(number, who, part["due_at"]) in written
    closes = listed.rows(tables.consultation)[0]["closes_at"]
    post.send(NOW)
    tick(listed, closes - timedelta(hours=13))
    written = {row["dedupe_key"] for row in listed.rows(tables.outbox)}
    assert sent_since.reminder_key(number, who) in written


def test_while_a_backup_is_held_the_list_loses_no_stop(listed: Hall) -> None:
    person = listed.seat(1)[0]
    stop(listed, person)
    run(listed)
    go_back(listed)
    with listed.database.transaction() as connection:
        lost = after_restoring.TakenOver()
        after_restoring.restored(connection, NOW - SECOND, NOW + SECOND, lost, moved=False)
    run(listed, NOW + 2 * SECOND)
    assert kinds(listed) == {mark(listed, person): STOPPED}


def test_a_planned_move_holds_nothing(listed: Hall) -> None:
    listed.seat(1)
    with listed.database.transaction() as connection:
        nothing = after_restoring.TakenOver()
        after_restoring.restored(connection, NOW, NOW + SECOND, nothing, moved=True)
        assert after_restoring.held_since(connection) is None
        assert after_restoring.last_restored(connection) == (NOW, False)


def test_leaving_out_never_sends_what_may_have_been_sent_and_sends_what_is_new(
    listed: Hall, post: Post
) -> None:
    listed.seat(2)
    number = ask(listed)
    restored = NOW + SECOND
    with listed.database.transaction() as connection:
        nothing = after_restoring.TakenOver()
        after_restoring.restored(connection, NOW, restored, nothing, moved=False)
    tick(listed, restored + SECOND)
    assert unclear(listed.database, restored) == 2

    with listed.database.transaction() as connection:
        after_restoring.leave_out(connection, restored)
        after_restoring.resume(connection, restored + SECOND)

    assert unclear(listed.database, restored) == 0
    tick(listed, MORNING)
    assert asks_that_go(post) == []
    parts = listed.rows(tables.participation, consultation_id=number)
    assert {row["status"] for row in parts} == {"unreached"}


def test_leaving_out_holds_for_what_was_being_sent_when_the_backup_was_made(
    listed: Hall, post: Post
) -> None:
    listed.seat(2)
    number = ask(listed)
    tick(listed, NOW)
    post.claim(NOW)
    assert post.states(kind="ask") == ["sending"] * 2
    restored = NOW + SECOND
    with listed.database.transaction() as connection:
        nothing = after_restoring.TakenOver()
        after_restoring.restored(connection, NOW, restored, nothing, moved=False)
        after_restoring.leave_out(connection, restored)
        after_restoring.resume(connection, restored + SECOND)

    post.recover(restored + SECOND)  # the program begins only now

    tick(listed, MORNING)
    assert asks_that_go(post) == []
    assert set(post.states(kind="ask")) == {"cancelled"}
    parts = listed.rows(tables.participation, consultation_id=number)
    assert {row["status"] for row in parts} == {"unreached"}


def unclear(database: Database, held: datetime) -> int:
    with database.reading() as connection:
        return after_restoring.unclear(connection, held).messages


def test_every_job_that_is_there_is_one_that_ticks() -> None:
    assert "list_the_stops" in JOBS
