"""The audit is only added to, and whoever gets round that leaves a seal that does not fit."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record
from bot.involvement.happened import Happened
from bot.involvement.record import Line
from bot.store import schema
from bot.store.database import Database
from bot.store.guards import audit_is_guarded
from bot.store.tables import audit
from tests.bot.store.rows import NOON, a_network
from tests.house.tree import ROOT

ACTS = ("invite.made", "consultation.approved", "open_answer.read", "role.taken")
DROP = {
    "sqlite": ("DROP TRIGGER audit_not_changed", "DROP TRIGGER audit_not_removed"),
    "postgresql": ("ALTER TABLE audit DISABLE TRIGGER USER",),
}


@pytest.fixture
def network(database: Database) -> int:
    """A network on whose record four acts stand."""
    with database.transaction() as connection:
        number = a_network(connection)
        lines = [
            Line(number, NOON + timedelta(seconds=second), act, 7, 40 + second, {"of": [second]})
            for second, act in enumerate(ACTS)
        ]
        record.add(connection, lines[:1])
        record.add(connection, lines[1:])
    return number


@contextmanager
def unguarded(database: Database) -> Iterator[Connection]:
    """Write as somebody who may do anything with the database."""
    with database.transaction() as connection:
        for statement in DROP[connection.dialect.name]:
            connection.execute(sa.text(statement))
        yield connection


def broken(database: Database, network: int) -> int | None:
    with database.reading() as connection:
        return record.verify(connection, network).broken


def numbers(database: Database) -> list[int]:
    with database.reading() as connection:
        return list(connection.execute(sa.select(audit.c.id).order_by(audit.c.id)).scalars())


def test_what_was_written_can_be_read_and_is_whole(database: Database, network: int) -> None:
    with database.reading() as connection:
        found = record.verify(connection, network)
        lines = record.latest(connection, network, 2)
        last = connection.execute(sa.select(audit.c.seal).order_by(audit.c.id.desc())).scalar()
        noted = record.holds(connection, network, found.seal)
        unheard_of = record.holds(connection, network, "f" * 64)
    assert (found.lines, found.broken, found.seal) == (4, None, last)
    assert [line.act for _, line in lines] == ["open_answer.read", "role.taken"]
    assert lines[1][1] == Line(network, NOON + timedelta(seconds=3), ACTS[3], 7, 43, {"of": [3]})
    assert noted
    assert not unheard_of


def test_each_network_has_a_chain_of_its_own(database: Database, network: int) -> None:
    with database.transaction() as connection:
        other = a_network(connection, "south")
        both = [Line(other, NOON, "invite.made"), Line(network, NOON, "invite.made")]
        record.add(connection, both)
        first = record.verify(connection, other)
    assert (first.lines, first.seal) == (1, record.seal(record.FIRST, both[0]))
    assert broken(database, network) is None


@pytest.mark.parametrize(
    "change",
    [{"act": "sending.paused"}, {"actor_id": 8}, {"subject": None}, {"detail": {}},
     {"at": NOON - timedelta(days=1)}, {"seal": "0" * 64}, {"seal": None}],
)  # fmt: skip
def test_a_line_that_was_changed_is_found(
    database: Database, network: int, change: dict[str, Any]
) -> None:
    second = numbers(database)[1]
    with unguarded(database) as connection:
        connection.execute(audit.update().where(audit.c.id == second).values(**change))
    assert broken(database, network) == second


def test_a_line_that_was_removed_is_found_at_the_next_one(database: Database, network: int) -> None:
    _, second, third, _ = numbers(database)
    with unguarded(database) as connection:
        connection.execute(audit.delete().where(audit.c.id == second))
    assert broken(database, network) == third


def test_a_line_that_was_slipped_in_is_found(database: Database, network: int) -> None:
    row = {"network_id": network, "at": NOON, "act": "sending.on", "detail": {}, "seal": "1" * 64}
    with database.transaction() as connection:
        connection.execute(audit.insert().values(**row))
    assert broken(database, network) == numbers(database)[-1]


def test_a_seal_that_was_noted_tells_that_the_last_lines_were_removed(
    database: Database, network: int
) -> None:
    last = numbers(database)[-1]
    with unguarded(database) as connection:
        noted = record.verify(connection, network).seal
        connection.execute(audit.delete().where(audit.c.id == last))
    assert broken(database, network) is None
    with database.reading() as connection:
        assert not record.holds(connection, network, noted)


@pytest.mark.parametrize("statement", ["UPDATE audit SET act = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_and_to_remove_a_line(
    database: Database, network: int, statement: str
) -> None:
    before = numbers(database)
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), database.transaction() as one:
        one.execute(sa.text(statement))
    assert (numbers(database), broken(database, network)) == (before, None)


def test_postgres_refuses_to_empty_it_at_a_stroke(postgres_database: Database) -> None:
    refused = pytest.raises(sa.exc.DBAPIError, match="only added to")
    with refused, postgres_database.transaction() as connection:
        connection.execute(sa.text("TRUNCATE audit"))


def test_whether_the_database_still_refuses_can_be_seen(database: Database) -> None:
    with database.reading() as connection:
        assert audit_is_guarded(connection)
    with unguarded(database):
        pass
    with database.reading() as connection:
        assert not audit_is_guarded(connection)


def test_several_that_write_at_once_do_not_break_the_chain(
    database: Database, network: int
) -> None:
    def write() -> None:
        for second in range(5):
            with database.transaction() as connection:
                now = NOON + timedelta(minutes=second)
                act = Happened(9, network, object(), now, 1)
                record.write(connection, act, "sending.paused", second, people=second)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert broken(database, network) is None
    assert len(numbers(database)) == 4 + 15


def test_a_seal_does_not_depend_on_the_zone_in_which_the_moment_was_told() -> None:
    at = datetime(2027, 3, 2, 12, tzinfo=timezone(timedelta(hours=2)))
    same = datetime(2027, 3, 2, 10, tzinfo=UTC)
    told = [record.seal(record.FIRST, Line(1, moment, "sending.on")) for moment in (at, same)]
    assert told[0] == told[1]


def test_what_cannot_be_written_in_one_way_only_is_refused(
    database: Database, network: int
) -> None:
    line = Line(network, NOON, "sending.on", detail={"people": float("nan")})
    refused = pytest.raises(ValueError, match="not JSON compliant")
    with refused, database.transaction() as connection:
        record.add(connection, [line])
    assert broken(database, network) is None


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_lines_from_before_there_were_seals_are_sealed_by_the_upgrade(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    if kind == "sqlite":
        _upgrade_and_verify(f"sqlite:///{tmp_path}/old.db")
        return
    with request.getfixturevalue("postgres").empty() as url:
        _upgrade_and_verify(url)


def _upgrade_and_verify(url: str) -> None:
    row = {"act": "consultation.approved", "at": NOON, "actor_id": 7, "detail": {"é": [1, 0.5]}}
    old = sa.table("audit", *(sa.column(name, audit.c[name].type) for name in (*row, "network_id")))
    with Database(url) as database:
        with database.rebuilding() as connection:
            schema.upgrade(connection, "0007")
            two = [a_network(connection, slug) for slug in ("north", "south")]
            for network in two * 2:
                connection.execute(old.insert().values(network_id=network, **row))
        database.upgrade()
        with database.transaction() as connection:
            record.add(connection, [Line(two[0], NOON, "sending.on")])
            found = [record.verify(connection, network) for network in two]
    assert [(one.lines, one.broken) for one in found] == [(3, None), (2, None)]


def test_nothing_but_the_record_writes_to_the_audit() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "bot").rglob("*.py")
        if "audit.insert(" in path.read_text(encoding="utf-8")
    ]
    assert found == ["bot/involvement/record.py"]
