"""What facilitators do to a consultation that was approved: pause, resume, cancel, close, read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record, undelivered
from bot.involvement.happened import Happened
from bot.involvement.telling import later_than
from bot.store.tables import consultation, outbox, participation


def _theirs(one: Happened[Any]) -> Any:
    c = consultation.c
    return (c.id == one.event.consultation) & (c.network_id == one.network)


def _change(connection: Connection, happened: Sequence[Happened[Any]], from_: str, to: str) -> None:
    for one in happened:
        sending = _theirs(one) & (consultation.c.sending == from_)
        changed = connection.execute(consultation.update().where(sending).values(sending=to))
        if changed.rowcount:
            record.write(connection, one, f"sending.{to}", one.event.consultation)


def paused(connection: Connection, happened: Sequence[Happened[Any]]) -> None:
    """Send no more of this ask until it is resumed."""
    _change(connection, happened, from_="on", to="paused")


def resumed(connection: Connection, happened: Sequence[Happened[Any]]) -> None:
    """Go on sending what was paused; what was cancelled stays so."""
    _change(connection, happened, from_="paused", to="on")


def cancelled(connection: Connection, happened: Sequence[Happened[Any]]) -> None:
    """Send no more of this ask, to newcomers neither; who was asked may still answer.

    One that has not opened yet never opens.
    """
    for name in ("on", "paused"):
        _change(connection, happened, from_=name, to="cancelled")
    for one in happened:
        unopened = _theirs(one) & (consultation.c.status == "scheduled")
        connection.execute(consultation.update().where(unopened).values(status="cancelled"))
        _cancel_asks(connection, one)


def _cancel_asks(connection: Connection, one: Happened[Any]) -> None:
    mine = sa.select(consultation.c.id).where(_theirs(one))
    asks = outbox.c.kind.in_(("ask", "reminder")) & outbox.c.subject.in_(mine)
    undelivered.cancel(connection, asks, "cancelled")
    unsent = participation.c.consultation_id.in_(mine) & (participation.c.status == "due")
    connection.execute(participation.update().where(unsent).values(status="unreached"))


def closed_early(connection: Connection, happened: Sequence[Happened[Any]]) -> None:
    """Take no more answers: the clock closes it at its next tick."""
    for one in happened:
        began = consultation.c.opens_at < one.now
        running = _theirs(one) & (consultation.c.status == "open") & began
        connection.execute(consultation.update().where(running).values(closes_at=one.now))
        record.write(connection, one, "consultation.closed", one.event.consultation)


def open_answer_read(connection: Connection, happened: Sequence[Happened[Any]]) -> None:
    """Keep on record who read open answers, never what was read."""
    for one in happened:
        record.write(connection, one, "open_answer.read", one.event.consultation)


def ask_again(connection: Connection, number: int, who: int, now: datetime) -> bool:
    """Have one person asked anew whose ask was lost, while it has a point; tells whether it has.

    The ask becomes due at a moment of its own, which is the occasion of its new message.
    """
    p = participation.c
    mine = (p.consultation_id == number) & (p.member_id == who) & can_be_asked_again(now)
    before = connection.execute(sa.select(p.due_at).where(mine)).scalar()
    if before is None:
        return False
    due = {"status": "due", "queued_at": None, "due_at": later_than(before, now)}
    connection.execute(participation.update().where(mine).values(**due))
    return True


def can_be_asked_again(now: datetime) -> sa.ColumnElement[bool]:
    """Say of a participation that its ask did not arrive for certain, and that it still can."""
    c, p = consultation.c, participation.c
    running = sa.exists().where(
        c.id == p.consultation_id, c.status == "open", c.sending != "cancelled", c.closes_at > now
    )
    return p.status.in_(("due", "unreached")) & p.queued_at.is_not(None) & running
