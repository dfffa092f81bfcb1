"""When meetings, and what people said to them, are old; see `retention.RULES`."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.ageing import Batch, Old, delete
from bot.involvement.erasing import erase_files
from bot.store.tables import loop, meeting, put_question

OVER = ("held", "cancelled")


def over(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of a meeting that it was held, or cancelled, and its day was before."""
    m = meeting.c
    return (m.network_id == network) & m.status.in_(OVER) & (m.starts_at < moment)


def of_what_is_over(table: sa.Table) -> Old:
    """Make the condition that a row belongs to a meeting that was before."""
    return lambda network, moment: table.c.meeting_id.in_(
        sa.select(meeting.c.id).where(over(network, moment))
    )


def remove_meetings(connection: Connection, batch: Batch) -> None:
    """Remove meetings with everything that hangs on them, their loops too."""
    _let_go(connection, put_question.c.meeting_id.in_(batch.numbers))
    connection.execute(loop.delete().where(loop.c.id.in_(batch.numbers)))


def remove_questions(connection: Connection, batch: Batch) -> None:
    """Remove what people put to meetings, with their voice notes."""
    _let_go(connection, put_question.c.id.in_(batch.numbers))
    delete(connection, batch)


def _let_go(connection: Connection, which: ColumnElement[bool]) -> None:
    spoken = sa.select(put_question.c.media_id).where(which)
    erase_files(connection, connection.execute(spoken).scalars().all())
