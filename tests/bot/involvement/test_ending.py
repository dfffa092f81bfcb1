"""The end of a consultation in the tables: decided once, and cancelled before it opens."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import sending, telling
from bot.involvement.happened import Happened
from bot.involvement.telling.decisions import StaleDecisionError
from bot.store import tables
from bot.store.database import Database
from conversations.content import Decision
from conversations.events import DecisionApproved, SendingCancelled
from conversations.text import Worded
from tests.bot.store.rows import NOON, a_member

NUMBER = 77
FACILITATOR, MEMBER = 1, 2
DECISION = Decision(Worded.of({"en_GB": "Little."}), Worded.of({"en_GB": "More."}))


def a_consultation(connection: Connection, status: str) -> int:
    """Insert a consultation that one member has answered; gives its network."""
    a_member(connection, FACILITATOR)
    found = sa.select(tables.member.c.network_id).where(tables.member.c.id == FACILITATOR)
    network = int(connection.execute(found).scalar_one())
    who = {"id": MEMBER, "network_id": network, "created_at": NOON, "joined_at": NOON}
    connection.execute(tables.member.insert().values(who))
    row = {
        "id": NUMBER, "network_id": network, "status": status, "title": {"en_GB": "Evenings"},
        "audience": {}, "opens_at": NOON, "closes_at": NOON + timedelta(days=1),
        "last_day": date(2026, 11, 20), "hear_back_on": date(2026, 11, 27),
    }  # fmt: skip
    loop = {"id": NUMBER, "network_id": network, "kind": "consultation", "title": row["title"]}
    connection.execute(tables.loop.insert().values(**loop, opened_at=NOON))
    connection.execute(tables.consultation.insert().values(row))
    part = {"consultation_id": NUMBER, "member_id": MEMBER, "due_at": NOON, "answered_at": NOON}
    connection.execute(tables.participation.insert().values(part))
    return network


def how_many(connection: Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def status(connection: Connection) -> str:
    return str(connection.execute(sa.select(tables.consultation.c.status)).scalar_one())


async def test_of_two_facilitators_at_once_one_looks_at_it_anew(database: Database) -> None:
    def decide(connection: Connection) -> tuple[int, int]:
        network = a_consultation(connection, "closed")
        approved = Happened(FACILITATOR, network, DecisionApproved(NUMBER, DECISION), NOON, 1)
        with pytest.raises(StaleDecisionError):
            telling.decision_approved(connection, [approved, approved])
        return how_many(connection, tables.decision), how_many(connection, tables.notice)

    assert await database.write(decide) == (1, 1)


async def test_what_is_cancelled_before_it_opens_never_opens(database: Database) -> None:
    def cancel(connection: Connection) -> str:
        network = a_consultation(connection, "scheduled")
        event = Happened(FACILITATOR, network, SendingCancelled(NUMBER), NOON, 1)
        sending.cancelled(connection, [event])
        return status(connection)

    assert await database.write(cancel) == "cancelled"


async def test_what_is_cancelled_while_open_can_still_be_answered(database: Database) -> None:
    def cancel(connection: Connection) -> str:
        network = a_consultation(connection, "open")
        event = Happened(FACILITATOR, network, SendingCancelled(NUMBER), NOON, 1)
        sending.cancelled(connection, [event])
        return status(connection)

    assert await database.write(cancel) == "open"
