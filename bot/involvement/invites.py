"""Links: recruitment routes, and invites that give a role. Only a token's hash is kept."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.people import hashed
from bot.involvement.small_numbers import shown
from bot.store.tables import invite, member
from conversations.facts import Invite


def load(connection: Connection, numbers: Collection[int]) -> dict[int, Invite]:
    """Give the invites with these numbers."""
    rows = connection.execute(sa.select(invite).where(invite.c.id.in_(numbers))).mappings()
    return {
        row["id"]: Invite(row["id"], row["label"], row["role"], row["group_id"], row["language"])
        for row in rows
    }


def find(
    connection: Connection, network: int, tokens: Collection[str], now: datetime
) -> dict[str, int]:
    """Give the invites behind these tokens; unknown, used up and expired ones are left out."""
    by_hash = {hashed(token): token for token in tokens}
    open_ = sa.or_(invite.c.expires_at.is_(None), invite.c.expires_at > now)
    left = sa.or_(invite.c.uses_left.is_(None), invite.c.uses_left > 0)
    rows = connection.execute(
        sa.select(invite.c.token_hash, invite.c.id).where(
            invite.c.token_hash.in_(by_hash), invite.c.network_id == network, open_, left
        )
    )
    return {by_hash[token_hash]: number for token_hash, number in rows}


def create(  # noqa: PLR0913 - an invite has that many sides
    connection: Connection, network: int, label: str, *, role: str | None = None,
    group: int | None = None, language: str | None = None, uses: int | None = None,
    expires_at: datetime | None = None,
) -> str:  # fmt: skip
    """Make a link and give its token: 22 signs of the deep-link alphabet, 132 random bits."""
    token = secrets.token_urlsafe(17)[:22]
    connection.execute(
        invite.insert().values(network_id=network, token_hash=hashed(token), label=label, role=role,
                               group_id=group, language=language, uses_left=uses, used=0,
                               expires_at=expires_at)
    )  # fmt: skip
    return token


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
