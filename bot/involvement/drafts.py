"""Drafts, shared by the facilitators of a network, and what becomes of one that is approved."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record
from bot.involvement.happened import Happened
from bot.store.tables import (
    consultation,
    consultation_version,
    draft,
    loop,
    network,
    question,
    question_version,
)
from conversations.content import Audience
from conversations.draft import Draft
from conversations.events import Approved, DraftChanged, DraftDiscarded, DraftStarted
from conversations.facts import SharedDraft
from conversations.plain import from_plain, to_plain


class StaleDraftError(Exception):
    """Two facilitators changed a draft in the same moment; the second looks at it anew."""


def load(connection: Connection, numbers: Collection[int]) -> dict[tuple[int, int], SharedDraft]:
    """Give the open drafts with these numbers: {(network, draft): …}."""
    rows = connection.execute(
        sa.select(draft).where(draft.c.id.in_(numbers), draft.c.status == "open")
    ).mappings()
    return {
        (row["network_id"], row["id"]): SharedDraft(
            row["id"], row["revision"], from_plain(Draft, row["content"]), row["editor_id"]
        )
        for row in rows
    }


def draft_started(connection: Connection, happened: Sequence[Happened[DraftStarted]]) -> None:
    """Keep a new draft."""
    connection.execute(
        draft.insert(),
        [
            {"id": one.event.draft, "network_id": one.network, "editor_id": one.member,
             "content": to_plain(one.event.content), "revision": 1, "status": "open",
             "changed_at": one.now}
            for one in happened
        ],
    )  # fmt: skip


def draft_changed(connection: Connection, happened: Sequence[Happened[DraftChanged]]) -> None:
    """Keep a change, if nobody else made one meanwhile; else raise StaleDraftError."""
    for one in happened:
        _change(connection, one, one.event.revision, content=to_plain(one.event.content))


def draft_discarded(connection: Connection, happened: Sequence[Happened[DraftDiscarded]]) -> None:
    """Throw a draft away."""
    for one in happened:
        here = draft.c.network_id == one.network
        gone = draft.update().where(draft.c.id == one.event.draft, here, draft.c.status == "open")
        connection.execute(gone.values(status="discarded"))


def approved(connection: Connection, happened: Sequence[Happened[Approved]]) -> None:
    """Make a consultation of a draft, as it was previewed. The clock opens it."""
    for one in happened:
        shared = load(connection, {one.event.draft})[one.network, one.event.draft]
        _change(connection, one, one.event.revision, status="approved")
        _make(connection, one, shared.draft)
        record.write(connection, one, "consultation.approved", one.event.draft)


def _change(
    connection: Connection, one: Happened[DraftChanged] | Happened[Approved], revision: int,
    **values: object,
) -> None:  # fmt: skip
    changed = connection.execute(
        draft.update()
        .where(
            draft.c.id == one.event.draft,
            draft.c.network_id == one.network,
            draft.c.revision == revision,
            draft.c.status == "open",
        )
        .values(revision=revision + 1, editor_id=one.member, changed_at=one.now, **values)
    )
    if changed.rowcount != 1:
        raise StaleDraftError


def _make(connection: Connection, one: Happened[Approved], content: Draft) -> None:
    number, ask = one.event.draft, content.honest_ask()
    zone = ZoneInfo(
        connection.execute(
            sa.select(network.c.zone).where(network.c.id == one.network)
        ).scalar_one()
    )
    opens = datetime.fromisoformat(content.opens_at) if content.opens_at else one.now
    last_day = content.closes_on or ask.hear_back_on
    connection.execute(
        loop.insert().values(
            id=number, network_id=one.network, kind="consultation", opened_at=opens,
            title=dict(ask.title.by_language), hear_back_on=ask.hear_back_on,
        )
    )  # fmt: skip
    connection.execute(
        consultation.insert().values(
            id=number, network_id=one.network, title=dict(ask.title.by_language), level=ask.level,
            audience=to_plain(content.audience or Audience()), opens_at=opens, last_day=last_day,
            closes_at=end_of(last_day, zone), hear_back_on=ask.hear_back_on, asked_by=one.member,
            version=1, status="scheduled", sending="on", answered=0,
        )
    )  # fmt: skip
    attachment = to_plain(content.attachment) if content.attachment else None
    connection.execute(
        consultation_version.insert().values(consultation_id=number, version=1, created_at=one.now,
                                             ask=to_plain(ask), attachment=attachment)
    )  # fmt: skip
    for place, asked in enumerate(content.questions):
        named = {"consultation_id": number, "number": asked.number}
        connection.execute(question.insert().values(**named, kind=asked.kind))
        worded = {"version": 1, "position": place, "content": to_plain(asked)}
        connection.execute(question_version.insert().values(**named, **worded))


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Give the end of a civil day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
