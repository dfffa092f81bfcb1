"""How well loops are closed, on both databases: each measure with its denominator and its lag."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.heard_counts import FIRST_AFTER, count
from bot.involvement.measures import of_network
from bot.store import tables
from bot.store.database import Database
from conversations.loops import Promise
from conversations.open_loops import Measure, Measures
from conversations.plain import to_plain
from conversations.text import Worded
from tests.bot.involvement.loops import CLOSED, FIRST, LOOP, a_loop, member, promise, rate, tell
from tests.bot.store.rows import NOON, a_network

DAY = timedelta(days=1)
NOW = NOON


def measured(connection: Connection, network: int, now: datetime = NOW) -> dict[str, Measure]:
    return {one.name: one for one in of_network(connection, network, now).measures}


def shown(one: Measure) -> tuple[int | None, int | None]:
    return one.value, one.of


async def test_nothing_is_known_of_a_network_without_loops(database: Database) -> None:
    def do(connection: Connection) -> Measures:
        return of_network(connection, a_network(connection), NOW)

    found = await database.write(do)
    assert (found.open, found.archived, found.by_hand) == (0, 0, 0)
    assert {one.value for one in found.measures} == {None}
    assert {one.of for one in found.measures} == {0}
    assert found.gap.apart is None


async def test_people_count_as_told_by_when_they_were_told_what_came_of_it(
    database: Database,
) -> None:
    def do(connection: Connection) -> dict[str, Measure]:
        network = a_loop(connection, answered=30, status="told", edition="out", approved_by=7)
        tell(connection, range(FIRST, FIRST + 15), at=CLOSED + 20 * DAY)
        tell(connection, range(FIRST + 15, FIRST + 24), at=CLOSED + 35 * DAY)
        tell(connection, range(FIRST + 24, FIRST + 30), "queued")
        return measured(connection, network)

    found = await database.write(do)
    assert shown(found["told_within_30_days"]) == (50, 30)
    assert found["told_within_30_days"].lag == 30
    assert shown(found["told_within_90_days"]) == (None, 0), "it closed 40 days ago"
    assert shown(found["days_to_first_notice"]) == (20, 1)


async def test_a_holding_message_is_no_answer(database: Database) -> None:
    def do(connection: Connection) -> dict[str, Measure]:
        network = a_loop(connection, answered=20, edition="out", approved_by=7)
        held = tables.edition.update().values(kind="holding")
        connection.execute(held)
        tell(connection, range(FIRST, FIRST + 20), at=CLOSED + DAY)
        return measured(connection, network)

    found = await database.write(do)
    assert shown(found["told_within_30_days"]) == (0, 20)
    assert shown(found["days_to_first_notice"]) == (None, 0)


async def test_who_cannot_be_told_is_left_out_unless_told_before(database: Database) -> None:
    def do(connection: Connection) -> dict[str, Measure]:
        network = a_loop(connection, answered=20, edition="out", approved_by=7)
        tell(connection, range(FIRST, FIRST + 12), at=CLOSED + DAY)
        m = tables.member.c
        stopped = tables.member.update().where(m.id.between(FIRST + 10, FIRST + 14))
        connection.execute(stopped.values(stopped_at=NOW))
        blocked = tables.address.update().where(tables.address.c.member_id >= FIRST + 15)
        connection.execute(blocked.values(unreachable_since=NOW))
        return measured(connection, network)

    assert shown((await database.write(do))["told_within_30_days"]) == (100, 12)


async def test_what_still_asks_or_was_cancelled_counts_nowhere(database: Database) -> None:
    def do(connection: Connection) -> Measures:
        network = a_loop(connection, answered=20, status="open")
        a_loop(connection, number=LOOP + 1, network=network, answered=20, status="cancelled")
        return of_network(connection, network, NOW)

    found = await database.write(do)
    assert found.open == 1
    assert shown(found.measures[0]) == (None, 0)


async def test_another_network_is_measured_alone(database: Database) -> None:
    def do(connection: Connection) -> Measures:
        a_loop(connection, answered=20, edition="out", approved_by=7)
        return of_network(connection, a_network(connection, "south"), NOW)

    assert (await database.write(do)).open == 0


async def test_archived_by_hand_is_counted(database: Database) -> None:
    def do(connection: Connection) -> tuple[int, int, int]:
        network = a_loop(connection)
        closed = {"at": "2026-11-01T10:00:00+00:00", "why": "The clinic has closed."}
        for number, why in ((1, None), (2, [closed, closed])):
            a_loop(connection, number=LOOP + number, network=network)
            mine = tables.loop.update().where(tables.loop.c.id == LOOP + number)
            connection.execute(mine.values(status="archived", overrides=why))
        found = of_network(connection, network, NOW)
        return found.open, found.archived, found.by_hand

    assert await database.write(do) == (1, 2, 2)


# --- promises -------------------------------------------------------------------------------------


def change(connection: Connection, number: int, what: str, said: str | None = None) -> None:
    promised = Promise(number, 2, Worded.of({"en_GB": "A later bus"}),
                       said=Worded.of({"en_GB": said}) if said else None)  # fmt: skip
    row = {"commitment_id": number, "version": 2, "what": what, "changed_at": NOW}
    made = tables.commitment_change.insert().values(
        **row, material=True, content=to_plain(promised)
    )
    connection.execute(made)


def ended(status: str, days: int) -> dict[str, Any]:
    return {"status": status, "ended_at": CLOSED + days * DAY}


async def test_promises_are_measured_by_the_day_first_promised(database: Database) -> None:
    def do(connection: Connection) -> dict[str, Measure]:
        network = a_loop(connection)
        first = (CLOSED + 20 * DAY).date()
        days = {"first_due_on": first, "due_on": first}
        moved = {"first_due_on": first, "due_on": first + 5 * DAY}
        promise(connection, network, 1, **days, **ended("done", 20))
        promise(connection, network, 2, **moved, **ended("partly", 24))
        promise(connection, network, 3, **days, **ended("cannot", 10))
        promise(connection, network, 4, **days)
        promise(connection, network, 5, first_due_on=NOW.date(), due_on=NOW.date())
        promise(connection, network, 6, **moved)
        change(connection, 2, "date", "The driver's contract is not signed.")
        change(connection, 3, "status", "There are not enough nurses.")
        change(connection, 6, "date")
        return measured(connection, network)

    found = await database.write(do)
    assert shown(found["commitments_on_time"]) == (20, 5)
    assert shown(found["days_to_outcome"]) == (20, 3)
    assert shown(found["late_explained"]) == (50, 2)
    assert shown(found["cannot_explained"]) == (100, 1)


async def test_a_day_is_over_where_the_network_is(database: Database) -> None:
    def do(connection: Connection) -> tuple[int | None, int | None]:
        network = a_loop(connection)
        summer = datetime.fromisoformat("2026-07-01T23:30:00+00:00")  # 0:30 on the 2nd in London
        day = summer.date()
        promise(
            connection, network, 1, first_due_on=day, due_on=day, status="done", ended_at=summer
        )
        return shown(measured(connection, network)["commitments_on_time"])

    assert await database.write(do) == (0, 1)


# --- heard ----------------------------------------------------------------------------------------


async def test_those_who_felt_heard_are_counted_over_all_who_said(database: Database) -> None:
    def do(connection: Connection) -> Measures:
        network = a_loop(connection, answered=20)
        answers = ["yes"] * 5 + ["partly"] * 5 + ["no"] * 5 + ["cannot_tell"] * 5
        rate(connection, dict(enumerate(answers, FIRST)))
        count(connection, sa.true(), NOW + FIRST_AFTER)
        return of_network(connection, network, NOW)

    found = await database.write(do)
    assert shown(found.measures[-1]) == (50, 20)
    assert dict(found.heard) == {"yes": 5, "partly": 5, "no": 5, "cannot_tell": 5}


async def test_few_who_said_are_hidden(database: Database) -> None:
    def do(connection: Connection) -> Measures:
        network = a_loop(connection, answered=9)
        rate(connection, dict.fromkeys(range(FIRST, FIRST + 9), "no"))
        member(connection, network, 7)
        count(connection, sa.true(), NOW + FIRST_AFTER)
        return of_network(connection, network, NOW)

    found = await database.write(do)
    assert shown(found.measures[-1]) == (None, None)
    assert {people for _, people in found.heard} == {None}
