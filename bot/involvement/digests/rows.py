"""A meeting that was held, and the digest that is being made of it, as their rows stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.happened import Happened
from bot.store.tables import digest, meeting
from conversations.digests import Digest
from conversations.plain import from_plain


class StaleDigestError(Exception):
    """Two facilitators changed a digest in the same moment; the second looks at it anew."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The latest revision of a digest; 0 where there is none."""

    revision: int = 0
    digest: Digest | None = None
    approved_at: datetime | None = None


def was_held(now: datetime) -> ColumnElement[bool]:
    """Say of a meeting that it has begun and was not cancelled."""
    m = meeting.c
    return m.status.in_(("planned", "held")) & (m.starts_at <= now)


def held(connection: Connection, one: Happened[Any]) -> Any:
    """Give the row of the meeting that an event is about, or None.

    Only one of the same network that was held, and whose digest is not out.
    """
    number = one.event.meeting
    mine = (meeting.c.id == number) & (meeting.c.network_id == one.network) & was_held(one.now)
    row = connection.execute(sa.select(meeting).where(mine).with_for_update()).first()
    # Asked once it is locked: whoever waited for another's transaction does not see it before.
    out = (digest.c.meeting_id == number) & digest.c.approved_at.is_not(None)
    return None if connection.execute(sa.select(digest.c.revision).where(out)).first() else row


def latest(connection: Connection, number: int) -> Kept:
    """Give the latest revision of a meeting's digest."""
    d = digest.c
    row = connection.execute(
        sa.select(d.revision, d.content, d.approved_at)
        .where(d.meeting_id == number)
        .order_by(d.revision.desc())
        .limit(1)
    ).first()
    if row is None:
        return Kept()
    return Kept(row.revision, from_plain(Digest, row.content), row.approved_at)
