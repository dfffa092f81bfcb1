"""Dead letters: messages that were not sent, or perhaps, and updates that were set aside.

What a message said is not kept, so it is never sent again as it was: what it stood for becomes due
anew, and its job writes it. Only asks and notices stand for something that is due. An update can
be taken again while what was written is kept. What was done about a letter stands in the audit.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import record, sending, telling
from bot.involvement.reach import is_cut_off
from bot.store import bells
from bot.store.tables import (
    address,
    audit,
    channel_account,
    inbox,
    member,
    network,
    notice,
    outbox,
    participation,
)

MESSAGE, UPDATE = "out", "in"
TRIED_AGAIN, DROPPED = "tried_again", "dropped"
CAME_TO_NOTHING = ("uncertain", "failed")
DUE_ANEW = frozenset({"ask", "notice"})


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One message (`box` 'out') or update ('in') that came to nothing; `at` is UTC.

    `state` is uncertain (perhaps sent), failed or poison. `again` tells whether it can be tried
    again; `person` tells people apart and is never shown.
    """

    box: str
    id: int
    network: str
    network_id: int
    kind: str
    subject: int
    state: str
    at: datetime
    why: str
    tries: int
    again: bool
    person: str

    @property
    def number(self) -> str:
        """Give the name by which an operator calls it, such as out-12 or in-7."""
        return f"{self.box}-{self.id}"


def find(
    connection: Connection, now: datetime, numbers: Collection[str] | None = None
) -> list[DeadLetter]:
    """Give the letters that nobody has dealt with yet, all or those `numbers`, the oldest first."""
    found = [*_messages(connection, now), *_updates(connection)]
    wanted = [one for one in found if numbers is None or one.number in numbers]
    return sorted(wanted, key=lambda one: (one.at, one.number))


def people(letters: Sequence[DeadLetter]) -> int:
    """Count whom it reaches when these letters are tried again."""
    return len({one.person for one in letters if one.again})


def retry(connection: Connection, letters: Sequence[DeadLetter], now: datetime) -> int:
    """Try these letters again, as far as they can be; gives how many."""
    tried = [one for one in letters if one.again and _retried(connection, one, now)]
    _record(connection, tried, TRIED_AGAIN, now)
    return len(tried)


def drop(connection: Connection, letters: Sequence[DeadLetter], reason: str, now: datetime) -> None:
    """List these letters no more, for a reason; of an update, nothing that was written is kept."""
    updates = [one.id for one in letters if one.box == UPDATE]
    gone = inbox.update().where(inbox.c.id.in_(updates), inbox.c.status == "poison")
    connection.execute(gone.values(payload=None, sender=""))
    _record(connection, letters, DROPPED, now, reason=reason)


def is_followed() -> ColumnElement[bool]:
    """Say of an ask or a notice that came to nothing that a later one was written."""
    later = outbox.alias()
    return (
        outbox.c.status.in_(CAME_TO_NOTHING)
        & outbox.c.kind.in_(DUE_ANEW)
        & sa.exists().where(
            later.c.member_id == outbox.c.member_id,
            later.c.kind == outbox.c.kind,
            later.c.subject == outbox.c.subject,
            later.c.id > outbox.c.id,
        )
    )


# --- what there is --------------------------------------------------------------------------------


def _messages(connection: Connection, now: datetime) -> list[DeadLetter]:
    o = outbox.c
    at = sa.func.coalesce(o.sent_at, o.created_at)
    again = sa.case((o.kind == "ask", _ask_again(now)), (o.kind == "notice", _notice_again()))
    rows = connection.execute(
        sa.select(
            sa.literal(MESSAGE), o.id, network.c.slug, network.c.id, o.kind, o.subject, o.status,
            at, sa.func.coalesce(o.why, ""), o.tries, sa.func.coalesce(again, sa.false()),
            sa.cast(o.member_id, sa.String),
        )
        .join(channel_account, channel_account.c.id == o.channel_account_id)
        .join(network, network.c.id == channel_account.c.network_id)
        .where(o.status.in_(CAME_TO_NOTHING))
        .where(o.id.not_in(_dealt_with(MESSAGE, TRIED_AGAIN, DROPPED)), ~is_followed())
    )  # fmt: skip
    return [DeadLetter(*row) for row in rows]


def _updates(connection: Connection) -> list[DeadLetter]:
    i = inbox.c
    rows = connection.execute(
        sa.select(
            sa.literal(UPDATE), i.id, network.c.slug, network.c.id, i.kind, sa.literal(0), i.status,
            i.received_at, sa.literal("it could not be answered; the log says why"), i.tries,
            i.payload.is_not(None), _who(),
        )
        .join(channel_account, channel_account.c.id == i.channel_account_id)
        .join(network, network.c.id == channel_account.c.network_id)
        .outerjoin(address, _here())
        .where(i.status == "poison", i.id.not_in(_dealt_with(UPDATE, DROPPED)))
    )  # fmt: skip
    return [DeadLetter(*row) for row in rows]


def _here() -> ColumnElement[bool]:
    mine = address.c.channel_account_id == inbox.c.channel_account_id
    return mine & (address.c.external_id == inbox.c.sender)


def _who() -> ColumnElement[str]:
    known = sa.cast(address.c.member_id, sa.String)
    return sa.func.coalesce(known, inbox.c.sender)


def _dealt_with(box: str, *acts: str) -> sa.Select[int]:
    done = audit.c.act.in_([f"letter.{box}.{act}" for act in acts])
    return sa.select(audit.c.subject).where(done, audit.c.subject.is_not(None))


def _reached() -> ColumnElement[bool]:
    going = member.c.stopped_at.is_(None) & ~is_cut_off(member.c.id)
    return sa.exists().where(member.c.id == outbox.c.member_id, going)


def _ask_again(now: datetime) -> ColumnElement[bool]:
    p = participation.c
    mine = (p.member_id == outbox.c.member_id) & (p.consultation_id == outbox.c.subject)
    return sa.exists().where(mine, sending.can_be_asked_again(now)) & _reached()


def _notice_again() -> ColumnElement[bool]:
    n = notice.c
    mine = (n.member_id == outbox.c.member_id) & (n.loop_id == outbox.c.subject)
    lost = (n.status == "untold") & (n.reason == "failed")
    return sa.exists().where(mine, lost) & _reached()


# --- what is done about it ------------------------------------------------------------------------


def _retried(connection: Connection, one: DeadLetter, now: datetime) -> bool:
    match one:
        case DeadLetter(box="in"):
            return _take_again(connection, one.id)
        case DeadLetter(kind="notice"):
            return bool(telling.tell_again(connection, one.subject, now, {int(one.person)}))
        case _:
            return sending.ask_again(connection, one.subject, int(one.person), now)


def _take_again(connection: Connection, number: int) -> bool:
    aside = (inbox.c.status == "poison") & inbox.c.payload.is_not(None)
    fresh: dict[str, Any] = {"status": "waiting", "tries": 0, "done_at": None, "lease": None}
    again = inbox.update().where(inbox.c.id == number, aside)
    taken = connection.execute(again.values(**fresh, leased_until=None)).rowcount
    bells.ring(connection, bells.INBOX)
    return bool(taken)


def _record(
    connection: Connection, letters: Sequence[DeadLetter], act: str, now: datetime, **detail: str
) -> None:
    """Write to the audit what was done from the command line, which knows no member."""
    lines = [
        record.Line(one.network_id, now, f"letter.{one.box}.{act}", subject=one.id,
                    detail={"kind": one.kind, **detail})
        for one in letters
    ]  # fmt: skip
    record.add(connection, lines)
