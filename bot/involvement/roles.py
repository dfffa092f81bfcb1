"""Roles: who holds which, and taking one away, which ends at once all that it lets somebody do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import record, undelivered
from bot.involvement.happened import Happened
from bot.involvement.reach import nobody_facilitates_all
from bot.involvement.record import Line
from bot.store.tables import consultation, group, invite, member, outbox, reader, role
from conversations.content import Audience
from conversations.events import RoleTaken
from conversations.plain import from_plain
from conversations.rights import FACILITATOR, NO_GROUP, SCRIBE, covers

FOR_ASKERS, FOR_READERS = ("nag", "progress", "needs"), ("flag",)
"""Kinds of message that go to people for their role."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role that a member holds since `since`, in a group or (None) in the whole network.

    `link` is the name of the invite that gave it.
    """

    id: int
    member: int
    role: str
    group: str | None
    since: datetime
    link: str | None


_IN_FORCE = role.c.revoked_at.is_(None)


def held(connection: Connection, network: int) -> list[Held]:
    """Give the roles that are held in a network, the latest given first."""
    rows = connection.execute(
        sa.select(role.c.id, role.c.member_id, role.c.role, group.c.name, role.c.granted_at,
                  invite.c.label)
        .join(member, member.c.id == role.c.member_id)
        .outerjoin(group, group.c.id == role.c.group_id)
        .outerjoin(invite, invite.c.id == role.c.invite_id)
        .where(member.c.network_id == network, _IN_FORCE)
        .order_by(role.c.id.desc())
    )  # fmt: skip
    return [Held(*row) for row in rows]


def facilitators_of(connection: Connection, number: int) -> tuple[int | None, list[int]]:
    """Give who asked, and all who facilitate a consultation: in the network or in all its groups.

    Who asked is None where that person no longer does.
    """
    c = consultation.c
    asked = connection.execute(
        sa.select(c.network_id, c.audience, c.asked_by).where(c.id == number)
    ).one()
    groups = from_plain(Audience, asked.audience).groups
    rows = connection.execute(
        sa.select(role.c.member_id, role.c.group_id)
        .join(member, member.c.id == role.c.member_id)
        .where(member.c.network_id == asked.network_id, role.c.role == FACILITATOR, _IN_FORCE)
        .order_by(role.c.id)
    )
    mine: dict[int, set[int | None]] = {}
    for who, within in rows:
        mine.setdefault(who, set()).add(within)
    left = () if any(None in within for within in mine.values()) else (NO_GROUP,)
    them = [who for who, within in mine.items() if covers(reach([*within, *left]), groups)]
    return asked.asked_by if asked.asked_by in them else None, them


def groups_as(connection: Connection, who: int, name: str) -> Collection[int] | None:
    """Give the groups in which somebody holds a role now; None for the whole network."""
    mine = sa.select(role.c.group_id).where(role.c.member_id == who, role.c.role == name, _IN_FORCE)
    held = connection.execute(mine).scalars().all()
    if name == FACILITATOR and held and None not in held and _is_left_to_groups(connection, who):
        return reach([*held, NO_GROUP])
    return reach(held)


def _is_left_to_groups(connection: Connection, who: int) -> bool:
    within = sa.select(member.c.network_id).where(member.c.id == who).scalar_subquery()
    return bool(connection.execute(sa.select(nobody_facilitates_all(within))).scalar_one())


def reach(within: Collection[int | None]) -> Collection[int] | None:
    """Give the groups that a role held in these reaches; None stands for the network."""
    return None if None in within else [one for one in within if one is not None]


# --- taking away ----------------------------------------------------------------------------------


def role_taken(connection: Connection, happened: Sequence[Happened[RoleTaken]]) -> None:
    """Take roles away, each in the network of whoever says so."""
    for one in happened:
        take(connection, one.network, [one.event.role], one.now, by=one.member)


def take(
    connection: Connection, network: int, numbers: Collection[int], now: datetime,
    *, by: int | None = None,
) -> int:  # fmt: skip
    """Take away the roles with these numbers that are held in a network; gives how many.

    Whoever has none left to read or to ask by leaves the rota, and gets nothing more of it.
    """
    here = sa.select(member.c.id).where(member.c.network_id == network)
    rows = connection.execute(
        role.update()
        .where(role.c.id.in_(numbers), role.c.member_id.in_(here), _IN_FORCE)
        .values(revoked_at=now)
        .returning(role.c.id, role.c.member_id, role.c.role, role.c.group_id)
    ).all()
    lines = [
        Line(network, now, "role.taken", by, row.id,
             {"member": row.member_id, "role": row.role, "group": row.group_id})
        for row in rows
    ]  # fmt: skip
    record.add(connection, lines)
    _let_go(connection, {row.member_id for row in rows})
    return len(rows)


def _let_go(connection: Connection, who: Collection[int]) -> None:
    readers = _without(connection, who, {FACILITATOR, SCRIBE}, in_the_network=True)
    connection.execute(reader.delete().where(reader.c.member_id.in_(readers)))
    flags = outbox.c.member_id.in_(readers) & outbox.c.kind.in_(FOR_READERS)
    askers = _without(connection, who, {FACILITATOR})
    asks = outbox.c.member_id.in_(askers) & outbox.c.kind.in_(FOR_ASKERS)
    undelivered.cancel(connection, flags | asks, "the role was taken away")


def _without(
    connection: Connection, who: Collection[int], roles: Collection[str],
    *, in_the_network: bool = False,
) -> list[int]:  # fmt: skip
    """Give those of these members who hold none of these roles any more."""
    still: ColumnElement[bool] = role.c.member_id.in_(who) & role.c.role.in_(roles) & _IN_FORCE
    if in_the_network:
        still &= role.c.group_id.is_(None)
    left = set(connection.execute(sa.select(role.c.member_id).where(still)).scalars())
    return [one for one in who if one not in left]


def given_by(connection: Connection, link: int) -> list[int]:
    """Give the numbers of the roles in force that a link gave."""
    asked = sa.select(role.c.id).where(role.c.invite_id == link, _IN_FORCE)
    return list(connection.execute(asked).scalars())
