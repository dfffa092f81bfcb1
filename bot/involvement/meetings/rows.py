"""Meetings as conversations know them, from their rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import agenda_item, meeting
from conversations.content import Audience
from conversations.meetings_facts import AgendaItem, Meeting
from conversations.plain import from_plain
from conversations.text import Worded


def load(connection: Connection, numbers: Collection[int]) -> dict[int, tuple[int, Meeting]]:
    """Give these meetings, each with the number of its network; drafts are left out."""
    if not numbers:
        return {}
    planned = meeting.c.id.in_(numbers) & (meeting.c.status != "draft")
    rows = connection.execute(sa.select(meeting).where(planned)).mappings().all()
    agendas = _agendas(connection, numbers)
    return {row["id"]: (row["network_id"], read(row, agendas[row["id"]])) for row in rows}


def read(row: Mapping[Any, Any], agenda: Collection[AgendaItem] = ()) -> Meeting:
    """Give the meeting that stands in a row."""
    return Meeting(
        id=row["id"],
        title=Worded.of(row["title"]),
        starts_at=row["starts_at"],
        minutes=row["minutes"],
        status=row["status"],
        revision=row["revision"],
        place=Worded.of(row["place"]) if row["place"] else None,
        link=row["link"],
        agenda=tuple(agenda),
        audience=from_plain(Audience, row["audience"]),
    )


def _agendas(
    connection: Connection, numbers: Collection[int]
) -> defaultdict[int, list[AgendaItem]]:
    a = agenda_item.c
    rows = connection.execute(
        sa.select(agenda_item)
        .where(a.meeting_id.in_(numbers), a.dropped_at.is_(None))
        .order_by(a.meeting_id, a.position, a.item)
    ).mappings()
    found: defaultdict[int, list[AgendaItem]] = defaultdict(list)
    for row in rows:
        found[row["meeting_id"]].append(
            AgendaItem(row["item"], Worded.of(row["title"]), row["purpose"], row["issue_id"])
        )
    return found
