"""How many people are behind an issue, and how many issues a person supports this month."""

from collections.abc import Collection
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import contributor, issue, network


def count(connection: Connection, numbers: Collection[int]) -> None:
    """Count anew who is behind these issues, besides whoever raised each first."""
    behind = (
        sa.select(sa.func.count())
        .where(
            contributor.c.loop_id == issue.c.id,
            contributor.c.member_id != sa.func.coalesce(issue.c.raised_by, 0),
            contributor.c.how.in_(("raiser", "supporter")),
        )
        .scalar_subquery()
    )
    mine = issue.update().where(issue.c.id.in_(numbers))
    connection.execute(mine.values(supporters=behind))


def supported_this_month(
    connection: Connection, members: Collection[int], network_id: int, now: datetime
) -> dict[int, int]:
    """Count the issues that each began to support in the calendar month of the network's zone."""
    zone = connection.execute(
        sa.select(network.c.zone).where(network.c.id == network_id)
    ).scalar_one()
    first = now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    begins = datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC)
    c = contributor.c
    rows = connection.execute(
        sa.select(c.member_id, sa.func.count())
        .where(c.member_id.in_(members), c.how == "supporter", c.since >= begins)
        .group_by(c.member_id)
    )
    return {who: issues for who, issues in rows}  # noqa: C416  rows are not pairs to dict()
