"""Archiving by hand on both databases, and how a loop stands on its board."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import archiving, contributors, open_loops, record, telling
from bot.involvement.happened import Happened
from bot.involvement.retention import delete_old
from bot.involvement.untold import by_state
from bot.store import tables
from bot.store.database import Database
from conversations.facts import Person
from conversations.loop_events import Archived
from conversations.open_loops import ASKING, PROMISED, UNDECIDED, UNSENT, WAITING, OpenLoop
from tests.bot.involvement.loops import CLOSED, FIRST, LOOP, a_loop, member, promise, rate, tell
from tests.bot.store.rows import NOON, a_network

ALL = range(FIRST, FIRST + 20)
LEAD = Person(7, joined=True, roles=frozenset({"facilitator"}))
REASON = "The clinic has closed."


def archive(connection: Connection, network: int, why: str | None = None, who: int = 7) -> None:
    event = Archived(LOOP, why)
    archiving.archived(connection, [Happened(who, network, event, NOON, 0)])


def stands(connection: Connection) -> tuple[str, str | None]:
    c = tables.loop.c
    row = connection.execute(sa.select(c.status, c.overrides).where(c.id == LOOP)).one()
    return row.status, (row.overrides or [{"why": None}])[-1]["why"]


def told_all(connection: Connection) -> int:
    network = a_loop(connection, answered=20, status="told", edition="out", approved_by=7)
    tell(connection, range(FIRST, FIRST + 16))
    for place, reason in enumerate(("stopped", "died", "unreachable", "unreachable"), 16):
        tell(connection, range(FIRST + place, FIRST + place + 1), "untold", reason=reason)
    return network


async def test_a_loop_is_archived_where_everybody_was_told_or_cannot_be(
    database: Database,
) -> None:
    def do(connection: Connection) -> tuple[str, str | None]:
        network = told_all(connection)
        assert archiving.blocked(connection, LOOP) == ()
        archive(connection, network, REASON)
        (line,) = [one for _, one in record.latest(connection, network, 9)]
        assert (line.act, line.detail) == ("loop.archived", {"by_hand": False})
        return stands(connection)

    assert await database.write(do) == ("archived", None)


def undecided(connection: Connection) -> int:
    network = a_loop(connection, answered=20)
    member(connection, network, 7)
    return network


def promised(connection: Connection) -> int:
    network = told_all(connection)
    promise(connection, network, 1)
    return network


def waits(connection: Connection) -> int:
    network = a_loop(connection, answered=20, status="told", edition="out", approved_by=7)
    tell(connection, range(FIRST, FIRST + 19))
    tell(connection, range(FIRST + 19, FIRST + 20), "queued")
    return network


def came_later(connection: Connection) -> int:
    network = told_all(connection)
    late = member(connection, network, 50)
    contributors.add(connection, [(LOOP, late, "helper")], NOON)
    return network


def gathers(connection: Connection) -> int:
    network = told_all(connection)
    row = {"loop_id": LOOP, "version": 2, "kind": "outcome", "day": NOON.date(), "due_at": NOON}
    connection.execute(tables.edition.insert().values(status="gathering", **row))
    return network


def failed(connection: Connection) -> int:
    network = a_loop(connection, answered=20, status="told", edition="out", approved_by=7)
    tell(connection, ALL, "untold", reason="failed")
    return network


BLOCKED: tuple[tuple[Callable[[Connection], int], str], ...] = (
    (undecided, UNDECIDED), (promised, PROMISED), (waits, WAITING), (came_later, WAITING),
    (gathers, WAITING), (failed, UNSENT),
)  # fmt: skip


@pytest.mark.parametrize(("story", "why"), BLOCKED)
async def test_it_is_refused_while_somebody_is_untold_but_for_a_reason(
    database: Database, story: Callable[[Connection], int], why: str
) -> None:
    def do(connection: Connection) -> tuple[str, str | None]:
        network = story(connection)
        assert archiving.blocked(connection, LOOP) == (why,)
        archive(connection, network)
        assert stands(connection) == ("open", None)
        archive(connection, network, REASON)
        (line,) = [one for _, one in record.latest(connection, network, 9)]
        assert line.detail == {"by_hand": True}
        status = connection.execute(sa.select(tables.consultation.c.status)).scalar_one()
        assert status == ("cancelled" if why == UNDECIDED else "told")
        return stands(connection)

    assert await database.write(do) == ("archived", REASON)


async def test_each_reason_stays_when_it_is_archived_anew(database: Database) -> None:
    def do(connection: Connection) -> list[str]:
        network = failed(connection)
        for why in (REASON, "Nobody is left to ask."):
            connection.execute(tables.loop.update().values(status="open"))
            archive(connection, network, why)
        connection.execute(tables.loop.update().values(status="open"))
        connection.execute(tables.notice.update().values(status="told", reason=None))
        archive(connection, network)
        row = connection.execute(sa.select(tables.loop)).one()
        assert row.status == "archived"
        assert {one["at"] for one in row.overrides} == {NOON.isoformat()}
        return [one["why"] for one in row.overrides]

    assert await database.write(do) == [REASON, "Nobody is left to ask."]


async def test_what_still_asks_is_never_archived(database: Database) -> None:
    def do(connection: Connection) -> tuple[str, str | None]:
        network = a_loop(connection, answered=20, status="open")
        assert archiving.blocked(connection, LOOP) == (ASKING,)
        archive(connection, network, REASON)
        return stands(connection)

    assert await database.write(do) == ("open", None)


async def test_nobody_archives_in_another_network_nor_twice(database: Database) -> None:
    def do(connection: Connection) -> int:
        network = told_all(connection)
        archive(connection, a_network(connection, "south"))
        assert stands(connection) == ("open", None)
        archive(connection, network)
        archive(connection, network)
        return len(record.latest(connection, network, 9))

    assert await database.write(do) == 1


async def test_a_loop_with_nobody_upstream_can_be_archived(database: Database) -> None:
    def do(connection: Connection) -> tuple[str, ...]:
        a_loop(connection)
        return archiving.blocked(connection, LOOP)

    assert await database.write(do) == ()


# --- how it stands --------------------------------------------------------------------------------


async def test_everyone_upstream_counts_once_by_what_was_last_to_be_told(
    database: Database,
) -> None:
    def do(connection: Connection) -> dict[str, int]:
        network = told_all(connection)
        tell(connection, range(FIRST, FIRST + 2), "queued", version=2)
        tell(connection, range(FIRST + 2, FIRST + 3), "merged", version=2)
        late = member(connection, network, 50)
        gone = member(connection, network, 51, stopped_at=NOON)
        dead = member(connection, network, 52, stopped_at=NOON, death="member")
        rows = [(LOOP, one, "helper") for one in (late, gone, dead, FIRST)]
        contributors.add(connection, rows, NOON)
        change = tables.consultation.update().values(erased=1)
        connection.execute(change)
        return by_state(connection, LOOP)

    assert await database.write(do) == {
        "told": 14, "waiting": 3, "stopped": 2, "died": 2, "unreachable": 2, "erased": 1,
    }  # fmt: skip


async def test_the_board_hides_small_numbers_and_keeps_large_ones(database: Database) -> None:
    def do(connection: Connection) -> tuple[object, ...]:
        network = a_loop(connection, answered=20, status="told", edition="out", approved_by=7)
        tell(connection, range(FIRST, FIRST + 14))
        tell(connection, range(FIRST + 14, FIRST + 20), "untold", reason="stopped")
        promise(connection, network, 1, due_on=NOON.date())
        found = open_loops.standing(connection, LOOP)
        assert found.blocked == (PROMISED,)
        assert [one.owner for one in found.promises] == ["the transport manager"]
        return found.few, found.told, found.waiting, found.untold

    assert await database.write(do) == (False, 14, 0, (("stopped", 6),))


async def test_a_single_person_cannot_be_told_from_the_others(database: Database) -> None:
    def do(connection: Connection) -> tuple[object, ...]:
        a_loop(connection, answered=20, status="told", edition="out", approved_by=7)
        tell(connection, range(FIRST, FIRST + 19))
        tell(connection, range(FIRST + 19, FIRST + 20), "untold", reason="stopped")
        found = open_loops.standing(connection, LOOP)
        return found.told, found.waiting, found.untold

    assert await database.write(do) == (None, 0, (("stopped", None),))


@pytest.mark.parametrize(
    ("told", "stopped", "account"),
    [
        (18, 2, (None, (("stopped", None),))),
        (14, 6, (14, (("stopped", 6),))),
        (0, 12, (0, (("stopped", 12),))),
        (0, 3, (0, (("stopped", None),))),
        (7, 0, (None, ())),
    ],
)
async def test_the_desk_and_the_account_hide_what_the_board_hides(
    database: Database, told: int, stopped: int, account: tuple[object, ...]
) -> None:
    def do(connection: Connection) -> tuple[object, ...]:
        people = told + stopped
        a_loop(connection, answered=people, status="told", edition="out", approved_by=7)
        last = FIRST + told
        for who in range(FIRST, FIRST + people):
            state, reason = ("told", None) if who < last else ("untold", "stopped")
            tell(connection, range(who, who + 1), state, reason=reason)
        return telling.account(connection, LOOP)

    assert await database.write(do) == account


async def test_few_people_are_not_counted_at_all(database: Database) -> None:
    def do(connection: Connection) -> tuple[object, ...]:
        a_loop(connection, answered=4, status="told", edition="out", approved_by=7)
        tell(connection, range(FIRST, FIRST + 4))
        found = open_loops.standing(connection, LOOP)
        return found.few, found.told, found.waiting, found.untold

    assert await database.write(do) == (True, None, None, ())


# --- the list -------------------------------------------------------------------------------------


async def test_the_list_is_by_age_and_says_what_is_late(database: Database) -> None:
    def do(connection: Connection) -> tuple[OpenLoop, ...]:
        network = a_loop(connection, answered=20)
        older, asks, waits_to_open = LOOP + 1, LOOP + 2, LOOP + 3
        a_loop(connection, number=older, network=network, answered=4,
               closed_at=CLOSED - timedelta(days=9), edition="out")  # fmt: skip
        a_loop(connection, number=asks, network=network, status="open")
        a_loop(connection, number=waits_to_open, network=network, status="scheduled")
        promise(connection, network, 1, loop_id=older, due_on=NOON.date() - timedelta(days=1))
        promise(connection, network, 2, loop_id=older, due_on=NOON.date())
        one = open_loops.one(connection, LEAD, network, LOOP, NOON)
        assert open_loops.one(connection, LEAD, network + 1, LOOP, NOON) is None
        assert open_loops.one(connection, Person(8), network, LOOP, NOON) is None
        found = open_loops.load(connection, LEAD, network, NOON)
        assert one in found
        return found

    older, mine, asks = await database.write(do)
    assert (older.late, older.overdue, older.decided, older.people) == (1, 0, True, None)
    assert (mine.late, mine.overdue, mine.closed, mine.people) == (0, 19, True, 20)
    assert mine.needs_somebody
    assert (asks.asks, asks.overdue, asks.needs_somebody) == (True, 0, False)


async def test_loops_of_the_network_are_read_by_every_group_and_of_a_group_by_no_other(
    database: Database,
) -> None:
    def do(connection: Connection) -> list[list[tuple[int, bool]]]:
        network = a_loop(connection, answered=20)
        groups = []
        for place, name in enumerate(("Lung", "Breast"), 1):
            made = tables.group.insert().values(network_id=network, name=name)
            groups.append(connection.execute(made.returning(tables.group.c.id)).scalar_one())
            a_loop(connection, number=LOOP + place, network=network)
            audience = {"audience": {"groups": [groups[-1]]}}
            asked = tables.consultation.update().where(tables.consultation.c.id == LOOP + place)
            connection.execute(asked.values(audience))
        people = [
            LEAD, Person(8),
            *(Person(9, roles=frozenset({role}), in_groups=frozenset({(role, groups[0])}))
              for role in ("facilitator", "chair", "professional")),
        ]  # fmt: skip
        for who in people:
            found = open_loops.one(connection, who, network, LOOP, NOON)
            listed = open_loops.load(connection, who, network, NOON)
            assert found == next((one for one in listed if one.id == LOOP), None)
        return [
            [(one.id - LOOP, one.reads_only) for one in open_loops.load(connection, who, network,
                                                                         NOON)]
            for who in people
        ]  # fmt: skip

    reads = [(0, True), (1, False)]
    whole = [(0, False), (1, False), (2, False)]
    assert await database.write(do) == [whole, [], reads, reads, []]


async def test_the_group_of_a_loop_is_who_facilitates_chairs_and_owns(database: Database) -> None:
    def do(connection: Connection) -> dict[int, bool]:
        network = a_loop(connection, answered=3, edition="out", approved_by=7)
        owner, chair, other = (member(connection, network, one) for one in (8, 9, 10))
        promise(connection, network, 1, owner_id=owner)
        made = tables.group.insert().values(network_id=network, name="Lung")
        lung = connection.execute(made.returning(tables.group.c.id)).scalar_one()
        held = [(7, "facilitator", None), (chair, "chair", None), (other, "chair", lung),
                (owner, "professional", None)]  # fmt: skip
        rows = [
            {"member_id": who, "role": role, "group_id": group, "granted_at": NOON}
            for who, role, group in held
        ]
        connection.execute(tables.role.insert(), rows)
        return open_loops.group_of(connection, LOOP)

    assert await database.write(do) == {7: True, 8: False, 9: True}


@pytest.mark.parametrize(("status", "days", "gone"), [
    ("archived", 366, True), ("archived", 300, False), ("open", 366, False),
])  # fmt: skip
async def test_what_hangs_on_a_meeting_or_an_issue_goes_a_year_after_it_was_archived(
    database: Database, *, status: str, days: int, gone: bool
) -> None:
    def do(connection: Connection) -> bool:
        network = a_network(connection)
        archived_at = NOON - timedelta(days=days) if status == "archived" else None
        connection.execute(tables.loop.insert().values(
            id=LOOP, network_id=network, kind="issue", title={"en_GB": "Parking"}, status=status,
            opened_at=CLOSED, archived_at=archived_at,
        ))  # fmt: skip
        rate(connection, {member(connection, network, 50): "no"})
        delete_old(connection, network, {}, NOON, most=9)
        return connection.execute(sa.select(tables.heard_rating)).first() is None

    assert await database.write(do) is gone
