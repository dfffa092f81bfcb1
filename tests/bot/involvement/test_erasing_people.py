"""Erasing somebody leaves nothing that says anything of them, and nothing of others is touched."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import SQLModel

from bot.involvement import telling, undelivered
from bot.involvement.effects import perform
from bot.involvement.erasing_people import ERASED, erase_people
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from conversations.events import AnswersErased, Joined, MeErased
from tests.bot.store.rows import NOON, a_network

ME, OTHER = 501, 502
ONE, ANOTHER = 11, 12
OPEN, CLOSED = "open", "closed"
ALL = tuple(table for table in SQLModel.metadata.sorted_tables)


def put(connection: Connection, table: sa.Table, **row: Any) -> None:
    connection.execute(table.insert().values(row))


def two_people(connection: Connection) -> int:
    """Let two members have taken part in two consultations; gives the network."""
    network = a_network(connection)
    account = {"network_id": network, "kind": "telegram", "secret_name": "token"}
    put(connection, tables.channel_account, **account)
    put(connection, tables.group, id=1, network_id=network, name="Panel", kind="panel")
    for who in (ME, OTHER):
        a_member(connection, network, who)
    for number, status in ((ONE, OPEN), (ANOTHER, CLOSED)):
        a_consultation(connection, network, number, status)
        for who in (ME, OTHER):
            an_answer(connection, number, who)
    return network


def a_member(connection: Connection, network: int, who: int) -> None:
    put(
        connection, tables.member, id=who, network_id=network, language="cy", guess="cy",
        kind="carer_or_family", area="Llanfair", ask_every_days=30, zone="Europe/Paris",
        joined_at=NOON, stopped_at=None, break_since=NOON, break_until=NOON, quiet_from=20,
        quiet_until=10, quiet_sundays=True, tell="only_changes", discreet=True, death="cared_for",
        death_at=NOON, wrote_at=NOON, consent_version=1, wrong_codes=3, wrong_code_at=NOON,
        recovery_hash=f"hash {who}", focus_conversation="home", focus_subject=0, created_at=NOON,
    )  # fmt: skip
    said = {"member_id": who}
    address = {"id": who, "channel_account_id": 1, "external_id": f"7000000{who}"}
    put(connection, tables.address, **address, **said)
    put(connection, tables.membership, group_id=1, **said)
    put(connection, tables.consent, version=1, language="cy", wording="Yes", how="all at once",
        given_at=NOON, **said)  # fmt: skip
    put(connection, tables.one_time_page, token_hash=f"page {who}", expires_at=NOON, **said)
    put(connection, tables.reader, network_id=network, weekdays=1, from_hour=9, until_hour=17,
        since=NOON, **said)  # fmt: skip
    put(connection, tables.flag, network_id=network, kind="distress", words="lost", raised_at=NOON,
        **said)  # fmt: skip
    put(connection, tables.conversation_state, conversation="sorting", subject=0, kept={"text": 1},
        changed_at=NOON, **said)  # fmt: skip
    for number, status in enumerate(("waiting", "sending", "sent")):
        put(connection, tables.outbox, channel_account_id=1, address_id=who, lane="bulk",
            dedupe_key=f"ask {who} {number}", kind="ask", subject=ONE, edits=False, tries=0,
            status=status, payload={"text": "?"}, due_at=NOON, created_at=NOON, **said)  # fmt: skip
    for status in ("waiting", "done", "poison"):
        put(connection, tables.inbox, channel_account_id=1, external_id=f"{who} {status}",
            sender=f"7000000{who}", kind="update", payload={"said": who}, status=status, tries=0,
            received_at=NOON)  # fmt: skip


def a_consultation(connection: Connection, network: int, number: int, status: str) -> None:
    row = {
        "id": number, "network_id": network, "status": status, "title": {}, "audience": {},
        "opens_at": NOON, "closes_at": NOON + timedelta(days=2), "last_day": NOON.date(),
        "hear_back_on": NOON.date(), "version": 1, "level": "consultation", "sending": "on",
        "answered": 2, "erased": 0, "results": {"asked": 2} if status == CLOSED else None,
    }  # fmt: skip
    put(connection, tables.loop, id=number, network_id=network, kind="consultation", title={},
        opened_at=NOON)  # fmt: skip
    put(connection, tables.consultation, **row)
    put(connection, tables.question, consultation_id=number, number=1, kind="free_text")


def an_answer(connection: Connection, number: int, who: int) -> None:
    mine = {"consultation_id": number, "member_id": who}
    put(connection, tables.participation, status="finished", due_at=NOON, answered_at=NOON, **mine)
    put(connection, tables.response, id=number * 1000 + who, via="chat", **mine)
    a_file(connection, number * 1000 + who, who)
    put(connection, tables.answer, response_id=number * 1000 + who, consultation_id=number,
        question=1, version=1, text="Cold", media_id=number * 1000 + who)  # fmt: skip
    put(connection, tables.heard_rating, rating="no", why="Nobody came", rated_at=NOON,
        loop_id=number, member_id=who)  # fmt: skip


def a_file(connection: Connection, number: int, who: int) -> None:
    put(connection, tables.media, id=number, network_id=1, channel_account_id=1, member_id=who,
        kind="photo", file_id="f", unique_id="u", status="stored", created_at=NOON)  # fmt: skip


def erase_me(connection: Connection, network: int, who: int = ME) -> None:
    perform(connection, [Happened(who, network, MeErased(), NOON, 0)])


def rows_of(connection: Connection, who: int) -> dict[str, int]:
    """Count the rows that name somebody, by table."""
    counted = {
        table.name: connection.execute(
            sa.select(sa.func.count()).select_from(table).where(table.c.member_id == who)
        ).scalar_one()
        for table in ALL
        if "member_id" in table.c
    }
    return {name: number for name, number in counted.items() if number}


def everything(connection: Connection) -> dict[str, Sequence[Any]]:
    return {table.name: connection.execute(sa.select(table)).all() for table in ALL}


def test_only_a_bare_row_and_an_address_are_left_until_the_goodbye(database: Database) -> None:
    with database.transaction() as connection:
        network = two_people(connection)
        others = rows_of(connection, OTHER)

        erase_me(connection, network)

        assert rows_of(connection, ME) == {"address": 1, "media": 2}
        assert rows_of(connection, OTHER) == others
        member = tables.member
        left, stranger = (
            dict(connection.execute(sa.select(member).where(member.c.id == who)).mappings().one())
            for who in (ME, a_stranger(connection, network))
        )
        assert left | {"id": 0} == stranger | {"id": 0}


def a_stranger(connection: Connection, network: int) -> int:
    put(connection, tables.member, id=9, network_id=network, created_at=NOON)
    return 9


def test_what_they_sent_is_emptied_but_what_has_not_been_read_yet(database: Database) -> None:
    with database.transaction() as connection:
        erase_me(connection, two_people(connection))
        i = tables.inbox.c
        left = connection.execute(
            sa.select(i.external_id).where(i.payload.is_not(None)).order_by(i.external_id)
        )
        assert left.scalars().all() == [f"{ME} waiting", *(f"{OTHER} {one}" for one in SAID)]


SAID = ("done", "poison", "waiting")


def test_frozen_totals_stay_and_open_ones_are_counted_anew(database: Database) -> None:
    with database.transaction() as connection:
        erase_me(connection, two_people(connection))
        c = tables.consultation.c
        counted = connection.execute(sa.select(c.id, c.answered, c.erased).order_by(c.id)).all()
        assert counted == [(ONE, 1, 1), (ANOTHER, 2, 1)]


def test_who_was_told_before_is_not_counted_among_those_who_cannot_be(database: Database) -> None:
    with database.transaction() as connection:
        network = two_people(connection)
        notice = {"version": 1, "member_id": ME, "due_at": NOON}
        put(connection, tables.notice, loop_id=ONE, status="queued", **notice)
        put(connection, tables.notice, loop_id=ANOTHER, status="told", **notice)
        erase_me(connection, network)
        assert telling.why_untold(connection, ONE) == (("erased", 1),)
        assert telling.why_untold(connection, ANOTHER) == ()


def test_the_audit_says_that_somebody_was_erased_and_by_whom(database: Database) -> None:
    with database.transaction() as connection:
        network = two_people(connection)
        erase_me(connection, network)
        erase_people(connection, network, [OTHER], NOON, by=None)
        a = tables.audit.c
        lines = connection.execute(sa.select(a.act, a.actor_id, a.subject).order_by(a.id)).all()
        assert lines == [(ERASED, ME, ME), (ERASED, None, OTHER)]


def test_without_a_goodbye_nothing_at_all_is_left(database: Database) -> None:
    with database.transaction() as connection:
        network = two_people(connection)
        erase_people(connection, network, [ME, OTHER], NOON, by=None)
        left = everything(connection)
        assert not any(left[name] for name in ("member", "address", "response", "answer", "outbox"))
        assert len(left["consultation"]) == 2
        assert {row.status for row in left["media"]} == {"erased"}


def test_files_that_consultations_show_outlive_the_facilitator(database: Database) -> None:
    with database.transaction() as connection:
        network = two_people(connection)
        granted = {"member_id": ME, "role": "facilitator", "granted_at": NOON}
        put(connection, tables.role, **granted)
        for number in (71, 72, 73):
            a_file(connection, number, ME)
        shown = {"kind": "photo", "media": 71}
        put(connection, tables.consultation_version, consultation_id=ONE, version=1, ask={},
            attachment=shown, created_at=NOON)  # fmt: skip
        put(connection, tables.draft, id=5, network_id=network, revision=1, status="open",
            content={"attachment": {"kind": "photo", "media": 72}}, changed_at=NOON)  # fmt: skip
        erase_people(connection, network, [ME], NOON, by=OTHER)
        m = tables.media.c
        stay = connection.execute(sa.select(m.id).where(m.status == "stored", m.id < 100))
        assert sorted(stay.scalars()) == [71, 72]


def test_the_rest_goes_with_the_goodbye_and_not_before(database: Database) -> None:
    with database.transaction() as connection:
        erase_me(connection, two_people(connection))
        goodbye(connection)
        undelivered.forget_after_goodbye(connection, [ME])
        assert rows_of(connection, ME) == {"address": 1, "media": 2, "outbox": 1}
        undelivered.cancel(connection, tables.outbox.c.kind == "goodbye", "blocked")
        assert rows_of(connection, ME) == {}


def test_who_has_joined_anew_before_the_goodbye_went_stays(database: Database) -> None:
    with database.transaction() as connection:
        network = two_people(connection)
        erase_me(connection, network)
        perform(connection, [Happened(ME, network, Joined("code"), NOON, 0)])
        undelivered.forget_after_goodbye(connection, [ME])
        assert rows_of(connection, ME) == {"address": 1, "media": 2}


def goodbye(connection: Connection) -> None:
    put(connection, tables.outbox, channel_account_id=1, address_id=ME, member_id=ME, lane="reply",
        dedupe_key="goodbye", kind="goodbye", subject=0, edits=False, tries=0, status="waiting",
        payload={"text": "Gone"}, due_at=NOON, created_at=NOON)  # fmt: skip


@pytest.mark.parametrize(("which", "left"), [(ONE, [ANOTHER]), (None, [])])
def test_answers_to_one_consultation_can_be_erased_or_all(
    database: Database, which: int | None, left: list[int]
) -> None:
    with database.transaction() as connection:
        network = two_people(connection)
        perform(connection, [Happened(ME, network, AnswersErased(which), NOON, 0)])
        for column in (tables.response.c.consultation_id, tables.heard_rating.c.loop_id):
            mine = sa.select(column).where(column.table.c.member_id == ME)
            assert sorted(connection.execute(mine).scalars()) == left
        answers = connection.execute(sa.select(tables.answer.c.consultation_id)).scalars()
        assert sorted(answers) == sorted([ONE, ANOTHER, *left])
        erased = sa.select(tables.media.c.id).where(tables.media.c.status == "erased")
        gone = {number * 1000 + ME for number in (ONE, ANOTHER) if number not in left}
        assert set(connection.execute(erased).scalars()) == gone
