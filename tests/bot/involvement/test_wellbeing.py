"""No one is worn out (promise 3): quiet hours, Sundays, and limits across all consultations."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.involvement.wellbeing import (
    LOOK_AGAIN,
    MOST_A_WEEK,
    WEEK,
    Limits,
    after_quiet,
    not_before,
)
from conversations.quiet_hours import QuietHours

LONDON = ZoneInfo("Europe/London")
ZONES = st.sampled_from(
    [LONDON, ZoneInfo("Asia/Karachi"), ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia")]
)
HOURS = st.builds(QuietHours, st.integers(0, 23), st.integers(0, 24), st.booleans())
A_YEAR = st.timedeltas(timedelta(0), timedelta(days=366))
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 15 * 366 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
LONGEST_QUIET = timedelta(hours=39)  # Saturday 19:00 to Monday 09:00, and the longer night


def is_allowed(moment: datetime, zone: ZoneInfo) -> bool:
    """Tell whether something that Heard starts may go at this moment."""
    local = moment.astimezone(zone)
    return local.isoweekday() != 7 and 9 <= local.hour < 19


@given(moments, ZONES)
def test_the_moment_found_is_never_quiet_and_the_first_such(
    moment: datetime, zone: ZoneInfo
) -> None:
    found = after_quiet(moment, zone)

    assert is_allowed(found, zone)
    assert moment <= found <= moment + LONGEST_QUIET
    if is_allowed(moment, zone):
        assert found == moment
    else:
        assert not is_allowed(found - timedelta(seconds=1), zone)
        for minutes in range(0, int((found - moment).total_seconds() // 60), 30):
            assert not is_allowed(moment + timedelta(minutes=minutes), zone)


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("2027-03-27 19:00", "2027-03-29 09:00"),  # clocks go forward on the 28th
        ("2027-03-28 01:30", "2027-03-29 09:00"),  # a time of day that is not there
        ("2027-10-30 19:00", "2027-11-01 09:00"),  # clocks go back on the 31st
        ("2027-10-31 01:30", "2027-11-01 09:00"),  # a time of day that is there twice
        ("2027-03-02 18:59", "2027-03-02 18:59"),
        ("2027-03-02 19:00", "2027-03-03 09:00"),
        ("2027-03-06 18:59", "2027-03-06 18:59"),  # a Saturday
        ("2027-03-06 19:00", "2027-03-08 09:00"),
    ],
)
def test_quiet_hours_end_at_nine_by_the_clock_on_the_wall(asked: str, goes: str) -> None:
    moment = datetime.fromisoformat(asked).replace(tzinfo=LONDON)

    found = after_quiet(moment.astimezone(UTC), LONDON).astimezone(LONDON)

    assert found.strftime("%Y-%m-%d %H:%M") == goes


@given(moments, st.integers(0, 90), st.timedeltas(timedelta(0), timedelta(days=100)))
def test_an_ask_keeps_its_distance_from_the_last_one(
    now: datetime, every_days: int, ago: timedelta
) -> None:
    limits = Limits(LONDON, every_days, now - ago)

    found = not_before(now, limits, is_ask=True)

    assert found >= now - ago + timedelta(days=every_days)
    assert is_allowed(found, LONDON)
    assert not_before(now, limits, is_ask=False) == after_quiet(now, LONDON)


@given(moments, st.lists(st.timedeltas(timedelta(0), timedelta(days=7)), max_size=8))
def test_never_more_than_three_messages_in_any_week(now: datetime, before: list[timedelta]) -> None:
    started = sorted(now - ago for ago in before)

    found = not_before(now, Limits(LONDON, 0, None, started), is_ask=False)

    lately = [moment for moment in started if moment > found - WEEK]
    assert len(lately) < MOST_A_WEEK
    assert found >= now


# --- own quiet hours and breaks -------------------------------------------------------------------


def is_own_quiet(moment: datetime, zone: ZoneInfo, quiet: QuietHours) -> bool:
    """Tell whether it is quiet, by counting the hours from the beginning to the end."""
    local, hour, hours = moment.astimezone(zone), quiet.begin, set()
    while hour != quiet.end % 24:
        hours.add(hour)
        hour = (hour + 1) % 24
    return local.hour in hours or (quiet.sundays and local.isoweekday() == 7)


@given(moments, ZONES, HOURS)
def test_own_quiet_hours_hold_by_the_clock_on_the_wall(
    moment: datetime, zone: ZoneInfo, quiet: QuietHours
) -> None:
    found = after_quiet(moment, zone, quiet)

    assert not is_own_quiet(found, zone, quiet)
    assert moment <= found <= moment + timedelta(days=3)
    if is_own_quiet(moment, zone, quiet):
        assert is_own_quiet(found - timedelta(seconds=1), zone, quiet)
        for minutes in range(0, int((found - moment).total_seconds() // 60), 30):
            assert is_own_quiet(moment + timedelta(minutes=minutes), zone, quiet)
    else:
        assert found == moment


@pytest.mark.parametrize(
    ("quiet", "asked", "goes"),
    [
        (QuietHours(21, 17), "2027-03-02 10:00", "2027-03-02 17:00"),  # evenings only
        (QuietHours(0, 0, sundays=False), "2027-03-07 03:00", "2027-03-07 03:00"),  # any time
        (QuietHours(0, 0), "2027-03-07 03:00", "2027-03-08 00:00"),  # any time but Sundays
        (QuietHours(12, 24, sundays=False), "2027-03-06 12:00", "2027-03-07 00:00"),
        (QuietHours(2, 1), "2027-03-27 02:00", "2027-03-29 01:00"),  # 1 to 2, not there on the 28th
        (QuietHours(2, 1, sundays=False), "2027-10-31 00:59", "2027-10-31 01:00"),  # twice there
    ],
)
def test_own_quiet_hours_end_when_they_say(quiet: QuietHours, asked: str, goes: str) -> None:
    moment = datetime.fromisoformat(asked).replace(tzinfo=LONDON)

    found = after_quiet(moment.astimezone(UTC), LONDON, quiet).astimezone(LONDON)

    assert found.strftime("%Y-%m-%d %H:%M") == goes


@given(moments, A_YEAR, HOURS, st.booleans())
def test_nothing_goes_before_a_break_is_over(
    now: datetime, lasts: timedelta, quiet: QuietHours, is_ask: bool,  # noqa: FBT001
) -> None:  # fmt: skip
    until = now + lasts
    limits = Limits(LONDON, 0, None, (), quiet, now, until)

    assert not_before(now, limits, is_ask=is_ask) == after_quiet(until, LONDON, quiet)
    assert limits.on_break(now) is (lasts > timedelta(0))
    assert not limits.on_break(until)


@given(moments, A_YEAR)
def test_a_break_until_somebody_writes_does_not_end_by_itself(
    now: datetime, ago: timedelta
) -> None:
    limits = Limits(LONDON, 0, break_since=now - ago)

    assert limits.on_break(now)
    assert not_before(now, limits, is_ask=False) >= now + LOOK_AGAIN
