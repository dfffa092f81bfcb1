"""The impact log and the influence map in the tables, on both databases."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.clock.jobs import JOBS
from bot.involvement import impact, influence
from bot.store import tables
from bot.store.database import Database
from conversations import seat_events as events
from conversations.facts import Person
from conversations.impacts import InfluenceMap, MyGroup
from conversations.loops import Promise
from conversations.plain import to_plain
from tests.bot.delivery.hall import NOW, Hall, words
from tests.bot.involvement.test_seats import Tree

EVERYWHERE = Person(1, roles=frozenset({"facilitator"}))
APRIL = NOW.replace(month=4, day=2)
MAY = NOW.replace(month=5, day=13)
"""Six weeks after the first quarter."""


@pytest.fixture
def tree(database: Database) -> Tree:
    """A small network, on SQLite and on Postgres."""
    return Tree(Hall(database))


def of(group: int) -> Person:
    within = frozenset({("facilitator", group)})
    return Person(2, roles=frozenset({"facilitator"}), in_groups=within)


def promise(tree: Tree, loop: int, number: int = 70, *, status: str = "done") -> int:
    row = {
        "id": number, "loop_id": loop, "network_id": tree.hall.network, "version": 2,
        "promise": {"en_GB": "A bus"}, "status": status, "level": "partnership", "lead": "both",
        "due_on": date(2027, 5, 1), "made_at": NOW, "ended_at": NOW,
    }  # fmt: skip
    tree.put(tables.commitment, row)
    for version, said in ((1, None), (2, words("=It runs."))):
        content = to_plain(Promise(number, version, words("A bus"), said=said))
        tree.put(tables.commitment_change, {
            "commitment_id": number, "version": version, "what": "made", "material": True,
            "content": content, "changed_at": NOW,
        })  # fmt: skip
    return number


def log_of(tree: Tree, who: Person = EVERYWHERE) -> Any:
    with tree.hall.database.reading() as connection:
        return impact.log_of(connection, who, tree.hall.network)


def test_an_ended_promise_is_offered_noted_once_and_exported(tree: Tree) -> None:
    loop = tree.decided(tree.lung)
    number = promise(tree, loop)
    promise(tree, loop, 71, status="waiting")
    tree.put(tables.evidence, {"commitment_id": number, "words": "@photo", "added_at": NOW})
    (ended,) = log_of(tree).ended
    assert (ended.id, ended.said, ended.evidence) == (number, words("=It runs."), 1)
    assert log_of(tree, of(tree.lung)).ended == (ended,)
    assert log_of(tree, of(tree.breast)).ended == ()

    tree.do(events.ImpactNoted(number, "access", "services"))
    tree.do(events.ImpactNoted(number, "care", "policy"))
    tree.do(events.ImpactNoted(71, "care", "policy"))
    log = log_of(tree)
    assert (log.ended, log.lines) == ((), 1)
    assert (log.noted[0].words, log.noted[0].domain) == (words("=It runs."), "access")
    with tree.hall.database.reading() as connection:
        (line,) = impact.lines_of(connection, tree.hall.network)
    assert set(line) == set(impact.COLUMNS)
    assert (line["evidence"], line["promised"], line["lead"]) == ("@photo", "A bus", "both")
    assert tree.acts("impact") == ["impact.noted"]


def test_what_changed_nothing_is_not_offered_again(tree: Tree) -> None:
    number = promise(tree, tree.decided(tree.lung))
    tree.put(tables.evidence, {"commitment_id": number, "added_at": NOW})
    tree.do(events.ImpactNoted(number, "nowhere", "services"))
    tree.do(events.ImpactNoted(number, "care", "services", nothing=True))
    log = log_of(tree)
    assert (log.ended, log.noted) == ((), ())
    assert tree.hall.rows(tables.impact)[0]["evidence"] == "a file"


def test_a_line_is_taken_out_once(tree: Tree) -> None:
    number = promise(tree, tree.decided(tree.lung))
    tree.do(events.ImpactNoted(number, "care", "services"))
    line = log_of(tree).noted[0].id
    tree.do(events.ImpactDropped(line))
    tree.do(events.ImpactDropped(line))
    assert log_of(tree).noted == ()
    assert tree.acts("impact") == ["impact.noted", "impact.dropped"]


# --- influence ------------------------------------------------------------------------------------


def counted(tree: Tree, now: Any = MAY) -> list[InfluenceMap]:
    """Give the maps that are shown once the job has counted what was said."""
    with tree.hall.database.transaction() as connection:
        JOBS["count_what_was_said"].run(connection, tree.hall.room, now)
        return influence.maps(connection, tree.hall.network)


def tick(tree: Tree, now: Any) -> int:
    with tree.hall.database.transaction() as connection:
        return JOBS["ask_for_influence"].run(connection, tree.hall.room, now)


def test_each_member_of_a_group_is_asked_once_a_quarter(tree: Tree) -> None:
    tree.join(tree.lung, *tree.people[:3])
    assert tick(tree, NOW.replace(month=3, day=30)) == 0, "the quarter is long over"
    assert tick(tree, APRIL) == 3
    assert tick(tree, APRIL + timedelta(days=1)) == 0
    assert tick(tree, NOW.replace(month=7, day=3)) == 3
    rows = tree.hall.rows(tables.outbox, kind="influence")
    assert {row["member_id"] for row in rows} == set(tree.people[:3])
    assert len(rows) == 6


def test_a_member_of_several_groups_is_asked_of_one_of_them(tree: Tree) -> None:
    who, other = tree.people[:2]
    tree.join(tree.lung, who)
    tree.join(tree.breast, who, other)
    assert tick(tree, APRIL) == 2
    rows = tree.hall.rows(tables.outbox, kind="influence")
    assert sorted(row["member_id"] for row in rows) == sorted((who, other))


def test_many_are_asked_some_at_a_time(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(influence, "AT_ONCE", 2)
    tree.join(tree.lung, *tree.people[:4])
    assert [tick(tree, APRIL) for _ in range(4)] == [2, 2, 0, 0]
    assert tick(tree, NOW.replace(month=7, day=3)) == 2


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2027, 1, 1), (2026, 4)),
        (date(2027, 3, 31), (2026, 4)),
        (date(2027, 4, 1), (2027, 1)),
        (date(2027, 12, 31), (2027, 3)),
    ],
)
def test_the_last_quarter_is_the_one_that_is_over(today: date, quarter: tuple[int, int]) -> None:
    assert influence.last_quarter(today) == quarter


def test_only_members_of_the_group_are_counted_and_few_are_hidden(tree: Tree) -> None:
    tree.join(tree.lung, *tree.people[:6])
    more = [tree.hall.members[one] for one in tree.hall.seat(6)]
    tree.join(tree.lung, *more)
    for place, who in enumerate([*tree.people[:6], *more]):
        strength = "strong" if place < 6 else "some"
        tree.do(events.InfluenceSaid(tree.lung, 2027, 1, "care", strength), who=who)
        tree.do(events.InfluenceSaid(tree.lung, 2026, 4, "care", "none"), who=who)
    tree.do(events.InfluenceSaid(tree.lung, 2027, 1, "care", "some"), who=tree.people[0])
    tree.do(events.InfluenceSaid(tree.lung, 2027, 1, "care", "none"), who=tree.people[6])
    tree.do(events.InfluenceSaid(tree.lung, 2027, 1, "magic", "none"), who=tree.people[0])
    tree.do(events.InfluenceSaid(tree.lung, 2027, 1, "policy", "strong"), who=tree.people[0])

    assert [found.quarter for found in counted(tree, MAY - timedelta(days=2))] == [4]
    (one,) = counted(tree)
    with tree.hall.database.reading() as connection:
        assert influence.maps(connection, tree.hall.network, of(tree.lung)) == [one]
        assert influence.maps(connection, tree.hall.network, of(tree.breast)) == []
    assert (one.name, one.year, one.quarter, one.people) == ("B", 2027, 1, 12)
    said = dict(one.strengths)
    assert dict(said["care"]) == {"strong": 5, "some": 7, "none": 0}
    assert set(dict(said["policy"]).values()) == {None}

    tree.do(events.InfluenceSaid(tree.lung, 2027, 1, "care", "none"), who=tree.people[1])
    with tree.hall.database.transaction() as connection:
        connection.execute(tables.influence.delete())
    assert counted(tree) == [one], "what was counted stays, so no answer is told by two looks"


def test_a_member_sees_what_they_said_and_few_people_make_no_map(tree: Tree) -> None:
    tree.join(tree.lung, tree.people[0])
    tree.do(events.InfluenceSaid(tree.lung, 2027, 1, "care", "some"), who=tree.people[0])
    need = MyGroup(tree.lung, 2027, 1)
    (one,) = counted(tree)
    with tree.hall.database.reading() as connection:
        asked = {(tree.people[0], need), (tree.people[1], need)}
        found = influence.of_members(connection, asked, tree.hall.network)
    assert found == {(tree.people[0], need): ("B", {"care": "some"})}
    assert (one.people, one.strengths) == (None, ())
