"""Links: recruitment routes, and invites that give a role. Only a token's hash is kept."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import record
from bot.involvement.happened import Happened
from bot.involvement.people import grant, hashed
from bot.involvement.record import Line
from bot.involvement.small_numbers import shown
from bot.store.sql import among, insert_missing
from bot.store.tables import commitment, group, invite, member, membership, role
from conversations.events import CameBy
from conversations.facts import Invite
from conversations.rights import PROFESSIONAL


def load(connection: Connection, numbers: Collection[int]) -> dict[int, Invite]:
    """Give the invites with these numbers."""
    i, waits = invite.c, commitment.c
    promise = sa.exists().where(waits.invite_id == i.id, waits.owner_id.is_(None))
    rows = connection.execute(
        sa.select(i.id, i.label, i.role, i.group_id, i.language, promise).where(i.id.in_(numbers))
    )
    return {row.id: Invite(*row) for row in rows}


def works(now: datetime) -> ColumnElement[bool]:
    """Say of an invite that it is not revoked, not expired and not used up."""
    i = invite.c
    ends = sa.or_(i.expires_at.is_(None), i.expires_at > now)
    left = sa.or_(i.uses_left.is_(None), i.uses_left > 0)
    return i.revoked_at.is_(None) & ends & left


def find(
    connection: Connection, network: int, tokens: Collection[str], now: datetime
) -> dict[str, int]:
    """Give the invites behind these tokens; those that do not work (any more) are left out."""
    by_hash = {hashed(token): token for token in tokens}
    rows = connection.execute(
        sa.select(invite.c.token_hash, invite.c.id).where(
            invite.c.token_hash.in_(by_hash), invite.c.network_id == network, works(now)
        )
    )
    return {by_hash[token_hash]: number for token_hash, number in rows}


def create(  # noqa: PLR0913 - an invite has that many sides
    connection: Connection, network: int, label: str, *, role: str | None = None,
    group: int | None = None, language: str | None = None, uses: int | None = None,
    expires_at: datetime | None = None, now: datetime | None = None,
) -> str:  # fmt: skip
    """Make a link and give its token: 22 signs of the deep-link alphabet, 132 random bits.

    With `now` it is put on record, as an act of whoever runs the program.
    """
    token = secrets.token_urlsafe(17)[:22]
    made = invite.insert().values(
        network_id=network, token_hash=hashed(token), label=label, role=role, group_id=group,
        language=language, uses_left=uses, used=0, expires_at=expires_at,
    )  # fmt: skip
    number = int(connection.execute(made.returning(invite.c.id)).scalar_one())
    if now is not None:
        until = expires_at.isoformat() if expires_at else None
        detail = {"role": role, "group": group, "uses": uses, "until": until}
        record.add(connection, [Line(network, now, "invite.made", None, number, detail)])
    return token


def for_owner(
    connection: Connection, one: Happened[Any], name: str, token: str, expires_at: datetime
) -> int:
    """Make the link for the one person who is to own a promise; gives its number."""
    made = invite.insert().values(
        network_id=one.network, token_hash=hashed(token), label=name, role=PROFESSIONAL,
        uses_left=1, used=0, expires_at=expires_at,
    )  # fmt: skip
    number = int(connection.execute(made.returning(invite.c.id)).scalar_one())
    detail = {"role": PROFESSIONAL, "group": None, "uses": 1, "until": expires_at.isoformat()}
    record.write(connection, one, "invite.made", number, **detail)
    return number


# --- seeing and revoking --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    """A link as its makers see it. `state` is open, 'used up', expired or revoked.

    `used` is None where small numbers hide how many people came by a link to join.
    """

    id: int
    label: str
    role: str | None
    group: str | None
    used: int | None
    uses_left: int | None
    expires_at: datetime | None
    state: str


def links(connection: Connection, network: int, now: datetime) -> list[Link]:
    """Give a network's links, in the order they were made."""
    i = invite.c
    state = sa.case(
        (i.revoked_at.is_not(None), "revoked"),
        (i.expires_at <= now, "expired"),
        (i.uses_left <= 0, "used up"),
        else_="open",
    )
    rows = connection.execute(
        sa.select(i.id, i.label, i.role, group.c.name, i.used, i.uses_left, i.expires_at, state)
        .outerjoin(group, group.c.id == i.group_id)
        .where(i.network_id == network)
        .order_by(i.id)
    )
    return [
        Link(number, label, role, name, used if role else shown(used), *rest)
        for number, label, role, name, used, *rest in rows
    ]


def revoke(connection: Connection, network: int, number: int, now: datetime) -> bool:
    """End a link at once, and put that on record; tells whether it was in force."""
    mine = (invite.c.id == number) & (invite.c.network_id == network)
    ended = connection.execute(
        invite.update().where(mine, invite.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    if ended.rowcount:
        record.add(connection, [Line(network, now, "invite.revoked", None, number)])
    return bool(ended.rowcount)


# --- coming by one --------------------------------------------------------------------------------


def came_by(connection: Connection, happened: Sequence[Happened[CameBy]]) -> None:
    """Count each arrival once, and grant the role that an invite gives, while it works."""
    for one in happened:
        _came_by(connection, one)


def _came_by(connection: Connection, one: Happened[CameBy]) -> None:
    if _has_its_role(connection, one):
        return
    taken = connection.execute(
        invite.update()
        .where(invite.c.id == one.event.invite, invite.c.network_id == one.network)
        .where(works(one.now))
        .values(used=invite.c.used + 1, uses_left=invite.c.uses_left - 1)
        .returning(invite.c.role, invite.c.group_id)
    ).first()
    if taken is None:
        return
    mine = member.update().where(member.c.id == one.member)
    connection.execute(mine.where(member.c.came_by.is_(None)).values(came_by=one.event.invite))
    if taken.role:
        _give(connection, one, taken.role, taken.group_id)
    if taken.group_id:
        belongs = {"group_id": taken.group_id, "member_id": one.member}
        insert_missing(connection, membership, [belongs])


def _give(connection: Connection, one: Happened[CameBy], name: str, within: int | None) -> None:
    link = one.event.invite
    number = grant(connection, one.member, name, within, one.now, link)
    record.write(connection, one, "role.given", number, role=name, group=within, link=link)


def _has_its_role(connection: Connection, one: Happened[CameBy]) -> bool:
    """Tell whether they hold the role already, or had it by this very link until it was taken."""
    within = sa.or_(role.c.group_id == invite.c.group_id, role.c.group_id.is_(None))
    holds = role.c.revoked_at.is_(None) & (role.c.role == invite.c.role) & within
    held = sa.select(role.c.id).where(
        role.c.member_id == one.member,
        invite.c.id == one.event.invite,
        sa.or_(holds, role.c.invite_id == invite.c.id),
    )
    return connection.execute(held).first() is not None


def is_taken_by(connection: Connection, one: Happened[CameBy]) -> bool:
    """Tell whether this person has their role by this link; who had it before uses the link up."""
    mine = sa.select(role.c.id).where(
        role.c.member_id == one.member, role.c.revoked_at.is_(None), role.c.role == PROFESSIONAL
    )
    by_this = mine.where(role.c.invite_id == one.event.invite)
    if connection.execute(by_this).first() is not None:
        return True
    if connection.execute(mine).first() is None:
        return False
    used = connection.execute(
        invite.update()
        .where(invite.c.id == one.event.invite, works(one.now))
        .values(used=invite.c.used + 1, uses_left=invite.c.uses_left - 1)
    )
    return bool(used.rowcount)


def taken_from(connection: Connection, pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Give those (member, invite) whose role by that invite was taken away: it gives them none."""
    taken = sa.select(role.c.member_id, role.c.invite_id).where(
        among((role.c.member_id, role.c.invite_id), pairs), role.c.revoked_at.is_not(None)
    )
    return {(who, link) for who, link in connection.execute(taken)}


# --- how many came --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Route:
    """A recruitment route, and the people who came by it; None where small numbers hide them."""

    label: str
    opened: int | None
    joined: int | None


def routes_of(connection: Connection, network: int) -> list[Route]:
    """Give the recruitment routes of a network, in the order they were made."""
    came = sa.func.count(member.c.id)
    rows = connection.execute(
        sa.select(invite.c.label, invite.c.used, came)
        .outerjoin(
            member, sa.and_(member.c.came_by == invite.c.id, member.c.joined_at.is_not(None))
        )
        .where(invite.c.network_id == network, invite.c.role.is_(None))
        .group_by(invite.c.id, invite.c.label, invite.c.used)
        .order_by(invite.c.id)
    )
    return [Route(label, shown(opened), shown(joined)) for label, opened, joined in rows]
