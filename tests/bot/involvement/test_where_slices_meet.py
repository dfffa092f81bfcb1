"""Where slices of the loop meet: somebody left, something was lost, somebody came late."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import beliefs, contributors, open_loops, telling, untold
from bot.involvement.telling import editions, notices, queueing
from bot.involvement.telling.content import together
from bot.store import tables
from bot.store.database import Database
from conversations.loop_events import HearBackMoved
from conversations.loops import Notice, Told
from tests.bot.involvement.told_loops import (
    NUMBER,
    a_loop,
    a_person,
    change,
    decide,
    perform,
    promise,
    words,
)
from tests.bot.store.rows import NOON

DAY = timedelta(days=1)


def lost(connection: Connection, reason: str) -> None:
    connection.execute(tables.notice.update().values(status="untold", reason=reason))


@pytest.mark.parametrize("reason", ["failed", "stopped", "unreachable", "expired"])
async def test_who_was_not_told_for_whatever_reason_may_read_it_all_the_same(
    database: Database, reason: str
) -> None:
    def story(connection: Connection) -> tuple[Notice | None, int]:
        network = a_loop(connection)
        decide(connection, network)
        lost(connection, reason)
        told = telling.what_was_told(connection, [(NUMBER, 2, 0)])
        return told.get((NUMBER, 2, 0)), len(telling.what_changed(connection, {2}).get(2, ()))

    told, listed = await database.write(story)
    assert told is not None
    assert told.told.decision is not None
    assert listed == 1


async def test_what_expired_can_be_told_again(database: Database) -> None:
    def story(connection: Connection) -> list[int]:
        network = a_loop(connection)
        decide(connection, network)
        lost(connection, "expired")
        return telling.can_be_told_again(connection, NUMBER)

    assert await database.write(story) == [2]


async def test_whoever_came_late_hears_all_of_it_and_not_its_last_change_alone(
    database: Database,
) -> None:
    def story(connection: Connection) -> list[tuple[int, ...]]:
        network = a_loop(connection)
        promise(connection, network)
        decide(connection, network)
        change(connection, network, 1, NOON + DAY, status="done", said=words("It runs."))
        editions.go_out(connection, sa.true(), NOON + 3 * DAY)
        connection.execute(tables.notice.update().values(status="told", told_at=NOON))
        a_person(connection, network, 9)
        contributors.add(connection, [(NUMBER, 9, "attendee")], NOON)
        notices.also(connection, NUMBER, 9, NOON + 4 * DAY)
        ready = queueing.due(connection, sa.true(), NOON + 5 * DAY, 500)
        return [one.versions for one, members in ready.items() if 9 in members]

    assert await database.write(story) == [(1, 2)]


async def test_somebody_unreachable_who_came_late_does_not_wait(database: Database) -> None:
    def story(connection: Connection) -> dict[str, int]:
        network = a_loop(connection)
        decide(connection, network)
        connection.execute(tables.notice.update().values(status="told", told_at=NOON))
        a_person(connection, network, 9)
        connection.execute(
            tables.address.update()
            .where(tables.address.c.member_id == 9)
            .values(unreachable_since=NOON)
        )
        contributors.add(connection, [(NUMBER, 9, "attendee")], NOON)
        return untold.by_state(connection, NUMBER)

    assert await database.write(story) == {"told": 1, "waiting": 0, "unreachable": 1}


async def test_whoever_has_no_role_any_more_is_not_asked_what_they_believe(
    database: Database,
) -> None:
    def story(connection: Connection) -> tuple[dict[int, str], dict[int, bool]]:
        network = a_loop(connection)
        decide(connection, network)
        return beliefs.believers(connection, NUMBER), open_loops.group_of(connection, NUMBER)

    assert await database.write(story) == ({}, {})


D, LATER, LATEST = date(2026, 11, 27), date(2026, 12, 4), date(2026, 12, 18)


def test_a_new_day_that_has_passed_as_well_is_not_told_as_one_to_come() -> None:
    moved = Told("holding", hear_back_on=D, moved_to=LATER, why=words("A strike."))
    assert together([moved, Told("holding", hear_back_on=LATER)]) == Told(
        "holding", hear_back_on=LATER
    )
    further = Told("holding", hear_back_on=LATER, moved_to=LATEST, why=words("Another."))
    assert together([moved, further]) == Told(
        "holding", hear_back_on=D, moved_to=LATEST, why=words("Another.")
    )


async def test_a_day_that_is_moved_and_moved_back_is_no_news(database: Database) -> None:
    def story(connection: Connection) -> int:
        network = a_loop(connection)
        for day in (LATER, LATEST, D):
            perform(connection, network, HearBackMoved(NUMBER, day, words("Oh.")), NOON)
        editions.go_out(connection, sa.true(), NOON + 2 * DAY)
        return len(connection.execute(tables.notice.select()).all())

    assert await database.write(story) == 0
