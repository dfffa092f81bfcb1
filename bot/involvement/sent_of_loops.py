"""Messages about loops and meetings that are written once; see `sent_once`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import beliefs, open_loops
from bot.involvement.sent_once import Due
from bot.store.tables import (
    belief,
    consultation,
    decision,
    meeting,
    member,
    membership,
    notice,
    passed_on,
    put_question,
    role,
)

MINUTES_AFTER = (timedelta(days=3), timedelta(days=7))
"""So long after a meeting somebody is reminded that its minutes are missing."""
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


def believe_key(loop: int, member: int) -> str:
    """Give the key of what asks a member what they believe of those upstream."""
    return f"believe:{loop}:{member}"


def gap_key(loop: int, member: int) -> str:
    """Give the key of what shows a member what both sides of a loop say."""
    return f"gap:{loop}:{member}"


def told_key(loop: int, member: int, latest: datetime | None) -> str:
    """Give the key of the account of what was told; `latest` is when a notice was due last.

    Each time that people are told has its own account.
    """
    return f"told:{loop}:{member}:{f'{latest:%Y%m%dT%H%M%S%f}' if latest else 'nobody'}"


def passed_key(loop: int, member: int) -> str:
    """Give the key of what tells a member of a group below what was decided above."""
    return f"passed:{loop}:{member}"


def minutes_key(meeting: int, member: int, reminder: int) -> str:
    """Give the key of the first or second reminder that minutes are missing."""
    return f"minutes:{meeting}:{reminder}:{member}"


def put_key(put: int) -> str:
    """Give the key of what tells a member the answer to what they put to a meeting."""
    return f"put:{put}"


def latest_notice(connection: Connection, number: int) -> datetime | None:
    """Give when a notice of a loop was due last; None where nobody had one."""
    latest = sa.select(sa.func.max(notice.c.due_at)).where(notice.c.loop_id == number)
    moment: datetime | None = connection.execute(latest).scalar()
    return moment


def due(connection: Connection, until: datetime | None) -> Iterator[Due]:
    """Give what may have been sent up to `until`, and would be written once more."""
    yield from _beliefs(connection)
    yield from _gaps(connection, until) if until else ()
    yield from _accounts(connection)
    yield from _passed(connection)
    yield from _minutes(connection)
    yield from _put(connection)


def _beliefs(connection: Connection) -> Iterator[Due]:
    for number in beliefs.due(connection, _EVER, sa.true()):
        for who in beliefs.believers(connection, number):
            yield Due(believe_key(number, who), "nag", number, who)


def _gaps(connection: Connection, until: datetime) -> Iterator[Due]:
    b = belief.c
    asked = sa.select(b.loop_id, sa.func.min(b.asked_at)).where(b.shown_at.is_(None))
    rows = connection.execute(asked.group_by(b.loop_id)).all()
    for number, asked_at in rows:
        shown_at = asked_at + beliefs.ANSWERING
        if shown_at <= until:
            for who in open_loops.group_of(connection, number):
                yield Due(gap_key(number, who), "nag", number, who, shown_at)


def _accounts(connection: Connection) -> Iterator[Due]:
    c = consultation.c
    decided = sa.exists().where(decision.c.loop_id == c.id)
    them = (
        sa.select(c.id, role.c.member_id)
        .join(member, member.c.network_id == c.network_id)
        .join(role, role.c.member_id == member.c.id)
        .where(role.c.role == "facilitator", decided, c.status.in_(("open", "closed")))
        .distinct()
    )
    rows = connection.execute(them).all()
    latest = {number: latest_notice(connection, number) for number, _ in rows}
    for number, who in rows:
        yield Due(told_key(number, who, latest[number]), "nag", number, who)


def _passed(connection: Connection) -> Iterator[Due]:
    p, m = passed_on.c, membership.c
    below = sa.select(p.loop_id, m.member_id).join(membership, m.group_id == p.group_id)
    left = p.told_at.is_(None) & (m.member_id > sa.func.coalesce(p.upto, 0))
    for number, who in connection.execute(below.where(left).distinct()):
        yield Due(passed_key(number, who), "passed", number, who)


def _minutes(connection: Connection) -> Iterator[Due]:
    m = meeting.c
    missing = m.minutes_at.is_(None) & (m.nagged < len(MINUTES_AFTER)) & (m.status != "cancelled")
    them = (
        sa.select(m.id, m.starts_at, role.c.member_id)
        .join(member, member.c.network_id == m.network_id)
        .join(role, role.c.member_id == member.c.id)
        .where(role.c.role == "facilitator", missing, m.starts_at.is_not(None))
        .distinct()
    )
    for number, starts_at, who in connection.execute(them):
        for reminder, after in enumerate(MINUTES_AFTER, start=1):
            yield Due(minutes_key(number, who, reminder), "nag", number, who, starts_at + after)


def _put(connection: Connection) -> Iterator[Due]:
    p = put_question.c
    untold = sa.select(p.id, p.meeting_id, p.member_id).where(p.answer.is_not(None))
    for number, subject, who in connection.execute(untold.where(p.told_at.is_(None))):
        yield Due(put_key(number), "answer", subject, who)
