"""A database with something of every kind in it, and the files that it names."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import SQLModel

from bot.delivery.fetching import place_of
from bot.store import tables
from bot.store.backup.taking import Source
from bot.store.database import Database
from tests.bot.store.rows import NOON, a_network

SAID = 'Roedd hi\'n oer — "rhewi" 🥶\nبس نہیں ملی \\n \t'
VOICE = bytes(range(256)) * 5000
PURGED = 7  # numbers of the outbox that were given and are gone


def filled(database: Database, folder: Path, people: int = 3) -> Source:
    """Fill an empty database; gives what a backup is taken of."""
    source = Source(database, lambda number: place_of(folder, number))
    with database.transaction() as connection:
        network = a_network(connection)
        _groups(connection, network)
        _people(connection, network, people)
        _messages(connection)
        _files(connection, network, source)
        _consultation(connection, network)
    return source


def _put(connection: Connection, table: sa.Table, **row: Any) -> None:
    connection.execute(table.insert().values(row))


def _groups(connection: Connection, network: int) -> None:
    for number, name in enumerate(("Northern", "Pelvic panel")):
        _put(connection, tables.group, network_id=network, name=name, kind="panel")
        assert number < 2
    groups = connection.execute(sa.select(tables.group.c.id).order_by(tables.group.c.id)).scalars()
    first, second = groups.all()
    # A row may refer to a later one.
    under = tables.group.update().where(tables.group.c.id == first)
    connection.execute(under.values(parent_id=second))


def _people(connection: Connection, network: int, people: int) -> None:
    account = {"network_id": network, "kind": "telegram", "secret_name": "token"}
    _put(connection, tables.channel_account, **account)
    members = [
        {"id": 2**63 - 1 - number, "network_id": network, "created_at": NOON, "area": SAID}
        for number in range(people)
    ]
    connection.execute(tables.member.insert(), members)
    addresses = [
        {"id": number, "channel_account_id": 1, "external_id": str(7_000_000_000 + number),
         "member_id": member["id"]}
        for number, member in enumerate(members, 1)
    ]  # fmt: skip
    connection.execute(tables.address.insert(), addresses)


def _messages(connection: Connection) -> None:
    rows = [
        {"channel_account_id": 1, "address_id": 1, "member_id": 2**63 - 1,
         "dedupe_key": f"key {number}", "lane": "bulk", "kind": "ask", "subject": 5, "edits": False,
         "payload": {"text": SAID, "none": None, "list": [1, 2.5, True]}, "status": "waiting",
         "due_at": NOON + timedelta(microseconds=number), "created_at": NOON, "tries": 0}
        for number in range(1, 4 + PURGED)
    ]  # fmt: skip
    connection.execute(tables.outbox.insert(), rows)
    connection.execute(tables.outbox.delete().where(tables.outbox.c.id > 3))


def _files(connection: Connection, network: int, source: Source) -> None:
    for number in (101, 2**62, 303):
        _put(
            connection, tables.media, id=number, network_id=network, channel_account_id=1,
            kind="voice", file_id="f", unique_id=str(number), status="stored", created_at=NOON,
            size=len(VOICE), tries=1,
        )  # fmt: skip
        place = source.place(number)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(VOICE + str(number).encode())


def _consultation(connection: Connection, network: int) -> None:
    _put(
        connection, tables.consultation, id=5, network_id=network, status="open",
        title={"cy": SAID}, audience={}, opens_at=NOON, closes_at=NOON + timedelta(days=2),
        last_day=date(2026, 11, 21), hear_back_on=date(2026, 12, 1), version=1,
        level="consultation", sending="on", answered=0,
    )  # fmt: skip


def everything(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Give every row of every table of this Heard, in the order of its key."""
    with database.reading() as connection:
        return {
            name: [
                dict(row)
                for row in connection.execute(
                    sa.select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for name, table in SQLModel.metadata.tables.items()
        }
