"""The nightly job that deletes by age: when it runs, how much at a time, and what it tells."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.clock.jobs import delete_what_is_old
from bot.involvement import record
from bot.involvement.setup import ensure_account, ensure_network
from bot.store import tables
from tests.bot.delivery.hall import NOW, Hall

NIGHT = datetime(2027, 3, 3, 2, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def states(hall: Hall, people: int, changed_at: datetime = NOW - 91 * DAY) -> None:
    """Let people be half way through something since long ago."""
    hall.seat(people)
    rows = [
        {"member_id": number, "conversation": "home", "subject": 0, "kept": {},
         "changed_at": changed_at}
        for number in hall.members.values()
    ]  # fmt: skip
    with hall.database.transaction() as connection:
        connection.execute(tables.conversation_state.insert(), rows)


def run(hall: Hall, now: datetime, days: Mapping[str, int] | None = None) -> int:
    room = replace(hall.room, retention={hall.account: days or {}})
    with hall.database.transaction() as connection:
        return delete_what_is_old.run(connection, room, now)


def told(hall: Hall) -> list[dict[str, Any]]:
    return [line["detail"] for line in hall.rows(tables.audit, act=delete_what_is_old.ACT)]


def test_it_deletes_at_night_once_and_says_in_the_audit_and_the_log_what_went(hall: Hall) -> None:
    states(hall, 3)
    with capture_logs() as lines:
        assert [run(hall, NIGHT + timedelta(minutes=minute)) for minute in range(3)] == [3, 0, 0]
    expected = {"rows": {"conversation_state": 3}, "more": False}
    assert told(hall) == [expected]
    assert lines == [
        {"event": "deleted by age", "log_level": "info", "network": hall.network, **expected}
    ]
    with hall.database.reading() as connection:
        assert record.verify(connection, hall.network).broken is None


def test_a_night_without_anything_old_is_on_record_too(hall: Hall) -> None:
    assert [run(hall, NIGHT + day * DAY) for day in range(3)] == [0, 0, 0]
    assert told(hall) == [{"rows": {}, "more": False}] * 3


@pytest.mark.parametrize("hour", [0, 5, 12, 21])
def test_by_day_it_leaves_the_database_alone(hall: Hall, hour: int) -> None:
    states(hall, 1)
    assert run(hall, NIGHT.replace(hour=hour, minute=0)) == 0
    assert told(hall) == []


def test_a_night_is_one_where_the_network_is(hall: Hall) -> None:
    states(hall, 1)
    with hall.database.transaction() as connection:
        connection.execute(tables.network.update().values(zone="Asia/Karachi"))
    assert run(hall, NIGHT) == 0, "half past seven in Karachi"
    assert run(hall, NIGHT.replace(day=2, hour=21)) == 1, "two in the morning there"


def test_a_machine_that_is_off_at_night_does_it_by_day(hall: Hall) -> None:
    states(hall, 1)
    assert run(hall, NOW + timedelta(hours=35)) == 0
    assert run(hall, NOW + timedelta(hours=37)) == 1
    assert run(hall, NOW + timedelta(hours=60)) == 0
    assert run(hall, NOW + timedelta(hours=74)) == 0
    assert len(told(hall)) == 2


def test_much_goes_in_small_parts_through_one_night(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delete_what_is_old, "AT_ONCE", 2)
    states(hall, 5)
    assert [run(hall, NIGHT + timedelta(minutes=part)) for part in range(4)] == [2, 2, 1, 0]
    assert [line["more"] for line in told(hall)] == [True, True, False]


def test_the_days_are_those_that_the_organisation_set(hall: Hall) -> None:
    states(hall, 1, NOW - 40 * DAY)
    assert run(hall, NIGHT) == 0
    assert run(hall, NIGHT + DAY, {"conversation_state": 30}) == 1


def test_a_network_that_is_not_served_here_is_left_alone(hall: Hall) -> None:
    with hall.database.transaction() as connection:
        other = ensure_network(connection, "lakeside", "Lakeside", NOW)
        ensure_account(connection, other, "another token")
    run(hall, NIGHT)
    lines = hall.rows(tables.audit, act=delete_what_is_old.ACT)
    assert [line["network_id"] for line in lines] == [hall.network]
