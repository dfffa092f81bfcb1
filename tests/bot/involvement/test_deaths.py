"""A death that was told: nothing is started any more, and the loop knows why, on both databases."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import deaths, own_choices, telling
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from conversations.events import DeathTold, DecisionApproved, StopUndone
from tests.bot.involvement.test_ending import DECISION, FACILITATOR, MEMBER, NUMBER, a_consultation
from tests.bot.store.rows import NOON, a_member

LATER = NOON + timedelta(hours=1)
STRANGER = 9


def tell(connection: Connection, network: int, event: DeathTold, by: int = MEMBER) -> None:
    deaths.death_told(connection, [Happened(by, network, event, LATER, 1)])


def the(connection: Connection, table: sa.Table, **which: Any) -> dict[str, Any]:
    conditions = [table.c[name] == value for name, value in which.items()]
    return dict(connection.execute(sa.select(table).where(*conditions)).mappings().one())


def a_notice_waits(connection: Connection, network: int) -> None:
    account = {"network_id": network, "kind": "telegram", "secret_name": "a token"}
    added = tables.channel_account.insert().values(account)
    number = connection.execute(added.returning(tables.channel_account.c.id)).scalar_one()
    place = {"id": 5, "channel_account_id": number, "external_id": "77", "member_id": MEMBER}
    connection.execute(tables.address.insert().values(place))
    row = {
        "channel_account_id": number, "address_id": 5, "member_id": MEMBER, "dedupe_key": "one",
        "lane": "bulk", "kind": "notice", "subject": NUMBER, "status": "waiting",
        "payload": {"text": "We heard"}, "due_at": NOON, "created_at": NOON,
    }  # fmt: skip
    connection.execute(tables.outbox.insert().values(row))


async def test_all_that_waits_ends_and_the_reason_is_on_record(database: Database) -> None:
    def story(connection: Connection) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        network = a_consultation(connection, "closed")
        a_notice_waits(connection, network)
        approved = Happened(FACILITATOR, network, DecisionApproved(NUMBER, DECISION), NOON, 1)
        telling.decision_approved(connection, [approved])
        connection.execute(tables.participation.update().values(status="due"))
        tell(connection, network, DeathTold("cared_for"))
        return (
            the(connection, tables.member, id=MEMBER),
            the(connection, tables.notice, member_id=MEMBER),
            {
                "message": the(connection, tables.outbox, member_id=MEMBER),
                "part": the(connection, tables.participation, member_id=MEMBER),
            },
        )

    who, told, what = await database.write(story)
    assert (who["death"], who["death_at"], who["stopped_at"]) == ("cared_for", LATER, LATER)
    assert (told["status"], told["reason"]) == ("untold", "died")
    assert (what["message"]["status"], what["message"]["payload"]) == ("cancelled", None)
    assert what["part"]["status"] == "unreached"


async def test_what_is_decided_later_is_not_told_either_for_the_same_reason(
    database: Database,
) -> None:
    def story(connection: Connection) -> dict[str, Any]:
        network = a_consultation(connection, "closed")
        tell(connection, network, DeathTold("member"))
        approved = Happened(FACILITATOR, network, DecisionApproved(NUMBER, DECISION), LATER, 2)
        telling.decision_approved(connection, [approved])
        return the(connection, tables.notice, member_id=MEMBER)

    told = await database.write(story)
    assert (told["status"], told["reason"]) == ("untold", "died")


async def test_a_facilitator_records_it_in_their_own_network_only(database: Database) -> None:
    def story(connection: Connection) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        network = a_consultation(connection, "open")
        a_member(connection, STRANGER)
        for one in (MEMBER, STRANGER):
            tell(connection, network, DeathTold("member", member=one), by=FACILITATOR)
        return (
            the(connection, tables.member, id=FACILITATOR),
            the(connection, tables.member, id=MEMBER),
            the(connection, tables.member, id=STRANGER),
        )

    facilitator, member, stranger = await database.write(story)
    assert (member["death"], member["stopped_at"]) == ("member", LATER)
    assert facilitator["death"] is facilitator["stopped_at"] is None
    assert stranger["death"] is stranger["stopped_at"] is None


async def test_who_starts_again_is_on_record_as_anybody_else(database: Database) -> None:
    def story(connection: Connection) -> dict[str, Any]:
        network = a_consultation(connection, "open")
        tell(connection, network, DeathTold("cared_for"))
        own_choices.stop_undone(connection, [Happened(MEMBER, network, StopUndone(), LATER, 2)])
        return the(connection, tables.member, id=MEMBER)

    who = await database.write(story)
    assert who["death"] is who["death_at"] is who["stopped_at"] is None
