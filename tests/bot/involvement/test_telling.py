"""Editions and notices: each material change in one edition, one notice for everyone upstream."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.involvement import after_restoring, commitments, contributors, loops, telling
from bot.involvement.sent_since import answer_key, notice_key, quote_key
from bot.involvement.stop_list import SENT, Line, StopList
from bot.involvement.telling import editions, holding, queueing
from bot.store import tables
from bot.store.database import Database
from conversations.loop_events import (
    CommitmentMade,
    EvidenceGiven,
    HearBackMoved,
    OwnerChanged,
)
from tests.bot.involvement.told_loops import (
    FACILITATOR,
    NUMBER,
    PROMISE,
    a_loop,
    a_person,
    change,
    decide,
    perform,
    promise,
    rows,
    words,
)
from tests.bot.store.rows import NOON

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def test_promises_made_with_a_decision_are_told_with_it(database: Database) -> None:
    def story(connection: Connection) -> tuple[object, object]:
        network = a_loop(connection, answered=(2, 3), others=(3, 4))
        promise(connection, network)
        decide(connection, network)
        told = rows(connection, tables.notice, "member_id", "version", "status", "asks_heard")
        return told, rows(connection, tables.commitment_change, "version", "what", "edition")

    told, changes = await database.write(story)
    assert told == [(2, 1, "due", False), (3, 1, "due", False), (4, 1, "due", False)]
    assert changes == [(1, "made", 1)]


async def test_a_change_gathers_after_the_day_of_the_decision(database: Database) -> None:
    def story(connection: Connection) -> object:
        network = a_loop(connection)
        promise(connection, network)
        decide(connection, network)
        change(connection, network, 1, NOON, status="partly", said=words("Half."))
        change(connection, network, 2, NOON + DAY, status="done")
        return rows(connection, tables.edition, "version", "kind", "day", "status")

    assert await database.write(story) == [
        (1, "decision", date(2026, 11, 20), "out"), (2, "outcome", date(2026, 11, 21), "gathering"),
    ]  # fmt: skip


async def test_a_change_at_a_version_that_was_changed_meanwhile_is_refused(
    database: Database,
) -> None:
    def story(connection: Connection) -> object:
        network = a_loop(connection)
        promise(connection, network)
        change(connection, network, 1, status="partly")
        with pytest.raises(commitments.StaleCommitmentError):
            change(connection, network, 1, status="done")
        return rows(connection, tables.commitment_change, "version", "what", "material")

    assert await database.write(story) == [(1, "made", True), (2, "status", True)]


async def test_a_slip_of_the_pen_and_a_new_owner_are_kept_and_not_told(database: Database) -> None:
    def story(connection: Connection) -> tuple[object, object]:
        network = a_loop(connection)
        promise(connection, network)
        decide(connection, network)
        change(connection, network, 1, NOON + DAY, words=words("A later bus"), mends=True)
        perform(connection, network, OwnerChanged(PROMISE, 2, FACILITATOR, "nurse"), NOON + DAY)
        perform(connection, network, EvidenceGiven(PROMISE, words="The timetable."), NOON + DAY)
        changes = rows(connection, tables.commitment_change, "version", "what", "edition")
        return changes, rows(connection, tables.edition, "version")

    changes, told = await database.write(story)
    assert changes == [(1, "made", 1), (2, "wording", None), (3, "owner", None)]
    assert told == [(1,)]


async def test_what_could_not_be_done_and_is_done_after_all_ended_when_it_was_done(
    database: Database,
) -> None:
    def story(connection: Connection) -> list[object]:
        network = a_loop(connection)
        promise(connection, network)
        decide(connection, network)
        ended: list[object] = []
        for day, status in enumerate(("cannot", "cannot", "done", "partly"), 1):
            said = words(f"Day {day}.")
            change(connection, network, day, NOON + day * DAY, status=status, said=said)
            ended += rows(connection, tables.commitment, "ended_at")
        return ended

    assert await database.write(story) == [(NOON + day * DAY,) for day in (1, 1, 3, 3)]


async def test_that_a_loop_was_once_archived_by_hand_stays_when_it_opens_again(
    database: Database,
) -> None:
    def story(connection: Connection) -> object:
        network = a_loop(connection)
        promise(connection, network)
        decide(connection, network)
        why = {"status": "archived", "archived_at": NOON, "overrides": [{"why": "Closed."}]}
        connection.execute(tables.loop.update().values(**why))
        change(connection, network, 1, NOON + DAY, status="done")
        c = tables.loop.c
        row = connection.execute(sa.select(c.status, c.archived_at, c.overrides)).one()
        return tuple(row)

    assert await database.write(story) == ("open", None, [{"why": "Closed."}])


async def test_who_hears_of_ends_only_is_left_out_until_there_is_one(database: Database) -> None:
    def story(connection: Connection) -> object:
        network = a_loop(connection, answered=(2, 3))
        ends = tables.member.update().where(tables.member.c.id == 3)
        connection.execute(ends.values(notices="ends"))
        promise(connection, network)
        decide(connection, network)
        for day, status in ((1, "waiting"), (2, "done")):
            said: dict[str, Any] = {"status": status, "due_on": date(2027, 1, day)}
            change(connection, network, day, NOON + day * DAY, **said)
            editions.go_out(connection, sa.true(), NOON + (day + 1) * DAY)
        return rows(connection, tables.notice, "version", "member_id", "asks_heard")

    assert await database.write(story) == [
        (1, 2, False), (1, 3, False), (2, 2, False), (3, 2, True), (3, 3, True),
    ]  # fmt: skip


async def test_a_day_that_passes_is_told_once_and_a_moved_one_once_more(database: Database) -> None:
    def story(connection: Connection) -> list[int]:
        network = a_loop(connection)
        last = NOON.replace(month=11, day=27)
        told = [holding.hold(connection, sa.true(), last + hours * HOUR) for hours in (0, 24, 48)]
        moved = HearBackMoved(NUMBER, date(2026, 12, 1), words("Illness."))
        perform(connection, network, moved, last + 2 * DAY)
        perform(connection, network, moved, last + 2 * DAY)
        told += [holding.hold(connection, sa.true(), last + days * DAY) for days in (3, 5, 6)]
        return [*told, len(rows(connection, tables.edition, "version"))]

    assert await database.write(story) == [0, 1, 0, 0, 1, 0, 3]


async def test_after_a_decision_no_day_is_moved_and_nothing_is_held(database: Database) -> None:
    def story(connection: Connection) -> object:
        network = a_loop(connection)
        decide(connection, network)
        moved = HearBackMoved(NUMBER, date(2026, 12, 1), words("Illness."))
        perform(connection, network, moved)
        assert holding.hold(connection, sa.true(), NOON + 30 * DAY) == 0
        return rows(connection, tables.loop, "hear_back_on", "held_on")

    assert await database.write(story) == [(date(2026, 11, 27), None)]


async def test_a_loop_is_archived_once_all_is_told_and_opens_for_a_new_promise(
    database: Database,
) -> None:
    def story(connection: Connection) -> list[tuple[int, str]]:
        network = a_loop(connection)
        decide(connection, network)
        states = [(telling.archive(connection, NOON), "one waits")]
        connection.execute(tables.notice.update().values(status="told", told_at=NOON))
        telling.close_loops(connection)
        states.append((telling.archive(connection, NOON), "told"))
        promise(connection, network, NOON + DAY)
        states.append((telling.archive(connection, NOON + DAY), "promised"))
        assert rows(connection, tables.loop, "status", "archived_at") == [("open", None)]
        return states

    assert await database.write(story) == [(0, "one waits"), (1, "told"), (0, "promised")]


async def test_somebody_to_whom_it_was_lost_keeps_a_loop_open(database: Database) -> None:
    def story(connection: Connection) -> int:
        network = a_loop(connection)
        decide(connection, network)
        lost = {"status": "untold", "reason": "expired"}
        connection.execute(tables.notice.update().values(**lost))
        telling.close_loops(connection)
        return telling.archive(connection, NOON)

    assert await database.write(story) == 0


@pytest.mark.parametrize(("stopped_at", "archived"), [(None, 0), (NOON, 1)])
async def test_whoever_came_upstream_and_was_told_nothing_keeps_a_loop_open(
    database: Database, stopped_at: datetime | None, archived: int
) -> None:
    def story(connection: Connection) -> int:
        network = a_loop(connection)
        decide(connection, network)
        connection.execute(tables.notice.update().values(status="told", told_at=NOON))
        a_person(connection, network, 9, stopped_at=stopped_at)
        contributors.add(connection, [(NUMBER, 9, "helper")], NOON)
        telling.close_loops(connection)
        return telling.archive(connection, NOON)

    assert await database.write(story) == archived


async def test_what_was_lost_is_told_with_the_next_change_and_what_was_perhaps_told_is_not(
    database: Database,
) -> None:
    def story(connection: Connection) -> dict[int, tuple[int, ...]]:
        network = a_loop(connection, answered=(2, 3))
        promise(connection, network)
        decide(connection, network)
        lost = {"status": "untold", "reason": "failed"}
        connection.execute(tables.notice.update().values(**lost))
        account = connection.execute(sa.select(tables.channel_account.c.id)).scalar_one()
        perhaps = {
            "channel_account_id": account, "address_id": 3, "member_id": 3, "dedupe_key": "one",
            "lane": "bulk", "kind": "notice", "subject": NUMBER, "status": "uncertain",
            "due_at": NOON, "created_at": NOON,
        }  # fmt: skip
        connection.execute(tables.outbox.insert().values(perhaps))
        change(connection, network, 1, NOON + DAY, status="done")
        editions.go_out(connection, sa.true(), NOON + 2 * DAY)
        ready = queueing.due(connection, sa.true(), NOON + 2 * DAY, 500)
        return {who: one.versions for one, members in ready.items() for who in members}

    assert await database.write(story) == {2: (1, 2), 3: (2,)}


async def test_work_finds_loops_and_promises_of_its_own(database: Database) -> None:
    def story(connection: Connection) -> None:
        network = a_loop(connection, answered=range(2, 14))
        made = CommitmentMade(NUMBER, PROMISE, words("A bus."), 3, "nurse", date(2027, 1, 1))
        perform(connection, network, made)
        change(connection, network, 1, said=words("Soon."))
        found = loops.load(connection, {NUMBER})[network, NUMBER]
        assert (found.kind, found.status, found.told, found.waiting) == (
            "consultation",
            "open",
            0,
            0,
        )
        (one,) = loops.owned(connection, 3)
        assert found.commitments == (one,)
        assert (one.owner, one.owner_name, one.upstream) == (3, "nurse", 12)
        assert one.said == words("Soon.")
        assert loops.commitments(connection, {PROMISE, 8}) == {(network, PROMISE): one}
        assert loops.owned(connection, 4) == ()

    await database.write(story)


# --- after a restore ------------------------------------------------------------------------------


def _sent(stops: StopList, keys: list[str], now: datetime) -> None:
    stops.add([Line(now, SENT, stops.mark(key)) for key in keys], now)


def _keys(connection: Connection) -> list[str]:
    told = rows(connection, tables.notice, "loop_id", "version", "member_id", "due_at")
    return [notice_key(*one) for one in told]


async def test_what_gathered_in_the_backup_and_was_told_since_is_not_told_again(
    database: Database, tmp_path: Path
) -> None:
    stops = StopList(tmp_path / "stops.jsonl", SecretStr("k" * 32))

    def story(connection: Connection) -> list[tuple[Any, ...]]:
        network = a_loop(connection)
        promise(connection, network)
        decide(connection, network)
        connection.execute(tables.notice.update().values(status="told", told_at=NOON))
        change(connection, network, 1, NOON, status="done")
        with connection.begin_nested() as as_it_was:
            editions.go_out(connection, sa.true(), NOON + 2 * DAY)
            keys = _keys(connection)
            as_it_was.rollback()
        _sent(stops, keys, NOON + 3 * DAY)
        assert after_restoring.take_over(connection, stops, NOON).sent == 1
        return rows(connection, tables.notice, "version", "status")

    assert await database.write(story) == [(1, "told"), (2, "told")]


async def test_that_the_day_has_passed_is_not_told_again_after_a_restore(
    database: Database, tmp_path: Path
) -> None:
    stops = StopList(tmp_path / "stops.jsonl", SecretStr("k" * 32))

    def story(connection: Connection) -> list[tuple[Any, ...]]:
        a_loop(connection, answered=(2, 3))
        with connection.begin_nested() as as_it_was:
            holding.hold(connection, sa.true(), NOON + 8 * DAY)
            keys = _keys(connection)
            as_it_was.rollback()
        _sent(stops, keys[:1], NOON + 9 * DAY)
        assert after_restoring.take_over(connection, stops, NOON).sent == 1
        return rows(connection, tables.notice, "member_id", "status")

    assert await database.write(story) == [(2, "told"), (3, "due")]


async def test_a_reply_and_the_ask_for_a_quote_are_not_sent_again_after_a_restore(
    database: Database, tmp_path: Path
) -> None:
    stops = StopList(tmp_path / "stops.jsonl", SecretStr("k" * 32))

    def story(connection: Connection) -> tuple[set[Any], set[Any]]:
        network = a_loop(connection)
        replied = {"network_id": network, "kind": "something_new", "member_id": 2,
                   "reply": "sealed", "made_at": NOON, "done_at": NOON}  # fmt: skip
        made = tables.task.insert().values(replied).returning(tables.task.c.id)
        first, _ = (connection.execute(made).scalar_one() for _ in range(2))
        answered = {"id": 5, "consultation_id": NUMBER, "member_id": 2}
        connection.execute(tables.response.insert().values(answered))
        quoted = {"loop_id": NUMBER, "response_id": 5, "question": 1, "member_id": 2,
                  "words": "sealed", "asked_at": NOON}  # fmt: skip
        made = tables.quote.insert().values(quoted).returning(tables.quote.c.id)
        second, _ = (connection.execute(made).scalar_one() for _ in range(2))
        _sent(stops, [answer_key(first), quote_key(second)], NOON + DAY)
        assert after_restoring.take_over(connection, stops, NOON).sent == 2
        task, quote = tables.task.c, tables.quote.c
        replies = connection.execute(sa.select(task.replied_at)).scalars()
        return set(replies), set(connection.execute(sa.select(quote.sent_at)).scalars())

    assert await database.write(story) == ({None, NOON + DAY}, {None, NOON + DAY})
