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
    agendas, last = _agendas(connection, numbers)
    return {
        row["id"]: (row["network_id"], read(row, agendas[row["id"]], last.get(row["id"], 0)))
        for row in rows
    }


def read(
    row: Mapping[Any, Any], agenda: Collection[AgendaItem] = (), last_item: int = 0
) -> Meeting:
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
        last_item=last_item,
    )


def _agendas(
    connection: Connection, numbers: Collection[int]
) -> tuple[defaultdict[int, list[AgendaItem]], dict[int, int]]:
    """Give the agendas in their order, and the highest number that was ever given in each."""
    a = agenda_item.c
    rows = connection.execute(
        sa.select(agenda_item)
        .where(a.meeting_id.in_(numbers))
        .order_by(a.meeting_id, a.position, a.item)
    ).mappings()
    found: defaultdict[int, list[AgendaItem]] = defaultdict(list)
    last: dict[int, int] = {}
    for row in rows:
        number = row["meeting_id"]
        last[number] = max(row["item"], last.get(number, 0))
        if row["dropped_at"] is None:
            title = Worded.of(row["title"])
            found[number].append(AgendaItem(row["item"], title, row["purpose"], row["issue_id"]))
    return found, last
