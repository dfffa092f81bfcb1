"""What facilitators do to a consultation that was approved: pause, resume, cancel, close, read."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record, undelivered
from bot.involvement.happened import Happened
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
