"""Tasks: what a person has to deal with, because somebody wrote it or because something is missing.

Raised in a turn (`TaskRaised`) or by a job (`raise_task`). Whoever facilitates the loop sees it in
the week's list; what is replied goes back to whoever raised it.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, RowMapping

from bot.involvement import cover, record
from bot.involvement.cover import Whose
from bot.involvement.happened import Happened
from bot.store.sealing import REPLY, TASK, sealer_of
from bot.store.tables import commitment, loop, task
from conversations.facts import Person
from conversations.loop_events import TaskDone, TaskOpened, TaskRaised
from conversations.needing import Task
from conversations.rights import FACILITATOR, covers
from conversations.text import Worded

_OF_PROMISES = frozenset({"not_mine", "unowned", "evidence"})
PLACE_FREE = "place_free"
"""The kind of a task about a call: somebody who was drawn cannot help after all."""


def raised(connection: Connection, happened: Sequence[Happened[TaskRaised]]) -> None:
    """Let what these members wrote wait; in the network of whoever wrote it, and nowhere else."""
    for one in happened:
        event = one.event
        raise_task(
            connection, one.network, event.kind, loop=event.loop, about=event.about,
            member=one.member, words=event.words, now=one.now,
        )  # fmt: skip


def raise_task(  # noqa: PLR0913 - what a task is about has many parts
    connection: Connection, network: int, kind: str, *, loop: int | None = None,
    about: int | None = None, member: int | None = None, words: str | None = None, now: datetime,
) -> int | None:  # fmt: skip
    """Let something wait to be dealt with; gives its number, None where it waits already.

    What a job raises of one thing waits once, however often the job comes by. A loop of another
    network raises nothing. `now` is an aware moment.
    """
    if loop is not None and not _is_here(connection, network, loop):
        return None
    if member is None and _waits(connection, network, kind, loop, about):
        return None
    row = {"network_id": network, "kind": kind, "loop_id": loop, "about": about,
           "member_id": member, "made_at": now.astimezone(UTC)}  # fmt: skip
    sealed = sealer_of(connection).seal(words, TASK, row)
    made = task.insert().values(**row, words=sealed).returning(task.c.id)
    return int(connection.execute(made).scalar_one())


def _is_here(connection: Connection, network: int, number: int) -> bool:
    here = sa.select(loop.c.id).where(loop.c.id == number, loop.c.network_id == network)
    return connection.execute(here).first() is not None


def _waits(
    connection: Connection, network: int, kind: str, number: int | None, about: int | None
) -> bool:
    c = task.c
    same = sa.select(c.id).where(
        c.network_id == network, c.kind == kind, c.loop_id == number, c.about == about,
        c.member_id.is_(None), c.done_at.is_(None),
    )  # fmt: skip
    return connection.execute(same.limit(1)).first() is not None


def opened(connection: Connection, happened: Sequence[Happened[TaskOpened]]) -> None:
    """Keep on record who read it."""
    for one in happened:
        record.write(connection, one, "task.read", one.event.task)


def done(connection: Connection, happened: Sequence[Happened[TaskDone]]) -> None:
    """Mark as dealt with, once, and keep on record who did; a reply waits to be sent."""
    for one in happened:
        event, c = one.event, task.c
        waits = sa.select(task).where(
            c.id == event.task, c.network_id == one.network, c.done_at.is_(None)
        )
        row = connection.execute(waits.with_for_update()).mappings().first()
        if row is None:
            continue
        reply = sealer_of(connection).seal(event.reply, REPLY, row)
        change = {"done_at": one.now, "done_by": one.member, "reply": reply}
        connection.execute(task.update().where(c.id == event.task).values(**change))
        replied = event.reply is not None and row["member_id"] is not None
        record.write(connection, one, "task.done", event.task, replied=replied)


# --- what is seen of them -------------------------------------------------------------------------


def load(connection: Connection, network: int, asker: Person, number: int) -> Task | None:
    """Give a task as this person may see it: who facilitates its loop, or who raised it."""
    c = task.c
    row = connection.execute(
        sa.select(task, loop.c.title)
        .outerjoin(loop, loop.c.id == c.loop_id)
        .where(c.id == number, c.network_id == network)
    ).mappings().first()  # fmt: skip
    if row is None:
        return None
    mine = row["member_id"] == asker.id
    theirs = _is_theirs(connection, row, asker)
    if not mine and not theirs:
        return None
    return _shown(connection, row, mine=mine, theirs=theirs)


def belongs_to() -> ColumnElement[Any]:
    """Give what a task belongs to: its loop, or the call in which a place is free again."""
    c = task.c
    return sa.case((c.kind == PLACE_FREE, c.about), else_=c.loop_id)


def _belongs_to(row: RowMapping) -> int | None:
    number: int | None = row["about"] if row["kind"] == PLACE_FREE else row["loop_id"]
    return number


def _is_theirs(connection: Connection, row: RowMapping, asker: Person) -> bool:
    """Tell whether somebody facilitates what a task belongs to; what is no loop's is everyone's."""
    number = _belongs_to(row)
    if not asker.facilitates:
        return False
    if number is None and cover.only_of_groups(connection, row["network_id"]):
        return True
    groups = cover.whose(connection, [number or 0]).get(number or 0, Whose()).groups
    return covers(asker.groups_as(FACILITATOR), groups)


def _shown(connection: Connection, row: RowMapping, *, mine: bool, theirs: bool = False) -> Task:
    sealer = sealer_of(connection)
    return Task(
        id=row["id"],
        kind=row["kind"],
        loop=row["loop_id"] or 0,
        promise=row["about"] or 0 if row["kind"] in _OF_PROMISES else 0,
        title=Worded.of(row["title"]) if row["title"] else None,
        about=_about(connection, row),
        words=sealer.open(row["words"], TASK, row),
        reply=sealer.open(row["reply"], REPLY, row),
        answerable=row["member_id"] is not None,
        done=row["done_at"] is not None,
        mine=mine,
        theirs=theirs,
        following=_following(connection, row),
    )


def _about(connection: Connection, row: RowMapping) -> Worded | None:
    """Give the words of the promise that a task is about."""
    promised = sa.select(commitment.c.promise).where(
        commitment.c.id == row["about"], commitment.c.loop_id == row["loop_id"]
    )
    words = connection.execute(promised).scalar() if row["about"] else None
    return Worded.of(words) if words else None


def _following(connection: Connection, row: RowMapping) -> int:
    c = task.c
    others = sa.select(sa.func.min(c.id)).where(
        c.network_id == row["network_id"], c.kind == row["kind"],
        belongs_to() == _belongs_to(row), c.done_at.is_(None), c.id != row["id"],
    )  # fmt: skip
    return connection.execute(others).scalar() or 0


# --- replies --------------------------------------------------------------------------------------


def to_reply(
    connection: Connection, served: ColumnElement[bool], most: int
) -> list[tuple[int, Task]]:
    """Give the replies that wait to be sent, as (member, task), at most so many."""
    c = task.c
    rows = connection.execute(
        sa.select(task, loop.c.title)
        .outerjoin(loop, loop.c.id == c.loop_id)
        .where(c.reply.is_not(None), c.replied_at.is_(None), c.member_id.is_not(None), served)
        .order_by(c.done_at)
        .limit(most)
    ).mappings()  # fmt: skip
    return [(row["member_id"], _shown(connection, row, mine=True)) for row in rows.all()]


def replied(connection: Connection, numbers: Collection[int], now: datetime) -> None:
    """Keep that these replies were written to the outbox."""
    connection.execute(task.update().where(task.c.id.in_(numbers)).values(replied_at=now))
