"""What was sent after a backup was made, as the list of stops has it: it is not sent again.

A message that Heard starts has a key made of what it is about and whose it is. So the key of each
that still waits in the restored tables, or would be written next, can be looked for on the list.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import sent_once
from bot.involvement.sent_once import Due
from bot.involvement.stop_list import Listed, StopList
from bot.store.tables import address, issue, member, notice, outbox, participation, quote, task

UNDECIDED = ("asked", "started", "put_off")


def ask_key(consultation: int, member: int, due_at: datetime) -> str:
    """Give the key of the ask of a consultation to a member that was due then."""
    return f"ask:{consultation}:{member}:{due_at:%Y%m%dT%H%M%S%f}"


def reminder_key(consultation: int, member: int) -> str:
    """Give the key of the one reminder of a consultation to a member."""
    return f"reminder:{consultation}:{member}:1"


def notice_key(consultation: int, version: int, member: int, due_at: datetime) -> str:
    """Give the key of the notice of a decision to a member."""
    return f"notice:{consultation}:{version}:{member}:{due_at:%Y%m%dT%H%M%S%f}"


def _version_in(key: str) -> int:
    return int(key.split(":")[2])


def catch_up_key(member: int, break_until: datetime) -> str:
    """Give the key of the message at the end of a member's break."""
    return f"catch_up:{member}:{break_until:%Y%m%dT%H%M%S%f}"


def issue_key(issue: int, member: int) -> str:
    """Give the key of what tells a member that their issue was declined or merged."""
    return f"issue:{issue}:{member}"


def answer_key(task: int) -> str:
    """Give the key of what tells a member what was replied to their words."""
    return f"answer:{task}"


def quote_key(quote: int) -> str:
    """Give the key of what asks a member whether their words may be shown."""
    return f"quote:{quote}"


def take_as_sent(connection: Connection, stop_list: StopList, listed: Listed) -> int:
    """Take for sent what the list says was sent; gives how many messages that were."""
    found = [
        (due, listed.sent[mark])
        for due in _due(connection, listed.until)
        if (mark := stop_list.mark(due.key)) in listed.sent
    ]
    places = _places(connection, {due.member for due, _ in found})
    for due, at in found:
        _write(connection, due, at, places)
        _follow(connection, due, at)
    return len(found)


def _due(connection: Connection, until: datetime | None) -> Iterator[Due]:
    """Give what waits, and what the clock's jobs would write once more, or have written since."""
    o, p, n = outbox.c, participation.c, notice.c
    waits = (o.lane == "bulk") & o.status.in_(("waiting", "sending"))
    written = sa.select(o.dedupe_key, o.kind, o.subject, o.member_id).where(waits)
    keys = set()
    for key, kind, subject, who in connection.execute(written).all():
        keys.add(key)
        yield Due(key, kind, subject, who)
    others = (
        *_asks(connection, p.status == "due", "ask"),
        *_asks(connection, p.status.in_(UNDECIDED) & p.reminded_at.is_(None), "reminder"),
        *_notices(connection, n.status == "due"),
        *_catch_ups(connection),
        *_issues(connection),
        *_answers(connection),
        *_quotes(connection),
        *sent_once.due(connection, until),
    )
    yield from (due for due in others if due.key not in keys)


def _asks(connection: Connection, which: sa.ColumnElement[bool], kind: str) -> Iterator[Due]:
    p = participation.c
    asked = sa.select(p.consultation_id, p.member_id, p.due_at).where(which)
    for subject, who, due_at in connection.execute(asked):
        key = ask_key(subject, who, due_at) if kind == "ask" else reminder_key(subject, who)
        yield Due(key, kind, subject, who)


def _notices(connection: Connection, which: sa.ColumnElement[bool]) -> Iterator[Due]:
    n = notice.c
    asked = sa.select(n.loop_id, n.version, n.member_id, n.due_at).where(which)
    for subject, version, who, due_at in connection.execute(asked):
        yield Due(notice_key(subject, version, who, due_at), "notice", subject, who)


def _catch_ups(connection: Connection) -> Iterator[Due]:
    m = member.c
    ending = sa.select(m.id, m.break_until).where(m.break_since.is_not(None))
    for who, until in connection.execute(ending.where(m.break_until.is_not(None))):
        yield Due(catch_up_key(who, until), "catch_up", 0, who)


def _issues(connection: Connection) -> Iterator[Due]:
    i = issue.c
    untold = i.status.in_(("declined", "merged")) & i.told_at.is_(None)
    raised = sa.select(i.id, i.raised_by).where(untold, i.raised_by.is_not(None))
    for subject, who in connection.execute(raised):
        yield Due(issue_key(subject, who), "issue", subject, who)


def _answers(connection: Connection) -> Iterator[Due]:
    t = task.c
    unsent = t.reply.is_not(None) & t.replied_at.is_(None) & t.member_id.is_not(None)
    for number, who in connection.execute(sa.select(t.id, t.member_id).where(unsent)):
        yield Due(answer_key(number), "answer", number, who)


def _quotes(connection: Connection) -> Iterator[Due]:
    q = quote.c
    unasked = (q.status == "asked") & q.sent_at.is_(None)
    for number, who in connection.execute(sa.select(q.id, q.member_id).where(unasked)):
        yield Due(quote_key(number), "quote", number, who)


# --- writing it down as sent ----------------------------------------------------------------------


def _places(connection: Connection, members: Collection[int]) -> dict[int, tuple[int, int]]:
    """Give an address of each member: its account's number and its own."""
    a = address.c
    everybody = sa.select(a.member_id, a.channel_account_id, a.id)
    rows = connection.execute(everybody, execution_options={"yield_per": 1000})
    return {who: (account, place) for who, account, place in rows if who in members}


def _write(
    connection: Connection, due: Due, at: datetime, places: dict[int, tuple[int, int]]
) -> None:
    """Write the message down as sent: it counts for the person's limits, and is written once."""
    sent: dict[str, Any] = {
        "status": "sent", "sent_at": at, "payload": None, "lease": None,
        "why": "sent after the backup was made",
    }  # fmt: skip
    mine = outbox.update().where(outbox.c.dedupe_key == due.key)
    if connection.execute(mine.values(sent)).rowcount or due.member not in places:
        return
    account, place = places[due.member]
    row = {
        "channel_account_id": account, "address_id": place, "member_id": due.member,
        "dedupe_key": due.key, "lane": "bulk", "kind": due.kind, "subject": due.subject,
        "edits": False, "due_at": at, "tries": 1, "created_at": at,
    }  # fmt: skip
    connection.execute(outbox.insert().values(row | sent))


def _follow(connection: Connection, due: Due, at: datetime) -> None:
    p, n = participation.c, notice.c
    part = (p.consultation_id == due.subject) & (p.member_id == due.member)
    told = (n.loop_id == due.subject) & (n.member_id == due.member)
    follows: Iterable[sa.Update] = ()
    if due.kind == "ask":
        queued = sa.func.coalesce(p.queued_at, sa.literal(at, p.queued_at.type))
        asked = participation.update().where(part, p.status == "due")
        follows = (asked.values(status="asked", queued_at=queued),)
    elif due.kind == "reminder":
        follows = (participation.update().where(part).values(reminded_at=at),)
    elif due.kind == "notice":
        sent = n.version <= _version_in(due.key)  # what waited before it was told with it
        waiting = notice.update().where(told, sent, n.status.in_(("due", "queued")))
        follows = (waiting.values(status="told", told_at=at),)
    elif due.kind == "catch_up":
        over = member.update().where(member.c.id == due.member)
        follows = (over.values(break_since=None, break_until=None),)
    elif due.kind == "answer":
        follows = (task.update().where(task.c.id == due.subject).values(replied_at=at),)
    elif due.kind == "quote":
        follows = (quote.update().where(quote.c.id == due.subject).values(sent_at=at),)
    for change in follows:
        connection.execute(change)
