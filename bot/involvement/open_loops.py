"""The loop board: open loops by age, what is late in each, who was told and who was not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import beliefs, contributors, gaps, loops
from bot.involvement.archiving import blocked, is_told_of
from bot.involvement.small_numbers import hide, shown
from bot.involvement.untold import by_state
from bot.store.tables import commitment, consultation, issue, loop, meeting, member, network, role
from conversations.facts import Person
from conversations.loops import Commitment, Promise
from conversations.open_loops import OpenLoop, Standing
from conversations.rights import CHAIR, FACILITATOR, covers
from conversations.text import Worded

MOST = 100
AT_MOST = 500  # open loops of a network that are looked at
LOOK = (FACILITATOR, CHAIR)
TOLD, WAITS = "told", "waiting"
_NOT_OVER = frozenset({"scheduled", "open", "draft", "planned"})

_phase = sa.func.coalesce(consultation.c.status, meeting.c.status, issue.c.status)
_SHELVED = ("scheduled", "cancelled", "draft", "planned", "waiting", "declined", "merged")
"""What a consultation, meeting or issue is before its loop counts, or where it never will."""


def load(
    connection: Connection, person: Person, within: int, now: datetime
) -> tuple[OpenLoop, ...]:
    """Give the open loops of a network that this person may look at, oldest first."""
    rows = _rows(connection, within, now, loop.c.status == "open", _counts(), most=AT_MOST)
    return tuple(_seen_by(person, rows)[:MOST])


def one(
    connection: Connection, person: Person, within: int, number: int, now: datetime
) -> OpenLoop | None:
    """Give one loop, also one that is archived, where this person may look at it."""
    rows = _rows(connection, within, now, loop.c.id == number, most=1)
    return next(iter(_seen_by(person, rows)), None)


def _seen_by(person: Person, rows: Sequence[OpenLoop]) -> list[OpenLoop]:
    """Leave out what is another group's; what is the network's, a role in a group only reads."""
    looks = any(role in person.roles for role in LOOK)
    return [
        replace(one, reads_only=not loops.is_theirs(person, one.groups))
        for one in rows
        if loops.is_theirs(person, one.groups) or (looks and not one.groups)
    ]


def _counts() -> sa.ColumnElement[bool]:
    return sa.func.coalesce(_phase, "open").not_in(_SHELVED)


def _rows(
    connection: Connection, within: int, now: datetime, *where: sa.ColumnElement[bool], most: int
) -> list[OpenLoop]:
    c = consultation.c
    rows = connection.execute(
        sa.select(
            loop, network.c.zone, _phase.label("phase"), c.answered, is_told_of().label("decided")
        )
        .join(network, network.c.id == loop.c.network_id)
        .outerjoin(consultation, c.id == loop.c.id)
        .outerjoin(meeting, meeting.c.id == loop.c.id)
        .outerjoin(issue, issue.c.id == loop.c.id)
        .where(loop.c.network_id == within, *where)
        .order_by(loop.c.opened_at, loop.c.id)
        .limit(most)
    ).mappings().all()  # fmt: skip
    today = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in {row["zone"] for row in rows}}
    numbers = [row["id"] for row in rows]
    groups = loops.groups_of(connection, numbers)
    late = _late(connection, numbers, today)
    people = _people(connection, rows)
    return [
        _loop(row, today[row["zone"]], groups[row["id"]], late.get(row["id"], 0), people[row["id"]])
        for row in rows
    ]


def _loop(
    row: Mapping[Any, Any], today: date, groups: tuple[int, ...], late: int, people: int
) -> OpenLoop:
    promised, opened = (
        row["hear_back_on"],
        row["opened_at"].astimezone(ZoneInfo(row["zone"])).date(),
    )
    asks = row["phase"] in _NOT_OVER and row["kind"] != "issue"
    waits = bool(promised) and not row["decided"] and not asks
    return OpenLoop(
        id=row["id"],
        kind=row["kind"],
        title=Worded.of(row["title"]),
        opened_on=opened,
        days=max(0, (today - opened).days),
        status=row["status"],
        hear_back_on=promised,
        asks=asks,
        closed=row["phase"] == "closed",
        decided=row["decided"],
        overdue=max(0, (today - promised).days) if waits else 0,
        late=late,
        people=shown(people),
        groups=groups,
    )


def _people(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> dict[int, int]:
    """Count who waits: of a consultation that number is kept, of the others few are upstream."""
    kept = {row["id"]: row["answered"] for row in rows if row["answered"] is not None}
    others = [row["id"] for row in rows if row["id"] not in kept]
    return kept | contributors.counts(connection, others)


def _late(
    connection: Connection, numbers: Collection[int], today: Mapping[str, date]
) -> dict[int, int]:
    if not today:
        return {}
    c = commitment.c
    rows = connection.execute(
        sa.select(c.loop_id, sa.func.count())
        .where(c.loop_id.in_(numbers), c.status == "waiting", c.due_on < min(today.values()))
        .group_by(c.loop_id)
    )
    return {number: people for number, people in rows}  # noqa: C416  rows are not pairs to dict()


def group_of(connection: Connection, number: int) -> dict[int, bool]:
    """Give who works on a loop, and whether they may see its board.

    Those who facilitate or chair it may; who owns a promise or was asked what they believe is of
    the group, too.
    """
    within = sa.select(loop.c.network_id).where(loop.c.id == number).scalar_subquery()
    groups = loops.groups_of(connection, [number])[number]
    rows = connection.execute(
        sa.select(role.c.member_id, role.c.role, role.c.group_id)
        .join(member, member.c.id == role.c.member_id)
        .where(member.c.network_id == within, role.c.role.in_(LOOK), role.c.revoked_at.is_(None))
        .order_by(role.c.id)
    ).all()
    reach: dict[tuple[int, str], set[int | None]] = {}
    for who, name, group in rows:
        reach.setdefault((who, name), set()).add(group)
    owners = dict.fromkeys(beliefs.believers(connection, number), False)
    return owners | {who: True for (who, _), held in reach.items() if _covers(held, groups)}


def _covers(held: Collection[int | None], groups: Collection[int]) -> bool:
    return None in held or covers([one for one in held if one is not None], groups)


# --- one loop, counted ----------------------------------------------------------------------------


def standing(connection: Connection, number: int) -> Standing:
    """Count who was told of a loop, who waits and who cannot be told; small numbers hidden.

    Looks at every notice of the loop, so it is worked out on a reader.
    """
    states = by_state(connection, number)
    people = sum(states.values())
    names = sorted(states)
    safe = hide({place: states[name] for place, name in enumerate(names)}, people)
    visible = {name: safe[place] if safe else None for place, name in enumerate(names)}
    reasons = [name for name in names if name not in {TOLD, WAITS} and states[name]]
    promised = loops.of_loops(connection, [number]).get(number, ())
    return Standing(
        promises=tuple(_promise(one) for one in promised),
        few=safe is None,
        told=visible[TOLD],
        waiting=visible[WAITS],
        untold=tuple((name, visible[name]) for name in reasons),
        blocked=blocked(connection, number),
        gap=gaps.of_loops(connection, [number]),
    )


def _promise(one: Commitment) -> Promise:
    return Promise(one.id, one.version, one.words, one.status, one.owner_name, one.due_on)
