"""Values come back as they were stored, and what is not allowed is refused, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import SQLModel

from bot.store import tables
from bot.store.database import Database
from bot.store.numbers import fresh
from tests.bot.store.rows import NOON, a_member, a_network


async def _joined(database: Database, moment: datetime | None) -> datetime | None:
    await database.write(lambda c: a_member(c, joined_at=moment))
    question = sa.select(tables.member.c.joined_at)
    return await database.read(lambda c: c.execute(question).scalar_one())


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 20, 12, 30, 1, 5, tzinfo=UTC),
        datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        None,
    ],
)
async def test_a_moment_comes_back_aware_and_in_utc(
    database: Database, moment: datetime | None
) -> None:
    found = await _joined(database, moment)
    assert found == moment
    assert found is None or found.tzinfo is UTC


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(sa.exc.StatementError, match="needs a time zone"):
        await _joined(database, naive)


async def test_moments_are_ordered_by_when_they_are_and_not_by_how_they_are_written(
    database: Database,
) -> None:
    east = timezone(timedelta(hours=9))
    moments = [NOON + timedelta(seconds=n / 2) for n in range(4)]

    def begin(connection: Connection) -> None:
        for number, moment in enumerate(moments, 1):
            a_member(connection, number, joined_at=moment.astimezone(east if number % 2 else UTC))

    await database.write(begin)
    later = sa.select(tables.member.c.id).where(tables.member.c.joined_at > moments[1])
    assert sorted(await database.read(lambda c: list(c.scalars(later)))) == [3, 4]


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("member", {"kind": "patient"}),
        ("member", {"ask_every_days": -1}),
        ("member", {"ask_every_days": 400}),
        ("role", {"role": "king"}),
        ("media", {"kind": "hologram"}),
        ("involvement_group", {"kind": "club"}),
    ],
)
async def test_a_value_outside_its_list_is_refused(
    database: Database, table: str, changed: dict[str, Any]
) -> None:
    with pytest.raises(sa.exc.IntegrityError, match=f"ck_{table}_{next(iter(changed))}"):
        await database.write(lambda c: _insert(_one_member(c), c, table, **changed))


async def test_a_consultation_cannot_close_before_it_opens(database: Database) -> None:
    early = {"opens_at": NOON, "closes_at": NOON}
    with pytest.raises(sa.exc.IntegrityError, match="closes_after_opening"):
        await database.write(lambda c: _insert(_one_member(c), c, "consultation", **early))


async def test_a_row_cannot_hang_on_nobody(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)foreign key"):
        await database.write(
            lambda c: _insert(_one_member(c), c, "role", member_id=404, role="helper")
        )


async def test_a_member_who_is_erased_takes_their_rows_along_but_not_a_shared_draft(
    database: Database,
) -> None:
    def erase(connection: Connection) -> tuple[int, list[int | None]]:
        known = _one_member(connection)
        _insert(known, connection, "role", role="facilitator")
        _insert(known, connection, "draft", editor_id=known["member_id"])
        connection.execute(sa.delete(tables.member))
        roles = connection.execute(sa.select(sa.func.count(tables.role.c.id))).scalar_one()
        return roles, list(connection.scalars(sa.select(tables.draft.c.editor_id)))

    assert await database.write(erase) == (0, [None])


async def test_a_number_is_never_given_twice_even_when_its_row_was_purged(
    database: Database,
) -> None:
    first = await database.write(a_network)
    await database.write(lambda c: c.execute(sa.delete(tables.network)).close())
    assert await database.write(a_network) > first


@pytest.mark.parametrize("number", [1, 2**63 - 1])
async def test_numbers_of_63_bits_fit(database: Database, number: int) -> None:
    await database.write(lambda c: a_member(c, number))
    question = sa.select(tables.member.c.id)
    assert await database.read(lambda c: c.execute(question).scalar_one()) == number


async def test_a_file_may_be_larger_than_2_gigabytes(database: Database) -> None:
    await database.write(lambda c: _insert(_one_member(c), c, "media", kind="video", size=2**32))
    question = sa.select(tables.media.c.size)
    assert await database.read(lambda c: c.execute(question).scalar_one()) == 2**32


def test_fresh_numbers_differ_and_fit() -> None:
    drawn = {fresh() for _ in range(1000)}
    assert len(drawn) == 1000
    assert all(0 < number < 2**63 for number in drawn)
    assert max(drawn) > 2**60


def _insert(known: dict[str, Any], connection: Connection, name: str, **changed: Any) -> None:
    """Insert a row with these values; what else it must have is taken from what is `known`."""
    table = SQLModel.metadata.tables[name]
    values = {"id": fresh(), **known, **changed}
    row = {column: value for column, value in values.items() if column in table.c}
    connection.execute(sa.insert(table).values(row))


def _one_member(connection: Connection) -> dict[str, Any]:
    """Insert a network, a member and a channel account: what other rows hang on."""
    member_id = a_member(connection)
    network_id = connection.execute(sa.select(tables.network.c.id)).scalar_one()
    account = {"network_id": network_id, "kind": "telegram", "secret_name": "heard_token"}
    inserted = sa.insert(tables.channel_account).values(account)
    account_id = connection.execute(inserted.returning(tables.channel_account.c.id)).scalar_one()
    return {
        "network_id": network_id, "member_id": member_id, "channel_account_id": account_id,
        "name": "Lung", "title": {}, "audience": {}, "content": {}, "hear_back_on": NOON.date(),
        "last_day": NOON.date(), "file_id": "f", "unique_id": "u", "created_at": NOON,
        "changed_at": NOON, "granted_at": NOON,
    }  # fmt: skip


async def test_a_number_that_json_does_not_know_is_kept_as_nothing(database: Database) -> None:
    written = {"far": float("inf"), "many": [1, 2.5, float("nan")], "said": "NaN"}
    await database.write(a_network)
    await database.write(lambda c: c.execute(tables.network.update().values(signposts=written)))
    asked = sa.select(tables.network.c.signposts)
    found = await database.read(lambda c: c.execute(asked).scalar_one())
    assert found == {"far": None, "many": [1, 2.5, None], "said": "NaN"}
