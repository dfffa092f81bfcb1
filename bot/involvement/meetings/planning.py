"""What facilitators do to a meeting: plan it, change it, cancel it, read what people put to it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import audiences, record, tasks, undelivered
from bot.involvement.drafts import StaleDraftError
from bot.involvement.happened import Happened
from bot.involvement.issues.agendas import as_kept, issues_of, put_back
from bot.involvement.translations import said_also
from bot.store.sealing import PUT_QUESTION, sealer_of
from bot.store.sql import insert_missing_from, upsert
from bot.store.tables import (
    agenda_item,
    attendance,
    issue,
    loop,
    meeting,
    network,
    outbox,
    put_question,
)
from conversations.content import Audience
from conversations.meeting_events import (
    MeetingCancelled,
    MeetingChanged,
    MeetingPlanned,
    QuestionsRead,
)
from conversations.meetings_facts import AgendaItem, Plan
from conversations.plain import to_plain
from conversations.text import Worded

INVITATION, MOVED, REMINDER, THANKS = (
    "invite_meeting", "meeting_moved", "meeting_reminder", "meeting_thanks",
)  # fmt: skip
"""Kinds of message about a meeting; Heard starts them all."""


def planned(connection: Connection, happened: Sequence[Happened[MeetingPlanned]]) -> None:
    """Make a meeting of a whole plan, and its loop; the clock invites its audience."""
    for one in happened:
        number = one.event.meeting
        plan = said_also(connection, one.network, one.event.plan, by=one.member)
        starts = plan.starts_at(_zone(connection, one.network))
        if plan.missing() or starts is None or plan.audience is None:
            continue  # conversations let no such plan through
        title = _words(plan.title)
        connection.execute(
            loop.insert().values(
                id=number, network_id=one.network, kind="meeting", title=title, opened_at=one.now
            )
        )
        connection.execute(
            meeting.insert().values(
                id=number, network_id=one.network, status="planned", title=title,
                audience=to_plain(plan.audience), made_by=one.member, made_at=one.now,
                **_when_and_where(plan, starts),
            )
        )  # fmt: skip
        _keep_agenda(connection, one.network, number, plan.agenda, one.now)
        _invite(connection, one.network, number, plan.audience)
        record.write(connection, one, "meeting.planned", number)


def changed(connection: Connection, happened: Sequence[Happened[MeetingChanged]]) -> None:
    """Keep a change, if nobody else made one meanwhile; else raise StaleDraftError.

    Another time or place is a new revision: everyone invited is told, and asked anew whether they
    come.
    """
    for one in happened:
        number, plan = one.event.meeting, one.event.plan
        before = _locked(connection, one)
        starts = plan.starts_at(_zone(connection, one.network))
        if before is None or before["revision"] != one.event.revision or starts is None:
            raise StaleDraftError
        now_at = _when_and_where(plan, starts)
        moves = any(before[name] != value for name, value in now_at.items())
        plan = said_also(connection, one.network, plan, within=number)  # which moves nothing
        title = _words(plan.title)
        values: dict[str, Any] = {"title": title, **_when_and_where(plan, starts)}
        if moves:
            values |= {"revision": before["revision"] + 1}
            _withdraw(connection, number)
            asked = attendance.update().where(attendance.c.meeting_id == number)
            connection.execute(asked.values(reply=None, replied_at=None))
        connection.execute(meeting.update().where(meeting.c.id == number).values(**values))
        connection.execute(loop.update().where(loop.c.id == number).values(title=title))
        _keep_agenda(connection, one.network, number, plan.agenda, one.now)
        record.write(connection, one, "meeting.moved" if moves else "meeting.changed", number)


def cancelled(connection: Connection, happened: Sequence[Happened[MeetingCancelled]]) -> None:
    """Cancel a meeting, if nobody changed it meanwhile; everyone who was invited is told."""
    for one in happened:
        number = one.event.meeting
        before = _locked(connection, one)
        if before is None or before["revision"] != one.event.revision:
            raise StaleDraftError
        _withdraw(connection, number)
        over = {"status": "cancelled", "revision": before["revision"] + 1}
        connection.execute(meeting.update().where(meeting.c.id == number).values(**over))
        archived = {"status": "archived", "archived_at": one.now, "archived_by": one.member}
        connection.execute(loop.update().where(loop.c.id == number).values(**archived))
        put_back(connection, issues_of(number))
        _hand_on(connection, one)
        record.write(connection, one, "meeting.cancelled", number)


def _hand_on(connection: Connection, one: Happened[MeetingCancelled]) -> None:
    """Let each thing that was put to it wait for a reply, as nobody answers it there any more."""
    p, sealer = put_question.c, sealer_of(connection)
    waits = (p.meeting_id == one.event.meeting) & p.answer.is_(None)
    put = connection.execute(sa.select(put_question).where(waits).order_by(p.put_at, p.id))
    for row in put.mappings().all():
        words = sealer.open(row["words"], PUT_QUESTION, row)
        tasks.raise_task(
            connection, one.network, "question", loop=one.event.meeting, member=row["member_id"],
            words=words, now=one.now,
        )  # fmt: skip


def questions_read(connection: Connection, happened: Sequence[Happened[QuestionsRead]]) -> None:
    """Keep on record who read what people put to a meeting, never what was read."""
    for one in happened:
        record.write(connection, one, "put_question.read", one.event.meeting)


# --- its rows -------------------------------------------------------------------------------------


def _zone(connection: Connection, number: int) -> ZoneInfo:
    zone = sa.select(network.c.zone).where(network.c.id == number)
    return ZoneInfo(connection.execute(zone).scalar_one())


def _words(words: Worded | None) -> dict[str, str] | None:
    return dict(words.by_language) if words else None


def _when_and_where(plan: Plan, starts: datetime) -> dict[str, Any]:
    return {
        "starts_at": starts, "minutes": plan.minutes, "place": _words(plan.place),
        "link": plan.link,
    }  # fmt: skip


def _locked(connection: Connection, one: Happened[Any]) -> Any:
    """Give a planned meeting's row; nobody else changes it before this transaction is over."""
    m = meeting.c
    mine = (m.id == one.event.meeting) & (m.network_id == one.network) & (m.status == "planned")
    return connection.execute(sa.select(meeting).where(mine).with_for_update()).mappings().first()


def _invite(connection: Connection, network_id: int, number: int, audience: Audience) -> None:
    who = audiences.invited_by(network_id, audience).subquery()
    rows = sa.select(sa.literal(number), who.c.id, sa.false()).where(who.c.id.is_not(None))
    columns = ["meeting_id", "member_id", "helps"]
    insert_missing_from(connection, attendance, columns, rows)


def _withdraw(connection: Connection, number: int) -> None:
    """Cancel what waits to be said of a meeting; who was not invited yet is invited anew."""
    about = (outbox.c.subject == number) & outbox.c.kind.in_((INVITATION, MOVED, REMINDER))
    waits = sa.select(outbox.c.member_id).where(
        about, outbox.c.kind == INVITATION, outbox.c.status == "waiting"
    )
    again = attendance.c.member_id.in_(waits) & (attendance.c.meeting_id == number)
    connection.execute(attendance.update().where(again).values(asked_revision=None))
    undelivered.cancel(connection, about, "a newer one waits")


# --- the agenda -----------------------------------------------------------------------------------


def _keep_agenda(
    connection: Connection, network_id: int, number: int, agenda: Collection[AgendaItem],
    now: datetime,
) -> None:  # fmt: skip
    """Keep the items in this order; one that is not among them any more is dropped."""
    agenda = as_kept(connection, agenda)
    rows = [
        {"meeting_id": number, "item": one.item, "position": place, "purpose": one.purpose,
         "title": _words(one.title), "issue_id": one.issue, "dropped_at": None}
        for place, one in enumerate(agenda, 1)
    ]  # fmt: skip
    a = agenda_item.c
    gone = (a.meeting_id == number) & a.item.not_in([one.item for one in agenda])
    gone &= a.dropped_at.is_(None)
    before = connection.execute(issues_of(number)).scalars().all()
    connection.execute(agenda_item.update().where(gone).values(dropped_at=now, issue_id=None))
    upsert(connection, agenda_item, rows, ["meeting_id", "item"])
    issues = [one.issue for one in agenda if one.issue is not None]
    mine = issue.c.id.in_(issues) & (issue.c.network_id == network_id)
    waits = issue.update().where(mine, issue.c.status == "open")
    connection.execute(waits.values(status="on_agenda"))
    put_back(connection, before)
