"""Turns are taken many at once, each update once, each person in order."""

import pytest

from bot.delivery.turns import take_turns
from bot.store import tables
from tests.bot.delivery.hall import NOW, Hall
from tests.statements import statements

MOST_STATEMENTS = 24  # of one group, whatever its size


def take(hall: Hall) -> list[str]:
    """Take the turns that wait, as one group; gives the statements that it took."""
    with hall.database.transaction() as connection:
        said = hall.heads(connection)
        with statements() as ran:
            take_turns(connection, said, hall.room, NOW)
    return ran


def answer_at_once(hall: Hall, people: list[str], number: int) -> list[str]:
    """Let people start, and then all answer the first question in one group of turns."""
    hall.store(*(hall.tap(one, "a.start", number) for one in people))
    take(hall)
    hall.store(*(hall.tap(one, "a.choose", number, 1, 2) for one in people))
    return take(hall)


def test_sixteen_people_take_as_many_statements_as_one(hall: Hall) -> None:
    people = hall.seat(18)
    number = hall.ask()
    answer_at_once(hall, people[:1], number)  # what was asked is in memory from now on

    alone = answer_at_once(hall, people[1:2], number)
    together = answer_at_once(hall, people[2:], number)

    assert len(hall.rows(tables.answer)) == 18
    assert len(together) == len(alone) <= MOST_STATEMENTS, "\n".join(together)


def test_sixteen_typed_answers_take_as_many_statements_as_one(hall: Hall) -> None:
    people = hall.seat(18)
    number = hall.ask()
    answer_at_once(hall, people[:2], number)
    answer_at_once(hall, people[2:], number)
    counted = []

    for group in (people[:1], people[1:2], people[2:]):
        hall.store(*(hall.text(one, "A later bus") for one in group))
        counted.append(len(take(hall)))

    assert counted[1] == counted[2] <= MOST_STATEMENTS
    assert len(hall.rows(tables.answer, text="A later bus")) == 18
    assert {row["status"] for row in hall.rows(tables.participation) if row["answered_at"]} == {
        "finished"
    }


def test_one_in_danger_among_sixteen_takes_no_statement_more_and_is_the_one_who_is_told(
    hall: Hall,
) -> None:
    people = hall.seat(18)
    number = hall.ask()
    answer_at_once(hall, people[:2], number)
    answer_at_once(hall, people[2:], number)
    hall.store(*(hall.text(one, "A later bus") for one in people[:2]))
    calm = len(take(hall))
    in_danger = people[7]

    hall.store(
        *(hall.text(one, "fever, shaking" if one == in_danger else "Bus") for one in people[2:])
    )

    assert len(take(hall)) == calm
    called = [row for row in hall.rows(tables.outbox) if "Please call now" in str(row["payload"])]
    (first,) = called
    assert first["member_id"] == hall.members[in_danger]
    assert first["dedupe_key"].endswith(":0")
    assert hall.rows(tables.answer, text="fever, shaking")


def test_an_update_that_comes_again_changes_nothing(hall: Hall) -> None:
    (person,) = hall.seat(1)
    number = hall.ask()
    answer_at_once(hall, [person], number)
    again = [
        hall.tap(person, "a.start", number, update=1),
        hall.tap(person, "a.choose", number, 1, 1, update=2),
    ]
    before = hall.everything()

    hall.store(*again)
    with hall.database.transaction() as connection:
        assert not hall.heads(connection)

    assert hall.everything() == before


def test_the_same_tap_as_a_new_update_leaves_one_answer(hall: Hall) -> None:
    (person,) = hall.seat(1)
    number = hall.ask()
    answer_at_once(hall, [person], number)
    before = hall.rows(tables.answer), hall.rows(tables.answer_choice)

    hall.store(hall.tap(person, "a.choose", number, 1, 2))
    take(hall)

    assert (hall.rows(tables.answer), hall.rows(tables.answer_choice)) == before
    assert hall.rows(tables.consultation)[0]["answered"] == 1


def test_each_person_is_taken_in_the_order_of_arrival(hall: Hall) -> None:
    first, second = hall.seat(2)
    number = hall.ask()
    hall.store(
        hall.tap(first, "a.start", number),
        hall.tap(first, "a.choose", number, 1, 1),
        hall.tap(second, "a.start", number),
        hall.tap(first, "a.choose", number, 1, 2),
    )

    with hall.database.transaction() as connection:
        heads = [one.letter.sender for one in hall.heads(connection)]
    assert heads == [first, second]
    for _ in range(3):
        take(hall)

    assert [row["choice"] for row in hall.rows(tables.answer_choice)] == [2]
    assert {row["status"] for row in hall.rows(tables.inbox)} == {"done"}


def test_a_turn_that_fails_leaves_nothing_of_its_group(hall: Hall) -> None:
    people = hall.seat(3)
    number = hall.ask()
    broken = {"conversation": "answering", "version": 99, "state": {}}
    row = {"member_id": hall.members[people[1]], "conversation": "answering", "subject": number}
    with hall.database.transaction() as connection:
        connection.execute(
            tables.conversation_state.insert().values(**row, kept=broken, changed_at=NOW)
        )
    hall.store(*(hall.tap(one, "a.choose", number, 1, 2) for one in people))
    before = hall.everything()

    with pytest.raises(KeyError):
        take(hall)

    assert hall.everything() == before
