"""The count before sending says how long it takes, and when those get it who get it later."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.involvement import audiences, contributors, telling
from bot.involvement.computed import computed
from bot.involvement.wellbeing import MOST_A_WEEK
from bot.store import tables
from bot.store.database import Database
from conversations.consent import FOR_WORK
from conversations.content import Audience
from conversations.events import Requested
from conversations.facts import AudienceCount
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post

EVENING = datetime(2027, 3, 5, 20, 0, tzinfo=UTC)  # a Friday; Saturday is a day like others
SATURDAY_EVENING = EVENING + timedelta(days=1)


@pytest.fixture
def hall(database: Database) -> Hall:
    """Four people, and a draft that asks them until 16 March."""
    hall = Hall(database)
    hall.seat(4)
    hall.ask(1)
    return hall


def count(hall: Hall, now: datetime = NOW, **how: Any) -> AudienceCount:
    with hall.database.reading() as connection:
        return audiences.count(connection, 1, now, **how)


def asked_lately(hall: Hall, people: int, at: datetime = NOW) -> None:
    """Let some have had another ask."""
    post = Post(hall)
    for person in list(hall.members)[:people]:
        post.put(person, "another", kind="ask", subject=0, due_at=at)
    post.send(at)


def opens(hall: Hall, at: datetime) -> None:
    """Have the draft sent at a moment."""
    with hall.database.transaction() as connection:
        before = hall.rows(tables.draft)[0]["content"]
        after = before | {"opens_at": at.isoformat()}
        connection.execute(tables.draft.update().values(content=after))


def test_by_day_everybody_gets_it_at_once_and_there_is_no_later_day(hall: Hall) -> None:
    found = count(hall)
    assert (found.now, found.later, found.quiet_until, found.last_on) == (4, (), None, None)
    assert found.minutes == 1


@pytest.mark.parametrize(
    ("now", "morning"), [(EVENING, date(2027, 3, 6)), (SATURDAY_EVENING, date(2027, 3, 8))]
)
def test_by_night_everybody_gets_it_in_the_next_morning_that_is_no_sunday(
    hall: Hall, now: datetime, morning: date
) -> None:
    found = count(hall, now)
    assert (found.now, found.later) == (0, (("quiet", 4),))
    assert (found.quiet_until, found.last_on) == (morning, None)


def test_whoever_was_asked_lately_has_a_day_of_their_own_even_by_night(hall: Hall) -> None:
    asked_lately(hall, 1)
    for now in (NOW + timedelta(hours=1), EVENING):
        found = count(hall, now)
        assert dict(found.later)["asked_recently"] == 1
        assert found.last_on == (NOW + timedelta(days=14)).date()
    assert found.quiet_until == date(2027, 3, 6)


def test_a_decision_is_counted_for_everyone_upstream_as_the_limits_let_it(hall: Hall) -> None:
    first, second, *_ = hall.members
    with hall.database.transaction() as connection:
        contributors.add(
            connection,
            [(1, who, "helper") for who in (hall.members[first], hall.members[second])],
            NOW,
        )
    post = Post(hall)
    for time in range(MOST_A_WEEK):
        post.put(first, f"news {time}", kind="notice", subject=1, due_at=NOW)
        post.send(NOW)
    with hall.database.reading() as connection:
        found = telling.count(connection, 1, NOW)
        nothing = telling.count(connection, 2, NOW)
    assert found == AudienceCount(
        now=1, later=(("had_enough", 1),), last_on=(NOW + timedelta(days=7)).date()
    )
    assert nothing is None


def test_whoever_may_be_asked_only_after_it_closes_does_not_get_it(hall: Hall) -> None:
    asked_lately(hall, 1, NOW + timedelta(days=2))
    found = count(hall, NOW + timedelta(days=3))
    assert (found.now, found.later, found.never) == (3, (), (("closes_first", 1),))


def test_what_is_sent_on_another_day_is_counted_as_it_will_be_then(hall: Hall) -> None:
    opens(hall, datetime(2027, 3, 8, 10, 0, tzinfo=UTC))
    found = count(hall, SATURDAY_EVENING)
    assert (found.now, found.later, found.quiet_until) == (4, (), None)


def test_sending_takes_as_long_as_the_pace_says_and_waits_for_what_is_before_it(
    hall: Hall,
) -> None:
    assert count(hall, a_minute=2).minutes == 2
    assert count(hall, a_minute=0).minutes == 1, "without a pace"
    post = Post(hall)
    for person in hall.members:
        post.put(person, "before it", kind="notice")
    assert count(hall, a_minute=2).minutes == 4
    opens(hall, NOW + timedelta(days=1))
    assert count(hall, a_minute=2).minutes == 2, "that is over by tomorrow"


def test_the_program_counts_on_two_thirds_of_its_pace(hall: Hall) -> None:
    with hall.database.reading() as connection:
        slow = computed(0.05)["c.audience"](connection, Requested("c.audience", 1), NOW)
    assert isinstance(slow, AudienceCount)
    assert slow.minutes == 2


def test_in_a_pilot_whoever_is_not_listed_is_counted_as_such(hall: Hall) -> None:
    listed = list(hall.members)[:3]
    account = hall.account
    assert count(hall, testers={account: None}).never == ()
    assert count(hall, testers={account: frozenset(listed)}).never == (("not_listed", 1),)
    found = count(hall, testers={account: frozenset()})
    assert (found.now, found.never) == (0, (("not_listed", 4),))
    with hall.database.reading() as connection:
        in_a_pilot = computed(30.0, {account: frozenset(listed)})["c.audience"]
        counted = in_a_pilot(connection, Requested("c.audience", 1), NOW)
    assert isinstance(counted, AudienceCount)
    assert counted.now == 3


def test_who_is_here_for_work_only_is_neither_counted_nor_asked_nor_invited(hall: Hall) -> None:
    first, *_ = hall.members.values()
    at_work = tables.member.update().where(tables.member.c.id == first)
    with hall.database.transaction() as connection:
        connection.execute(at_work.values(consent_version=FOR_WORK))
        invited = connection.execute(audiences.invited_by(1, Audience())).scalars().all()
    assert count(hall).now == 3
    assert first not in invited
    assert len(invited) == 3
