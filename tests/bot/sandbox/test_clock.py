"""The civil clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.sandbox.clock import CivilClock, next_morning, real_now

START = datetime(2026, 3, 27, 10, 0, tzinfo=UTC)


class Real:
    """A real time that a test moves."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


def test_it_runs_with_the_real_time_from_its_start() -> None:
    real = Real()
    clock = CivilClock(START, read=real)
    real.moment += timedelta(seconds=5)
    assert clock.now() == START + timedelta(seconds=5)
    clock.move(by=timedelta(days=3))
    real.moment += timedelta(seconds=5)
    assert clock.now() == START + timedelta(days=3, seconds=10)


def test_without_a_start_it_tells_the_real_time() -> None:
    before = real_now()
    assert before <= CivilClock().now() <= real_now()


def test_frozen_it_moves_only_when_told() -> None:
    real = Real()
    clock = CivilClock(START, frozen=True, read=real)
    real.moment += timedelta(days=1)
    assert clock.now() == START
    later = datetime(2026, 3, 28, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    assert clock.move(to=later) == clock.now() == datetime(2026, 3, 28, 10, 0, tzinfo=UTC)


def test_it_never_goes_back() -> None:
    clock = CivilClock(START, frozen=True)
    with pytest.raises(ValueError, match="only moves forward"):
        clock.move(by=timedelta(seconds=-1))
    with pytest.raises(ValueError, match="only moves forward"):
        clock.move(to=START - timedelta(days=1))
    with pytest.raises(ValueError, match="carry their zone"):
        clock.move(to=datetime(2027, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="either where"):
        clock.move()


def test_who_listens_hears_of_every_move() -> None:
    clock, heard = CivilClock(START, frozen=True), list[datetime]()
    clock.on_move(heard.append)
    clock.move(by=timedelta(days=1))
    assert heard == [START + timedelta(days=1)]


def test_next_morning_is_half_past_nine_where_people_live() -> None:
    assert next_morning(START, "Europe/London") == datetime(2026, 3, 28, 9, 30, tzinfo=UTC)
    summer_time_begins = next_morning(START + timedelta(days=1), "Europe/London")
    assert summer_time_begins == datetime(2026, 3, 29, 8, 30, tzinfo=UTC)
    early = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    assert next_morning(early, "Europe/London") == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
