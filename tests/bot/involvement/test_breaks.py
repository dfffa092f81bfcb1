"""Breaks, quiet hours, only what changed: kept at once, and held where messages are claimed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.clock.jobs import JOBS
from bot.delivery.outbox import STARTED_BY_HEARD
from bot.involvement import audiences
from bot.involvement.breaks import ONLY_CHANGES
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.involvement.sent_since import catch_up_key, take_as_sent
from bot.involvement.stop_list import SENT, Line, StopList
from bot.store import tables
from bot.store.database import Database
from conversations.events import (
    AboutYouGiven,
    BreakEnded,
    BreakTaken,
    Event,
    QuietHoursChosen,
    Stopped,
    TellChosen,
)
from conversations.quiet_hours import chosen_or_usual
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post

DAY = timedelta(days=1)
A_WEEK = NOW + 7 * DAY  # a Tuesday, 10:00
LONDON = ZoneInfo("Europe/London")
CHOICES: tuple[Event, ...] = (
    BreakTaken(NOW), BreakTaken(None), BreakEnded(), TellChosen("only_changes"), TellChosen("all"),
    QuietHoursChosen(21, 17, sundays=False), QuietHoursChosen(0, 0, sundays=True),
    QuietHoursChosen(19, 9, sundays=True),
)  # fmt: skip
WAIT_IN_A_BREAK = sorted(STARTED_BY_HEARD - {"catch_up"})


@pytest.fixture
def hall(database: Database) -> Hall:
    """Four people, and a draft that asks them until 16 March."""
    hall = Hall(database)
    hall.seat(4)
    hall.ask(1)
    return hall


@pytest.fixture
def post(hall: Hall) -> Post:
    return Post(hall)


def do(hall: Hall, person: str, *done: Event, now: datetime = NOW) -> None:
    """Let somebody choose something."""
    with hall.database.transaction() as connection:
        perform(
            connection,
            [Happened(hall.members[person], hall.network, event, now, 0) for event in done],
        )


def _from(now: datetime, choice: Event) -> Event:
    """Let a break that has an end last five days from now."""
    has_end = isinstance(choice, BreakTaken) and choice.until is not None
    return BreakTaken(now + 5 * DAY) if has_end else choice


def tick(hall: Hall, now: datetime) -> int:
    """End the breaks that are over; gives how many."""
    with hall.database.transaction() as connection:
        return JOBS["end_breaks"].run(connection, hall.room, now)


def of_member(hall: Hall, person: str) -> dict[str, Any]:
    return hall.rows(tables.member, id=hall.members[person])[0]


def count(hall: Hall, now: datetime = NOW) -> tuple[int, dict[str, int], dict[str, int]]:
    with hall.database.reading() as connection:
        found = audiences.count(connection, 1, now)
    return found.now, dict(found.later), dict(found.never)


# --- what is kept ---------------------------------------------------------------------------------


def test_a_break_that_is_made_longer_keeps_its_beginning(hall: Hall) -> None:
    first, second, *_ = hall.members
    do(hall, first, BreakTaken(A_WEEK))
    do(hall, first, BreakTaken(None), now=NOW + DAY)
    do(hall, second, BreakTaken(A_WEEK))
    row = of_member(hall, first)
    assert (row["break_since"], row["break_until"]) == (NOW, None)
    do(hall, first, BreakEnded())
    assert of_member(hall, first)["break_since"] is None
    assert of_member(hall, second)["break_until"] == A_WEEK


def test_a_break_taken_in_the_turn_that_ended_one_holds(hall: Hall) -> None:
    first = next(iter(hall.members))
    do(hall, first, BreakTaken(None))
    do(hall, first, BreakTaken(A_WEEK), BreakEnded())
    assert of_member(hall, first)["break_until"] == A_WEEK


# --- what is claimed ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WAIT_IN_A_BREAK)
def test_what_heard_starts_waits_for_the_end_of_a_break_and_a_reply_does_not(
    post: Post, kind: str
) -> None:
    first, second, *_ = post.hall.members
    do(post.hall, first, BreakTaken(A_WEEK))
    for person in (first, second):
        post.put(person, f"to {person}", kind=kind)
    post.put(first, "a reply")
    assert sorted(post.send()) == sorted(["a reply", f"to {second}"])
    assert post.send(A_WEEK - timedelta(hours=1)) == []
    tick(post.hall, A_WEEK)
    assert f"to {first}" in post.send(A_WEEK + DAY)


def test_what_expires_in_a_break_never_goes(post: Post) -> None:
    first = next(iter(post.hall.members))
    do(post.hall, first, BreakTaken(A_WEEK))
    post.put(first, "an ask", kind="ask", subject=1, not_after=NOW + 3 * DAY)
    assert post.send() == []
    assert post.send(NOW + 4 * DAY) == []
    assert post.states() == ["expired"]


def test_a_break_until_they_write_holds_for_months_and_then_all_is_due_at_once(post: Post) -> None:
    first = next(iter(post.hall.members))
    do(post.hall, first, BreakTaken(None))
    post.put(first, "a notice", kind="notice")
    for days in range(0, 200, 9):
        assert post.send(NOW + days * DAY) == []
        assert tick(post.hall, NOW + days * DAY) == 0
    do(post.hall, first, BreakEnded(), now=NOW + 201 * DAY)
    assert post.send(NOW + 203 * DAY) == ["a notice"]


def test_a_break_that_is_over_holds_until_it_was_said(post: Post) -> None:
    first = next(iter(post.hall.members))
    do(post.hall, first, BreakTaken(NOW - DAY))
    post.put(first, "a notice", kind="notice")
    assert post.send() == []
    assert post.send(NOW + timedelta(minutes=2)) == []
    tick(post.hall, NOW)
    (over,) = post.send()
    assert "Your break is over." in over
    assert post.send(NOW + DAY) == ["a notice"]


def test_own_quiet_hours_hold_in_the_place_of_the_usual_ones(post: Post) -> None:
    first, second, *_ = post.hall.members
    do(post.hall, first, QuietHoursChosen(21, 17, sundays=False))
    for person in (first, second):
        post.put(person, f"to {person}", kind="notice")
    assert post.send() == [f"to {second}"]
    assert post.send(NOW.replace(hour=16, minute=59)) == []
    assert post.send(NOW.replace(hour=17)) == [f"to {first}"]
    post.put(first, "on a Sunday", kind="notice")
    assert post.send(datetime(2027, 3, 7, 17, tzinfo=UTC)) == ["on a Sunday"]


def test_only_what_changed_is_told_and_nothing_is_asked(post: Post) -> None:
    first, second, *_ = post.hall.members
    for person in (first, second):
        post.put(person, f"asks {person}", kind="ask", subject=1)
        post.put(person, f"tells {person}", kind="notice", subject=1)
    _due(post.hall)
    do(post.hall, first, TellChosen("only_changes"))
    post.put(first, "reminds", kind="reminder", subject=1)
    assert sorted(post.send()) == sorted([f"asks {second}", f"tells {first}", f"tells {second}"])
    cancelled = post.hall.rows(tables.outbox, status="cancelled")
    assert {(row["why"], row["payload"]) for row in cancelled} == {(ONLY_CHANGES, None)}
    parts = {row["member_id"]: row["status"] for row in post.hall.rows(tables.participation)}
    assert parts[post.hall.members[first]] == "unreached"
    do(post.hall, first, TellChosen("all"))
    post.put(first, "asks again", kind="ask", subject=1, due_at=NOW)
    assert post.send(NOW + DAY) == ["asks again"]


def _due(hall: Hall) -> None:
    with hall.database.transaction() as connection:
        connection.execute(tables.participation.update().values(status="due"))


def test_a_new_consultation_asks_only_those_who_want_to_be_asked(hall: Hall) -> None:
    first = next(iter(hall.members))
    do(hall, first, TellChosen("only_changes"))
    hall.ask(2)
    asked = hall.rows(tables.participation, consultation_id=2)
    assert hall.members[first] not in {row["member_id"] for row in asked}


# --- what a facilitator is told before ------------------------------------------------------------


def test_the_preview_counts_breaks_and_those_who_want_only_what_changed(hall: Hall) -> None:
    first, second, third, _ = hall.members
    do(hall, first, BreakTaken(A_WEEK))
    do(hall, second, BreakTaken(None))
    do(hall, third, TellChosen("only_changes"))
    assert count(hall) == (1, {"break": 2}, {"only_changes": 1})
    evening = NOW.replace(hour=20)
    assert count(hall, evening) == (0, {"break": 2, "quiet": 1}, {"only_changes": 1})
    assert count(hall, A_WEEK) == (2, {"break": 1}, {"only_changes": 1})


def test_a_break_that_ends_after_it_closes_is_named_as_the_reason(hall: Hall) -> None:
    first = next(iter(hall.members))
    do(hall, first, BreakTaken(NOW + 30 * DAY))
    assert count(hall) == (3, {}, {"break": 1})


def test_own_quiet_hours_are_counted_as_such(hall: Hall) -> None:
    first = next(iter(hall.members))
    do(hall, first, QuietHoursChosen(21, 17, sundays=True))
    assert count(hall) == (3, {"quiet": 1}, {})


# --- the end of a break ---------------------------------------------------------------------------


def test_after_a_break_one_message_comes_first_and_the_rest_a_day_later(post: Post) -> None:
    first = next(iter(post.hall.members))
    do(post.hall, first, BreakTaken(A_WEEK))
    post.put(first, "an ask", kind="ask", subject=1)
    post.put(first, "a notice", kind="notice", subject=1)
    assert post.send(A_WEEK - DAY) == []
    assert tick(post.hall, A_WEEK - timedelta(seconds=1)) == 0
    assert tick(post.hall, A_WEEK) == 1
    assert tick(post.hall, A_WEEK) == 0
    (over,) = post.send(A_WEEK)
    assert "1 consultation waited for you." in over
    assert "what was decided meanwhile" in over
    assert post.send(A_WEEK + DAY) == ["an ask", "a notice"]


def test_a_notice_that_expired_in_a_long_break_is_told_after_it(hall: Hall) -> None:
    who = next(iter(hall.members))
    do(hall, who, BreakTaken(None))
    lost = {"loop_id": 1, "version": 1, "member_id": hall.members[who], "due_at": NOW,
            "status": "untold", "reason": "expired", "asks_heard": False}  # fmt: skip
    with hall.database.transaction() as connection:
        connection.execute(tables.notice.insert().values(lost))
    do(hall, who, BreakEnded(), now=NOW + 90 * DAY)
    (row,) = hall.rows(tables.notice)
    assert (row["status"], row["reason"], row["due_at"]) == ("due", None, NOW + 90 * DAY)


def test_what_would_be_too_late_a_day_later_goes_at_once(post: Post) -> None:
    first = next(iter(post.hall.members))
    do(post.hall, first, BreakTaken(A_WEEK))
    post.put(first, "an ask", kind="ask", subject=1, not_after=A_WEEK + 2 * DAY)
    post.put(first, "another", kind="ask", subject=1, not_after=A_WEEK + 20 * DAY)
    post.send()
    tick(post.hall, A_WEEK)
    assert "an ask" in post.send(A_WEEK)
    assert post.states(kind="ask") == ["sent", "waiting"]


def test_who_stopped_or_wants_only_what_changed_gets_no_message_at_the_end(post: Post) -> None:
    first, second, *_ = post.hall.members
    for person in (first, second):
        do(post.hall, person, BreakTaken(A_WEEK))
    do(post.hall, first, Stopped())
    do(post.hall, second, TellChosen("only_changes"))
    assert tick(post.hall, A_WEEK) == 2
    assert post.send(A_WEEK) == []
    assert {row["break_since"] for row in post.hall.rows(tables.member)} == {None}


def test_a_discreet_person_is_told_only_that_a_message_waits(post: Post) -> None:
    first = next(iter(post.hall.members))
    do(post.hall, first, BreakTaken(A_WEEK), AboutYouGiven(discreet=True))
    tick(post.hall, A_WEEK)
    (waits,) = post.send(A_WEEK)
    assert waits.startswith("You have a message.")
    assert "break" not in waits


def test_after_a_restore_the_end_of_a_break_is_not_said_twice(post: Post, tmp_path: Path) -> None:
    first, second, *_ = post.hall.members
    for person in (first, second):
        do(post.hall, person, BreakTaken(A_WEEK))
    stops = StopList(tmp_path / "stops.jsonl", SecretStr("k" * 32))
    key = catch_up_key(post.hall.members[first], A_WEEK)
    stops.add([Line(A_WEEK, SENT, stops.mark(key))], A_WEEK)
    with post.hall.database.transaction() as connection:
        assert take_as_sent(connection, stops, stops.read(), NOW) == 1
    assert tick(post.hall, A_WEEK + DAY) == 1
    assert len(post.send(A_WEEK + DAY)) == 1
    assert {row["break_since"] for row in post.hall.rows(tables.member)} == {None}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.tuples(st.sampled_from(CHOICES), st.integers(1, 90)), max_size=12))
def test_whatever_a_person_chooses_nothing_goes_in_a_break_or_in_quiet_hours(
    hall: Hall, steps: list[tuple[Event, int]]
) -> None:
    (person,), post, now = hall.seat(1), Post(hall), NOW
    for number, (choice, hours) in enumerate(steps):
        do(hall, person, _from(now, choice), now=now)
        for kind in ("ask", "notice"):
            post.put(person, f"{kind} {number} to {person}", kind=kind, due_at=now)
        now += timedelta(hours=hours)
        tick(hall, now)
        row = of_member(hall, person)
        sent = [said for said in post.send(now) if said.endswith(person)]
        quiet = chosen_or_usual((row["quiet_from"], row["quiet_until"], row["quiet_sundays"]))
        assert not sent or (row["break_since"] is None and not quiet.hold(now.astimezone(LONDON)))
        assert row["tell"] == "all" or not any(said.startswith("ask") for said in sent)


def test_a_break_is_ended_only_where_there_is_a_channel_to_say_so(hall: Hall) -> None:
    first = next(iter(hall.members))
    do(hall, first, BreakTaken(A_WEEK))
    hall.room = replace(hall.room, channels={})
    assert tick(hall, A_WEEK) == 0
    assert of_member(hall, first)["break_until"] == A_WEEK
