"""Invitations, moves, reminders and thanks: each person hears how a meeting is now, and once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.clock.jobs import (
    hold_meetings,
    invite_to_meetings,
    nag_for_the_minutes,
    remind_of_meetings,
)
from bot.clock.jobs.remind_of_meetings import remind_at
from bot.involvement import what_waits
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from conversations.content import Audience
from conversations.meeting_events import (
    InvitationAnswered,
    MeetingCancelled,
    MeetingChanged,
    MeetingPlanned,
)
from conversations.meetings_facts import AgendaItem, Plan
from tests.bot.delivery.hall import NOW, Hall, words
from tests.bot.delivery.post import Post

NUMBER, LEAD = 4242, "1"
DAY = date(2027, 3, 30)
PLAN = Plan(
    title=words("Partnership group"),
    day=DAY,
    begins="14:00",
    minutes=90,
    place=words("Room 4"),
    agenda=(AgendaItem(1, words("Parking")),),
    audience=Audience(),
)
STARTS = datetime(2027, 3, 30, 13, tzinfo=UTC)  # summer time has begun
TWO_HOURS, A_WEEK = timedelta(hours=2), timedelta(days=7)
JOBS = (invite_to_meetings, remind_of_meetings, hold_meetings)


@pytest.fixture
def people(hall: Hall) -> list[str]:
    return hall.seat(3)


def do(hall: Hall, address: str, event: Any, now: datetime = NOW) -> None:
    """Let somebody do something; the facilitator is no member who is invited."""
    who = hall.members.get(address) or hall.members[min(hall.members)]
    with hall.database.transaction() as connection:
        perform(connection, [Happened(who, hall.network, event, now, 0)])


def tick(hall: Hall, now: datetime = NOW) -> int:
    with hall.database.transaction() as connection:
        return sum(job.run(connection, hall.room, now) for job in JOBS)


def tick_and_send(post: Post, now: datetime = NOW) -> list[str]:
    """Do and send all that is due; gives what was said."""
    said = []
    while tick(post.hall, now):
        said += post.send(now)
    return said + post.send(now)


def changed(**parts: Any) -> Plan:
    return Plan(**{name: getattr(PLAN, name) for name in PLAN.__slots__} | parts)


def meeting(hall: Hall) -> dict[str, Any]:
    return hall.rows(tables.meeting, id=NUMBER)[0]


@pytest.mark.usefixtures("people")
def test_everyone_is_invited_once(post: Post) -> None:
    do(post.hall, LEAD, MeetingPlanned(NUMBER, PLAN))
    said = tick_and_send(post)
    assert len(said) == 3
    assert all("You are invited to this meeting." in one for one in said)
    assert all("\u206814:00\u2069 to \u206815:30" in one for one in said)
    assert tick_and_send(post) == []
    assert meeting(post.hall)["told_revision"] == 0
    assert {row["kind"] for row in post.hall.rows(tables.outbox)} == {"invite_meeting"}


def test_who_stopped_or_wants_only_changes_is_not_invited(post: Post, people: list[str]) -> None:
    members = [post.hall.members[one] for one in people]
    with post.hall.database.transaction() as connection:
        m = tables.member
        connection.execute(m.update().where(m.c.id == members[0]).values(stopped_at=NOW))
        connection.execute(m.update().where(m.c.id == members[1]).values(tell="only_changes"))
    do(post.hall, people[2], MeetingPlanned(NUMBER, PLAN))
    assert len(tick_and_send(post)) == 1
    assert [row["member_id"] for row in post.hall.rows(tables.attendance)] == [members[2]]


@pytest.mark.usefixtures("people")
def test_moved_twice_before_anything_went_only_the_latest_is_told(post: Post) -> None:
    do(post.hall, LEAD, MeetingPlanned(NUMBER, PLAN))
    tick(post.hall)  # written down, not sent
    do(post.hall, LEAD, MeetingChanged(NUMBER, 0, changed(begins="15:00")))
    tick(post.hall)
    do(post.hall, LEAD, MeetingChanged(NUMBER, 1, changed(begins="16:00")))
    said = tick_and_send(post)
    assert len(said) == 3
    assert all("You are invited to this meeting." in one for one in said)
    assert all("16:00" in one for one in said)
    assert meeting(post.hall)["told_revision"] == 2


def test_who_was_told_hears_of_the_last_move_once(post: Post, people: list[str]) -> None:
    do(post.hall, LEAD, MeetingPlanned(NUMBER, PLAN))
    tick_and_send(post)
    do(post.hall, people[0], InvitationAnswered(NUMBER, "comes"))
    do(post.hall, LEAD, MeetingChanged(NUMBER, 0, changed(begins="15:00")))
    tick(post.hall)
    do(post.hall, LEAD, MeetingChanged(NUMBER, 1, changed(place=words("Room 9"))))
    said = tick_and_send(post)
    assert len(said) == 3
    assert all("This meeting has changed." in one for one in said)
    assert all("Room 9" in one for one in said)
    assert tick_and_send(post) == []
    assert {row["reply"] for row in post.hall.rows(tables.attendance)} == {None}


def test_another_agenda_or_title_is_told_to_nobody(post: Post, people: list[str]) -> None:
    do(post.hall, LEAD, MeetingPlanned(NUMBER, PLAN))
    tick_and_send(post)
    do(post.hall, people[0], InvitationAnswered(NUMBER, "comes"))
    agenda = (AgendaItem(2, words("Buses")),)
    do(post.hall, LEAD, MeetingChanged(NUMBER, 0, changed(agenda=agenda, title=words("Spring"))))
    assert tick_and_send(post) == []
    assert meeting(post.hall)["revision"] == 0
    assert post.hall.rows(tables.attendance, reply="comes")


def test_a_cancelled_meeting_is_told_to_who_was_invited(post: Post, people: list[str]) -> None:
    do(post.hall, LEAD, MeetingPlanned(NUMBER, PLAN))
    tick_and_send(post)
    do(post.hall, people[0], InvitationAnswered(NUMBER, "cannot"))
    do(post.hall, LEAD, MeetingCancelled(NUMBER, 0))
    said = tick_and_send(post)
    assert len(said) == 3
    assert all("This meeting is cancelled." in one for one in said)
    assert tick_and_send(post, STARTS + TWO_HOURS) == []
    assert post.hall.rows(tables.loop, id=NUMBER)[0]["status"] == "archived"


@pytest.mark.usefixtures("people")
def test_an_invitation_that_waits_is_cancelled_with_the_meeting(post: Post) -> None:
    do(post.hall, LEAD, MeetingPlanned(NUMBER, PLAN))
    tick(post.hall)
    do(post.hall, LEAD, MeetingCancelled(NUMBER, 0))
    assert tick_and_send(post) == []
    assert set(post.states()) == {"cancelled"}


@pytest.mark.usefixtures("people")
def test_an_invitation_never_goes_after_the_meeting_began(post: Post) -> None:
    do(post.hall, LEAD, MeetingPlanned(NUMBER, PLAN))
    tick(post.hall)
    assert [one for one in post.send(STARTS + TWO_HOURS) if "invited" in one] == []
    do(post.hall, LEAD, MeetingPlanned(NUMBER + 1, changed(day=date(2027, 3, 3))))
    late = datetime(2027, 3, 3, 14, 30, tzinfo=UTC)
    assert invite_one(post.hall, late) == 0


def invite_one(hall: Hall, now: datetime) -> int:
    with hall.database.transaction() as connection:
        return invite_to_meetings.run(connection, hall.room, now)


def test_who_comes_is_reminded_at_ten_the_day_before(post: Post, people: list[str]) -> None:
    do(post.hall, LEAD, MeetingPlanned(NUMBER, PLAN))
    tick_and_send(post)
    do(post.hall, people[0], InvitationAnswered(NUMBER, "comes"))
    do(post.hall, people[1], InvitationAnswered(NUMBER, "cannot"))
    the_day_before = datetime(2027, 3, 29, 9, tzinfo=UTC)  # ten o'clock in summer time
    assert tick_and_send(post, the_day_before - timedelta(minutes=1)) == []
    (said,) = tick_and_send(post, the_day_before)
    assert "This is a reminder of a meeting that you are coming to." in said
    assert tick_and_send(post, the_day_before + TWO_HOURS) == []


def test_a_meeting_that_moves_is_reminded_of_anew(post: Post, people: list[str]) -> None:
    do(post.hall, LEAD, MeetingPlanned(NUMBER, PLAN))
    tick_and_send(post)
    do(post.hall, people[0], InvitationAnswered(NUMBER, "comes"))
    tick_and_send(post, datetime(2027, 3, 29, 9, tzinfo=UTC))
    do(post.hall, LEAD, MeetingChanged(NUMBER, 0, changed(day=DAY + A_WEEK)))
    tick_and_send(post, datetime(2027, 3, 29, 12, tzinfo=UTC))
    do(post.hall, people[0], InvitationAnswered(NUMBER, "comes"))
    (said,) = tick_and_send(post, datetime(2027, 4, 5, 9, tzinfo=UTC))
    assert "This is a reminder" in said


@pytest.mark.parametrize(
    ("starts", "replied", "reminded"),
    [
        ((28, 13), (1, 9), (27, 10)),  # the clocks go forward in the night before
        ((30, 13), (1, 9), (29, 9)),
        ((28, 13), (27, 11), (28, 10)),  # three hours before it
        ((28, 13), (28, 8), None),
        ((28, 9), (27, 12), (27, 18)),  # seven in the morning is night
        ((28, 9), (27, 16), None),
        ((30, 22), (30, 9), (30, 17)),  # so is eight in the evening
        ((30, 0), (29, 10), (29, 17)),
    ],
)
def test_whoever_replies_late_is_reminded_some_hours_before_by_day(
    starts: tuple[int, int], replied: tuple[int, int], reminded: tuple[int, int] | None
) -> None:
    london = ZoneInfo("Europe/London")
    assert remind_at(march(starts), london, march(replied)) == (reminded and march(reminded))


def test_the_reminder_keeps_its_hours_when_the_clocks_go_back() -> None:
    london, day = ZoneInfo("Europe/London"), datetime(2027, 10, 31, tzinfo=UTC)
    noon = day + timedelta(hours=12)
    assert remind_at(noon, london, NOW) == day - timedelta(hours=15)  # ten of the day before
    assert remind_at(noon, london, day - timedelta(hours=12)) == day + timedelta(hours=9)
    early = noon - timedelta(hours=1)
    assert remind_at(early, london, day - timedelta(hours=12)) == day - timedelta(hours=7)


def march(when: tuple[int, int]) -> datetime:
    return datetime(2027, 3, *when, tzinfo=UTC)


def test_of_a_meeting_planned_for_tomorrow_those_are_reminded_who_say_then_that_they_come(
    post: Post, people: list[str]
) -> None:
    after_ten = march((29, 11))
    do(post.hall, LEAD, MeetingPlanned(NUMBER, PLAN), after_ten)
    tick_and_send(post, after_ten)
    do(post.hall, people[0], InvitationAnswered(NUMBER, "comes"), after_ten)
    do(post.hall, people[1], InvitationAnswered(NUMBER, "unsure"), after_ten)
    assert tick_and_send(post, march((30, 7))) == []
    do(post.hall, people[1], InvitationAnswered(NUMBER, "comes"), march((30, 7)))
    do(post.hall, people[2], InvitationAnswered(NUMBER, "comes"), march((30, 8)))  # just now
    assert tick_and_send(post, march((30, 10)) - timedelta(minutes=1)) == []
    said = tick_and_send(post, march((30, 10)))
    assert len(said) == 2
    assert all("This is a reminder of a meeting that you are coming to." in one for one in said)
    for person in people[:2]:
        do(post.hall, person, InvitationAnswered(NUMBER, "comes"), march((30, 10)))
    assert tick_and_send(post, march((30, 11))) == []


def test_when_it_is_over_who_meant_to_come_is_asked_once(post: Post, people: list[str]) -> None:
    do(post.hall, LEAD, MeetingPlanned(NUMBER, PLAN))
    tick_and_send(post)
    for person, reply in zip(people, ("comes", "unsure", "cannot"), strict=True):
        do(post.hall, person, InvitationAnswered(NUMBER, reply))
    tick_and_send(post, STARTS - timedelta(hours=1))
    assert tick_and_send(post, STARTS + timedelta(minutes=89)) == []
    said = tick_and_send(post, STARTS + timedelta(minutes=90))
    assert len(said) == 2
    assert all("Were you there?" in one for one in said)
    assert meeting(post.hall)["status"] == "held"
    assert tick_and_send(post, STARTS + TWO_HOURS) == []


def test_a_meeting_of_a_group_invites_that_group_only(post: Post, people: list[str]) -> None:
    with post.hall.database.transaction() as connection:
        made = tables.group.insert().values(
            network_id=post.hall.network, name="Lung", kind="locality"
        )
        group = connection.execute(made.returning(tables.group.c.id)).scalar_one()
        mine = post.hall.members[people[1]]
        connection.execute(tables.membership.insert().values(group_id=group, member_id=mine))
    plan = changed(audience=Audience(groups=(group,)))
    do(post.hall, LEAD, MeetingPlanned(NUMBER, plan))
    tick_and_send(post)
    assert [row["member_id"] for row in post.hall.rows(tables.outbox)] == [mine]


@pytest.mark.parametrize(("status", "waiting"), [("open", 1), ("archived", 0)])
@pytest.mark.usefixtures("people")
def test_nobody_waits_for_the_minutes_of_what_was_archived(
    hall: Hall, status: str, waiting: int
) -> None:
    do(hall, "", MeetingPlanned(NUMBER, PLAN))
    late = STARTS + timedelta(days=4)
    with hall.database.transaction() as connection:
        connection.execute(sa.update(tables.loop).values(status=status))
        found = what_waits.everything(connection, hall.network, late.date(), late)
        nagged = nag_for_the_minutes.run(connection, hall.room, late)
    assert [one.kind for one in found] == ["minutes"] * waiting
    assert nagged == waiting
