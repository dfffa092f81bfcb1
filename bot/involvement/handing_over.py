"""All that whoever takes over a group needs to know: loops, promises, seats, meetings, calls.

No word of a member is in it, and nobody's name or number.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import glossary, seats
from bot.involvement.cover import whose
from bot.involvement.small_numbers import shown
from bot.store.tables import (
    commitment,
    decision,
    group,
    issue,
    loop,
    meeting,
    membership,
    network,
    volunteer_call,
)
from conversations.content import Decision
from conversations.jargon_facts import Entry
from conversations.plain import from_plain
from conversations.structure import SeatHere


@dataclass(frozen=True, slots=True)
class PromiseThere:
    """A promise: what, by which kind of person, until when, how it stands."""

    words: str
    owner: str
    due_on: date | None
    status: str


@dataclass(frozen=True, slots=True)
class LoopThere:
    """A consultation, meeting or issue of the group, and what came of it."""

    kind: str
    title: str
    status: str
    hear_back_on: date | None
    decided: str | None
    promises: tuple[PromiseThere, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingThere:
    """A meeting; `when` is where the network is."""

    title: str
    status: str
    when: datetime | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Pack:
    """What is handed over of a group; `members` is None where they are few."""

    name: str
    kind: str
    parent: str | None
    below: tuple[str, ...]
    members: int | None
    seats: tuple[SeatHere, ...]
    loops: tuple[LoopThere, ...]
    meetings: tuple[MeetingThere, ...]
    calls: tuple[tuple[str, str, date], ...]
    words: tuple[Entry, ...]


def pack_of(connection: Connection, here: int, name: str) -> Pack | None:
    """Give the pack of the group with that name in a network, None where there is none."""
    groups = seats.structure(connection, here, 0)
    mine = next((one for one in groups if one.name.casefold() == name.strip().casefold()), None)
    if mine is None:
        return None
    loops = _loops(connection, here, mine.id)
    above = next((one.name for one in groups if one.id == mine.parent), None)
    return Pack(
        name=mine.name,
        kind=mine.kind,
        parent=above,
        below=tuple(one.name for one in groups if one.parent == mine.id),
        members=_members(connection, mine.id),
        seats=mine.seats,
        loops=tuple(_loop(connection, row) for row in loops),
        meetings=_meetings(connection, here, {row.id for row in loops}),
        calls=_calls(connection, mine.id),
        words=glossary.load(connection, [here])[here],
    )


def names(connection: Connection, here: int) -> list[str]:
    """Give the names of a network's groups."""
    asked = sa.select(group.c.name).where(group.c.network_id == here).order_by(group.c.name)
    return list(connection.execute(asked).scalars())


def _members(connection: Connection, number: int) -> int | None:
    counted = sa.select(sa.func.count()).where(membership.c.group_id == number)
    return shown(connection.execute(counted).scalar_one())


def _loops(connection: Connection, here: int, number: int) -> list[Any]:
    """Give the group's loops, the open ones first; an issue only once it was let through."""
    waits = sa.exists().where(issue.c.id == loop.c.id, issue.c.title.is_(None))
    rows = connection.execute(
        sa.select(loop)
        .where(loop.c.network_id == here, ~waits)
        .order_by(loop.c.status.desc(), loop.c.opened_at.desc())
    ).all()
    belongs = whose(connection, {row.id for row in rows})
    return [row for row in rows if row.id in belongs and number in belongs[row.id].groups]


def _loop(connection: Connection, row: Any) -> LoopThere:
    content = connection.execute(
        sa.select(decision.c.content)
        .where(decision.c.loop_id == row.id)
        .order_by(decision.c.version.desc())
        .limit(1)
    ).scalar()
    decided = from_plain(Decision, content) if content else None
    promised = connection.execute(
        sa.select(commitment).where(commitment.c.loop_id == row.id).order_by(commitment.c.due_on)
    ).all()
    return LoopThere(
        row.kind, first(row.title), row.status, row.hear_back_on,
        _what(decided) if decided else None, tuple(map(_promise, promised)),
    )  # fmt: skip


def _what(decided: Decision) -> str:
    """Give what will be done and what will not: the facilitators' own words of a decision."""
    parts = decided.we_will, decided.we_cannot, decided.why
    return " · ".join(words.by_language[0][1] for words in parts if words)


def _promise(row: Any) -> PromiseThere:
    owner = "somebody who joined" if row.owner_id else row.owner_name or "nobody"
    return PromiseThere(first(row.promise), owner, row.due_on, row.status)


def _meetings(
    connection: Connection, here: int, numbers: Collection[int]
) -> tuple[MeetingThere, ...]:
    zone = connection.execute(sa.select(network.c.zone).where(network.c.id == here)).scalar_one()
    rows = connection.execute(
        sa.select(meeting)
        .where(meeting.c.id.in_(numbers), meeting.c.status != "draft")
        .order_by(meeting.c.starts_at.desc())
    ).all()
    return tuple(
        MeetingThere(first(row.title), row.status, _local(row.starts_at, zone), _place(row))
        for row in rows
    )


def _local(moment: datetime | None, zone: str) -> datetime | None:
    return moment.astimezone(UTC).astimezone(ZoneInfo(zone)) if moment else None


def _place(row: Any) -> str | None:
    return first(row.place) if row.place else row.link


def _calls(connection: Connection, number: int) -> tuple[tuple[str, str, date], ...]:
    c = volunteer_call.c
    rows: Sequence[Any] = connection.execute(
        sa.select(c.title, c.status, c.closes_on)
        .where(c.group_id == number)
        .order_by(c.made_at.desc())
    ).all()
    return tuple((first(row.title), row.status, row.closes_on) for row in rows)


def first(words: dict[str, str]) -> str:
    """Give words in the language in which they were written."""
    return next(iter(words.values()))
