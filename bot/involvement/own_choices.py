"""Effects of a person's own choices: stop means stop, at once, with all that is queued."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import telling, undelivered
from bot.involvement.happened import Happened
from bot.store.tables import member, outbox, participation


def stopped(connection: Connection, happened: Sequence[Happened[Any]]) -> None:
    """Stop writing to them: what waits is cancelled, and who stays untold is on record."""
    who = [one.member for one in happened]
    end_all(connection, who, "stopped", stopped_at=happened[0].now)


def end_all(connection: Connection, members: Sequence[int], reason: str, **marks: Any) -> None:
    """Start nothing any more for these members, put these `marks` on them, and record why."""
    connection.execute(member.update().where(member.c.id.in_(members)).values(**marks))
    cancel_what_waits(connection, members, reason)
    unasked = participation.c.member_id.in_(members) & (participation.c.status == "due")
    connection.execute(participation.update().where(unasked).values(status="unreached"))
    telling.untold(connection, members, reason)


def cancel_what_waits(
    connection: Connection, members: Sequence[int], reason: str = "stopped"
) -> None:
    """Cancel what Heard would start; replies still go."""
    started = outbox.c.member_id.in_(members) & (outbox.c.lane == "bulk")
    undelivered.cancel(connection, started, "stopped", reason)


def cancel_for_stopped(connection: Connection, members: Sequence[int]) -> None:
    """Cancel what went back to waiting for people who stopped while it was being sent."""
    gone = sa.select(member.c.id).where(member.c.id.in_(members), member.c.stopped_at.is_not(None))
    stopped = connection.execute(gone).scalars().all()
    if stopped:
        cancel_what_waits(connection, stopped)


def stop_undone(connection: Connection, happened: Sequence[Happened[Any]]) -> None:
    """Write to them again; what was cancelled stays so. Nor is it on record that somebody died."""
    who = member.c.id.in_([one.member for one in happened])
    nothing = {"stopped_at": None, "death": None, "death_at": None}
    connection.execute(member.update().where(who).values(**nothing))
