"""No one is worn out (promise 3): quiet hours, Sundays, and limits across all consultations."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.involvement.wellbeing import MOST_A_WEEK, WEEK, Limits, after_quiet, not_before

LONDON = ZoneInfo("Europe/London")
ZONES = st.sampled_from(
    [LONDON, ZoneInfo("Asia/Karachi"), ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia")]
)
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
