"""The audit: one line for each act of power. Lines are only ever added."""

from typing import Any

from sqlalchemy import Connection

from bot.involvement.happened import Happened
from bot.store.tables import audit


def write(
    connection: Connection, one: Happened[Any], act: str, subject: int | None = None, **detail: Any
) -> None:
    """Write that this member did `act`, such as 'consultation.approved'; never what was said."""
    connection.execute(
        audit.insert().values(network_id=one.network, at=one.now, actor_id=one.member, act=act,
                              subject=subject, detail=detail)
    )  # fmt: skip
