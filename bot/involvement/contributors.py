"""Who is upstream of a loop: everyone who is told what came of it, each of them once.

Who answered a consultation stands in `participation`; everybody else in `contributor`.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.sql import insert_missing
from bot.store.tables import contributor, participation


def add(connection: Connection, rows: Iterable[tuple[int, int, str]], now: datetime) -> None:
    """Put people upstream, as (loop, member, how); who is there already stays as they are.

    `how` is asker, raiser, supporter, attendee, questioner or helper.
    """
    insert_missing(
        connection,
        contributor,
        [
            {"loop_id": number, "member_id": who, "how": how, "since": now}
            for number, who, how in rows
        ],
    )


def upstream(numbers: Collection[int]) -> sa.CompoundSelect[tuple[int, int]]:
    """Select (loop_id, member_id) of everyone upstream of these loops, each once a loop."""
    p, c = participation.c, contributor.c
    answered = sa.select(p.consultation_id.label("loop_id"), p.member_id).where(
        p.consultation_id.in_(numbers), p.answered_at.is_not(None)
    )
    return answered.union(sa.select(c.loop_id, c.member_id).where(c.loop_id.in_(numbers)))


def counts(connection: Connection, numbers: Collection[int]) -> dict[int, int]:
    """Count the people upstream of each of these loops; small numbers are for us only."""
    if not numbers:
        return {}
    them = upstream(numbers).subquery()
    rows = connection.execute(sa.select(them.c.loop_id, sa.func.count()).group_by(them.c.loop_id))
    found = {number: people for number, people in rows}  # noqa: C416  rows are not pairs to dict()
    return dict.fromkeys(numbers, 0) | found
