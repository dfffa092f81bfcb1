"""Consents: exactly what was agreed to and how, and when it was taken back. None is ever changed.

Which version of the words is live stands with the member, so that every turn knows it; None stands
for no live consent.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.happened import Happened
from bot.store.tables import consent, member
from conversations.events import ConsentGiven


def given(connection: Connection, happened: Sequence[Happened[ConsentGiven]]) -> None:
    """Keep exactly what was read and agreed to; what was agreed to before stays on record."""
    connection.execute(
        consent.insert(),
        [
            {"member_id": one.member, "version": one.event.version, "how": one.event.how,
             "language": one.event.language, "wording": one.event.wording, "given_at": one.now}
            for one in happened
        ],
    )  # fmt: skip
    change = member.update().where(member.c.id == sa.bindparam("who"))
    connection.execute(
        change.values(consent_version=sa.bindparam("version")),
        [{"who": one.member, "version": one.event.version} for one in happened],
    )


def withdrawn(connection: Connection, happened: Sequence[Happened[Any]]) -> None:
    """Put on record that they took back every consent that was live."""
    withdraw(connection, [one.member for one in happened], happened[0].now)


def withdraw(connection: Connection, members: Collection[int], now: datetime) -> None:
    """Let no consent of these members be live any more."""
    live = consent.c.member_id.in_(members) & consent.c.withdrawn_at.is_(None)
    connection.execute(consent.update().where(live).values(withdrawn_at=now))
    theirs = member.update().where(member.c.id.in_(members))
    connection.execute(theirs.values(consent_version=None))


def withdraw_of_stopped(connection: Connection, members: Collection[int], now: datetime) -> None:
    """Do so for those who had stopped: whoever stops and erases all has taken it back."""
    stopped = sa.select(member.c.id).where(
        member.c.id.in_(members), member.c.stopped_at.is_not(None)
    )
    who = connection.execute(stopped).scalars().all()
    if who:
        withdraw(connection, who, now)
