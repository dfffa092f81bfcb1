"""What those who work on a loop believe of the people upstream, asked before those are asked."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import loops, roles
from bot.involvement.archiving import is_told_of
from bot.involvement.happened import Happened
from bot.involvement.owners import WHO_OWNS
from bot.store.sql import among, insert_missing
from bot.store.tables import belief, commitment, decision, digest, edition, loop, role
from conversations.gap import AskedBelief
from conversations.loop_events import Believed
from conversations.rights import FACILITATOR, covers
from conversations.text import Worded

TELLS = ("decision", "digest", "outcome")
ANSWERING = timedelta(days=14)
"""How long people have to say whether they were heard, until the gap is shown."""
RECENT = timedelta(days=1)
"""For how long after an edition goes out those are still asked who were not."""


def believed(connection: Connection, happened: Sequence[Happened[Believed]]) -> None:
    """Keep what somebody believes who was asked; a later answer takes the place of an earlier."""
    for one in happened:
        said = {"know": one.event.know, "influenced": one.event.influenced}
        values = {name: value for name, value in said.items() if value is not None}
        here = sa.select(loop.c.id).where(loop.c.network_id == one.network)
        mine = (belief.c.loop_id == one.event.loop) & (belief.c.member_id == one.member)
        change = belief.update().where(mine, belief.c.loop_id.in_(here))
        connection.execute(change.values(**values, believed_at=one.now))


def load(
    connection: Connection, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], AskedBelief]:
    """Give what was asked of these (loop, member) pairs; who was not asked is left out."""
    b = belief.c
    rows = connection.execute(
        sa.select(b.loop_id, b.member_id, b.as_role, b.know, b.influenced, loop.c.title)
        .join(loop, loop.c.id == b.loop_id)
        .where(among((b.loop_id, b.member_id), pairs))
    )
    return {
        (row.loop_id, row.member_id): AskedBelief(
            row.loop_id, Worded.of(row.title), row.as_role, row.know, row.influenced
        )
        for row in rows
    }


def due(connection: Connection, now: datetime, where: ColumnElement[bool]) -> list[int]:
    """Give the loops of which people are soon asked whether they were heard, and nobody else yet.

    That is where something was decided and no promise waits, while it is told or gathers. `where`
    says of the table `loop` which networks.
    """
    e, c = edition.c, commitment.c
    about_to_be_told = sa.exists().where(
        e.loop_id == loop.c.id,
        e.kind.in_(TELLS),
        sa.or_(e.status == "gathering", e.due_at > now - RECENT),
    )
    found = connection.execute(
        sa.select(loop.c.id).where(
            where,
            loop.c.status == "open",
            about_to_be_told,
            is_told_of(),
            ~sa.exists().where(c.loop_id == loop.c.id, c.status == "waiting"),
            ~sa.exists().where(belief.c.loop_id == loop.c.id),
        )
    )
    return list(found.scalars())


def believers(connection: Connection, number: int) -> dict[int, str]:
    """Give who is asked of a loop, and as what: who approved what was told, who owns a promise.

    Nobody whose role was taken away: they do not work on it any more.
    """
    d, c, m, r = decision.c, commitment.c, digest.c, role.c
    owners = connection.execute(
        sa.select(c.owner_id)
        .join(role, r.member_id == c.owner_id)
        .where(c.loop_id == number, r.role.in_(WHO_OWNS), r.revoked_at.is_(None))
        .distinct()
    )
    decided = sa.select(d.approved_by).where(d.loop_id == number, d.approved_by.is_not(None))
    digested = sa.select(m.edited_by).where(
        m.meeting_id == number, m.approved_at.is_not(None), m.edited_by.is_not(None)
    )
    approved = connection.execute(decided.union(digested)).scalars().all()
    found = dict.fromkeys(owners.scalars(), "professional")
    return found | {who: FACILITATOR for who in approved if _facilitates(connection, who, number)}


def _facilitates(connection: Connection, who: int, number: int) -> bool:
    within = loops.groups_of(connection, [number])[number]
    return covers(roles.groups_as(connection, who, FACILITATOR), within)


def asked(
    connection: Connection, number: int, who: Iterable[tuple[int, str]], now: datetime
) -> None:
    """Note that these (member, role) pairs are asked; nobody is asked of one loop twice."""
    rows = [
        {"loop_id": number, "member_id": member, "as_role": role, "asked_at": now}
        for member, role in who
    ]
    insert_missing(connection, belief, rows)


def to_be_shown(connection: Connection, now: datetime, where: ColumnElement[bool]) -> list[int]:
    """Give the loops whose gap is to be shown now; people were asked `ANSWERING` ago."""
    b = belief.c
    found = connection.execute(
        sa.select(b.loop_id)
        .join(loop, loop.c.id == b.loop_id)
        .where(b.asked_at <= now - ANSWERING, b.shown_at.is_(None), where)
        .distinct()
    )
    return list(found.scalars())


def shown(connection: Connection, number: int, now: datetime) -> None:
    """Note that the gap of a loop was shown."""
    connection.execute(belief.update().where(belief.c.loop_id == number).values(shown_at=now))


def title(connection: Connection, number: int) -> Worded:
    """Give the title of a loop."""
    asked_for = sa.select(loop.c.title).where(loop.c.id == number)
    return Worded.of(connection.execute(asked_for).scalar_one())
