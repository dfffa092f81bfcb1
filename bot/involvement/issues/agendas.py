"""Issues on agendas of meetings: put there, kept there when two are put together, put back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import agenda_item, issue, meeting, put_question
from conversations.meetings_facts import AgendaItem


def add(connection: Connection, number: int, about: int) -> None:
    """Put an issue last on the agenda of a meeting, to be decided."""
    a = agenda_item.c
    last = connection.execute(
        sa.select(sa.func.max(a.item), sa.func.max(a.position)).where(a.meeting_id == number)
    ).one()
    connection.execute(
        agenda_item.insert().values(
            meeting_id=number, item=(last[0] or 0) + 1, position=(last[1] or 0) + 1,
            purpose="decision", title=_title(connection, about), issue_id=about,
        )
    )  # fmt: skip


def issues_of(number: int) -> sa.Select[int]:
    """Give the issues that stand on a meeting's agenda."""
    a = agenda_item.c
    return sa.select(a.issue_id).where(
        a.meeting_id == number, a.issue_id.is_not(None), a.dropped_at.is_(None)
    )


def put_back(connection: Connection, which: Any) -> None:
    """Let these issues wait again that were on an agenda, stand on no other, and have no answer.

    `which` is a statement that finds their numbers, or the numbers.
    """
    stands = sa.exists().where(_stands(issue.c.id))
    off = issue.c.id.in_(which) & (issue.c.status == "on_agenda") & ~stands
    connection.execute(issue.update().where(off).values(status="open"))


def hand_on(connection: Connection, number: int, into: int, now: datetime) -> None:
    """Let an issue stand wherever another one stood that was put together with it, once on each.

    Where it stands already, it keeps its own item, and what was put to the other goes there.
    """
    a = agenda_item.c
    on = meeting.c.id.in_(sa.select(a.meeting_id).where(_stands(number)))
    places = sa.select(meeting.c.id).where(on).order_by(meeting.c.id).with_for_update()
    for where in connection.execute(places).scalars().all():
        mine = (a.meeting_id == where) & (a.issue_id == number)
        there = (a.meeting_id == where) & (a.issue_id == into) & a.dropped_at.is_(None)
        kept = connection.execute(sa.select(a.item).where(there)).scalar()
        if kept is not None:
            _close_up(connection, where, mine, kept, now)
    _rename(connection, number, into)
    connection.execute(agenda_item.update().where(a.issue_id == number).values(issue_id=into))
    waits = (issue.c.id == into) & (issue.c.status == "open")
    on_it = issue.update().where(waits, sa.exists().where(_stands(into)))
    connection.execute(on_it.values(status="on_agenda"))


def as_kept(connection: Connection, agenda: Iterable[AgendaItem]) -> list[AgendaItem]:
    """Give an agenda with the issues that are kept, each once, in place of those merged meanwhile.

    It was written while they were still two.
    """
    items, i = list(agenda), issue.c
    seen = {one.issue for one in items} - {None}
    rows = connection.execute(
        sa.select(i.id, i.merged_into).where(i.id.in_(seen), i.merged_into.is_not(None))
    )
    into = {number: kept for number, kept in rows}  # noqa: C416  rows are not pairs to dict()
    found = []
    for one in items:
        kept = into.get(one.issue) if one.issue else None
        if kept is None or kept not in seen:
            found.append(replace(one, issue=kept) if kept else one)
            seen.add(kept)
    return found


def _close_up(
    connection: Connection, where: int, mine: sa.ColumnElement[bool], kept: int, now: datetime
) -> None:
    """Drop an item of a meeting, with whose issue another is put together that stands there too."""
    p = put_question.c
    items = sa.select(agenda_item.c.item).where(mine)
    put = put_question.update().where(p.meeting_id == where, p.item.in_(items))
    connection.execute(put.values(item=kept))
    connection.execute(agenda_item.update().where(mine).values(dropped_at=now, issue_id=None))


def _rename(connection: Connection, number: int, into: int) -> None:
    """Let items say the title of the one that is kept, but for those that say it in other words."""
    a = agenda_item.c
    before, after = _title(connection, number), _title(connection, into)
    rows = connection.execute(sa.select(a.meeting_id, a.item, a.title).where(_stands(number))).all()
    for where, item, title in rows:
        if title == before:
            mine = (a.meeting_id == where) & (a.item == item)
            connection.execute(agenda_item.update().where(mine).values(title=after))


def _stands(about: Any) -> sa.ColumnElement[bool]:
    """Say of an item of an agenda that an issue stands there, of a meeting that is to be held."""
    a, m = agenda_item.c, meeting.c
    planned = sa.select(m.id).where(m.status == "planned")
    return sa.and_(a.issue_id == about, a.dropped_at.is_(None), a.meeting_id.in_(planned))


def _title(connection: Connection, number: int) -> dict[str, str] | None:
    found = sa.select(issue.c.title).where(issue.c.id == number)
    title: dict[str, str] | None = connection.execute(found).scalar_one()
    return title
