"""What follows in the tables from a message that was sent after the backup was made.

Where the job that writes a message finds its key there, it goes on as if it had written it; what
stands here is for those that would not, or that look at another day than the one on which it went.
What a message is, its key says: messages of different kinds have one kind of subject, or none.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import beliefs
from bot.involvement.sent_once import LATE, Due, stage_on
from bot.store.tables import (
    commitment,
    issue,
    member,
    notice,
    participation,
    put_question,
    quote,
    task,
)
from conversations.induction import MESSAGES

Follows: TypeAlias = Callable[[Connection, Due, datetime], None]


def follow(connection: Connection, due: Due, at: datetime) -> None:
    """Draw the consequences of a message that went at that moment."""
    follows = FOLLOWS.get(due.key.partition(":")[0])
    if follows is not None:
        follows(connection, due, at)


def _part(due: Due) -> sa.ColumnElement[bool]:
    p = participation.c
    return (p.consultation_id == due.subject) & (p.member_id == due.member)


def _asked(connection: Connection, due: Due, at: datetime) -> None:
    p = participation.c
    queued = sa.func.coalesce(p.queued_at, sa.literal(at, p.queued_at.type))
    change = participation.update().where(_part(due), p.status == "due")
    connection.execute(change.values(status="asked", queued_at=queued))


def _reminded(connection: Connection, due: Due, at: datetime) -> None:
    connection.execute(participation.update().where(_part(due)).values(reminded_at=at))


def _told(connection: Connection, due: Due, at: datetime) -> None:
    n = notice.c
    told = (n.loop_id == due.subject) & (n.member_id == due.member)
    sent = n.version <= _number(due, 2)  # what waited before it was told with it
    waiting = notice.update().where(told, sent, n.status.in_(("due", "queued")))
    connection.execute(waiting.values(status="told", told_at=at))


def _caught_up(connection: Connection, due: Due, _at: datetime) -> None:
    """End the break that it was about, and no later one."""
    m, ended = member.c, due.key.rpartition(":")[2]
    until = connection.execute(sa.select(m.break_until).where(m.id == due.member)).scalar()
    if until is not None and f"{until:%Y%m%dT%H%M%S%f}" == ended:
        over = member.update().where(m.id == due.member)
        connection.execute(over.values(break_since=None, break_until=None))


def _marked(table: sa.Table, column: str) -> Follows:
    """Give what writes down when it was sent, in the row whose number the key has."""

    def follows(connection: Connection, due: Due, at: datetime) -> None:
        mine = table.update().where(table.c.id == _number(due), table.c[column].is_(None))
        connection.execute(mine.values({column: at}))

    return follows


def _inducted(connection: Connection, due: Due, at: datetime) -> None:
    m, number = member.c, _number(due, 2)
    following = number + 1 if number < len(MESSAGES) else None
    mine = member.update().where(m.id == due.member, m.induction <= number)
    connection.execute(mine.values(induction=following, inducted_at=at))


def _believes(connection: Connection, due: Due, at: datetime) -> None:
    number = _number(due)
    name = beliefs.believers(connection, number).get(due.member)
    if name is not None:
        beliefs.asked(connection, number, [(due.member, name)], at)


def _nudged(connection: Connection, due: Due, _at: datetime) -> None:
    """Note it for its owner; each chair who is late to hear of it has a key of their own."""
    c, (_, number, _, due_on, stage) = commitment.c, due.key.split(":")
    if int(stage) < LATE:
        mine = (c.id == int(number)) & (c.due_on == date.fromisoformat(due_on))
        _note(connection, mine, int(stage))


def _nudged_of_all(connection: Connection, due: Due, _at: datetime) -> None:
    """Note it for each promise of an owner whose reminder had its day by then."""
    c, day = commitment.c, date.fromisoformat(due.key.rpartition(":")[2])
    mine = sa.select(c.id, c.due_on).where(c.owner_id == due.member, c.status == "waiting")
    for number, due_on in connection.execute(mine.where(c.due_on.is_not(None))).all():
        _note(connection, c.id == number, min(stage_on(due_on, day), LATE - 1))


def _note(connection: Connection, which: sa.ColumnElement[bool], stage: int) -> None:
    c = commitment.c
    connection.execute(commitment.update().where(which, c.nudged < stage).values(nudged=stage))


def _number(due: Due, place: int = 1) -> int:
    return int(due.key.split(":")[place])


FOLLOWS: Mapping[str, Follows] = {
    "ask": _asked,
    "reminder": _reminded,
    "notice": _told,
    "catch_up": _caught_up,
    "answer": _marked(task, "replied_at"),
    "put": _marked(put_question, "told_at"),
    "quote": _marked(quote, "sent_at"),
    "issue": _marked(issue, "told_at"),
    "induction": _inducted,
    "believe": _believes,
    "nudge": _nudged,
    "nudges": _nudged_of_all,
}
