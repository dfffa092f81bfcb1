"""Who or what was erased stays so, though a backup from before it is restored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.involvement import after_restoring, erasures, listing, record
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.involvement.stop_list import ERASED, StopList
from bot.store import tables
from conversations.content import Given
from conversations.events import Answered, AnswersErased, Event, MeErased
from tests.bot.clock.test_jobs import do
from tests.bot.delivery.hall import NOW, Hall

SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def listed(hall: Hall, tmp_path: Path) -> Hall:
    """A hall with a list of stops, two consultations, and two people who answered both."""
    hall.room = replace(hall.room, stops=StopList(tmp_path / "stops.jsonl", SecretStr("k" * 32)))
    people = hall.seat(2)
    for number in (1, 2):
        hall.ask(number)
        for who in people:
            do(hall, hall.members[who], answered(number))
    run(hall)
    return hall


def answered(number: int) -> Answered:
    return Answered(number, 1, 2, Given(text="Cold"))


def stop_list(hall: Hall) -> StopList:
    assert hall.room.stops
    return StopList(hall.room.stops.path, SecretStr("k" * 32))


def run(hall: Hall) -> int:
    with hall.database.transaction() as connection:
        return listing.catch_up(connection, stop_list(hall), NOW + SECOND)


class LostError(Exception):
    """The machine is lost."""


@contextmanager
def lost(hall: Hall) -> Iterator[Connection]:
    """Do what the tables forget, as a backup from before it has it; the list does not."""
    with suppress(LostError), hall.database.transaction() as connection:
        yield connection
        assert listing.catch_up(connection, stop_list(hall), NOW + SECOND)
        raise LostError


def erase(hall: Hall, who: int, event: Event) -> Callable[[Connection], None]:
    happened = Happened(who, hall.network, event, NOW, 0)
    return lambda connection: perform(connection, [happened])


def take_over(hall: Hall) -> after_restoring.TakenOver:
    with hall.database.transaction() as connection:
        return after_restoring.take_over(connection, stop_list(hall), NOW)


def left(hall: Hall) -> list[tuple[int, int]]:
    """Give (member, consultation) of every answer."""
    rows = hall.rows(tables.response)
    return sorted((row["member_id"], row["consultation_id"]) for row in rows)


def test_an_erasure_is_on_the_list_once_and_names_nobody(listed: Hall) -> None:
    first, second = listed.members.values()
    do(listed, first, MeErased())
    do(listed, second, AnswersErased(2))
    assert run(listed) == 2
    assert run(listed) == 0
    written = stop_list(listed).path.read_text(encoding="utf-8")
    assert written.count(f'"{ERASED}"') == 2
    assert str(first) not in written
    assert stop_list(listed).mark("everything of", first) in written


def test_a_list_that_begins_later_has_earlier_erasures_too(listed: Hall) -> None:
    do(listed, next(iter(listed.members.values())), MeErased())
    stop_list(listed).path.unlink()
    assert run(listed) == 1


def test_who_was_erased_is_erased_again_with_address_and_all(listed: Hall) -> None:
    first, second = listed.members.values()
    with lost(listed) as connection:
        erase(listed, first, MeErased())(connection)
    assert (first, 1) in left(listed), "the backup has them"

    assert take_over(listed).erased == 1

    assert {who for who, _ in left(listed)} == {second}
    assert not listed.rows(tables.member, id=first)
    assert not listed.rows(tables.address, member_id=first)
    assert listed.rows(tables.audit, act="member.erased")[0]["actor_id"] is None


@pytest.mark.parametrize(("which", "stay"), [(1, [2]), (None, [])])
def test_answers_that_were_erased_are_erased_again_and_nothing_else(
    listed: Hall, which: int | None, stay: list[int]
) -> None:
    first, second = listed.members.values()
    with lost(listed) as connection:
        erase(listed, first, AnswersErased(which))(connection)

    assert take_over(listed).erased == 1

    theirs = [(first, number) for number in stay]
    assert left(listed) == sorted([*theirs, (second, 1), (second, 2)])


@pytest.mark.parametrize("which", [1, None])
def test_what_was_answered_after_the_restore_is_not_erased_by_looking_again(
    listed: Hall, which: int | None
) -> None:
    first = next(iter(listed.members.values()))
    with lost(listed) as connection:
        erase(listed, first, AnswersErased(which))(connection)
    take_over(listed)
    do(listed, first, answered(1), now=LATER)
    assert take_over(listed).erased == 0
    assert (first, 1) in left(listed)


def test_what_the_backup_knows_of_is_not_done_again(listed: Hall) -> None:
    first = next(iter(listed.members.values()))
    do(listed, first, AnswersErased())
    run(listed)
    do(listed, first, answered(1))
    assert take_over(listed).erased == 0
    assert (first, 1) in left(listed)


def test_the_audit_holds_after_it(listed: Hall) -> None:
    first, second = listed.members.values()
    with lost(listed) as connection:
        erase(listed, first, MeErased())(connection)
        erase(listed, second, AnswersErased())(connection)
    take_over(listed)
    with listed.database.reading() as connection:
        assert record.verify(connection, listed.network).broken is None


def test_of_a_long_audit_only_the_end_is_read(listed: Hall) -> None:
    do(listed, next(iter(listed.members.values())), MeErased())
    with listed.database.reading() as connection:
        number = erasures.newest(connection)
        assert number == connection.execute(sa.func.max(tables.audit.c.id)).scalar()
        assert not list(erasures.missing(connection, stop_list(listed), LATER))
