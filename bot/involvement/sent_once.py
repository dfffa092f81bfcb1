"""Messages of which it is enough that their keys are there: the clock's jobs write none twice.

After a restore `sent_since` looks for these keys on the list of stops, and writes down as sent what
it finds there. A key is made of what a message is about, never of the moment at which it went.
Those of loops and of seats are in `sent_of_loops` and `sent_of_seats`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import attendance, commitment, consultation, meeting, member, role

STAGES = (-7, 0, 7, 30)
"""Days after the date of a promise on which somebody is reminded; the last time it is the chair."""
LATE = len(STAGES)
A_MONTH = 40  # days, and some more
_AHEAD = timedelta(hours=38)  # a meeting's reminder goes at ten on the day before, where it is
_EAST = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Due:
    """A message that Heard would start: its key, its kind, what it is about, and whose it is.

    `since` is when its time came, or somewhat before, where it is the clock that starts it; None
    where somebody's deed does: then it was written within seconds.
    """

    key: str
    kind: str
    subject: int
    member: int
    since: datetime | None = None


def begins(day: date) -> datetime:
    """Give the moment (UTC) at which a day begins on earth."""
    return datetime.combine(day, time.min, UTC) - _EAST


def stage_on(due_on: date, today: date) -> int:
    """Count the reminders of a promise's date whose day has come."""
    return sum(today >= due_on + timedelta(days=days) for days in STAGES)


def closed_key(consultation: int, member: int) -> str:
    """Give the key of what tells a facilitator that a consultation is closed."""
    return f"closed:{consultation}:{member}"


def nag_key(consultation: int, member: int, day: date) -> str:
    """Give the key of what tells a facilitator that people are to hear back on this day."""
    return f"nag:{consultation}:{member}:{day}"


def nudge_key(commitment: int, member: int, due_on: date, stage: int) -> str:
    """Give the key of the reminder of a promise's date that is the `stage`th."""
    return f"nudge:{commitment}:{member}:{due_on}:{stage}"


def nudges_key(member: int, day: date) -> str:
    """Give the key of what reminds a member, on a day, of several promises at once."""
    return f"nudges:{member}:{day}"


def given_key(commitment: int, member: int, version: int) -> str:
    """Give the key of what tells a member that they own a promise, as it is in a version."""
    return f"given:{commitment}:{member}:{version}"


def givens_key(commitment: int, member: int, version: int) -> str:
    """Give the key of what tells a member of several promises; this one was given last."""
    return f"givens:{commitment}:{member}:{version}"


def needs_key(member: int, monday: date) -> str:
    """Give the key of a facilitator's list for the week that begins then."""
    return f"needs:{member}:{monday}"


def round_up_key(member: int, month: date) -> str:
    """Give the key of the round-up that a member gets at the beginning of a month."""
    return f"round_up:{month}:{member}"


def meeting_key(meeting: int, member: int, revision: int) -> str:
    """Give the key of what invites a member to a meeting, or tells that it was moved."""
    return f"meeting:{meeting}:{member}:{revision}"


def meeting_reminder_key(meeting: int, member: int, revision: int) -> str:
    """Give the key of what reminds a member of a meeting as it is in a revision."""
    return f"meeting-reminder:{meeting}:{member}:{revision}"


def meeting_thanks_key(meeting: int, member: int) -> str:
    """Give the key of what asks a member whether they were at a meeting."""
    return f"meeting-thanks:{meeting}:{member}"


def due(connection: Connection, until: datetime | None) -> Iterator[Due]:
    """Give what may have been sent up to `until`, and would be written once more."""
    yield from _meetings(connection)
    yield from _nudges(connection)
    yield from _closings(connection)
    yield from _of_days(connection, until.date()) if until else ()


def _meetings(connection: Connection) -> Iterator[Due]:
    a, m = attendance.c, meeting.c
    invited = sa.select(m.id, m.revision, a.member_id, m.starts_at).join(
        attendance, a.meeting_id == m.id
    )
    for number, revision, who, starts_at in connection.execute(invited.where(m.status != "held")):
        yield Due(meeting_key(number, who, revision), "invite_meeting", number, who)
        yield Due(
            meeting_reminder_key(number, who, revision), "meeting_reminder", number, who,
            starts_at - _AHEAD,
        )  # fmt: skip
        yield Due(meeting_thanks_key(number, who), "meeting_thanks", number, who, starts_at)


def _nudges(connection: Connection) -> Iterator[Due]:
    c = commitment.c
    waits = c.status == "waiting"
    owned = sa.select(c.id, c.owner_id, c.due_on, c.version).where(waits, c.owner_id.is_not(None))
    for number, who, due_on, version in connection.execute(owned):
        yield Due(given_key(number, who, version), "nudge", number, who)
        yield Due(givens_key(number, who, version), "nudge", 0, who)
        for stage in range(1, LATE) if due_on else ():
            yield _nudge(number, who, due_on, stage)
    chaired = sa.select(c.id, role.c.member_id, c.due_on).join(
        member, member.c.network_id == c.network_id
    )
    chaired = chaired.join(role, role.c.member_id == member.c.id).where(role.c.role == "chair")
    for number, who, due_on in connection.execute(
        chaired.where(waits, c.due_on.is_not(None)).distinct()
    ):
        yield _nudge(number, who, due_on, LATE)


def _nudge(number: int, who: int, due_on: date, stage: int) -> Due:
    day = due_on + timedelta(days=STAGES[stage - 1])
    return Due(nudge_key(number, who, due_on, stage), "nudge", number, who, begins(day))


def _closings(connection: Connection) -> Iterator[Due]:
    c = consultation.c
    asked = sa.select(c.id, role.c.member_id, c.hear_back_on, c.closes_at).join(
        member, member.c.network_id == c.network_id
    )
    them = asked.join(role, role.c.member_id == member.c.id).where(role.c.role == "facilitator")
    running = them.where(c.status.in_(("open", "closed"))).distinct()
    for number, who, day, closes_at in connection.execute(running):
        yield Due(closed_key(number, who), "nag", number, who, closes_at)
        yield Due(nag_key(number, who, day), "nag", number, who, begins(day))


def _of_days(connection: Connection, last: date) -> Iterator[Due]:
    """Give the lists of each week, and the round-ups of each month, that may have gone lately."""
    days = [last + timedelta(days=1 - ago) for ago in range(A_MONTH)]
    works = sa.select(role.c.member_id).where(role.c.role == "facilitator").distinct()
    for who in connection.execute(works).scalars():
        for day in days:
            if day.weekday() == 0:
                yield Due(needs_key(who, day), "needs", 0, who, begins(day))
    # What reminds of several promises at once needs no moment: each of them has its own.
    owns = sa.select(commitment.c.owner_id).where(commitment.c.owner_id.is_not(None)).distinct()
    for who in connection.execute(owns).scalars():
        yield from (Due(nudges_key(who, day), "nudge", 0, who) for day in days)
    monthly = sa.select(member.c.id).where(member.c.digests == "monthly")
    for who in connection.execute(monthly).scalars():
        for day in days:
            if day.day == 1:
                yield Due(round_up_key(who, day), "round_up", 0, who, begins(day))
