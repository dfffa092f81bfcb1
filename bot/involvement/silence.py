"""How long somebody has not written: after half a year somebody else may hold the phone."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import member
from conversations.facts import Person

LONG = timedelta(days=183)
EXACT_TO = timedelta(days=1)
"""When somebody wrote is written down at most so often: it is nobody's business to the minute."""

_WROTE = (
    member.update()
    .where(member.c.id.in_(sa.bindparam("who", expanding=True)))
    .values(wrote_at=sa.bindparam("now"))
)


def is_long(wrote_at: datetime | None, now: datetime) -> bool:
    """Tell whether so much time has passed that the person is asked whether it is still them."""
    return wrote_at is not None and now - wrote_at > LONG


def note(connection: Connection, wrote: Collection[Person], now: datetime) -> None:
    """Write down that these people write now; not for those who are asked if it is still them."""
    who = [one.id for one in wrote if not one.silent and _is_due(one, now)]
    if who:
        connection.execute(_WROTE, {"who": who, "now": now})


def _is_due(person: Person, now: datetime) -> bool:
    return person.wrote_at is None or now - person.wrote_at >= EXACT_TO
