"""Groups, seats and what is passed on, on both databases."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.clock.jobs import JOBS
from bot.involvement import passing, seats
from bot.involvement.computed import computed
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from conversations import seat_events as events
from conversations.content import Audience, Decision
from conversations.events import Requested
from conversations.facts import AudienceCount
from conversations.plain import to_plain
from conversations.seats.state import hash_of
from conversations.structure import GroupHere, Passable
from conversations.text import Worded
from tests.bot.delivery.hall import NOW, Hall, words

CODE = hash_of("AAAA-2222")
LATER = date(2027, 9, 1)
DECIDED = Decision(you_said=words("It is far."), we_will=words("A bus runs."))


class Tree:
    """A network with a group above and two below; who facilitates, and members in each group."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.facilitator, *self.people = (hall.members[one] for one in hall.seat(8))
        self.above, self.lung, self.breast = (self.group(name) for name in "ABC")
        for group in (self.lung, self.breast):
            self.do(events.GroupPlaced(group, self.above))

    def group(self, name: str) -> int:
        row = {"network_id": self.hall.network, "name": name, "kind": "panel"}
        return self.put(tables.group, row)

    def put(self, table: Any, row: dict[str, Any]) -> int:
        with self.hall.database.transaction() as connection:
            made = connection.execute(table.insert().values(row).returning(*table.primary_key))
            return int(made.one()[0])

    def do(self, *done: events.SeatEvent, who: int | None = None) -> None:
        with self.hall.database.transaction() as connection:
            member = who or self.facilitator
            perform(connection, [Happened(member, self.hall.network, one, NOW, 0) for one in done])

    def groups(self, who: int) -> dict[int, GroupHere]:
        with self.hall.database.reading() as connection:
            found = seats.structure(connection, self.hall.network, who)
        return {one.id: one for one in found}

    def acts(self, area: str) -> list[str]:
        rows = self.hall.rows(tables.audit)
        return [row["act"] for row in rows if row["act"].startswith(area)]

    def join(self, group: int, *who: int) -> None:
        for one in who:
            self.put(tables.membership, {"group_id": group, "member_id": one})

    def decided(self, group: int, number: int = 1) -> int:
        self.hall.ask(number)
        c = tables.consultation
        with self.hall.database.transaction() as connection:
            audience = to_plain(Audience(groups=(group,)))
            connection.execute(c.update().where(c.c.id == number).values(audience=audience))
            row = {"loop_id": number, "version": 1, "content": to_plain(DECIDED),
                   "approved_at": NOW}  # fmt: skip
            connection.execute(tables.decision.insert().values(row))
        return number


@pytest.fixture
def tree(database: Database) -> Tree:
    """A small network, on SQLite and on Postgres."""
    return Tree(Hall(database))


# --- seats ----------------------------------------------------------------------------------------


def test_a_code_seats_one_person_once(tree: Tree) -> None:
    one, other, *_ = tree.people
    tree.do(events.SeatMade(tree.lung, Worded.of({"en_GB": "Carer"}), LATER, CODE))
    (seat,) = tree.groups(one)[tree.lung].seats
    with tree.hall.database.reading() as connection:
        asked = (tree.hall.network, CODE)
        assert seats.by_code(connection, [asked])[asked].id == seat.id
        assert seats.by_code(connection, [(999, CODE)]).get((999, CODE)) is None
    tree.do(events.SeatTaken(seat.id, CODE), who=one)
    tree.do(events.SeatTaken(seat.id, CODE), who=other)

    (mine,) = tree.groups(one)[tree.lung].seats
    assert (mine.taken, mine.mine, mine.since, mine.until) == (True, True, NOW.date(), LATER)
    (theirs,) = tree.groups(other)[tree.lung].seats
    assert (theirs.taken, theirs.mine) == (True, False)
    assert tree.acts("seat") == ["seat.made", "seat.taken"]


def test_seats_are_dated_freed_taken_again_and_ended(tree: Tree) -> None:
    tree.do(events.SeatMade(tree.lung, Worded.of({"en_GB": "Carer"}), None, CODE))
    (seat,) = tree.groups(0)[tree.lung].seats
    tree.do(events.SeatTaken(seat.id))
    tree.do(events.SeatChanged(seat.id, LATER))
    assert tree.groups(0)[tree.lung].seats[0].until == LATER
    tree.do(events.SeatFreed(seat.id, CODE))
    assert not tree.groups(0)[tree.lung].seats[0].taken
    tree.do(events.SeatEnded(seat.id))
    assert tree.groups(0)[tree.lung].seats == ()
    tree.do(events.SeatTaken(seat.id))
    assert tree.hall.rows(tables.seat)[0]["member_id"] is None


def test_nothing_of_another_network_is_changed(tree: Tree) -> None:
    there = tree.put(
        tables.network,
        {
            "slug": "hillside",
            "name": "Hillside",
            "created_at": NOW,
            "languages": ["en_GB"],
            "signposts": {},
            "zone": "UTC",
        },
    )
    group = tree.put(tables.group, {"network_id": there, "name": "Z", "kind": "panel"})
    tree.do(
        events.SeatMade(group, Worded.of({"en_GB": "Carer"}), None, CODE),
        events.GroupPlaced(group, tree.above),
        events.GroupPlaced(tree.lung, group),
        events.PassedDown(tree.above, 4711),
    )
    assert tree.hall.rows(tables.seat) == []
    assert tree.groups(0)[tree.lung].parent == tree.above
    assert tree.hall.rows(tables.group, id=group)[0]["parent_id"] is None


def test_groups_make_no_circle(tree: Tree) -> None:
    tree.do(events.GroupPlaced(tree.above, tree.lung))
    assert tree.groups(0)[tree.above].parent is None
    with tree.hall.database.reading() as connection:
        assert seats.below(connection, tree.above) == {tree.above, tree.lung, tree.breast}
    tree.do(events.GroupPlaced(tree.lung, None))
    assert tree.groups(0)[tree.lung].parent is None


# --- passing on -----------------------------------------------------------------------------------


def tick(tree: Tree) -> int:
    with tree.hall.database.transaction() as connection:
        return JOBS["pass_decisions_down"].run(connection, tree.hall.room, NOW)


def people(tree: Tree, loop: int) -> int | None:
    """Count who would get it, as it is shown before it goes."""
    asked = Requested("pass.people", 0, loop, Audience(groups=(tree.above,)))
    with tree.hall.database.reading() as connection:
        count = computed(0)["pass.people"](connection, asked, NOW)
    return count.now if isinstance(count, AudienceCount) else None


def told(tree: Tree) -> set[int]:
    return {row["member_id"] for row in tree.hall.rows(tables.outbox, kind="passed")}


def test_a_decision_reaches_members_below_once_but_nobody_who_is_told_anyway(tree: Tree) -> None:
    one, both, answered, quiet, stopped, outside, _ = tree.people
    loop = tree.decided(tree.above)
    tree.join(tree.lung, one, both, answered, quiet, stopped)
    tree.join(tree.breast, both)
    p, m = tables.participation, tables.member
    with tree.hall.database.transaction() as connection:
        connection.execute(p.update().where(p.c.member_id == answered).values(answered_at=NOW))
        connection.execute(m.update().where(m.c.id == quiet).values(digests="none"))
        connection.execute(m.update().where(m.c.id == stopped).values(stopped_at=NOW))
    with tree.hall.database.reading() as connection:
        decisions, issues = seats.what_passes(connection, tree.hall.network, tree.above)
        assert (decisions, issues) == ((Passable(loop, words("Going home 1"), DECIDED, 1),), ())
        assert seats.what_passes(connection, tree.hall.network, tree.lung) == ((), ())

    assert people(tree, loop) == 2
    tree.do(events.PassedDown(tree.above, loop))
    tree.do(events.PassedDown(tree.above, loop))
    assert people(tree, loop) == 0
    tick(tree)
    assert tick(tree) == 0
    assert told(tree) == {one, both}
    assert len(tree.hall.rows(tables.outbox, kind="passed")) == 2
    with tree.hall.database.reading() as connection:
        found = passing.told_to(connection, [(loop, one), (loop, outside)])
        (again,), _ = seats.what_passes(connection, tree.hall.network, tree.above)
    assert found == {(loop, one): (words("Going home 1"), DECIDED, "A")}
    assert again.passed == (tree.lung, tree.breast)
    new = tree.group("D")
    tree.do(events.GroupPlaced(new, tree.above))
    tree.join(new, one, outside)
    assert people(tree, loop) == 1, "who was told before is not told again"
    tree.do(events.PassedDown(tree.above, loop))
    assert tick(tree) == 2
    assert told(tree) == {one, both, outside}
    assert len(tree.hall.rows(tables.outbox, kind="passed")) == 3
    assert people(tree, 4711) is None


def test_many_are_told_some_at_a_time(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "AT_ONCE", 2)
    loop = tree.decided(tree.above)
    tree.join(tree.lung, *tree.people[:5])
    tree.do(events.PassedDown(tree.above, loop))
    counts = [tick(tree) for _ in range(4)]
    assert counts == [2, 2, 1, 0]
    assert told(tree) == set(tree.people[:5])


def test_an_issue_goes_up_and_waits_for_the_group_above(tree: Tree) -> None:
    number, at = 31, NOW - timedelta(days=1)
    tree.put(tables.loop, {"id": number, "network_id": tree.hall.network, "kind": "issue",
                           "title": {"en_GB": "Parking"}, "opened_at": at})  # fmt: skip
    tree.put(tables.issue, {"id": number, "network_id": tree.hall.network, "status": "open",
                            "group_id": tree.lung, "title": {"en_GB": "Parking"},
                            "raised_at": at})  # fmt: skip
    with tree.hall.database.reading() as connection:
        _, (issue,) = seats.what_passes(connection, tree.hall.network, tree.lung)
    assert issue.title == words("Parking")
    tree.do(events.PassedUp(tree.above, number))
    tree.do(events.PassedUp(tree.lung, number))
    tree.do(events.PassedUp(tree.lung, number))
    assert tree.hall.rows(tables.issue)[0]["group_id"] == tree.above
    (task,) = tree.hall.rows(tables.task)
    assert (task["kind"], task["loop_id"], task["about"]) == ("passed_up", number, tree.above)
    assert tree.acts("issue") == ["issue.passed_up"]


def test_what_is_decided_of_an_issue_passed_up_twice_reaches_the_group_between_too(
    tree: Tree,
) -> None:
    low, between, *_ = tree.people
    top = tree.group("Top")
    tree.do(events.GroupPlaced(tree.above, top))
    tree.join(tree.lung, low)
    tree.join(tree.above, between)
    number = 31
    tree.put(tables.loop, {"id": number, "network_id": tree.hall.network, "kind": "issue",
                           "title": {"en_GB": "Parking"}, "opened_at": NOW})  # fmt: skip
    tree.put(tables.issue, {"id": number, "network_id": tree.hall.network, "status": "open",
                            "group_id": tree.lung, "title": {"en_GB": "Parking"},
                            "raised_at": NOW})  # fmt: skip
    for group in (tree.lung, tree.above):
        tree.do(events.PassedUp(group, number))
    tree.put(tables.decision, {"loop_id": number, "version": 1, "content": to_plain(DECIDED),
                               "approved_at": NOW})  # fmt: skip
    tree.do(events.PassedDown(top, number))
    tick(tree)
    assert told(tree) == {low, between}
