"""The gap on both databases: shares of people, with no small number to be told from them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.involvement import beliefs, gaps
from bot.involvement.gaps import HEARD, safe, share, shown_ratings
from bot.involvement.happened import Happened
from bot.involvement.heard_counts import FIRST_AFTER, count
from bot.involvement.people import grant
from bot.involvement.small_numbers import BASE
from bot.store import tables
from bot.store.database import Database
from conversations.gap import Gap, Share
from conversations.loop_events import Believed
from conversations.loops import SURE
from conversations.small_numbers import CELL
from tests.bot.involvement.loops import LOOP, a_loop, member, rate
from tests.bot.store.rows import NOON

# --- shares ---------------------------------------------------------------------------------------


@given(of=st.integers(0, 500), part=st.integers(0, 500))
def test_no_share_tells_of_a_cell_that_is_small(of: int, part: int) -> None:
    part = min(part, of)
    found = share(part, of)
    if of == 0:
        assert found == Share(None, 0)
        return
    if found.percent is None:
        return
    assert of >= BASE
    alike = {other for other in range(of + 1) if round(100 * other / of) == found.percent}
    assert not alike <= set(range(1, CELL))
    assert not {of - other for other in alike} <= set(range(1, CELL))


def test_a_share_of_few_people_is_hidden() -> None:
    assert share(9, 9) == Share()
    assert share(10, 10) == Share(100, 10)
    assert share(0, 10) == Share(0, 10)
    assert share(9, 10) == Share(None, 10)
    assert share(5, 10) == Share(50, 10)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_no_hidden_segment_can_be_had_from_the_others(sizes: list[tuple[int, int]]) -> None:
    segments = [
        ("group", f"group {place}", min(part, of), of)
        for place, (part, of) in enumerate(sizes)
        if of
    ]
    found = safe(segments)
    hidden = [of for (*_, of), (*_, one) in zip(segments, found, strict=True) if one == Share()]
    assert len(hidden) != 1 or len(segments) == 1
    assert not hidden or sum(hidden) >= BASE or len(hidden) == len(segments)


@pytest.mark.parametrize(
    ("counts", "visible"),
    [((20, 10, 5, 0), True), ((20, 3, 7, 0), False), ((3, 3, 3, 0), False)],
)
def test_answers_are_counted_in_public_only_where_all_may_be(
    counts: tuple[int, ...],
    visible: bool,  # noqa: FBT001
) -> None:
    said = dict(zip(SURE, counts, strict=True))
    expected = tuple(said.items()) if visible else tuple((one, None) for one in SURE)
    assert shown_ratings(said) == expected


def counted(connection: Connection) -> Gap:
    """Give the gap once everybody had time to say something."""
    count(connection, sa.true(), NOON + FIRST_AFTER)
    return gaps.of_loops(connection, [LOOP])


# --- both sides -----------------------------------------------------------------------------------


async def test_people_and_those_who_work_on_a_loop_stand_side_by_side(database: Database) -> None:
    def both(connection: Connection) -> tuple[Share, int | None, dict[str, Share]]:
        network = a_loop(connection, answered=20)
        rate(connection, dict.fromkeys(range(100, 110), "yes"))
        rate(connection, dict.fromkeys(range(110, 120), "no"))
        lead, owner = member(connection, network, 7), member(connection, network, 8)
        beliefs.asked(connection, LOOP, [(lead, "facilitator"), (owner, "professional")], NOON)
        for who, know in ((lead, "yes"), (owner, "partly")):
            said = [Believed(LOOP, "facilitator", know=know),
                    Believed(LOOP, "facilitator", influenced="yes")]  # fmt: skip
            beliefs.believed(connection, [Happened(who, network, one, NOON, 0) for one in said])
        found = counted(connection)
        assert (found.know, found.influenced) == (Share(100, 2), Share(100, 2))
        return found.heard, found.apart, {name: one for _, name, one in found.segments}

    heard, apart, segments = await database.write(both)
    assert (heard, apart) == (Share(50, 20), 50)
    assert segments["in_treatment"] == Share(50, 20)
    assert HEARD == ("yes", "partly")


async def test_who_was_not_asked_believes_nothing(database: Database) -> None:
    def believe(connection: Connection) -> int:
        network = a_loop(connection)
        stranger = member(connection, network, 7)
        event = Believed(LOOP, "facilitator", know="yes")
        beliefs.believed(connection, [Happened(stranger, network, event, NOON, 0)])
        assert beliefs.load(connection, [(LOOP, stranger)]) == {}
        return len(connection.execute(tables.belief.select()).all())

    assert await database.write(believe) == 0


async def test_somebody_of_another_network_changes_nothing(database: Database) -> None:
    def believe(connection: Connection) -> str | None:
        network = a_loop(connection)
        lead = member(connection, network, 7)
        beliefs.asked(connection, LOOP, [(lead, "facilitator")], NOON)
        event = Believed(LOOP, "facilitator", know="yes")
        beliefs.believed(connection, [Happened(lead, network + 1, event, NOON, 0)])
        return beliefs.load(connection, [(LOOP, lead)])[LOOP, lead].know

    assert await database.write(believe) is None


async def test_groups_are_segments_too(database: Database) -> None:
    def both(connection: Connection) -> list[tuple[str, str, Share]]:
        network = a_loop(connection, answered=24)
        rate(connection, dict.fromkeys(range(100, 124), "partly"))
        for name, first in (("Lung", 100), ("Breast", 112)):
            made = tables.group.insert().values(network_id=network, name=name)
            number = connection.execute(made.returning(tables.group.c.id)).scalar_one()
            rows = [{"group_id": number, "member_id": who} for who in range(first, first + 12)]
            connection.execute(tables.membership.insert(), rows)
        return [one for one in counted(connection).segments if one[0] == "group"]

    assert await database.write(both) == [
        ("group", "Breast", Share(100, 12)),
        ("group", "Lung", Share(100, 12)),
    ]


def grouped(
    connection: Connection, answered: int, groups: dict[str, range]
) -> list[tuple[str, str, Share]]:
    """Let people who felt heard be in these groups; gives what is shown of the groups."""
    network = a_loop(connection, answered=answered)
    rate(connection, dict.fromkeys(range(100, 100 + answered), "yes"))
    for name, people in groups.items():
        made = tables.group.insert().values(network_id=network, name=name)
        number = connection.execute(made.returning(tables.group.c.id)).scalar_one()
        rows = [{"group_id": number, "member_id": who} for who in people]
        connection.execute(tables.membership.insert(), rows)
    return [one for one in counted(connection).segments if one[0] != "kind"]


@pytest.mark.parametrize(
    ("alone", "lung"), [(0, Share(100, 12)), (2, Share()), (10, Share(100, 12))]
)
async def test_few_people_in_no_group_cannot_be_had_by_subtraction(
    database: Database, alone: int, lung: Share
) -> None:
    groups = {"Breast": range(100, 120), "Lung": range(120, 132)}
    found = await database.write(lambda connection: grouped(connection, 32 + alone, groups))
    assert found == [("group", "Breast", Share(100, 20)), ("group", "Lung", lung)]


async def test_of_groups_that_share_people_no_number_is_shown(database: Database) -> None:
    groups = {"Breast": range(100, 120), "Lung": range(117, 132)}
    found = await database.write(lambda connection: grouped(connection, 32, groups))
    assert found == [("group", "Breast", Share(100)), ("group", "Lung", Share(100))]


# --- whom to ask, and when ------------------------------------------------------------------------


async def test_they_are_asked_once_and_shown_the_gap_two_weeks_later(database: Database) -> None:
    def ask(connection: Connection) -> None:
        network = a_loop(connection, answered=3, edition="out", approved_by=7)
        grant(connection, 7, "facilitator", None, NOON)
        member(connection, network, 8)
        anywhere = tables.loop.c.network_id == network
        assert beliefs.due(connection, NOON, anywhere) == [LOOP]
        assert beliefs.due(connection, NOON + timedelta(days=2), anywhere) == []
        assert beliefs.believers(connection, LOOP) == {7: "facilitator"}
        beliefs.asked(connection, LOOP, [(7, "facilitator")], NOON)
        assert beliefs.due(connection, NOON, anywhere) == []
        later = NOON + timedelta(days=14)
        assert beliefs.to_be_shown(connection, later - timedelta(hours=1), anywhere) == []
        assert beliefs.to_be_shown(connection, later, anywhere) == [LOOP]
        beliefs.shown(connection, LOOP, later)
        assert beliefs.to_be_shown(connection, later, anywhere) == []

    await database.write(ask)
