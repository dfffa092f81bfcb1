"""Tasks: what a person has to deal with, because somebody wrote it or because something is missing.

Raised in a turn (`TaskRaised`) or by a job (`raise_task`). Whoever facilitates the loop sees it in
the week's list; what is replied goes back to whoever raised it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record
from bot.involvement.happened import Happened
from bot.store.sealing import REPLY, TASK, sealer_of
from bot.store.tables import loop, task
from conversations.loop_events import TaskDone, TaskRaised


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
    return connection.execute(made).scalar_one()


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
