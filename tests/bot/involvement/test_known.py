"""What is kept about somebody is found whole, and nothing of anybody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.involvement import known
from bot.involvement.consultations import Contents
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from conversations.consent import VERSION
from conversations.content import Decision, Given
from conversations.events import Answered, DecisionApproved, Event, HeardExplained, HeardRated
from conversations.known import Agreed, HeldRole, Known, WasTold
from conversations.loops import Told
from tests.bot.delivery.hall import NOW, Hall, words
from tests.statements import statements

DECISION = Decision(words("You want buses"), words("run them"))


@pytest.fixture
def hall(database: Database) -> Hall:
    return Hall(database)


def do(hall: Hall, who: int, *events: Event) -> None:
    with hall.database.transaction() as connection:
        perform(connection, [Happened(who, hall.network, one, NOW, 0) for one in events])


def put(hall: Hall, table: sa.Table, **row: object) -> None:
    with hall.database.transaction() as connection:
        connection.execute(table.insert().values(row))


def load(hall: Hall, *who: int, most: int | None = known.MOST) -> dict[int, Known]:
    with hall.database.reading() as connection:
        return known.load(connection, who, Contents(), most)


def test_everything_of_a_person_is_found_and_nothing_of_another(hall: Hall) -> None:
    first, second = (hall.members[one] for one in hall.seat(2))
    hall.ask(1)
    do(hall, first, Answered(1, 1, 2, Given(text="Cold")), HeardRated(1, "no"))
    do(hall, first, HeardExplained(1, "Nobody came"))
    put(hall, tables.group, network_id=hall.network, name="Pelvic panel", kind="panel")
    put(hall, tables.membership, group_id=1, member_id=first)
    put(hall, tables.role, member_id=first, group_id=1, role="chair", granted_at=NOW)
    put(hall, tables.flag, network_id=hall.network, member_id=first, kind="distress",
        raised_at=NOW)  # fmt: skip
    put(hall, tables.invite, network_id=hall.network, token_hash="h", label="Ward 4", used=1)
    with hall.database.transaction() as connection:
        changed = {"came_by": 1, "area": "Llanfair", "quiet_from": 20, "quiet_until": 9}
        row = tables.member.update().where(tables.member.c.id == first)
        connection.execute(row.values(changed))
        connection.execute(tables.consultation.update().values(status="closed"))
    do(hall, first, DecisionApproved(1, DECISION))
    with hall.database.transaction() as connection:
        told = tables.notice.update().values(status="told", told_at=NOW)
        connection.execute(told)

    found = load(hall, first, second)

    mine, theirs = found[first], found[second]
    assert (mine.area, mine.came_by, mine.quiet) == ("Llanfair", "Ward 4", (20, 9))
    assert mine.groups == ("Pelvic panel",)
    assert mine.roles == (HeldRole("chair", "Pelvic panel", NOW),)
    assert mine.consents == (Agreed(VERSION, "en_GB", "I agree.", "all at once", NOW),)
    assert (mine.flags, mine.addresses, mine.joined_at) == ((NOW,), 1, NOW)
    (part,) = mine.took_part
    assert part.answers == {2: Given(text="Cold")}
    assert (part.rating, part.why) == ("no", "Nobody came")
    assert part.told == (WasTold(Told("decision", DECISION), NOW),)
    (other,) = theirs.took_part
    assert (other.answers, other.told, other.rating) == ({}, (), None)
    assert (theirs.groups, theirs.roles, theirs.flags, theirs.area) == ((), (), (), None)


def test_the_chat_shows_the_last_twenty_consultations_and_a_copy_has_all(hall: Hall) -> None:
    who = hall.members[hall.seat(1)[0]]
    for number in range(1, 24):
        hall.ask(number)
        with hall.database.transaction() as connection:
            p = tables.participation
            mine = p.update().where(p.c.consultation_id == number)
            connection.execute(mine.values(due_at=NOW + timedelta(minutes=number)))
    shown = [one.consultation.id for one in load(hall, who)[who].took_part]
    assert shown == list(range(23, 3, -1))
    assert len(load(hall, who, most=None)[who].took_part) == 23


def test_more_people_cost_no_more_statements(hall: Hall) -> None:
    people = [hall.members[one] for one in hall.seat(6)]
    hall.ask(1)
    for who in people:
        do(hall, who, Answered(1, 1, 1, Given(choices=(1,))))
    with statements() as one:
        load(hall, people[0])
    with statements() as many:
        load(hall, *people)
    assert len(one) == len(many) < 15
