"""Everyone upstream of a loop, counted by whether they were told, or why not."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import contributors
from bot.involvement.reach import is_cut_off
from bot.store.tables import consultation, loop, member, notice, outbox

CANNOT = frozenset({"stopped", "died", "erased", "unreachable"})
"""Reasons that end the wait: nobody runs after these people."""


def by_state(connection: Connection, number: int) -> dict[str, int]:
    """Count the people upstream by how they stand now: 'told', 'waiting', or why they are untold.

    Each counts once, by what was last to be told to them; 'uncertain' are those who perhaps were.
    'waiting' are also those to whom nothing was told yet.
    """
    n = notice.c
    last = (
        sa.select(n.member_id, sa.func.max(n.version).label("version"))
        .where(n.loop_id == number, n.status != "merged")
        .group_by(n.member_id)
        .subquery()
    )
    them = contributors.upstream([number]).subquery()
    newest = (
        (n.loop_id == number) & (n.version == last.c.version) & (n.member_id == last.c.member_id)
    )
    rows = connection.execute(
        sa.select(_state(number), sa.func.count())
        .select_from(them)
        .join(member, member.c.id == them.c.member_id)
        .outerjoin(last, last.c.member_id == them.c.member_id)
        .outerjoin(notice, newest)
        .group_by(sa.literal_column("1"))
    )
    found = {"told": 0, "waiting": 0} | {str(state): int(people) for state, people in rows}
    gone = erased(connection, [number])
    return found | ({"erased": gone} if gone else {})


def erased(connection: Connection, numbers: Collection[int]) -> int:
    """Count the people upstream of these loops who erased everything before they were told.

    Who is upstream of two of them counts twice.
    """
    c, both = consultation.c, loop.c.erased + sa.func.coalesce(consultation.c.erased, 0)
    counted = sa.select(sa.func.sum(both)).outerjoin(consultation, c.id == loop.c.id)
    return int(connection.execute(counted.where(loop.c.id.in_(numbers))).scalar() or 0)


def _state(number: int) -> ColumnElement[str]:
    n = notice.c
    perhaps = sa.exists().where(
        outbox.c.subject == number,
        outbox.c.kind == "notice",
        outbox.c.status == "uncertain",
        outbox.c.member_id == n.member_id,
    )
    return sa.case(
        (n.status == "told", "told"),
        ((n.status == "untold") & (n.reason == "failed") & perhaps, "uncertain"),
        (n.status == "untold", n.reason),
        (n.status.is_(None) & member.c.death.is_not(None), "died"),
        (n.status.is_(None) & member.c.stopped_at.is_not(None), "stopped"),
        (n.status.is_(None) & is_cut_off(member.c.id), "unreachable"),
        else_="waiting",
    )
