"""A loop with people upstream, in as few rows as there can be."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.setup import ensure_account
from bot.store import tables
from tests.bot.store.rows import NOON, a_network

LOOP = 77
CLOSED = NOON - timedelta(days=40)
FIRST = 100
"""The number of the first member who has answered."""


def member(connection: Connection, network: int, number: int, **changed: Any) -> int:
    """Insert somebody who has joined and can be reached; gives their number."""
    row = {
        "id": number, "network_id": network, "created_at": NOON, "joined_at": NOON,
        "kind": "in_treatment", "language": "en_GB", **changed,
    }  # fmt: skip
    connection.execute(tables.member.insert().values(**row))
    account = ensure_account(connection, network, "the token")
    place = {
        "id": number, "channel_account_id": account, "external_id": str(number),
        "member_id": number,
    }  # fmt: skip
    connection.execute(tables.address.insert().values(**place))
    return number


def a_loop(  # noqa: PLR0913 - a loop has many sides
    connection: Connection, *, answered: int = 0, status: str = "closed",
    edition: str | None = None, approved_by: int | None = None, closed_at: datetime = CLOSED,
    number: int = LOOP, network: int | None = None,
) -> int:  # fmt: skip
    """Insert a consultation that some have answered, with its loop; gives its network.

    With `edition` (gathering or out) a decision was made, by the member `approved_by`.
    """
    network = network or a_network(connection)
    title = {"title": {"en_GB": "Evenings"}, "network_id": network}
    connection.execute(tables.loop.insert().values(
        id=number, kind="consultation", status="open", opened_at=closed_at - timedelta(days=14),
        hear_back_on=date(2026, 11, 1), **title,
    ))  # fmt: skip
    connection.execute(tables.consultation.insert().values(
        id=number, status=status, audience={}, opens_at=closed_at - timedelta(days=14),
        closes_at=closed_at, closed_at=closed_at, last_day=closed_at.date(), answered=answered,
        hear_back_on=date(2026, 11, 1), **title,
    ))  # fmt: skip
    for who in range(FIRST, FIRST + answered):
        known = sa.select(tables.member.c.id).where(tables.member.c.id == who)
        if connection.execute(known).first() is None:
            member(connection, network, who)
        part = {"consultation_id": number, "member_id": who, "due_at": NOON, "answered_at": NOON}
        connection.execute(tables.participation.insert().values(**part))
    if edition:
        decide(connection, network, number, edition, approved_by)
    return network


def decide(
    connection: Connection, network: int, number: int, status: str, approved_by: int | None
) -> None:
    """Insert a decision with its edition."""
    if approved_by is not None:
        member(connection, network, approved_by)
    said = {"loop_id": number, "version": 1}
    connection.execute(tables.decision.insert().values(
        content={"you_said": {"by_language": [["en_GB", "Late."]]}}, approved_by=approved_by,
        approved_at=NOON, **said,
    ))  # fmt: skip
    connection.execute(tables.edition.insert().values(
        kind="decision", day=NOON.date(), status=status, due_at=NOON, **said
    ))  # fmt: skip


def tell(  # noqa: PLR0913 - a notice has many sides
    connection: Connection, who: range, status: str = "told", *, number: int = LOOP,
    at: datetime = NOON, reason: str | None = None, version: int = 1,
) -> None:  # fmt: skip
    """Insert a notice of an edition for each of these members."""
    rows = [
        {"loop_id": number, "version": version, "member_id": one, "status": status,
         "reason": reason, "due_at": at, "told_at": at if status == "told" else None}
        for one in who
    ]  # fmt: skip
    connection.execute(tables.notice.insert(), rows)


def promise(connection: Connection, network: int, number: int, **changed: Any) -> int:
    """Insert a promise; gives its number."""
    row = {
        "id": number, "loop_id": LOOP, "network_id": network, "promise": {"en_GB": "A later bus"},
        "owner_name": "the transport manager", "made_at": NOON, **changed,
    }  # fmt: skip
    connection.execute(tables.commitment.insert().values(**row))
    return number


def rate(connection: Connection, said: Mapping[int, str], number: int = LOOP) -> None:
    """Let members have said whether they were heard."""
    rows = [
        {"loop_id": number, "member_id": who, "rating": rating, "first": rating, "rated_at": NOON,
         "first_at": NOON}
        for who, rating in said.items()
    ]  # fmt: skip
    connection.execute(tables.heard_rating.insert(), rows)
