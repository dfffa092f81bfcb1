"""Loops and their promises, for whoever works on them; and moving the day to hear back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import contributors, record, telling
from bot.involvement.happened import Happened
from bot.involvement.small_numbers import shown
from bot.involvement.telling import editions
from bot.store.tables import (
    commitment,
    commitment_change,
    consultation,
    decision,
    issue,
    loop,
    meeting,
)
from conversations.content import Audience, Decision
from conversations.facts import Person
from conversations.loop_events import HearBackMoved
from conversations.loops import Commitment, Loop, Promise, Told
from conversations.plain import from_plain
from conversations.rights import FACILITATOR, covers
from conversations.text import Worded

CHAIR = "chair"
MOST = 20
"""Promises of one person that are listed at once."""


def load(connection: Connection, numbers: Collection[int]) -> dict[tuple[int, int], Loop]:
    """Give the loops with these numbers: {(network, loop): …}."""
    rows = connection.execute(sa.select(loop).where(loop.c.id.in_(numbers))).mappings().all()
    found = [row["id"] for row in rows]
    groups = groups_of(connection, found)
    decided = _decisions(connection, found)
    promised = of_loops(connection, found)
    return {
        (row["network_id"], row["id"]): Loop(
            id=row["id"],
            kind=row["kind"],
            title=Worded.of(row["title"]),
            status=row["status"],
            hear_back_on=row["hear_back_on"],
            opened_at=row["opened_at"],
            decision=decided.get(row["id"]),
            commitments=tuple(promised.get(row["id"], ())),
            told=telling.people_told(connection, row["id"]),
            waiting=telling.people_waiting(connection, row["id"]),
            untold=telling.why_untold(connection, row["id"]),
            groups=groups[row["id"]],
        )
        for row in rows
    }


def groups_of(connection: Connection, numbers: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Give the groups that each of these loops belongs to; none where it is the network's."""
    found: dict[int, tuple[int, ...]] = dict.fromkeys(numbers, ())
    for table in (consultation, meeting):
        rows = connection.execute(
            sa.select(table.c.id, table.c.audience).where(table.c.id.in_(numbers))
        )
        found |= {number: from_plain(Audience, audience).groups for number, audience in rows}
    raised = connection.execute(
        sa.select(issue.c.id, issue.c.group_id).where(
            issue.c.id.in_(numbers), issue.c.group_id.is_not(None)
        )
    )
    return found | {number: (group,) for number, group in raised}


def is_theirs(person: Person, groups: Collection[int]) -> bool:
    """Tell whether this person facilitates or chairs what belongs to these groups."""
    return any(
        role in person.roles and covers(person.groups_as(role), groups)
        for role in (FACILITATOR, CHAIR)
    )


def _decisions(connection: Connection, numbers: Collection[int]) -> dict[int, Decision]:
    rows = connection.execute(
        sa.select(decision.c.loop_id, decision.c.content)
        .where(decision.c.loop_id.in_(numbers))
        .order_by(decision.c.version)
    )
    return {number: from_plain(Decision, content) for number, content in rows}


# --- promises -------------------------------------------------------------------------------------


def of_loops(connection: Connection, numbers: Collection[int]) -> dict[int, list[Commitment]]:
    """Give the promises of each of these loops, in the order in which they were made."""
    found: dict[int, list[Commitment]] = {}
    rows = _rows(connection, commitment.c.loop_id.in_(numbers), commitment.c.made_at)
    for one in _whole(connection, rows):
        found.setdefault(one.loop, []).append(one)
    return found


def commitments(
    connection: Connection, numbers: Collection[int]
) -> dict[tuple[int, int], Commitment]:
    """Give the promises with these numbers: {(network, commitment): …}."""
    rows = _rows(connection, commitment.c.id.in_(numbers), commitment.c.id)
    networks = {row["id"]: row["network_id"] for row in rows}
    return {(networks[one.id], one.id): one for one in _whole(connection, rows)}


def owned(connection: Connection, who: int, link: int = 0) -> tuple[Commitment, ...]:
    """Give what somebody promised, what waits and is due first; at most `MOST`.

    With a link, also what waits for whoever comes by it.
    """
    theirs = commitment.c.owner_id == who
    if link:
        waits_there = (commitment.c.invite_id == link) & commitment.c.owner_id.is_(None)
        theirs = sa.or_(theirs, waits_there)
    waits = sa.case((commitment.c.status == "waiting", 0), else_=1)
    undated = commitment.c.due_on.is_(None)
    order = (waits, undated, commitment.c.due_on, commitment.c.made_at)
    rows = _rows(connection, theirs, *order, most=MOST)
    return tuple(_whole(connection, rows))


def _rows(
    connection: Connection, which: ColumnElement[bool], *order: Any, most: int | None = None
) -> Sequence[Mapping[Any, Any]]:
    c = commitment_change.c
    said = (c.commitment_id == commitment.c.id) & (c.version == commitment.c.version)
    asked = (
        sa.select(commitment, loop.c.title, c.content)
        .join(loop, loop.c.id == commitment.c.loop_id)
        .outerjoin(commitment_change, said)
        .where(which)
        .order_by(*order, commitment.c.id)
        .limit(most)
    )
    return connection.execute(asked).mappings().all()


_SAME = (
    "id", "version", "status", "owner_name", "due_on", "first_due_on", "level", "lead",
    "pathway_stage", "commissioning_stage",
)  # fmt: skip
"""What a commitment's row says under the same name."""


def _whole(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> Iterable[Commitment]:
    numbers = {row["loop_id"] for row in rows}
    groups, people = groups_of(connection, numbers), contributors.counts(connection, numbers)
    for row in rows:
        number, content = row["loop_id"], row["content"]
        yield Commitment(
            loop=number,
            words=Worded.of(row["promise"]),
            title=Worded.of(row["title"]),
            owner=row["owner_id"],
            said=from_plain(Promise, content).said if content else None,
            upstream=shown(people[number]),
            groups=groups[number],
            **{name: row[name] for name in _SAME},
        )


# --- the day to hear back -------------------------------------------------------------------------


def hear_back_moved(connection: Connection, happened: Sequence[Happened[HearBackMoved]]) -> None:
    """Move the day by which people hear back, and let it be told with the reason.

    After a decision there is nothing to move.
    """
    for one in happened:
        number, day = one.event.loop, one.event.day
        before = _undecided(connection, one.network, number)
        if before is None or before["hear_back_on"] == day:
            continue
        moved = Told(
            "holding", hear_back_on=before["hear_back_on"], moved_to=day, why=one.event.why
        )
        editions.move(connection, number, moved, one.now)
        connection.execute(loop.update().where(loop.c.id == number).values(hear_back_on=day))
        connection.execute(
            consultation.update()
            .where(consultation.c.id == number)
            .values(hear_back_on=day, nagged_on=None)
        )
        record.write(connection, one, "hear_back.moved", number, to=day.isoformat())


def _undecided(connection: Connection, network: int, number: int) -> Mapping[Any, Any] | None:
    decided = sa.exists().where(decision.c.loop_id == loop.c.id)
    mine = (loop.c.id == number) & (loop.c.network_id == network)
    return (
        connection.execute(sa.select(loop).where(mine, loop.c.status == "open", ~decided))
        .mappings()
        .first()
    )
