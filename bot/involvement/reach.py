"""Who can be reached: a member with at least one address that was not blocked."""

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.store.tables import address, member, role
from conversations.consent import FOR_WORK


def is_cut_off(member_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Say of a member that no address of theirs can be reached."""
    reached = sa.exists().where(
        address.c.member_id == member_id, address.c.unreachable_since.is_(None)
    )
    return ~reached


def takes_part(consent_version: ColumnElement[int | None]) -> ColumnElement[bool]:
    """Say of a member that they are more here than somebody at work, who is asked nothing."""
    return sa.func.coalesce(consent_version, FOR_WORK + 1) != FOR_WORK


def nobody_facilitates_all(network: ColumnElement[int]) -> ColumnElement[bool]:
    """Say of a network that nobody who can be reached facilitates the whole of it.

    Then what is about no group is left to those who facilitate groups: somebody has to look at it.
    """
    who, holds = member.alias("leads"), role.alias("leading")
    there = who.c.joined_at.is_not(None) & who.c.stopped_at.is_(None) & ~is_cut_off(who.c.id)
    whole = holds.c.group_id.is_(None) & holds.c.revoked_at.is_(None)
    return ~sa.exists().where(
        who.c.network_id == network, holds.c.member_id == who.c.id,
        holds.c.role == "facilitator", whole, there,
    )  # fmt: skip


def facilitators(connection: Connection, network: int) -> int:
    """Count the people who facilitate in a network, have not stopped and can be reached."""
    facilitates = sa.exists().where(
        role.c.member_id == member.c.id,
        role.c.role == "facilitator",
        role.c.revoked_at.is_(None),
    )
    here = (member.c.network_id == network) & member.c.joined_at.is_not(None)
    there = member.c.stopped_at.is_(None) & ~is_cut_off(member.c.id)
    counted = sa.select(sa.func.count()).where(here, facilitates, there)
    return connection.execute(counted).scalar_one()
