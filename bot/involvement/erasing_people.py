"""Erasing people whole: all that hangs on them at once, and in the end their row and their address.

What remains says nothing of them: totals that were frozen, how many could not be told what was
decided because they are gone, and a line in the audit with a number that leads nowhere. Of what
they sent as facilitators the files stay that consultations show.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlmodel import SQLModel

from bot.involvement import record
from bot.involvement.erasing import all_files_of, inbox_of, let_go_of_what_is_read
from bot.involvement.happened import Happened
from bot.involvement.issues import leaving as issues
from bot.store.database import erases
from bot.store.tables import (
    address,
    consultation,
    consultation_version,
    contributor,
    draft,
    inbox,
    loop,
    media,
    member,
    notice,
    participation,
    response,
    role,
)
from conversations.events import MeErased

ERASED = "member.erased"
"""The act in the audit; its subject is the number that the member had."""

_STAYS = frozenset({"id", "network_id", "created_at"})
_BLANK = {
    column.name: column.default.arg if isinstance(column.default, sa.ColumnDefault) else None
    for column in member.c
    if column.name not in _STAYS
}
"""What a member's row says of a stranger, whatever columns it has."""

_HANGING = tuple(
    table
    for table in SQLModel.metadata.sorted_tables
    if table is not address
    and any(key.parent.name == "member_id" and key.ondelete == "CASCADE"
            for key in table.foreign_keys if key.column.table is member)
)  # fmt: skip
"""Every table whose rows are one member's, but the one that says where a goodbye is to go."""


def me_erased(connection: Connection, happened: Sequence[Happened[MeErased]]) -> None:
    """Erase who asked for it. The bare row and the address go once the goodbye is sent.

    See `undelivered.forget_after_goodbye`.
    """
    for one in happened:
        record.write(connection, one, ERASED, one.member)
    _empty(connection, [one.member for one in happened])


def erase_people(
    connection: Connection, network: int, members: Sequence[int], now: datetime, by: int | None
) -> None:
    """Erase these people of one network now, without a word to them; their address goes too.

    `by` is the member who has it done; None stands for the command line, the clock or a restore.
    """
    for number in members:
        record.add(connection, [record.Line(network, now, ERASED, by, number)])
    _empty(connection, members)
    connection.execute(member.delete().where(member.c.id.in_(members)))


def _empty(connection: Connection, who: Sequence[int]) -> None:
    """Leave nothing but a bare row and an address."""
    erases(connection)
    _count(connection, who)
    _let_files_go(connection, who)
    issues.forget(connection, who)
    let_go_of_what_is_read(connection, response.c.member_id.in_(who))
    came = inbox_of(connection, who)
    connection.execute(came.where(inbox.c.status != "waiting").values(payload=None, sender=""))
    for table in _HANGING:
        connection.execute(table.delete().where(table.c.member_id.in_(who)))
    connection.execute(member.update().where(member.c.id.in_(who)).values(_BLANK))


# --- what is counted ------------------------------------------------------------------------------


def _count(connection: Connection, who: Collection[int]) -> None:
    """Count those who took part and can be told nothing any more; what is frozen stays."""
    p, c = participation.c, consultation.c
    took_part = p.member_id.in_(who) & p.answered_at.is_not(None)
    told = sa.exists().where(
        notice.c.loop_id == p.consultation_id,
        notice.c.member_id == p.member_id,
        notice.c.status == "told",
    )
    for number, people in _by_consultation(connection, took_part & ~told):
        lost = consultation.update().where(c.id == number)
        connection.execute(lost.values(erased=c.erased + people))
    for number, people in _by_consultation(connection, took_part):
        counted = consultation.update().where(c.id == number, c.results.is_(None))
        connection.execute(counted.values(answered=c.answered - people))
    _count_contributors(connection, who)


def _count_contributors(connection: Connection, who: Collection[int]) -> None:
    """Count who is upstream of loops otherwise, where that is not counted as an answer."""
    c, p, n = contributor.c, participation.c, notice.c
    told = sa.exists().where(
        n.loop_id == c.loop_id, n.member_id == c.member_id, n.status == "told"
    )  # fmt: skip
    answered = sa.exists().where(
        p.consultation_id == c.loop_id, p.member_id == c.member_id, p.answered_at.is_not(None)
    )
    counted = sa.select(c.loop_id, sa.func.count()).where(c.member_id.in_(who), ~told, ~answered)
    for number, people in connection.execute(counted.group_by(c.loop_id).order_by(c.loop_id)).all():
        lost = loop.update().where(loop.c.id == number)
        connection.execute(lost.values(erased=loop.c.erased + people))


def _by_consultation(
    connection: Connection, which: sa.ColumnElement[bool]
) -> list[tuple[int, int]]:
    p = participation.c
    counted = sa.select(p.consultation_id, sa.func.count()).where(which).group_by(p.consultation_id)
    rows = connection.execute(counted.order_by(p.consultation_id))
    return [(number, people) for number, people in rows]


# --- files ----------------------------------------------------------------------------------------


def _let_files_go(connection: Connection, who: Collection[int]) -> None:
    shown = _shown_files(connection, who)
    connection.execute(all_files_of(who).where(media.c.id.not_in(shown)).values(status="erased"))


def _shown_files(connection: Connection, who: Collection[int]) -> set[int]:
    """Give the files that consultations and drafts of their networks show."""
    worked = sa.select(role.c.member_id).where(role.c.member_id.in_(who))
    networks = sa.select(member.c.network_id).where(member.c.id.in_(worked))
    of_networks = sa.select(consultation.c.id).where(consultation.c.network_id.in_(networks))
    v = consultation_version.c
    versions = sa.select(v.attachment).where(
        v.consultation_id.in_(of_networks), v.attachment.is_not(None)
    )
    drafts = sa.select(draft.c.content).where(draft.c.network_id.in_(networks))
    found = (*connection.execute(versions).scalars(), *connection.execute(drafts).scalars())
    return set(_numbers(found))


def _numbers(value: Any) -> Iterator[int]:
    """Give every number in something plain: a file's stands among them, and is like no other."""
    match value:
        case int() if not isinstance(value, bool):
            yield value
        case dict():
            yield from _numbers(tuple(value.values()))
        case list() | tuple():
            for one in value:
                yield from _numbers(one)
        case _:
            return
