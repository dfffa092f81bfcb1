"""What will not be sent after all, and what follows from it.

Nothing of what a message said is kept. Who was not asked is 'unreached'; who was not told is on
record with the reason, so that the loop can close; who turned away is forgotten.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import erasing, telling
from bot.involvement.reach import is_cut_off
from bot.store.sql import among, is_waiting
from bot.store.tables import address, member, outbox, participation

Lost: TypeAlias = tuple[str, int, int]
"""A message that will not go: its kind, what it is about, and whose it is."""


def cancel(
    connection: Connection, which: ColumnElement[bool], why: str, reason: str = "failed"
) -> int:
    """Cancel those of `which` that wait; gives how many. `reason` is why a notice is not told."""
    return _end(connection, which, reason, status="cancelled", why=why)


def expire(connection: Connection, now: datetime) -> int:
    """Let go of what waited past its time; gives how many."""
    if connection.execute(_LATE, {"now": now}).first() is None:
        return 0
    return _end(connection, outbox.c.not_after < now, "expired", status="expired")


_LATE = (
    sa.select(outbox.c.id)
    .where(is_waiting(outbox), outbox.c.not_after < sa.bindparam("now"))
    .limit(1)
)


def _end(connection: Connection, which: ColumnElement[bool], reason: str, **values: str) -> int:
    rows = connection.execute(
        outbox.update()
        .where(is_waiting(outbox), which)
        .values(**values, payload=None)
        .returning(outbox.c.kind, outbox.c.subject, outbox.c.member_id)
    ).all()
    follow(connection, [(kind, subject, who) for kind, subject, who in rows], reason)
    return len(rows)


def follow(connection: Connection, lost: Iterable[Lost], reason: str) -> None:
    """Draw the consequences for messages that will not go."""
    by_kind: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for kind, subject, who in lost:
        by_kind[kind].append((subject, who))
    telling.not_told(connection, by_kind["notice"], reason)
    _unreached(connection, by_kind["ask"])
    goodbyes = {who for _, who in by_kind["goodbye"]}
    if goodbyes:
        forget_after_goodbye(connection, goodbyes)


def _unreached(connection: Connection, pairs: Sequence[tuple[int, int]]) -> None:
    if pairs:
        p = participation.c
        unasked = among((p.consultation_id, p.member_id), pairs) & (p.status == "due")
        connection.execute(participation.update().where(unasked).values(status="unreached"))


def forget_after_goodbye(connection: Connection, members: Collection[int]) -> None:
    """Forget those who turned away, once their goodbye was sent, or never can be."""
    goes = (outbox.c.kind == "goodbye") & outbox.c.status.in_(("waiting", "sending"))
    waits = connection.execute(
        sa.select(outbox.c.member_id).where(outbox.c.member_id.in_(members), goes)
    ).scalars()
    erasing.forget(connection, sorted(set(members).difference(waits)))


def lose(connection: Connection, places: Collection[int], now: datetime) -> None:
    """Nothing reaches these addresses any more: what waits for them is cancelled.

    Whoever has no other address is not told what is due, and why not is on record.
    """
    here = address.c.id.in_(places)
    lost = address.update().where(here, address.c.unreachable_since.is_(None))
    connection.execute(lost.values(unreachable_since=now))
    cut_off = sa.select(member.c.id).where(
        member.c.id.in_(sa.select(address.c.member_id).where(here)), is_cut_off(member.c.id)
    )
    members = connection.execute(cut_off).scalars().all()
    telling.untold(connection, members, "unreachable")
    cancel(connection, outbox.c.address_id.in_(places), "unreachable", "unreachable")
