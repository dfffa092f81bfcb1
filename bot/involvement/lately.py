"""What Heard started for a person lately, which the limits of promise 3 count."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.wellbeing import WEEK
from bot.store.tables import outbox


@dataclass(slots=True)
class Had:
    """When a person was last asked, and what was started for them within a week, oldest first."""

    last_ask: datetime | None = None
    started: list[datetime] = field(default_factory=list)


def had_lately(
    connection: Connection, members: Collection[int] | sa.Select[tuple[int]], now: datetime
) -> defaultdict[int, Had]:
    """Give what each of these members had; what perhaps arrived counts as well."""
    c = outbox.c
    went = sa.and_(c.member_id.in_(members), c.lane == "bulk", c.status.in_(("sent", "uncertain")))
    found: defaultdict[int, Had] = defaultdict(Had)
    asked = sa.select(c.member_id, sa.func.max(c.sent_at)).where(went, c.kind == "ask")
    for number, moment in connection.execute(asked.group_by(c.member_id)):
        found[number].last_ask = moment
    started = sa.select(c.member_id, c.sent_at).where(went, c.sent_at > now - WEEK)
    for number, moment in connection.execute(started.order_by(c.sent_at)):
        found[number].started.append(moment)
    return found
