"""The clock's jobs: each does what is due once, whoever runs it and however often."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot import logs
from bot.clock.jobs import JOBS, queue_asks, remind_the_undecided, tell_contributors
from bot.clock.jobs.remind_the_undecided import last_day_begins
from bot.clock.ticker import Ticker
from bot.delivery import inbox
from bot.delivery.ports import Outcome, Refused, Sent
from bot.involvement import audiences
from bot.involvement.drafts import end_of
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.involvement.results import results
from bot.involvement.telling.queueing import Ready
from bot.store import tables
from bot.store.database import Database
from conversations import events
from conversations.content import Decision, Given
from conversations.loop_events import HearBackMoved
from conversations.text import Worded
from tests.bot.delivery.hall import NOW, Hall, words
from tests.bot.delivery.post import Post, held

DAY = timedelta(days=1)
CLOSES = datetime(2027, 3, 17, tzinfo=UTC)
MORNING = CLOSES + timedelta(hours=10)
HEAR_BACK = datetime(2027, 4, 6, 10, tzinfo=UTC)
DECIDED = Decision(words("Buses are late."), words("We will ask for later buses."))


def tick(hall: Hall, now: datetime = NOW, names: Sequence[str] = tuple(JOBS)) -> int:
    """Run jobs at a moment; gives how much they did."""
    with hall.database.transaction() as connection:
        return sum(JOBS[name].run(connection, hall.room, now) for name in names)


def tick_and_send(post: Post, now: datetime) -> None:
    """Do and send all that is due."""
    while tick(post.hall, now):
        post.send(now)


def change(hall: Hall, table: sa.Table, member: str | None = None, **values: Any) -> None:
    """Set columns in every row of a table, or of one member."""
    with hall.database.transaction() as connection:
        all_of = table.update()
        if member is not None:
            key = table.c.id if table is tables.member else table.c.member_id
            all_of = all_of.where(key == hall.members[member])
        connection.execute(all_of.values(**values))


def do(hall: Hall, who: int, *done: events.Event, now: datetime = NOW) -> None:
    """Let somebody do something."""
    with hall.database.transaction() as connection:
        perform(connection, [Happened(who, hall.network, event, now, 0) for event in done])


def facilitator(hall: Hall, number: int = 1) -> int:
    row = hall.rows(tables.consultation, id=number)[0]
    return int(row["asked_by"])


def answer(hall: Hall, people: Sequence[str], choice: int = 1) -> None:
    """Let people choose and finish."""
    given = events.Answered(1, 1, 1, Given(choices=(choice,)))
    for person in people:
        do(hall, hall.members[person], given, events.Finished(1))


def written(hall: Hall, kind: str) -> list[str]:
    return [row["dedupe_key"] for row in hall.rows(tables.outbox, kind=kind)]


def status(hall: Hall, number: int = 1) -> str:
    return str(hall.rows(tables.consultation, id=number)[0]["status"])


def to_ask(hall: Hall, people: int = 3) -> list[str]:
    """Let people be due to be asked."""
    seats = hall.seat(people)
    hall.ask(1)
    change(hall, tables.participation, status="due", queued_at=None)
    change(hall, tables.member, ask_every_days=0)
    return seats


def decided(hall: Hall, answered: Sequence[str]) -> None:
    """Close, decide, and have everybody's notice due."""
    answer(hall, answered)
    tick(hall, MORNING)
    do(hall, facilitator(hall), events.DecisionApproved(1, DECIDED), now=MORNING)


# --- twice ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        (NOW, {"ask": 3, "progress": 1}),
        (CLOSES - timedelta(hours=12), {"ask": 3, "progress": 0}),
        (MORNING, {"nag": 1}),
        (HEAR_BACK, {"nag": 2}),
    ],
    ids=["asks", "just before the end", "closing", "hear-back"],
)
def test_jobs_that_run_again_find_nothing(hall: Hall, now: datetime, kinds: dict[str, int]) -> None:
    to_ask(hall)
    tick(hall, now)
    before = hall.everything()

    assert {kind: len(written(hall, kind)) for kind in kinds} == kinds
    assert tick(hall, now) == 0
    assert hall.everything() == before


async def in_two_programs(hall: Hall, now: datetime, names: Sequence[str]) -> None:
    """Run the same jobs at the same moment in two programs."""
    with Database(hall.database.url) as other:
        for name in names:
            work = partial(JOBS[name].run, room=hall.room, now=now)
            await asyncio.gather(hall.database.write(work), other.write(work))


async def test_two_programs_at_the_same_moment_ask_remind_close_and_tell_once(post: Post) -> None:
    hall = post.hall
    people = to_ask(hall)
    change(hall, tables.consultation, status="scheduled")
    with hall.database.transaction() as connection:
        connection.execute(tables.participation.delete())
    names = tuple(JOBS)

    await in_two_programs(hall, NOW, names)
    assert len(hall.rows(tables.participation)) == 3
    assert len(written(hall, "ask")) == 3
    post.send()
    await in_two_programs(hall, CLOSES - timedelta(hours=14), names)
    assert len(written(hall, "reminder")) == 3
    answer(hall, people)
    await in_two_programs(hall, MORNING, names)
    assert len(written(hall, "nag")) == 1
    do(hall, facilitator(hall), events.DecisionApproved(1, DECIDED), now=MORNING)
    await in_two_programs(hall, MORNING, names)
    assert len(written(hall, "notice")) == 3
    post.send(MORNING)
    await in_two_programs(hall, MORNING, names)
    assert status(hall) == "told"
    assert sum(key.startswith("told:") for key in written(hall, "nag")) == 1


async def test_a_notice_that_was_told_is_not_queued_again_by_a_slow_program(post: Post) -> None:
    people = to_ask(post.hall)
    tick_and_send(post, NOW)
    decided(post.hall, people)
    tick_and_send(post, MORNING)
    assert [row["status"] for row in post.hall.rows(tables.notice)] == ["told"] * 3
    with post.hall.database.transaction() as connection:  # it had looked before they were told
        who = dict.fromkeys(post.hall.members.values(), MORNING)
        told = Ready(1, 1, (1,), asks=True)
        tell_contributors._tell(connection, post.hall.room, told, who, MORNING)  # noqa: SLF001

    assert [row["status"] for row in post.hall.rows(tables.notice)] == ["told"] * 3


# --- networks that are not served here --------------------------------------------------------


def test_a_network_that_is_not_served_here_keeps_no_job_from_its_work(post: Post) -> None:
    hall = post.hall
    people = to_ask(hall)
    elsewhere = replace(hall.room, channels={})

    def not_here(now: datetime) -> int:
        with hall.database.transaction() as connection:
            return sum(JOBS[name].run(connection, elsewhere, now) for name in JOBS)

    assert not_here(NOW) == 0
    assert written(hall, "ask") == []
    tick_and_send(post, NOW)
    not_here(CLOSES - timedelta(hours=14))
    assert written(hall, "reminder") == []
    decided(hall, people)
    not_here(MORNING)
    assert written(hall, "notice") == []
    tick_and_send(post, MORNING)
    assert len(written(hall, "notice")) == 3


def test_asks_are_queued_as_they_are_sent(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_asks, "AT_ONCE", 2)
    to_ask(post.hall, 5)
    assert [tick(post.hall, names=["queue_asks"]) for _ in range(2)] == [2, 0]
    post.send()
    assert tick(post.hall, names=["queue_asks"]) == 2
    do(post.hall, facilitator(post.hall), events.SendingPaused(1))
    assert tick(post.hall, names=["queue_asks"]) == 0


# --- asking -----------------------------------------------------------------------------------


def test_whoever_joins_during_a_long_pause_is_asked_when_it_goes_on(post: Post) -> None:
    hall = post.hall
    to_ask(hall)
    tick_and_send(post, NOW)
    do(hall, facilitator(hall), events.SendingPaused(1))
    hall.seat(1)
    tick_and_send(post, NOW + 5 * DAY)
    assert len(written(hall, "ask")) == 3
    do(hall, facilitator(hall), events.SendingResumed(1))
    with hall.database.transaction() as connection:
        late = tables.member.c.id == hall.members[list(hall.members)[-1]]
        joined = tables.member.update().where(late)
        connection.execute(joined.values(joined_at=NOW + timedelta(hours=1)))
    tick_and_send(post, NOW + 5 * DAY)

    assert len(written(hall, "ask")) == 4


def test_whoever_joins_after_a_cancel_is_not_asked(post: Post) -> None:
    hall = post.hall
    to_ask(hall)
    do(hall, facilitator(hall), events.SendingCancelled(1))
    hall.seat(1)
    change(hall, tables.member, joined_at=NOW + timedelta(hours=1))
    tick_and_send(post, NOW + timedelta(hours=2))

    assert written(hall, "ask") == []
    assert {row["status"] for row in hall.rows(tables.participation)} == {"unreached"}


def test_a_cancel_keeps_nothing_of_the_asks_and_leaves_other_networks_alone(post: Post) -> None:
    hall = post.hall
    to_ask(hall)
    tick(hall)
    with hall.database.transaction() as connection:
        elsewhere = Happened(
            facilitator(hall), hall.network + 1, events.SendingCancelled(1), NOW, 0
        )
        perform(connection, [elsewhere])
    assert {row["status"] for row in hall.rows(tables.outbox, kind="ask")} == {"waiting"}

    do(hall, facilitator(hall), events.SendingCancelled(1))
    assert {row["status"] for row in hall.rows(tables.outbox, kind="ask")} == {"cancelled"}
    assert post.kept_words() == []


def test_the_count_before_sending_is_who_is_asked(hall: Hall) -> None:
    people = hall.seat(8)
    hall.ask(1)
    asker = facilitator(hall)
    change(hall, tables.member, people[0], stopped_at=NOW)
    change(hall, tables.address, people[1], unreachable_since=NOW)
    change(hall, tables.member, people[2], joined_at=None)
    with hall.database.transaction() as connection:
        role = {"member_id": hall.members[people[3]], "role": "facilitator", "granted_at": NOW}
        connection.execute(tables.role.insert().values(role))
        _two_addresses(connection, hall, people[4], both_lost=False)
        _two_addresses(connection, hall, people[5], both_lost=True)
        _two_groups(connection, hall, people[6])
        counted = audiences.count(connection, 1, NOW)
        connection.execute(tables.participation.delete())
        asked = audiences.ask_everyone(connection, 1, NOW)

    assert asker not in [row["member_id"] for row in hall.rows(tables.participation)]
    assert counted.now == asked == 3
    assert dict(counted.never) == {"stopped": 1, "unreachable": 2}


def _two_addresses(connection: sa.Connection, hall: Hall, person: str, *, both_lost: bool) -> None:
    mine = tables.address.c.member_id == hall.members[person]
    row = connection.execute(sa.select(tables.address).where(mine)).mappings().one()
    more = {"id": row["id"] + 1, "external_id": f"{person}0"}
    connection.execute(tables.address.insert().values(dict(row) | more))
    lost = mine if both_lost else mine & (tables.address.c.id == row["id"])
    connection.execute(tables.address.update().where(lost).values(unreachable_since=NOW))


def _two_groups(connection: sa.Connection, hall: Hall, person: str) -> None:
    for name in ("A", "B"):
        group = {"network_id": hall.network, "name": name, "kind": "panel"}
        insert = tables.group.insert().values(group).returning(tables.group.c.id)
        number = connection.execute(insert).scalar_one()
        belongs = {"group_id": number, "member_id": hall.members[person]}
        connection.execute(tables.membership.insert().values(belongs))


def test_members_of_two_groups_are_counted_and_asked_once(hall: Hall) -> None:
    people = hall.seat(3)
    hall.ask(1)
    with hall.database.transaction() as connection:
        _two_groups(connection, hall, people[0])
        groups = list(connection.execute(sa.select(tables.group.c.id)).scalars())
        for table in (tables.draft, tables.consultation):
            column = "content" if table is tables.draft else "audience"
            before = connection.execute(sa.select(table.c[column])).scalar_one()
            audience = before["audience"] if table is tables.draft else before
            audience = audience | {"groups": groups}
            after = before | {"audience": audience} if table is tables.draft else audience
            connection.execute(table.update().values({column: after}))
        connection.execute(tables.participation.delete())
        assert audiences.count(connection, 1, NOW).now == 1
        assert audiences.ask_everyone(connection, 1, NOW) == 1


def test_whoever_had_three_messages_this_week_is_counted_as_asked_later(post: Post) -> None:
    people = post.hall.seat(2)
    post.hall.ask(1)
    for number in range(3):
        post.put(people[0], f"{number}", kind="nag")
    post.send()
    with post.hall.database.transaction() as connection:
        counted = audiences.count(connection, 1, NOW)

    assert (counted.now, counted.later) == (1, (("asked_recently", 1),))


# --- reminding --------------------------------------------------------------------------------


def test_whoever_got_the_ask_within_the_last_day_is_not_reminded_on_top(post: Post) -> None:
    hall = post.hall
    early, late = to_ask(hall, 2)
    change(hall, tables.member, late, ask_every_days=13)
    with hall.database.transaction() as connection:
        place = hall.rows(tables.address, external_id=late)[0]["id"]
        row = {
            "channel_account_id": hall.account, "address_id": place, "subject": 9, "kind": "ask",
            "member_id": hall.members[late], "dedupe_key": "before", "lane": "bulk",
            "status": "sent", "due_at": NOW, "created_at": NOW, "tries": 1, "edits": False,
            "sent_at": NOW + timedelta(hours=23) + DAY,
        }  # fmt: skip
        connection.execute(tables.outbox.insert().values(row))
    tick_and_send(post, NOW)
    tick_and_send(post, CLOSES - timedelta(hours=14))

    asked = {row["member_id"] for row in hall.rows(tables.outbox, kind="ask", status="sent")}
    reminded = [row["member_id"] for row in hall.rows(tables.outbox, kind="reminder")]
    assert asked == {hall.members[early], hall.members[late]}
    assert reminded == [hall.members[early]]


def test_many_are_reminded_some_at_a_time(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    to_ask(post.hall, 5)
    tick_and_send(post, NOW)
    monkeypatch.setattr(remind_the_undecided, "AT_ONCE", 2)
    day, room = CLOSES - timedelta(hours=14), post.hall.room
    with post.hall.database.transaction() as connection:
        done = [remind_the_undecided.run(connection, room, day) for _ in range(4)]
    assert done == [2, 2, 1, 0]


def test_nobody_is_reminded_of_what_was_cancelled(post: Post) -> None:
    to_ask(post.hall)
    tick_and_send(post, NOW)
    do(post.hall, facilitator(post.hall), events.SendingCancelled(1))
    tick_and_send(post, CLOSES - timedelta(hours=14))

    assert written(post.hall, "reminder") == []


@pytest.mark.parametrize(
    ("last_day", "begins"),
    [
        (date(2027, 3, 16), datetime(2027, 3, 16, tzinfo=UTC)),
        (date(2027, 3, 29), datetime(2027, 3, 28, 23, tzinfo=UTC)),  # the clocks went forward
        (date(2027, 3, 28), datetime(2027, 3, 26, 23, tzinfo=UTC)),  # a Sunday
    ],
)
def test_the_last_day_is_one_on_which_people_can_be_reminded(
    last_day: date, begins: datetime
) -> None:
    zone = ZoneInfo("Europe/London")

    assert last_day_begins(end_of(last_day, zone), zone) == begins


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        ("Europe/London", date(2027, 3, 27), datetime(2027, 3, 28, 0, tzinfo=UTC)),
        ("Europe/London", date(2027, 3, 28), datetime(2027, 3, 28, 23, tzinfo=UTC)),
        ("Europe/London", date(2027, 10, 30), datetime(2027, 10, 30, 23, tzinfo=UTC)),
        ("Europe/London", date(2027, 10, 31), datetime(2027, 11, 1, 0, tzinfo=UTC)),
        ("Asia/Karachi", date(2027, 3, 28), datetime(2027, 3, 28, 19, tzinfo=UTC)),
    ],
)
def test_closing_is_at_the_end_of_the_civil_day(zone: str, day: date, end: datetime) -> None:
    assert end_of(day, ZoneInfo(zone)) == end


# --- closing ----------------------------------------------------------------------------------


def test_closing_lets_go_of_what_waits_and_leaves_nobody_as_due(post: Post) -> None:
    to_ask(post.hall)
    tick(post.hall)
    tick(post.hall, CLOSES)

    assert status(post.hall) == "closed"
    assert set(post.states(kind="ask")) == {"cancelled"}
    assert {row["status"] for row in post.hall.rows(tables.participation)} == {"unreached"}
    assert post.kept_words() == []


def test_frozen_results_hold_no_number_that_may_not_be_shown(hall: Hall) -> None:
    people = to_ask(hall, 14)
    answer(hall, people[:11], choice=1)
    answer(hall, people[11:], choice=2)
    tick(hall, CLOSES)

    frozen = hall.rows(tables.consultation)[0]["results"]
    assert frozen["answered"] == 14
    assert frozen["questions"][0]["counts"] == [[1, None], [2, None]]
    do(hall, hall.members[people[0]], events.AnswersErased(), now=MORNING)
    with hall.database.reading() as connection:
        assert results(connection, 1).answered == 14


def test_few_answers_are_frozen_as_nothing(hall: Hall) -> None:
    people = to_ask(hall, 9)
    answer(hall, people)
    tick(hall, CLOSES)

    frozen = hall.rows(tables.consultation)[0]["results"]
    assert frozen["answered"] is None
    assert not frozen["questions"]


# --- the loop ---------------------------------------------------------------------------------


def test_a_loop_with_nobody_in_it_closes_at_once_and_says_so(post: Post) -> None:
    to_ask(post.hall)
    decided(post.hall, [])
    tick(post.hall, MORNING)

    assert status(post.hall) == "told"
    told = post.hall.rows(tables.outbox, kind="nag")[-1]
    assert told["dedupe_key"].startswith("told:")
    assert "Nobody could be told." in str(told["payload"])


def test_a_loop_stays_open_until_the_last_person_is_told_or_cannot_be(post: Post) -> None:
    hall = post.hall
    told, stopped, gone, failing, late = to_ask(hall, 5)
    tick_and_send(post, NOW)
    answer(hall, [told, stopped, gone, failing, late])
    tick(hall, MORNING)
    change(hall, tables.address, gone, unreachable_since=MORNING)
    do(hall, facilitator(hall), events.DecisionApproved(1, DECIDED), now=MORNING)
    do(hall, hall.members[stopped], events.Stopped(), now=MORNING)
    tick(hall, MORNING)
    found = post.claim(MORNING).claimed
    ends: dict[int, Outcome] = {hall.members[failing]: Refused("no"), hall.members[told]: Sent(3)}
    for one in found:
        if one.member in ends:
            post.end([one], ends[one.member], MORNING)
    tick(hall, MORNING)
    assert status(hall) == "closed"
    post.recover(MORNING)
    tick(hall, MORNING)

    assert status(hall) == "told"
    reasons = {row["member_id"]: row["reason"] for row in hall.rows(tables.notice)}
    expected = {told: None, stopped: "stopped", gone: "unreachable", failing: "failed",
                late: "failed"}  # fmt: skip
    assert reasons == {hall.members[one]: reason for one, reason in expected.items()}


def test_a_notice_that_expires_closes_the_loop_with_its_reason(post: Post) -> None:
    hall = post.hall
    people = to_ask(hall, 1)
    tick_and_send(post, NOW)
    decided(hall, people)
    tick(hall, MORNING)
    post.send(MORNING + 61 * DAY)
    tick(hall, MORNING + 61 * DAY)

    assert status(hall) == "told"
    assert [row["reason"] for row in hall.rows(tables.notice)] == ["expired"]


def test_the_nag_comes_once_on_the_day_and_anew_where_the_day_is_moved(hall: Hall) -> None:
    to_ask(hall)
    tick(hall, MORNING)
    nag = ["nag_for_the_hear_back"]
    assert [day for day in range(-2, 16) if tick(hall, HEAR_BACK + day * DAY, nag)] == [0]

    later = (HEAR_BACK + 20 * DAY).date()
    moved = HearBackMoved(1, later, Worded.of({"en_GB": "Illness."}))
    do(hall, facilitator(hall), moved, now=HEAR_BACK + 16 * DAY)
    assert [day for day in range(16, 30) if tick(hall, HEAR_BACK + day * DAY, nag)] == [20]


def test_nobody_is_nagged_about_what_is_decided(hall: Hall) -> None:
    to_ask(hall)
    tick(hall, MORNING)
    do(hall, facilitator(hall), events.DecisionApproved(1, DECIDED), now=MORNING)
    assert not tick(hall, HEAR_BACK + DAY, ["nag_for_the_hear_back"])


# --- progress ---------------------------------------------------------------------------------


def test_pause_resume_and_pause_again_each_change_the_progress(post: Post) -> None:
    hall = post.hall
    to_ask(hall)
    shown = []
    for event in (events.SendingPaused, events.SendingResumed, events.SendingPaused):
        do(hall, facilitator(hall), event(1))
        tick(hall, NOW, ["show_progress"])
        assert tick(hall, NOW, ["show_progress"]) == 0
        shown += [str(one.payload) for one in post.claim().claimed if one.kind == "progress"]
        with hall.database.transaction() as connection:
            sent = tables.outbox.update().values(status="sent", message=7)
            connection.execute(sent.where(tables.outbox.c.status == "sending"))

    assert ["Paused." in one for one in shown] == [True, False, True]


# --- purging ----------------------------------------------------------------------------------


def test_what_people_wrote_is_gone_within_three_days(hall: Hall) -> None:
    (person,) = hall.seat(1)
    hall.store(hall.text(person, "private"), hall.text(person, "waits"))
    first = hall.rows(tables.inbox)[0]["id"]
    with hall.database.transaction() as connection:
        done = tables.inbox.update().where(tables.inbox.c.id == first)
        connection.execute(done.values(status="done", done_at=NOW))
    every = timedelta(seconds=JOBS["purge_what_was_said"].EVERY)

    assert tick(hall, NOW + 2 * DAY, ["purge_what_was_said"]) == 0
    assert tick(hall, NOW + 3 * DAY - every, ["purge_what_was_said"]) == 1
    assert tick(hall, NOW + 3 * DAY, ["purge_what_was_said"]) == 0
    kept = [(row["sender"], row["payload"] is None) for row in hall.rows(tables.inbox)]
    assert kept == [("", True), (person, False)]


def test_what_was_set_aside_is_gone_within_three_days_too(hall: Hall) -> None:
    (person,) = hall.seat(1)
    hall.store(hall.text(person, "private"))
    change(hall, tables.inbox, status="poison", done_at=NOW)

    assert tick(hall, NOW + 3 * DAY, ["purge_what_was_said"]) == 1
    assert [(row["sender"], row["payload"]) for row in hall.rows(tables.inbox)] == [("", None)]


def test_a_request_names_nobody_any_more_once_it_is_done(hall: Hall) -> None:
    done, waits = hall.seat(2)
    with hall.database.transaction() as connection:
        asked = [(1, hall.account, done, {"name": "d.results"}),
                 (2, hall.account, waits, {"name": "d.results"})]  # fmt: skip
        inbox.ask(connection, asked, NOW)
        mine = tables.inbox.c.sender == done
        over = tables.inbox.update().where(mine)
        connection.execute(over.values(status="done", done_at=NOW))

    assert tick(hall, NOW, ["purge_what_was_said"]) == 1
    assert [row["sender"] for row in hall.rows(tables.inbox)] == ["", waits]


# --- the ticker -------------------------------------------------------------------------------


class Failing:
    """A job that fails, telling what it should not."""

    EVERY = 1.0

    def run(self, connection: sa.Connection, room: object, now: datetime) -> int:
        """Fail, quoting what somebody wrote."""
        raise ValueError(f"private words {connection.dialect.name} {room} {now}")


async def test_a_job_that_fails_is_named_in_the_log_without_any_words(hall: Hall) -> None:
    ticker = Ticker(
        hall.database, hall.room, lambda: NOW, await held(hall.database, "tick"), lambda: None
    )
    with capture_logs(processors=[logs.name_the_error]) as lines:
        assert await ticker.tick("failing", Failing()) == 0

    (line,) = lines
    assert (line["event"], line["job"], line["error"]) == ("a job failed", "failing", "ValueError")
    assert "private" not in str(lines)
