"""What was sent after a backup was made, as the list of stops has it: it is not sent again.

A message that Heard starts has a key made of what it is about and whose it is. So the key of each
that still waits in the restored tables, or would be written next, can be looked for on the list.
Where there is no list, the clock tells what may have been sent.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import sent_follows, sent_of_loops, sent_of_seats, sent_once
from bot.involvement.sent_once import Due
from bot.involvement.stop_list import Listed, StopList
from bot.store.tables import (
    address,
    consultation,
    issue,
    member,
    notice,
    outbox,
    participation,
    quote,
    task,
)

UNDECIDED = ("asked", "started", "put_off")
EARLIEST = timedelta(hours=48)
"""No reminder goes so long before closing, or longer."""
_GOING = ("waiting", "sending")
_MANY = 1000
_MARGIN = timedelta(days=1)
"""What the clock starts may have gone so long after its time came."""
_JUST_BEFORE = timedelta(hours=1)
"""What was sent so long before a backup may stand in it as still being sent."""


def ask_key(consultation: int, member: int, due_at: datetime) -> str:
    """Give the key of the ask of a consultation to a member that was due then."""
    return f"ask:{consultation}:{member}:{due_at:%Y%m%dT%H%M%S%f}"


def reminder_key(consultation: int, member: int) -> str:
    """Give the key of the one reminder of a consultation to a member."""
    return f"reminder:{consultation}:{member}:1"


def notice_key(consultation: int, version: int, member: int, due_at: datetime) -> str:
    """Give the key of the notice of a decision to a member."""
    return f"notice:{consultation}:{version}:{member}:{due_at:%Y%m%dT%H%M%S%f}"


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


def take_as_sent(
    connection: Connection, stop_list: StopList, listed: Listed, backup: datetime
) -> int:
    """Take for sent what the list says was sent after a backup; gives how many messages.

    What was sent long before it is in the backup. A key that is on the list from then is of what
    an earlier restore undid: its numbers were given anew.
    """
    since = backup - _JUST_BEFORE
    sent = {mark: at for mark, at in listed.sent.items() if at >= since}
    found = [
        (due, sent[mark])
        for due in _due(connection, listed.until)
        if (mark := stop_list.mark(due.key)) in sent
    ]
    places = _places(connection, {due.member for due, _ in found})
    for due, at in found:
        _write(connection, due, at, places, _SENT | {"sent_at": at})
        sent_follows.follow(connection, due, at)
    return len(found)


def perhaps_sent(connection: Connection, backup: datetime, held: datetime) -> list[Due]:
    """Give what may have been sent between a backup and a restore, but asks and notices.

    That is what waited in the backup, and what the clock would have started by then.
    """
    waited = [due for due, written_at in _waiting(connection) if written_at <= held]
    started = [
        due
        for due in _would_be_written(connection, held)
        if due.since is not None and backup - _MARGIN <= due.since <= held
    ]
    over = _over(connection, [due.key for due in started])
    found = {due.key: due for due in (*waited, *started) if due.key not in over}
    return [due for due in found.values() if due.kind not in {"ask", "notice"}]


def leave_out(connection: Connection, dues: Collection[Due], held: datetime) -> None:
    """Never send these: they were perhaps sent before the restore."""
    places = _places(connection, {due.member for due in dues})
    for due in dues:
        _write(connection, due, held, places, _LEFT_OUT)
        sent_follows.follow(connection, due, held)


def _due(connection: Connection, until: datetime | None) -> Iterator[Due]:
    """Give what waits, and what the clock's jobs would write once more, or have written since."""
    keys = set()
    waiting = (due for due, _ in list(_waiting(connection)))
    for due in chain(waiting, _would_be_written(connection, until)):
        if due.key not in keys:
            keys.add(due.key)
            yield due


def _waiting(connection: Connection) -> Iterator[tuple[Due, datetime]]:
    """Give what waits, with the moment at which it was written down."""
    o = outbox.c
    waits = (o.lane == "bulk") & o.status.in_(_GOING)
    written = sa.select(o.dedupe_key, o.kind, o.subject, o.member_id, o.created_at).where(waits)
    for key, kind, subject, who, at in connection.execute(written).all():
        yield Due(key, kind, subject, who), at


def _would_be_written(connection: Connection, until: datetime | None) -> Iterator[Due]:
    p, n = participation.c, notice.c
    yield from _asks(connection, p.status == "due")
    yield from _reminders(connection, p.status.in_(("due", *UNDECIDED)))
    yield from _notices(connection, n.status == "due")
    yield from _catch_ups(connection)
    yield from _issues(connection)
    yield from _answers(connection)
    yield from _quotes(connection)
    yield from sent_once.due(connection, until)
    yield from sent_of_loops.due(connection, until)
    yield from sent_of_seats.due(connection, until)


def _over(connection: Connection, keys: Collection[str]) -> set[str]:
    """Give those of these keys whose message waits no more."""
    listed, o = list(keys), outbox.c
    over = sa.select(o.dedupe_key).where(o.status.not_in(_GOING))
    found: set[str] = set()
    for place in range(0, len(listed), _MANY):
        some = over.where(o.dedupe_key.in_(listed[place : place + _MANY]))
        found.update(connection.execute(some).scalars())
    return found


def _asks(connection: Connection, which: sa.ColumnElement[bool]) -> Iterator[Due]:
    p = participation.c
    asked = sa.select(p.consultation_id, p.member_id, p.due_at).where(which)
    for subject, who, due_at in connection.execute(asked):
        yield Due(ask_key(subject, who, due_at), "ask", subject, who)


def _reminders(connection: Connection, which: sa.ColumnElement[bool]) -> Iterator[Due]:
    """Give the reminders; whoever is still to be asked may have been, and reminded, since."""
    p, c = participation.c, consultation.c
    asked = (
        sa.select(p.consultation_id, p.member_id, p.status, c.closes_at)
        .join(consultation, c.id == p.consultation_id)
        .where(which, p.reminded_at.is_(None), c.status == "open")
    )
    for subject, who, status, closes_at in connection.execute(asked):
        since = None if status == "due" else closes_at - EARLIEST
        yield Due(reminder_key(subject, who), "reminder", subject, who, since)


def _notices(connection: Connection, which: sa.ColumnElement[bool]) -> Iterator[Due]:
    n = notice.c
    asked = sa.select(n.loop_id, n.version, n.member_id, n.due_at).where(which)
    for subject, version, who, due_at in connection.execute(asked):
        yield Due(notice_key(subject, version, who, due_at), "notice", subject, who)


def _catch_ups(connection: Connection) -> Iterator[Due]:
    m = member.c
    ending = sa.select(m.id, m.break_until).where(m.break_since.is_not(None))
    for who, until in connection.execute(ending.where(m.break_until.is_not(None))):
        yield Due(catch_up_key(who, until), "catch_up", 0, who, until)


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


# --- writing it down ------------------------------------------------------------------------------

_SENT = {"status": "sent", "why": "sent after the backup was made"}
_LEFT_OUT = {"status": "cancelled", "why": "perhaps sent before the restore"}


def _places(connection: Connection, members: Collection[int]) -> dict[int, tuple[int, int]]:
    """Give an address of each member: its account's number and its own."""
    a = address.c
    everybody = sa.select(a.member_id, a.channel_account_id, a.id)
    rows = connection.execute(everybody, execution_options={"yield_per": 1000})
    return {who: (account, place) for who, account, place in rows if who in members}


def _write(
    connection: Connection, due: Due, at: datetime, places: dict[int, tuple[int, int]],
    ends: dict[str, Any],
) -> None:  # fmt: skip
    """Write the message down as it ended: its key is there, so it is not written again."""
    values = {"payload": None, "lease": None, **ends}
    mine = outbox.update().where(outbox.c.dedupe_key == due.key)
    if connection.execute(mine.values(values)).rowcount or due.member not in places:
        return
    account, place = places[due.member]
    row = {
        "channel_account_id": account, "address_id": place, "member_id": due.member,
        "dedupe_key": due.key, "lane": "bulk", "kind": due.kind, "subject": due.subject,
        "edits": False, "due_at": at, "tries": 1, "created_at": at,
    }  # fmt: skip
    connection.execute(outbox.insert().values(row | values))
