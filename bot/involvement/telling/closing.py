"""Closing: what everyone was told, or cannot be told, comes off the list."""

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import consultation, decision, notice


def close_loops(connection: Connection) -> list[int]:
    """Take off the list what everyone was told, or cannot be told; gives the consultations."""
    decided = sa.exists().where(decision.c.loop_id == consultation.c.id)
    waiting = sa.exists().where(
        notice.c.loop_id == consultation.c.id, notice.c.status.in_(("due", "queued"))
    )
    closed = connection.execute(
        consultation.update()
        .where(consultation.c.status == "closed", decided, ~waiting)
        .values(status="told")
        .returning(consultation.c.id)
    )
    return list(closed.scalars())
