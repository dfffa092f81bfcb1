"""The first messages in the tables, on both databases: to whom, when, and to whom not."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock.jobs import JOBS
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from conversations.induction import MESSAGES
from conversations.seat_events import InductionEnded
from tests.bot.delivery.hall import NOW, Hall

DAY = timedelta(days=1)


@pytest.fixture
def hall(database: Database) -> Hall:
    """A network without anybody in it, on SQLite and on Postgres."""
    hall = Hall(database)
    hall.room = replace(hall.room, inducts=True)
    return hall


def tick(hall: Hall, now: datetime) -> int:
    with hall.database.transaction() as connection:
        return JOBS["induct_new_members"].run(connection, hall.room, now)


def change(hall: Hall, who: str, **values: Any) -> None:
    m = tables.member
    with hall.database.transaction() as connection:
        connection.execute(m.update().where(m.c.id == hall.members[who]).values(**values))


def numbers(hall: Hall, who: str) -> list[int]:
    rows = hall.rows(tables.outbox, member_id=hall.members[who], kind="induction")
    return [row["subject"] for row in rows]


def test_a_new_member_gets_five_messages_within_two_weeks_and_never_two_at_once(hall: Hall) -> None:
    (new,) = hall.seat(1)
    days = []
    for day in range(30):
        if tick(hall, NOW + day * DAY):
            days.append(day)
        assert tick(hall, NOW + day * DAY) == 0, "the same tick again sends nothing"
    assert days == [1, 4, 7, 10, 14]
    assert numbers(hall, new) == list(range(1, len(MESSAGES) + 1))


def test_after_one_tap_no_other_comes(hall: Hall) -> None:
    (new,) = hall.seat(1)
    tick(hall, NOW + DAY)
    with hall.database.transaction() as connection:
        ended = Happened(hall.members[new], hall.network, InductionEnded(), NOW + DAY, 0)
        perform(connection, [ended])
    assert tick(hall, NOW + 20 * DAY) == 0


@pytest.mark.parametrize(
    "values",
    [
        {"stopped_at": NOW},
        {"death": "cared_for"},
        {"tell": "only_changes"},
        {"consent_version": None},
        {"break_since": NOW},
    ],
    ids=["stopped", "bereaved", "only changes", "no consent", "on a break"],
)
def test_nobody_is_sent_what_they_do_not_want(hall: Hall, values: dict[str, Any]) -> None:
    (new,) = hall.seat(1)
    change(hall, new, **values)
    assert tick(hall, NOW + DAY) == 0


def test_after_a_break_they_go_on_and_after_two_months_they_are_dropped(hall: Hall) -> None:
    one, other = hall.seat(2)
    for who in (one, other):
        change(hall, who, break_since=NOW)
    change(hall, one, break_since=None)
    assert tick(hall, NOW + 20 * DAY) == 1
    assert tick(hall, NOW + 21 * DAY) == 0, "at most one in two days"
    assert tick(hall, NOW + 22 * DAY) == 1
    change(hall, other, break_since=None)
    assert tick(hall, NOW + 61 * DAY) == 0


def test_an_ask_and_an_answer_come_first_and_who_works_here_needs_none(hall: Hall) -> None:
    busy, scribe = hall.seat(2)
    granted = {"member_id": hall.members[scribe], "role": "scribe", "granted_at": NOW}
    with hall.database.transaction() as connection:
        connection.execute(tables.role.insert().values(**granted))
        for number in range(2):
            connection.execute(tables.outbox.insert().values(_sent(hall, busy, number)))
    assert tick(hall, NOW + DAY) == 0
    assert tick(hall, NOW + 9 * DAY) == 1
    assert numbers(hall, busy) == [1]


def _sent(hall: Hall, who: str, number: int) -> dict[str, Any]:
    (place,) = hall.rows(tables.address, member_id=hall.members[who])
    return {
        "channel_account_id": hall.account, "address_id": place["id"], "kind": "notice",
        "member_id": hall.members[who], "dedupe_key": f"notice:{number}", "lane": "bulk",
        "subject": 1, "status": "sent", "due_at": NOW, "sent_at": NOW, "created_at": NOW,
    }  # fmt: skip
