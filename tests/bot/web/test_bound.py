"""The inbox's bound, and the last contact that is kept."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
import sqlalchemy as sa

from bot.delivery.bound import ASK_AGAIN, Bound
from bot.delivery.contact import Contact
from bot.delivery.ports import Arrived, InboxFull
from bot.store.database import Database
from bot.store.tables import channel_account, inbox
from tests.bot.web.rows import an_account, letters
from tests.statements import statements

NOW = datetime(2027, 2, 23, 10, 0, tzinfo=UTC)
UPDATE = [Arrived("1", "7", {"update_id": 1})]


class Shelf:
    def __init__(self) -> None:
        self.kept: list[Arrived] = []

    async def take(self, arrived: Sequence[Arrived]) -> None:
        self.kept.extend(arrived)


async def test_over_its_bound_nothing_is_taken_and_under_it_all_is(database: Database) -> None:
    account, shelf = an_account(database, NOW), Shelf()
    letters(database, account, NOW, many=2)
    letters(database, account, NOW, many=5, status="done")
    take = Bound(database, [account], 3).guard(account, shelf.take)
    await take(UPDATE)
    assert len(shelf.kept) == 1

    letters(database, account, NOW)
    await asyncio.sleep(ASK_AGAIN)
    with pytest.raises(InboxFull):
        await take(UPDATE)
    assert len(shelf.kept) == 1

    with database.transaction() as connection:
        connection.execute(inbox.update().values(status="done"))
    await asyncio.sleep(ASK_AGAIN)
    await take(UPDATE)
    assert len(shelf.kept) == 2


async def test_the_tables_are_asked_at_most_once_a_second(sqlite_database: Database) -> None:
    account = an_account(sqlite_database, NOW)
    bound, shelf = Bound(sqlite_database, [account], 3), Shelf()
    intakes = [bound.guard(account, shelf.take), bound.guard(account + 1, shelf.take)]
    with statements() as asked:
        await asyncio.gather(*(take(UPDATE) for take in intakes * 20))
    assert len(shelf.kept) == 40
    assert len([one for one in asked if "count" in one]) == 1


class Silent:
    """A channel of which only the last contact is known."""

    def __init__(self) -> None:
        self.last_heard: float | None = None


async def test_the_last_contact_is_kept_by_the_civil_clock_and_only_when_it_is_new(
    database: Database,
) -> None:
    account = an_account(database, NOW)
    channel = Silent()
    contact = Contact(database, {account: channel}, lambda: NOW)
    assert await contact.write_down() == 0

    channel.last_heard = monotonic() - 4
    assert await contact.write_down() == 1
    assert await contact.write_down() == 0
    heard = kept(database)
    assert heard is not None
    assert timedelta(seconds=3.9) < NOW - heard < timedelta(seconds=34)


async def test_an_older_contact_of_another_process_takes_nothing_back(
    sqlite_database: Database,
) -> None:
    account = an_account(sqlite_database, NOW)
    ahead, behind = Silent(), Silent()
    ahead.last_heard, behind.last_heard = monotonic(), monotonic() - 60
    for channel in (ahead, behind):
        await Contact(sqlite_database, {account: channel}, lambda: NOW).write_down()
    heard = kept(sqlite_database)
    assert heard is not None
    assert NOW - heard < timedelta(seconds=30)


def kept(database: Database) -> datetime | None:
    with database.reading() as connection:
        found = connection.execute(sa.select(channel_account.c.heard_at)).scalar_one()
    assert found is None or isinstance(found, datetime)
    return found
