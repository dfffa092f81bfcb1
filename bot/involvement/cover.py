"""Who facilitates in a network, what each of them reaches, and who stands in while one is away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.reach import is_cut_off
from bot.store.tables import consultation, group, issue, meeting, member, role, volunteer_call
from conversations.content import Audience
from conversations.plain import from_plain
from conversations.rights import FACILITATOR, NO_GROUP, covers

SILENT_FOR = timedelta(days=28)
"""Whoever works here and has not written for so long counts as away."""

FEWEST = 2
"""So many people act for each group, so that one can be away."""


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Somebody who facilitates these groups, or (None) the whole network, since `since`.

    `NO_GROUP` is among them where nobody facilitates the whole network.
    """

    member: int
    groups: frozenset[int] | None
    away: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom a loop belongs to: its groups (none for the network), and who asked or made it."""

    groups: tuple[int, ...] = ()
    owner: int | None = None


def facilitators(connection: Connection, network: int, now: datetime) -> list[Facilitator]:
    """Give who facilitates in a network and can be written to, by their numbers."""
    rows = _roles(connection, network)
    leads = any(row.group_id is None for row in rows)
    left = frozenset(() if leads else (NO_GROUP,))
    return [_together([row for row in rows if row.id == who], left, now) for who in _each(rows)]


def _roles(connection: Connection, network: int) -> Sequence[Any]:
    m, r = member.c, role.c
    return connection.execute(
        sa.select(m.id, r.group_id, r.granted_at, m.wrote_at, m.break_since, m.break_until)
        .join(role, r.member_id == m.id)
        .where(m.network_id == network, r.role == FACILITATOR, r.revoked_at.is_(None))
        .where(m.joined_at.is_not(None), m.stopped_at.is_(None), ~is_cut_off(m.id))
        .order_by(m.id)
    ).all()


def only_of_groups(connection: Connection, network: int) -> bool:
    """Tell whether nobody here facilitates the whole network, so that all see what is no loop's."""
    return all(row.group_id is not None for row in _roles(connection, network))


def _each(rows: Sequence[Any]) -> list[int]:
    return sorted({row.id for row in rows})


def _together(mine: Sequence[Any], left: frozenset[int], now: datetime) -> Facilitator:
    """Give one facilitator; `left` is what is left to those of groups."""
    one = mine[0]
    within = {row.group_id for row in mine}
    on_break = one.break_since is not None and (one.break_until is None or one.break_until > now)
    silent = one.wrote_at is not None and now - one.wrote_at > SILENT_FOR
    groups = None if None in within else frozenset(within | left)
    return Facilitator(one.id, groups, on_break or silent, min(row.granted_at for row in mine))


def who_gets(whose: Whose, people: Collection[Facilitator]) -> dict[int, bool]:
    """Give who gets what belongs so, and for each whether they stand in for somebody who is away.

    Whoever asked gets it alone; while they are away, or do not facilitate it any more, the others
    do. Where everybody is away, everybody gets it.
    """
    able = [one for one in people if covers(one.groups, whose.groups)]
    owners = [one for one in able if one.member == whose.owner]
    if any(not one.away for one in owners):
        return {one.member: False for one in owners}
    there = [one for one in able if not one.away] or able
    return {one.member: bool(owners) and one not in owners for one in there}


def whose(connection: Connection, loops: Collection[int]) -> dict[int, Whose]:
    """Give to whom each of these loops, or calls for volunteers, belongs."""
    found: dict[int, Whose] = {}
    for table, owner in ((consultation, "asked_by"), (meeting, "made_by")):
        c = table.c
        rows = connection.execute(sa.select(c.id, c.audience, c[owner]).where(c.id.in_(loops)))
        for number, audience, who in rows:
            found[number] = Whose(from_plain(Audience, audience).groups, who)
    i = issue.c
    rows = connection.execute(sa.select(i.id, i.group_id, i.moderated_by).where(i.id.in_(loops)))
    for number, within, who in rows:
        found[number] = Whose((within,) if within is not None else (), who)
    v = volunteer_call.c
    rows = connection.execute(sa.select(v.id, v.group_id, v.made_by).where(v.id.in_(loops)))
    for number, within, who in rows:
        found[number] = Whose((within,) if within is not None else (), who)
    return found


def alone(connection: Connection, network: int, now: datetime) -> list[tuple[str, int]]:
    """Give (group, how many can act for it) for each group for which fewer than two can."""
    people = facilitators(connection, network, now)
    groups = connection.execute(
        sa.select(group.c.id, group.c.name)
        .where(group.c.network_id == network)
        .order_by(group.c.name)
    )
    counted = (
        (name, sum(covers(one.groups, (number,)) for one in people)) for number, name in groups
    )
    return [(name, able) for name, able in counted if able < FEWEST]
