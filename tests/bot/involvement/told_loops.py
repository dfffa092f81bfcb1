"""A loop in the tables: who is upstream, what is promised, and what each of them was told."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import contributors, effects
from bot.involvement.happened import Happened
from bot.store import tables
from conversations.content import Decision
from conversations.events import DecisionApproved, Event
from conversations.loop_events import CommitmentChanged, CommitmentMade
from conversations.text import Worded
from tests.bot.store.rows import NOON, a_member

NUMBER, PROMISE = 77, 7
FACILITATOR = 1
DECISION = Decision(Worded.of({"en_GB": "Little."}), Worded.of({"en_GB": "More."}))


def words(text: str) -> Worded:
    return Worded.of({"en_GB": text})


def a_loop(
    connection: Connection, answered: Collection[int] = (2,), others: Collection[int] = (),
    status: str = "closed", **more: Any,
) -> int:  # fmt: skip
    """Insert a consultation with its loop, in the network of the facilitator; gives that."""
    a_member(connection, FACILITATOR)
    found = sa.select(tables.member.c.network_id).where(tables.member.c.id == FACILITATOR)
    network = int(connection.execute(found).scalar_one())
    for number in {*answered, *others}:
        a_person(connection, network, number)
    row = {
        "id": NUMBER, "network_id": network, "title": {"en_GB": "Evenings"},
        "hear_back_on": date(2026, 11, 27),
    }  # fmt: skip
    loop = {**row, "kind": "consultation", "opened_at": NOON}
    connection.execute(tables.loop.insert().values({**loop, **more}))
    asked = {
        **row, "status": status, "audience": {}, "opens_at": NOON, "answered": len(answered),
        "closes_at": NOON + timedelta(days=1), "last_day": date(2026, 11, 20),
    }  # fmt: skip
    connection.execute(tables.consultation.insert().values(asked))
    for number in answered:
        part = {"consultation_id": NUMBER, "member_id": number, "due_at": NOON}
        connection.execute(tables.participation.insert().values(**part, answered_at=NOON))
    contributors.add(connection, [(NUMBER, who, "supporter") for who in others], NOON)
    return network


def a_person(connection: Connection, network: int, number: int, **more: Any) -> None:
    """Insert somebody who joined and can be reached."""
    who = {"id": number, "network_id": network, "created_at": NOON, "joined_at": NOON}
    connection.execute(tables.member.insert().values({**who, **more}))
    account = connection.execute(
        sa.select(tables.channel_account.c.id).where(tables.channel_account.c.network_id == network)
    ).scalar()
    if account is None:
        account = connection.execute(
            tables.channel_account.insert()
            .values(network_id=network, kind="telegram", secret_name=f"network {network}")
            .returning(tables.channel_account.c.id)
        ).scalar_one()
    place = {"id": number, "channel_account_id": account, "external_id": str(number),
             "member_id": number}  # fmt: skip
    connection.execute(tables.address.insert().values(place))


def perform(connection: Connection, network: int, event: Event, now: datetime = NOON) -> None:
    """Let an event of the facilitator's have its effect."""
    effects.perform(connection, [Happened(FACILITATOR, network, event, now, 1)])


def decide(connection: Connection, network: int, now: datetime = NOON) -> None:
    perform(connection, network, DecisionApproved(NUMBER, DECISION), now)


def promise(connection: Connection, network: int, now: datetime = NOON, number: int = PROMISE,
            due_on: date = date(2026, 12, 15)) -> None:  # fmt: skip
    made = CommitmentMade(NUMBER, number, words("A later bus."), None, "transport", due_on)
    perform(connection, network, made, now)


def change(connection: Connection, network: int, version: int, now: datetime = NOON,
           number: int = PROMISE, **changed: Any) -> None:  # fmt: skip
    perform(connection, network, CommitmentChanged(number, version, **changed), now)


def rows(connection: Connection, table: sa.Table, *columns: str) -> list[tuple[Any, ...]]:
    """Give these columns of a whole table, in their order."""
    chosen = [table.c[name] for name in columns]
    return [tuple(row) for row in connection.execute(sa.select(*chosen).order_by(*chosen))]
