"""Evidence in the tables, on both databases: kept, looked at, and shown to members or not."""

from typing import Any

from sqlalchemy import Connection

from bot.involvement.evidence import LOADERS
from bot.involvement.facts import Asker
from bot.store import tables
from bot.store.database import Database
from conversations.evidence import EvidenceHere, WhatShowsIt
from conversations.facts import Person
from conversations.loop_events import EvidenceGiven, EvidenceShown
from tests.bot.involvement.told_loops import (
    FACILITATOR,
    NUMBER,
    PROMISE,
    a_loop,
    decide,
    perform,
    promise,
    rows,
)
from tests.bot.store.rows import NOON

PHOTO = 42


def seen(connection: Connection, network: int, need: Any, *roles: str) -> Any:
    """Give (words, file) of each thing that somebody finds."""
    person = Person(9, roles=frozenset(roles))
    wanted = [(Asker(person, network), need)]
    found = LOADERS[type(need)](connection, wanted, None, NOON)  # type: ignore[arg-type]
    return [(one.words, one.media) for one in found.get((9, need), ())]


async def test_a_photo_is_seen_by_members_only_once_a_facilitator_let_it(
    database: Database,
) -> None:
    def story(connection: Connection) -> None:
        network = a_loop(connection)
        promise(connection, network)
        decide(connection, network)
        account = rows(connection, tables.channel_account, "id")[0][0]
        file = {"id": PHOTO, "network_id": network, "channel_account_id": account,
                "kind": "photo", "file_id": "f", "unique_id": "u", "created_at": NOON}  # fmt: skip
        connection.execute(tables.media.insert().values(file))
        perform(connection, network, EvidenceGiven(PROMISE, words="The timetable."))
        assert rows(connection, tables.task, "kind") == []
        perform(connection, network, EvidenceGiven(PROMISE, PHOTO))
        perform(connection, network, EvidenceGiven(4711, PHOTO))
        waits = [("evidence", NUMBER, PROMISE, None)]
        assert rows(connection, tables.task, "kind", "loop_id", "about", "done_by") == waits

        public, own = WhatShowsIt(NUMBER), EvidenceHere(NUMBER)
        hidden, all_of_it = ("The timetable.", None), [("The timetable.", None), (None, PHOTO)]
        assert seen(connection, network, public) == [hidden, (None, None)]
        assert seen(connection, network, own, "facilitator") == all_of_it
        assert seen(connection, network, own) == []
        assert seen(connection, network + 1, public) == []

        photo = rows(connection, tables.evidence, "id")[-1][0]
        perform(connection, network + 1, EvidenceShown(photo, shown=True))
        assert seen(connection, network, public) == [hidden, (None, None)]
        perform(connection, network, EvidenceShown(photo, shown=True))
        assert seen(connection, network, public) == all_of_it
        assert rows(connection, tables.task, "done_by") == [(FACILITATOR,)]
        perform(connection, network, EvidenceShown(photo, shown=False))
        assert seen(connection, network, public) == [hidden, (None, None)]
        acts = [act for (act,) in rows(connection, tables.audit, "act")]
        assert acts.count("evidence.shown") == 2

    await database.write(story)
