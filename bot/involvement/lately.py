"""What the limits of promise 3 go by: own choices, and what Heard started for a person lately."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.wellbeing import WEEK, Limits
from bot.store.tables import member, outbox
from conversations.quiet_hours import chosen_or_usual

CHOSEN = (
    member.c.zone, member.c.ask_every_days, member.c.break_since, member.c.break_until,
    member.c.quiet_from, member.c.quiet_until, member.c.quiet_sundays,
)  # fmt: skip
"""What `limits_of` needs of a member; and of their network `zone`, as 'network_zone'."""


@dataclass(slots=True)
class Had:
    """When a person was last asked, and what was started for them within a week, oldest first."""

    last_ask: datetime | None = None
    started: list[datetime] = field(default_factory=list)


def had_lately(
    connection: Connection, members: Collection[int] | sa.Select[int], now: datetime
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


def limits_of(row: Mapping[Any, Any], had: Had) -> Limits:
    """Give what holds for one person, from a row with `CHOSEN` and what they had."""
    return Limits(
        ZoneInfo(row["zone"] or row["network_zone"]),
        row["ask_every_days"],
        had.last_ask,
        had.started,
        chosen_or_usual((row["quiet_from"], row["quiet_until"], row["quiet_sundays"])),
        row["break_since"],
        row["break_until"],
    )
