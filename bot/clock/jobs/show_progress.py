"""Show the asker how an ask goes out, in one message that changes; and at the end, the account."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import letters, outbox
from bot.delivery.outbox import Message
from bot.delivery.starting import Addressee, asker_of, is_served, start
from bot.delivery.turns import Room
from bot.store import tables
from bot.store.tables import consultation, participation
from conversations.composing.sending import Sending, account, progress
from conversations.text import Worded
from conversations.turn import Key

EVERY = 2.0
SHOWN_FOR = timedelta(days=2)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many progress messages were written."""
    c = consultation.c
    rows = connection.execute(
        sa.select(consultation).where(
            c.status == "open", c.opens_at <= now, c.opens_at > now - SHOWN_FOR,
            c.asked_by.is_not(None), is_served(room, c.network_id),
        )
    ).all()  # fmt: skip
    messages = [
        message
        for row in rows
        for to in asker_of(connection, room, row.id)
        for message in _shown_to(connection, room, row, to, now)
    ]
    outbox.write(connection, messages, now)
    return len(messages)


def _shown_to(
    connection: Connection, room: Room, row: Any, to: Addressee, now: datetime
) -> list[Message]:
    counts, later = _counts(connection, row.id, now)
    about, title = Key("composing", row.id), Worded.of(row.title)
    failed = counts["unreachable"] + counts["failed"] + counts["uncertain"]
    total = sum(counts.values()) + _unqueued(connection, row.id)
    if not total:
        return []
    paused = row.sending == "paused"
    so_far = Sending(row.id, title, counts["sent"], total, failed, row.answered, paused)
    messages = _progress(connection, room, to, so_far, now)
    if not paused and counts["sent"] + failed + later == total:
        over = account(
            title, counts["sent"], later, counts["unreachable"], failed - counts["unreachable"]
        )
        key = f"account:{row.id}:{to.member}"
        if not _is_there(connection, key):
            messages.append(start(room, to, over, kind="progress", key=key, about=about, now=now))
    return messages


def _progress(
    connection: Connection, room: Room, to: Addressee, so_far: Sending, now: datetime
) -> list[Message]:
    """Show how far it is, unless that is what was shown last."""
    figures = (
        f"{so_far.sent}:{so_far.failed}:{so_far.answered // 10}:{so_far.paused}:{so_far.total}"
    )
    shown, about = progress(so_far), Key("composing", so_far.consultation)
    last = _last_shown(connection, to, shown.slot)
    if last is not None and last.dedupe_key.endswith(f"={figures}"):
        return []
    after = 0 if last is None else last.id
    shown = shown if last is None else shown.in_place()
    key = f"{shown.slot}:{to.member}:{after}={figures}"
    return [start(room, to, shown, kind="progress", key=key, about=about, now=now)]


def _last_shown(connection: Connection, to: Addressee, slot: str | None) -> Any:
    c = tables.outbox.c
    return connection.execute(
        sa.select(c.id, c.dedupe_key)
        .where(c.address_id == to.address, c.slot == slot, c.kind == "progress")
        .order_by(c.id.desc())
        .limit(1)
    ).first()


def _is_there(connection: Connection, key: str) -> bool:
    there = sa.select(tables.outbox.c.id).where(tables.outbox.c.dedupe_key == key)
    return connection.execute(there).first() is not None


def _counts(connection: Connection, number: int, now: datetime) -> tuple[Counter[str], int]:
    """Count the asks of a consultation by status, and those put off to later.

    One that was tried again is counted as the message that took its place.
    """
    c = tables.outbox.c
    later = sa.case((sa.and_(c.status == "waiting", c.due_at > now), 1), else_=0)
    rows = connection.execute(
        sa.select(c.status, sa.func.count(), sa.func.sum(later))
        .where(c.kind == "ask", c.subject == number, ~letters.is_followed())
        .group_by(c.status)
    ).all()
    counts = Counter({status: people for status, people, _ in rows if status != "cancelled"})
    return counts, sum(put_off for *_, put_off in rows)


def _unqueued(connection: Connection, number: int) -> int:
    p = participation.c
    unqueued = sa.select(sa.func.count()).where(
        p.consultation_id == number, p.status == "due", p.queued_at.is_(None)
    )
    return connection.execute(unqueued).scalar_one()
