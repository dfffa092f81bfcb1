"""What somebody did besides answering is found whole for a copy, and nothing of anybody else."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import SQLModel

from bot.involvement import known_deeds, tasks
from bot.store import tables
from bot.store.database import Database
from bot.store.sealing import ISSUE, PUT_QUESTION, QUOTE, WHY, sealer_of
from conversations.known import Deed
from conversations.text import Worded
from tests.bot.involvement.loops import FIRST, LOOP, a_loop, member, promise
from tests.bot.store.rows import NOON

ME, OTHER = FIRST, FIRST + 1
ABOUT = Worded.of({"en_GB": "Evenings"})
MEETING = 900
ISSUE_RAISED = 901
LATER = NOON + timedelta(days=1)


def put(connection: Connection, table: sa.Table, **row: Any) -> None:
    connection.execute(table.insert().values(**row))


def a_life(connection: Connection, who: int, network: int) -> None:
    """Let somebody have done everything that there is to do, once."""
    seal, mine, at = sealer_of(connection).seal, {"member_id": who}, {"loop_id": LOOP}
    title = {"title": {"en_GB": "Evenings"}}
    meeting, raised = MEETING + who, ISSUE_RAISED + 1000 + who
    for number, kind in ((meeting, "meeting"), (raised, "issue")):
        put(connection, tables.loop, id=number, network_id=network, kind=kind, opened_at=NOON,
            status="open", **title)  # fmt: skip
    put(connection, tables.meeting, id=meeting, network_id=network, audience={}, made_at=NOON,
        **title)  # fmt: skip
    put(connection, tables.contributor, how="helper", since=NOON, **at, **mine)
    key = {"loop_id": meeting, **mine}
    put(connection, tables.heard_rating, rating="no", first="no", rated_at=NOON,
        why=seal("Nobody came", WHY, key), **key)  # fmt: skip
    put(connection, tables.belief, as_role="facilitator", know="yes", influenced="no",
        asked_at=NOON, believed_at=NOON, **at, **mine)  # fmt: skip
    put(connection, tables.response, id=who, consultation_id=LOOP, via="chat", **mine)
    said = {"asked_at": NOON, **mine}
    put(connection, tables.quote, response_id=who, question=1, status="agreed",
        words=seal("Cold and dark", QUOTE, said), **at, **said)  # fmt: skip
    tasks.raise_task(connection, network, "question", loop=LOOP, member=who, words="Which bus?",
                     now=NOON)  # fmt: skip
    here = {"meeting_id": meeting, **mine}
    put(connection, tables.attendance, reply="comes", asked_at=NOON, replied_at=LATER, came=True,
        **here)  # fmt: skip
    put(connection, tables.put_question, id=who, item=1, kind="view", put_at=NOON,
        words=seal("Permits", PUT_QUESTION, {"id": who}), answer="At the desk", **here)  # fmt: skip
    put(connection, tables.reaction, item=1, reaction="good", said_at=NOON, **here)
    put(connection, tables.issue, id=raised, network_id=network, raised_by=who, raised_at=NOON,
        words=seal("Parking", ISSUE, {"id": raised}), status="declined", reason="It is built.",
        title=None)  # fmt: skip
    promise(connection, network, who, owner_id=who)


def in_a_group(connection: Connection, who: int, network: int) -> None:
    """Let somebody have a seat, follow a group, and have offered to help."""
    mine, title = {"member_id": who}, {"title": {"en_GB": "Evenings"}}
    made = tables.group.insert().values(network_id=network, name=f"Lung {who}")
    group = connection.execute(made.returning(tables.group.c.id)).scalar_one()
    put(connection, tables.seat, group_id=group, **title, **mine)
    put(connection, tables.follow, group_id=group, **mine)
    put(connection, tables.influence, group_id=group, year=2026, quarter=4, domain="planning",
        strength="some", said_at=NOON, **mine)  # fmt: skip
    put(connection, tables.volunteer_call, id=who, network_id=network, brief={}, made_at=NOON,
        closes_on=NOON.date(), **title)  # fmt: skip
    put(connection, tables.volunteer, call_id=who, offered_at=NOON, **mine)


async def test_everything_is_found_with_its_words_and_what_was_said_to_it(
    database: Database,
) -> None:
    def do(connection: Connection) -> list[Deed]:
        network = a_loop(connection, answered=2)
        for who in (ME, OTHER):
            a_life(connection, who, network)
            in_a_group(connection, who, network)
        found = known_deeds.load(connection, [ME, OTHER])
        assert len(found[OTHER]) == len(found[ME])
        return known_deeds.load(connection, [ME])[ME]

    found = {one.what: one for one in await database.write(do)}
    assert found == {
        "upstream": Deed("upstream", NOON, ABOUT, "helper"),
        "heard": Deed("heard", NOON, ABOUT, "no", "Nobody came"),
        "know": Deed("know", NOON, ABOUT, "yes"),
        "influenced": Deed("influenced", NOON, ABOUT, "no"),
        "quote": Deed("quote", NOON, ABOUT, "agreed", "Cold and dark"),
        "task": Deed("task", NOON, ABOUT, "question", "Which bus?"),
        "invited": Deed("invited", NOON, ABOUT, "comes"),
        "came": Deed("came", LATER, ABOUT),
        "put": Deed("put", NOON, ABOUT, "view", "Permits", "At the desk"),
        "reaction": Deed("reaction", NOON, ABOUT, "good"),
        "raised": Deed("raised", NOON, None, "declined", "Parking", "It is built."),
        "promise": Deed("promise", NOON, Worded.of({"en_GB": "A later bus"}), "waiting"),
        "offered": Deed("offered", NOON, ABOUT),
        "seat": Deed("seat", None, ABOUT),
        "influence": Deed("influence", NOON, None, "some", "planning"),
        "follows": Deed("follows", words=f"Lung {ME}"),
    }


ELSEWHERE = {
    "address", "answer", "consent", "conversation_state", "flag", "heard_rating", "inbox",
    "media", "membership", "notice", "one_time_page", "outbox", "participation", "reader",
    "response", "role", "volunteer",
}  # fmt: skip
"""Tables of a person that a copy shows in another place, or that Heard needs for its own work."""


@pytest.mark.parametrize(
    "table", [one for one in SQLModel.metadata.sorted_tables if "member_id" in one.c], ids=str
)
def test_no_table_that_names_a_member_is_forgotten(table: sa.Table) -> None:
    assert table.name in known_deeds.TABLES | ELSEWHERE


async def test_who_did_nothing_has_nothing(database: Database) -> None:
    def do(connection: Connection) -> list[Deed]:
        network = a_loop(connection)
        return known_deeds.load(connection, [member(connection, network, ME)])[ME]

    assert await database.write(do) == []
