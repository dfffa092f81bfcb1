"""Calls for volunteers in the tables: offered, drawn, told, repeated; on both databases."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.clock.jobs import JOBS
from bot.involvement import calls, drawing
from bot.involvement.drawing import Drawn
from bot.store import tables
from bot.store.database import Database
from conversations import seat_events as events
from conversations.calling import Brief, Call
from conversations.facts import Person
from tests.bot.delivery.hall import NOW, Hall, words
from tests.bot.involvement.test_seats import Tree

DAY = timedelta(days=1)
BRIEF = Brief(words("Read it."), words("2 hours."), words("Words."), words("None."), words("Call."))
CLOSES = date(2027, 3, 12)
AFTER = NOW + 11 * DAY


@pytest.fixture
def tree(database: Database) -> Tree:
    """A small network, on SQLite and on Postgres."""
    return Tree(Hall(database))


def call(tree: Tree, number: int = 900, *, group: int | None = None, places: int = 2) -> int:
    made = events.CallMade(number, words("Leaflet"), BRIEF, places, CLOSES, group, "secret")
    tree.do(made)
    return number


def tick(tree: Tree, now: Any = NOW) -> int:
    with tree.hall.database.transaction() as connection:
        return JOBS["offer_calls"].run(connection, tree.hall.room, now)


def got(tree: Tree, kind: str) -> set[int]:
    return {row["member_id"] for row in tree.hall.rows(tables.outbox, kind=kind)}


def offer(tree: Tree, number: int, *who: int) -> None:
    for one in who:
        tree.do(events.HelpOffered(number), who=one)


def drawn(tree: Tree, number: int) -> set[int]:
    rows = tree.hall.rows(tables.volunteer, call_id=number)
    return {row["member_id"] for row in rows if row["drawn"]}


def draws(tree: Tree) -> list[Drawn]:
    with tree.hall.database.reading() as connection:
        return drawing.published(connection, tree.hall.network)


def known(tree: Tree, who: Person, number: int) -> Call | None:
    with tree.hall.database.reading() as connection:
        found = calls.load(connection, [(who, tree.hall.network, number)])
    return found.get((who.id, number))


def test_a_call_goes_once_to_the_group_and_to_nobody_who_does_not_want_it(tree: Tree) -> None:
    one, other, quiet, outside, *_ = tree.people
    tree.join(tree.lung, one, other, quiet)
    m = tables.member
    with tree.hall.database.transaction() as connection:
        connection.execute(m.update().where(m.c.id == quiet).values(tell="only_changes"))
    number = call(tree, group=tree.lung)
    assert tick(tree) == 3  # the call, and two members
    assert tick(tree) == 0
    assert got(tree, "call") == {one, other}
    seen = known(tree, Person(one), number)
    assert seen is not None
    assert (seen.part, seen.status, seen.brief) == ("asked", "open", BRIEF)
    assert known(tree, Person(outside), number) is None
    assert known(tree, Person(one), 4711) is None


def test_the_draw_seats_those_drawn_thanks_all_and_can_be_repeated(tree: Tree) -> None:
    number = call(tree, group=tree.lung)
    tree.join(tree.lung, *tree.people)
    tick(tree)
    offer(tree, number, *tree.people[:5])
    tree.do(events.HelpTakenBack(number), who=tree.people[4])
    assert tick(tree, NOW + 10 * DAY) == 0, "on the last day people may still offer"
    assert tick(tree, AFTER) == 1 + 4
    assert tick(tree, AFTER) == 0

    lucky = drawn(tree, number)
    assert len(lucky) == 2
    assert lucky < set(tree.people[:4])
    assert got(tree, "thanks") == set(tree.people[:4])
    seats = tree.groups(next(iter(lucky)))[tree.lung].seats
    assert sorted((seat.taken, seat.mine) for seat in seats) == [(True, False), (True, True)]
    (one,) = draws(tree)
    assert one.wrong is None
    assert len(one.tickets) == 4
    assert not {str(who) for who in tree.people} & set(repr(one).replace("'", " ").split())
    parts = {known(tree, Person(who), number).part for who in tree.people[:4]}  # type: ignore[union-attr]
    assert parts == {"drawn", "thanked"}
    assert tree.acts("call") == ["call.made", "call.drawn"]


@pytest.mark.parametrize("what", ["seed", "secret", "drawn"])
def test_a_draw_that_somebody_changed_is_told_from_a_true_one(tree: Tree, what: str) -> None:
    number = call(tree)
    tick(tree)
    offer(tree, number, *tree.people[:5])
    tick(tree, AFTER)
    c = tables.volunteer_call
    (row,) = tree.hall.rows(c)
    other = sorted({one[0] for one in row["brief"]["tickets"]} - set(row["brief"]["drawn"]))
    forged: dict[str, dict[str, Any]] = {
        "seed": {"seed": "0" * 64},
        "secret": {"brief": {**row["brief"], "secret": "another"}},
        "drawn": {"brief": {**row["brief"], "drawn": other[:2]}},
    }
    with tree.hall.database.transaction() as connection:
        connection.execute(c.update().values(**forged[what]))
    assert draws(tree)[0].wrong is not None


def test_whoever_was_drawn_before_comes_after_the_others(tree: Tree) -> None:
    first = call(tree, 900, places=2)
    tick(tree)
    offer(tree, first, *tree.people[:4])
    tick(tree, AFTER)
    earlier = drawn(tree, first)
    c = tables.volunteer_call
    second = call(tree, 901, places=2)
    with tree.hall.database.transaction() as connection:
        later = c.update().where(c.c.id == second).values(closes_on=CLOSES + 30 * DAY)
        connection.execute(later)
    tick(tree, AFTER)
    offer(tree, second, *tree.people[:4])
    tick(tree, AFTER + 30 * DAY)
    assert drawn(tree, second) == set(tree.people[:4]) - earlier


def test_nobody_offers_after_the_draw_and_who_stopped_is_not_drawn(tree: Tree) -> None:
    number = call(tree, places=9)
    tick(tree)
    offer(tree, number, *tree.people[:2])
    m = tables.member
    with tree.hall.database.transaction() as connection:
        connection.execute(m.update().where(m.c.id == tree.people[0]).values(stopped_at=NOW))
    tick(tree, AFTER)
    offer(tree, number, tree.people[2])
    assert drawn(tree, number) == {tree.people[1]}


def test_nobody_offers_and_nothing_breaks(tree: Tree) -> None:
    call(tree)
    tick(tree)
    assert tick(tree, AFTER) == 1
    assert draws(tree)[0].tickets == ()


def test_a_place_that_is_given_back_waits_for_a_facilitator(tree: Tree) -> None:
    number = call(tree, group=tree.lung, places=1)
    tree.join(tree.lung, *tree.people)
    tick(tree)
    offer(tree, number, tree.people[0])
    tick(tree, AFTER)
    tree.do(events.HelpTakenBack(number), who=tree.people[0])
    (seat,) = tree.hall.rows(tables.seat)
    assert (seat["member_id"], seat["since"]) == (None, None)
    (task,) = tree.hall.rows(tables.task)
    assert (task["kind"], task["about"]) == ("place_free", number)


def test_a_call_that_is_taken_back_thanks_those_who_offered(tree: Tree) -> None:
    number = call(tree)
    tick(tree)
    offer(tree, number, tree.people[0])
    tree.do(events.CallCancelled(number))
    tree.do(events.CallCancelled(number))
    tick(tree)
    assert got(tree, "thanks") == {tree.people[0]}
    assert tree.acts("call") == ["call.made", "call.cancelled"]


def test_what_waits_of_a_call_that_is_taken_back_is_not_sent(tree: Tree) -> None:
    number, other = call(tree), call(tree, 901)
    tick(tree)
    assert got(tree, "call") == set(tree.people) | {tree.facilitator}
    sent = tables.outbox.update().where(tables.outbox.c.member_id == tree.people[0])
    with tree.hall.database.transaction() as connection:
        connection.execute(sent.values(status="sent"))
    tree.do(events.CallCancelled(number))
    states = {
        subject: sorted(row["status"] for row in tree.hall.rows(tables.outbox, subject=subject))
        for subject in (number, other)
    }
    rest = len(tree.people)
    assert states[number] == [*["cancelled"] * rest, "sent"]
    assert states[other] == ["sent", *["waiting"] * rest]


def test_a_call_for_a_group_of_another_network_is_none(tree: Tree) -> None:
    call(tree, group=4711)
    assert tree.hall.rows(tables.volunteer_call) == []


def test_facilitators_see_their_calls_with_few_offers_hidden(tree: Tree) -> None:
    number = call(tree, group=tree.lung)
    tick(tree)
    everywhere = Person(1, roles=frozenset({"facilitator"}))
    lung = Person(2, roles=frozenset({"facilitator"}),
                  in_groups=frozenset({("facilitator", tree.lung)}))  # fmt: skip
    breast = Person(3, roles=frozenset({"facilitator"}),
                    in_groups=frozenset({("facilitator", tree.breast)}))  # fmt: skip
    with tree.hall.database.reading() as connection:
        listed = [
            [one.id for one in calls.listed(connection, who, tree.hall.network)]
            for who in (everywhere, lung, breast, Person(4))
        ]
    assert listed == [[number], [number], [], []]
    seen = known(tree, lung, number)
    assert seen is not None
    assert (seen.managed, seen.part, seen.offers) == (True, "", None)
