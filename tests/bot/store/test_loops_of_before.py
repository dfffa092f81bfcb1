"""What was decided, told and rated before there were loops is there after the upgrade."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.involvement.telling import what_was_told
from bot.store import schema, tables
from bot.store.database import Database
from bot.store.sealing import WHY, Sealer, sealer_of
from bot.store.upgrading import upgrade
from conversations.content import Decision
from conversations.loops import Told
from conversations.plain import to_plain
from conversations.text import Worded

KEY = secrets.token_urlsafe(32)
SAID = "2026-11-01 09:00:00+00:00"
DECISION = Decision(Worded.of({"en_GB": "Late."}), Worded.of({"en_GB": "More buses."}))
STATUSES = {5: "open", 6: "closed", 7: "told", 8: "cancelled"}
ME, ANOTHER = 21, 22


@pytest.fixture(params=["sqlite", "postgres"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of the release before, with consultations in each state."""
    if request.param == "sqlite":
        with Database(f"sqlite:///{tmp_path}/old.db", sealer=Sealer(KEY)) as database:
            yield _filled(database)
    else:
        sealer = Sealer(KEY)
        empty = request.getfixturevalue("postgres").empty()
        with empty as url, Database(url, sealer=sealer) as database:
            yield _filled(database)


def _filled(database: Database) -> Database:
    with database.rebuilding() as connection:
        schema.upgrade(connection, "0008")
    with database.transaction() as connection:
        put = _Putting(connection)
        put("network", id=1, slug="a", name="A", zone="UTC", languages="[]", signposts="{}",
            created_at=SAID)  # fmt: skip
        for who in (ME, ANOTHER):
            put("member", id=who, network_id=1, language="en_GB", kind="other", ask_every_days=14,
                tell="all", discreet=False, wrong_codes=0, created_at=SAID)  # fmt: skip
        for number, status in STATUSES.items():
            _a_consultation(put, number, status)
        _what_was_told(put)
        why = sealer_of(connection).seal("Nobody came.", WHY, {"loop_id": 7, "member_id": ME})
        put("heard_rating", consultation_id=7, member_id=ME, rating="no", why=why, rated_at=SAID)
    return database


class _Putting:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def __call__(self, table: str, **row: Any) -> None:
        columns, places = ", ".join(row), ", ".join(f":{name}" for name in row)
        insert = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608  names of ours
        self._connection.execute(sa.text(insert), row)


def _a_consultation(put: _Putting, number: int, status: str) -> None:
    put("consultation", id=number, network_id=1, status=status, version=1, answered=2, erased=0,
        title='{"en_GB": "Buses"}', audience="{}", level="consultation", opens_at=SAID,
        closes_at="2026-11-08 09:00:00+00:00", last_day="2026-11-07", hear_back_on="2026-12-01",
        sending="on")  # fmt: skip


def _what_was_told(put: _Putting) -> None:
    content = json.dumps(to_plain(DECISION))
    put("decision", consultation_id=7, version=1, content=content, approved_at=SAID)
    for who, status in ((ME, "told"), (ANOTHER, "untold")):
        put("notice", consultation_id=7, version=1, member_id=who, status=status, due_at=SAID,
            told_at=SAID if status == "told" else None,
            reason=None if status == "told" else "stopped")  # fmt: skip


def test_each_consultation_has_its_loop(before: Database) -> None:
    upgrade(before)
    with before.reading() as connection:
        c = tables.loop.c
        rows = connection.execute(sa.select(c.id, c.status, c.title, c.hear_back_on)).all()
    kept = {"en_GB": "Buses"}, date(2026, 12, 1)
    assert sorted(tuple(row) for row in rows) == [
        (5, "open", *kept), (6, "open", *kept), (7, "archived", *kept), (8, "archived", *kept),
    ]  # fmt: skip


def test_what_was_told_can_be_read_as_before(before: Database) -> None:
    upgrade(before)
    with before.reading() as connection:
        told = what_was_told(connection, [(7, ME, 0), (7, ME, 1), (7, ANOTHER, 0)])
        asked = sa.select(tables.notice.c.asks_heard).order_by(tables.notice.c.member_id)
        assert connection.execute(asked).scalars().all() == [True, False]
    assert set(told) == {(7, ME, 0), (7, ME, 1), (7, ANOTHER, 0)}
    notice = told[7, ME, 0]
    assert notice.told == Told("decision", DECISION)
    assert (notice.asks, notice.people) == (True, None)


def test_a_sealed_reason_opens_and_the_first_rating_is_that_of_then(before: Database) -> None:
    upgrade(before)
    with before.reading() as connection:
        row = connection.execute(sa.select(tables.heard_rating)).mappings().one()
        assert (row["rating"], row["first"]) == ("no", "no")
        assert row["rated_at"] == datetime(2026, 11, 1, 9, tzinfo=UTC)
        assert "Nobody" not in row["why"]
        assert sealer_of(connection).open(row["why"], WHY, row) == "Nobody came."
