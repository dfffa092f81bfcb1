"""What may be sent now is claimed: in order, within a person's limits, and while it has a point."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery import claims
from bot.delivery.ports import NotSent, Refused, Sent, TooFast
from bot.involvement import undelivered
from bot.store import tables
from bot.store.database import Database
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post, said
from tests.statements import statements

DAY = timedelta(days=1)


@pytest.fixture
def post(hall: Hall) -> Post:
    return Post(hall)


def night(day: datetime = NOW) -> datetime:
    return day.replace(hour=22)


def opened(hall: Hall, number: int = 1) -> int:
    """Let everybody be asked, in the tables, and nobody yet in the chat."""
    hall.ask(number)
    with hall.database.transaction() as connection:
        connection.execute(tables.participation.update().values(status="due"))
    return number


def part(hall: Hall) -> list[str]:
    return [row["status"] for row in hall.rows(tables.participation)]


def a_notice(hall: Hall, number: int) -> None:
    """Let everybody be about to be told."""
    rows = [
        {"loop_id": number, "version": 1, "member_id": who, "status": "queued",
         "due_at": NOW}
        for who in hall.members.values()
    ]  # fmt: skip
    with hall.database.transaction() as connection:
        connection.execute(tables.notice.insert(), rows)


def notices(hall: Hall) -> list[tuple[str, str | None]]:
    return [(row["status"], row["reason"]) for row in hall.rows(tables.notice)]


# --- order ------------------------------------------------------------------------------------


def test_an_address_gets_one_message_at_a_time_and_its_own_in_order(post: Post) -> None:
    first, second = post.hall.seat(2)
    for text in ("a1", "a2", "a3"):
        post.put(first, text)
    post.put(second, "b1")

    assert sorted(post.claimed()) == ["a1", "b1"]
    assert post.send() == ["a2", "a3"]


@pytest.mark.parametrize("outcome", [TooFast(3), NotSent("no connection")])
def test_what_was_not_sent_is_not_overtaken_by_a_later_message(
    post: Post, outcome: TooFast | NotSent
) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "first")
    found = post.claim().claimed
    post.put(person, "second")
    post.end(found, outcome)

    assert post.claimed(busy=[found[0].address]) == []
    assert post.send(NOW + timedelta(seconds=4)) == ["first", "second"]


def test_an_address_gets_a_reply_and_what_heard_starts_one_after_the_other(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "an ask", kind="nag")
    post.put(person, "a reply")

    assert post.claimed() == ["a reply"]


def test_replies_have_room_of_their_own_however_much_is_due_in_bulk(post: Post) -> None:
    people = post.hall.seat(40)
    for person in people[:39]:
        post.put(person, "bulk", kind="nag", due_at=NOW - DAY)
    post.put(people[39], "a reply")

    assert post.claimed(bulk=8) == ["a reply"] + ["bulk"] * 8
    assert post.claimed(replies=16, bulk=0) == []


def test_an_account_that_this_process_does_not_send_for_is_left_alone(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "hello")
    post.hall.account += 1

    assert post.claimed() == []


def test_what_is_due_later_waits(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "later", due_at=NOW + DAY)

    assert post.claimed() == []
    assert post.claimed(NOW + DAY) == ["later"]


# --- slots ------------------------------------------------------------------------------------


def test_an_edit_never_goes_before_the_first_message_of_its_slot(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "first", slot="progress:1")
    post.put(person, "edit", slot="progress:1", edits=True)
    found = post.claim().claimed
    post.end(found, TooFast(1))

    (first,) = post.claim().claimed
    assert (said(first), first.edits) == ("first", None)
    post.end([first], Sent(41))
    (edit,) = post.claim().claimed
    assert (said(edit), edit.edits) == ("edit", 41)


def test_of_the_edits_that_wait_in_a_slot_only_the_newest_is_sent(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "first", slot="progress:1")
    post.send()
    for number in range(4):
        post.put(person, f"edit {number}", slot="progress:1", edits=True)
    post.put(person, "edit of another", slot="progress:2", edits=True)

    assert post.send() == ["edit 3", "edit of another"]
    assert post.states() == ["sent", "cancelled", "cancelled", "cancelled", "sent", "sent"]
    assert post.kept_words() == []


def test_edits_of_different_messages_of_a_slot_are_all_sent(post: Post) -> None:
    (person,) = post.hall.seat(1)
    for number in (7, 8):
        post.put(person, f"of {number}", slot="q:1", edits=True, edits_message=number)

    assert post.send() == ["of 7", "of 8"]


def test_an_edit_before_a_new_message_of_its_slot_is_still_sent(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "old", slot="q:1")
    post.send()
    post.put(person, "edit of the old", slot="q:1", edits=True)
    post.put(person, "new", slot="q:1")
    post.put(person, "edit of the new", slot="q:1", edits=True)

    assert post.send() == ["edit of the old", "new", "edit of the new"]


def test_where_there_is_nothing_to_edit_it_is_said_anew(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "first", slot="progress:1")
    post.send(outcome=Refused("too long"))
    post.put(person, "edit", slot="progress:1", edits=True)
    post.put(person, "answer", edits=True)

    found = post.claim().claimed
    assert [(said(one), one.edits) for one in found] == [("edit", None)]
    post.end(found, Sent(9))
    assert [(said(one), one.edits) for one in post.claim().claimed] == [("answer", None)]


# --- limits -----------------------------------------------------------------------------------


def test_at_night_replies_go_and_what_heard_starts_waits_until_nine(post: Post) -> None:
    person, other = post.hall.seat(2)
    post.put(person, "ask", kind="nag")
    post.put(other, "reply")

    assert post.send(night()) == ["reply"]
    (row,) = post.hall.rows(tables.outbox, kind="nag")
    assert row["due_at"] == NOW.replace(day=3, hour=9)
    assert post.send(NOW + DAY) == ["ask"]


def test_quiet_hours_are_those_of_the_member_not_of_the_network(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.change(tables.member, zone="Asia/Karachi")
    post.put(person, "ask", kind="nag")

    assert post.send(datetime(2027, 3, 2, 15, tzinfo=UTC)) == []
    assert post.send(datetime(2027, 3, 3, 4, tzinfo=UTC)) == ["ask"]


def test_a_person_is_asked_once_in_as_many_days_as_they_chose(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.change(tables.member, ask_every_days=7)
    for number in (1, 2):
        post.put(person, f"ask {number}", kind="ask", subject=opened(post.hall, number))

    assert post.send() == ["ask 1"]
    assert post.send(NOW + 6 * DAY) == []
    assert post.send(NOW + 7 * DAY) == ["ask 2"]


def test_an_ask_that_perhaps_arrived_counts_as_one(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "ask 1", kind="ask", subject=opened(post.hall, 1))
    for _ in range(2):
        post.claim()
        post.recover()
    post.put(person, "ask 2", kind="ask", subject=opened(post.hall, 2))

    assert post.states() == ["uncertain", "waiting"]
    assert post.send() == []
    assert post.send(NOW + 13 * DAY) == []


def test_heard_starts_at_most_three_messages_a_week_for_a_person(post: Post) -> None:
    (person,) = post.hall.seat(1)
    for number in range(4):
        post.put(person, f"{number}", kind="nag")

    assert post.send() == ["0", "1", "2"]
    assert post.send(NOW + 6 * DAY) == []
    assert post.send(NOW + 7 * DAY) == ["3"]


@pytest.mark.parametrize("kind", ["meeting_moved", "meeting_reminder"])
def test_what_is_of_no_use_later_goes_beyond_the_weeks_limit_but_not_at_night_or_in_a_break(
    post: Post, kind: str
) -> None:
    (person,) = post.hall.seat(1)
    for number in range(3):
        post.put(person, f"{number}", kind="nag")
    assert len(post.send()) == 3
    post.put(person, "at its time", kind=kind)
    post.put(person, "whenever", kind="nag")

    post.change(tables.member, break_since=NOW)
    assert post.send() == []
    post.change(tables.member, break_since=None)
    post.change(tables.outbox, due_at=NOW)
    assert post.send(night()) == []
    assert post.send(NOW + DAY) == ["at its time"]


def test_an_ask_that_must_wait_lets_a_notice_pass(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "ask 1", kind="ask", subject=opened(post.hall, 1))
    post.send()
    post.put(person, "ask 2", kind="ask", subject=opened(post.hall, 2))
    post.put(person, "notice", kind="notice", subject=1)

    assert post.send() == ["notice"]


# --- what has no point any more ---------------------------------------------------------------


def test_a_paused_ask_holds_up_neither_replies_nor_what_else_heard_starts(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "ask", kind="ask", subject=opened(post.hall))
    post.put(person, "notice", kind="notice", subject=9)
    post.put(person, "reply")
    post.change(tables.consultation, sending="paused")

    assert post.send() == ["reply", "notice"]
    post.change(tables.consultation, sending="on")
    assert post.send() == ["ask"]


def test_a_reminder_of_a_paused_ask_waits_too(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "reminder", kind="reminder", subject=opened(post.hall))
    post.change(tables.consultation, sending="paused")

    assert post.send() == []


@pytest.mark.parametrize(
    "over", [{"sending": "cancelled"}, {"status": "closed"}], ids=["cancelled", "closed"]
)
def test_an_ask_that_came_back_after_its_end_is_not_sent(post: Post, over: dict[str, Any]) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "ask", kind="ask", subject=opened(post.hall))
    found = post.claim().claimed
    post.change(tables.consultation, **over)
    post.end(found, TooFast(1))

    assert post.send() == []
    assert post.states() == ["cancelled"]
    assert part(post.hall) == ["unreached"]
    assert post.kept_words() == []


def test_nothing_that_heard_starts_goes_to_somebody_who_stopped(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.change(tables.member, stopped_at=NOW)
    post.put(person, "a notice", kind="notice", subject=opened(post.hall))
    post.put(person, "You have stopped.")
    a_notice(post.hall, 1)

    assert post.send() == ["You have stopped."]
    assert notices(post.hall) == [("untold", "stopped")]


def test_a_late_ask_expires_and_nobody_is_left_as_due(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "ask", kind="ask", subject=opened(post.hall), not_after=NOW + DAY)

    assert post.send(NOW + 2 * DAY) == []
    assert post.states() == ["expired"]
    assert part(post.hall) == ["unreached"]
    assert post.kept_words() == []


def test_a_late_notice_expires_and_why_it_was_not_told_is_on_record(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "notice", kind="notice", subject=opened(post.hall), not_after=NOW + DAY)
    a_notice(post.hall, 1)

    assert post.send(NOW + 2 * DAY) == []
    assert notices(post.hall) == [("untold", "expired")]


def test_who_blocked_heard_gets_nothing_that_waited_and_is_on_record(post: Post) -> None:
    person, other = post.hall.seat(2)
    number = opened(post.hall)
    a_notice(post.hall, number)
    for one in (person, other):
        post.put(one, f"reply {one}")
        post.put(one, f"ask {one}", kind="ask", subject=number)
        post.put(one, f"notice {one}", kind="notice", subject=number)
    blocked = post.hall.rows(tables.address, external_id=person)[0]["id"]
    with post.hall.database.transaction() as connection:
        undelivered.lose(connection, [blocked], NOW)

    assert all(text.endswith(other) for text in post.send())
    mine = {"member_id": post.hall.members[person]}
    assert post.states(**mine) == ["cancelled"] * 3
    assert [row["reason"] for row in post.hall.rows(tables.notice, **mine)] == ["unreachable"]
    assert [row["status"] for row in post.hall.rows(tables.participation, **mine)] == ["unreached"]
    assert post.kept_words() == []


def test_who_can_be_reached_elsewhere_is_still_told(post: Post) -> None:
    (person,) = post.hall.seat(1)
    a_notice(post.hall, opened(post.hall))
    row = post.hall.rows(tables.address, external_id=person)[0]
    more = row | {"id": row["id"] + 1, "external_id": "12345"}
    with post.hall.database.transaction() as connection:
        connection.execute(tables.address.insert().values(**more))
        undelivered.lose(connection, [row["id"]], NOW)

    assert notices(post.hall) == [("queued", None)]


# --- effort -----------------------------------------------------------------------------------


def test_a_claim_asks_the_database_no_more_for_many_messages_than_for_few(post: Post) -> None:
    people = post.hall.seat(12)

    def asked(most: int) -> int:
        for person in people[:most]:
            post.put(person, "hello")
        with statements() as seen:
            assert len(post.claim().claimed) == most
        return len(seen)

    assert asked(2) == asked(10)


def test_sqlite_looks_only_at_what_waits(sqlite_database: Database) -> None:
    post = Post(Hall(sqlite_database))
    (person,) = post.hall.seat(1)
    post.put(person, "hello")
    post.put(person, "ask", kind="nag")

    plans = {}
    with sqlite_database.transaction() as connection:
        seen: list[tuple[str, Any]] = []

        def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_: Any) -> None:
            seen.append((statement, given))

        sa.event.listen(connection, "before_cursor_execute", note)
        claims.claim(connection, NOW, [claims.Room(post.hall.account, None)])
        sa.event.remove(connection, "before_cursor_execute", note)
        for statement, given in seen:
            plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, given)
            plans[statement] = " ".join(str(row[3]) for row in plan)
    assert len(plans) > 4
    assert not [plan for plan in plans.values() if "SCAN outbox" in plan]
    due = next(plan for plan in plans.values() if "outbox_due" in plan)
    assert "outbox_behind (address_id=? AND lane=? AND due_at<?)" in due
