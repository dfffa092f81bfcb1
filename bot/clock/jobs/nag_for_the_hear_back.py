"""Remind the facilitator once that people wait to hear: on the hear-back date.

Later it stands in the list of each week (`list_what_needs_you`).
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import facilitators, is_served, start
from bot.delivery.turns import Room
from bot.involvement.sent_once import nag_key
from bot.store.tables import consultation, decision, network
from conversations.deciding import nag
from conversations.turn import Key

EVERY = 5.0
WEEK = timedelta(days=7)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many consultations were nagged about."""
    c = consultation.c
    decided = sa.exists().where(decision.c.loop_id == c.id)
    latest = (now + timedelta(days=1)).date()
    rows = connection.execute(
        sa.select(consultation, network.c.zone)
        .join(network, network.c.id == c.network_id)
        .where(c.status == "closed", ~decided, c.hear_back_on <= latest, c.nagged_on.is_(None))
        .where(is_served(room, c.network_id))
    ).all()
    due = [(row, now.astimezone(ZoneInfo(row.zone)).date()) for row in rows]
    due = [(row, today) for row, today in due if row.hear_back_on <= today]
    for row, today in due:
        _nag(connection, room, row, today, now)
    return len(due)


def _nag(connection: Connection, room: Room, row: Any, today: date, now: datetime) -> None:
    shown = nag(room.shelf.contents.load(connection, {row.id})[row.id], row.answered)
    messages = [
        start(room, to, shown, kind="nag", key=nag_key(row.id, to.member, row.hear_back_on),
              now=now, about=Key("deciding", row.id), not_after=now + WEEK)
        for to in facilitators(connection, room, row.id)
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    change = consultation.update().where(consultation.c.id == row.id)
    connection.execute(change.values(nagged_on=today))
