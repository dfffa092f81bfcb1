"""Who can be reached: a member with at least one address that was not blocked."""

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from bot.store.tables import address


def is_cut_off(member_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Say of a member that no address of theirs can be reached."""
    reached = sa.exists().where(
        address.c.member_id == member_id, address.c.unreachable_since.is_(None)
    )
    return ~reached
