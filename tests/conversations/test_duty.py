"""The rota: when somebody is on duty, and for how long anybody was."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conversations.duty import EVERY_DAY, NO_ROTA, WEEKDAYS, Duty, Rota

LONDON = ZoneInfo("Europe/London")
MONDAY, SATURDAY = 0b1, 0b100000
SINCE = datetime(2026, 1, 1, 9, tzinfo=UTC)


def duty(member: int, days: int = WEEKDAYS, begins: int = 9, ends: int = 12) -> Duty:
    return Duty(member, days, begins, ends, SINCE + timedelta(seconds=member))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Give a moment of June 2026, a month that begins on a Monday, in London's time."""
    return datetime(2026, 6, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


BOTH = Rota((duty(1), duty(2, MONDAY, 11, 14)))


def test_a_rota_with_one_name_is_not_set() -> None:
    assert not NO_ROTA.is_set
    assert not Rota((duty(1),)).is_set
    assert BOTH.is_set


@pytest.mark.parametrize(
    ("moment", "readers"),
    [
        (at(1, 8, 59), set()),
        (at(1, 9), {1}),
        (at(1, 11, 30), {1, 2}),
        (at(1, 12), {2}),
        (at(1, 14), set()),
        (at(2, 11, 30), {1}),
        (at(6, 10), set()),
    ],
)
def test_on_duty_is_who_reads_on_that_day_at_that_hour(moment: datetime, readers: set[int]) -> None:
    assert BOTH.on_duty(moment, LONDON) == readers


@pytest.mark.parametrize(
    ("since", "now", "hours"),
    [
        (at(1, 9), at(1, 10), 1),
        (at(1, 8), at(1, 8, 30), 0),
        (at(1, 11, 30), at(1, 13), 1.5),  # two readers at once count once
        (at(1, 13), at(2, 10), 2),
        (at(5, 11), at(8, 10), 2),  # from Friday to Monday
        (at(6, 9), at(7, 20), 0),
    ],
)
def test_only_the_time_counts_in_which_somebody_is_on_duty(
    since: datetime, now: datetime, hours: float
) -> None:
    assert BOTH.worked(since, now, LONDON) == timedelta(hours=hours)


def test_of_a_long_wait_only_the_last_two_weeks_are_looked_at() -> None:
    assert Rota((duty(1, EVERY_DAY),)).worked(SINCE, at(20, 12), LONDON) == timedelta(hours=42)


def test_the_night_when_clocks_change_is_counted_as_it_passes() -> None:
    nights = Rota((duty(1, EVERY_DAY, 0, 24),))
    evening = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert nights.worked(evening, evening + timedelta(days=1), LONDON) == timedelta(hours=24)


def test_places_are_taken_given_up_and_joined_together() -> None:
    assert BOTH.days == WEEKDAYS
    assert Rota((duty(1, MONDAY), duty(2, SATURDAY))).days == MONDAY | SATURDAY
    assert BOTH.readers == {1, 2}
    assert BOTH.of(2) == BOTH.places[1]
    assert BOTH.of(3) is None
    assert BOTH.named(BOTH.places[0].place) == BOTH.places[0]
    assert BOTH.named(1) is None
    assert BOTH.without(1).readers == {2}
    assert BOTH.with_place(duty(2, SATURDAY)).days == WEEKDAYS | SATURDAY
    assert duty(1).together_with(duty(2, SATURDAY, 11, 14)) == duty(1, WEEKDAYS | SATURDAY, 9, 14)
