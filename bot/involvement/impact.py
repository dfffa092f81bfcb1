"""The impact log: written from promises that ended, by level, domain and kind; and its export."""

from collections.abc import Collection, Sequence
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record
from bot.involvement.cover import whose
from bot.involvement.happened import Happened
from bot.store.tables import commitment, commitment_change, evidence, impact, loop
from conversations.facts import Person
from conversations.impacts import DOMAINS, KINDS, Ended, ImpactLog, Noted
from conversations.loops import Promise
from conversations.plain import from_plain
from conversations.rights import FACILITATOR, covers
from conversations.seat_events import ImpactDropped, ImpactNoted
from conversations.text import Worded

MOST = 10
LOOKED_AT = 200
_c, _i = commitment.c, impact.c
Groups = Collection[int] | None
"""The groups whose loops somebody sees; None for all of a network."""


# --- what conversations know ----------------------------------------------------------------------


def log_of(connection: Connection, person: Person, here: int) -> ImpactLog:
    """Give what ended and is not noted, and what was noted last, of what somebody facilitates."""
    mine = person.groups_as(FACILITATOR)
    ended = _of(connection, _ended(connection, here), mine)
    noted = _of(connection, _noted(connection, here), mine)
    return ImpactLog(
        tuple(_read_ended(connection, ended[:MOST])),
        tuple(_read_noted(row) for row in noted[:MOST]),
        len(noted),
    )


def _ended(connection: Connection, here: int) -> Sequence[Any]:
    known = sa.exists().where(_i.commitment_id == _c.id)
    return connection.execute(
        sa.select(commitment, loop.c.title)
        .join(loop, loop.c.id == _c.loop_id)
        .where(_c.network_id == here, _c.status.in_(("done", "partly")), ~known)
        .order_by(_c.ended_at.desc(), _c.id)
        .limit(LOOKED_AT)
    ).all()


def _noted(connection: Connection, here: int) -> Sequence[Any]:
    return connection.execute(
        sa.select(impact)
        .where(_i.network_id == here, _i.dropped_at.is_(None))
        .order_by(_i.id.desc())
    ).all()


def _of(connection: Connection, rows: Sequence[Any], mine: Groups) -> list[Any]:
    if mine is None:
        return list(rows)
    belongs = whose(connection, {row.loop_id for row in rows if row.loop_id is not None})
    return [
        row for row in rows if row.loop_id in belongs and covers(mine, belongs[row.loop_id].groups)
    ]


def _read_ended(connection: Connection, rows: Sequence[Any]) -> list[Ended]:
    said = said_of(connection, {row.id: row.version for row in rows})
    counted = connection.execute(
        sa.select(evidence.c.commitment_id, sa.func.count())
        .where(evidence.c.commitment_id.in_([row.id for row in rows]))
        .group_by(evidence.c.commitment_id)
    )
    shown = {number: count for number, count in counted}  # noqa: C416  rows are not pairs to dict()
    return [
        Ended(row.id, Worded.of(row.title), Worded.of(row.promise), row.status, row.level,
              said.get(row.id), shown.get(row.id, 0))
        for row in rows
    ]  # fmt: skip


def said_of(connection: Connection, versions: dict[int, int]) -> dict[int, Worded | None]:
    """Give what the owner said of each commitment (its number: its version)."""
    c = commitment_change.c
    rows = connection.execute(
        sa.select(c.commitment_id, c.version, c.content).where(c.commitment_id.in_(versions))
    )
    return {
        row.commitment_id: from_plain(Promise, row.content).said
        for row in rows
        if row.version == versions[row.commitment_id]
    }


def _read_noted(row: Any) -> Noted:
    day = row.noted_at.astimezone(UTC).date()
    return Noted(row.id, Worded.of(row.words), row.level, row.domain, row.kind, day)


# --- what facilitators note -----------------------------------------------------------------------


def noted(connection: Connection, happened: Sequence[Happened[ImpactNoted]]) -> None:
    """Write lines from commitments that ended, each once; on record."""
    for one in happened:
        event = one.event
        known = sa.exists().where(_i.commitment_id == _c.id)
        row = connection.execute(
            sa.select(commitment).where(
                _c.id == event.commitment, _c.network_id == one.network, ~known,
                _c.status.in_(("done", "partly")),
            )
        ).first()  # fmt: skip
        if row is None or event.domain not in DOMAINS or event.kind not in KINDS:
            continue
        connection.execute(impact.insert().values(_line(connection, row, one)))
        record.write(connection, one, "impact.noted", event.commitment, nothing=event.nothing)


def _line(connection: Connection, row: Any, one: Happened[ImpactNoted]) -> dict[str, Any]:
    event = one.event
    said = said_of(connection, {row.id: row.version}).get(row.id)
    words = dict(said.by_language) if said else row.promise
    return {
        "network_id": one.network, "loop_id": row.loop_id, "commitment_id": row.id,
        "level": row.level, "domain": event.domain, "kind": event.kind, "words": words,
        "evidence": _evidence(connection, row.id), "noted_by": one.member, "noted_at": one.now,
        "dropped_at": one.now if event.nothing else None,
    }  # fmt: skip


def _evidence(connection: Connection, number: int) -> str | None:
    """Give the first words that show it, else that there is a file."""
    e = evidence.c
    rows = connection.execute(
        sa.select(e.words).where(e.commitment_id == number).order_by(e.id)
    ).scalars().all()  # fmt: skip
    return next((words for words in rows if words), "a file" if rows else None)


def dropped(connection: Connection, happened: Sequence[Happened[ImpactDropped]]) -> None:
    """Take lines out; the promise is not offered again."""
    for one in happened:
        mine = impact.update().where(
            _i.id == one.event.impact, _i.network_id == one.network, _i.dropped_at.is_(None)
        )
        if connection.execute(mine.values(dropped_at=one.now)).rowcount:
            record.write(connection, one, "impact.dropped", one.event.impact)


# --- the export -----------------------------------------------------------------------------------

COLUMNS = (
    "day", "loop", "promised", "impact", "level", "lead", "domain", "kind", "status", "due_on",
    "pathway_stage", "commissioning_stage", "evidence",
)  # fmt: skip


def lines_of(connection: Connection, here: int) -> list[dict[str, Any]]:
    """Give the log of a network, the oldest line first; no word of a member is in it."""
    rows = connection.execute(
        sa.select(
            impact, commitment.c.promise, commitment.c.lead, commitment.c.status,
            commitment.c.due_on, commitment.c.pathway_stage, commitment.c.commissioning_stage,
            loop.c.title,
        )
        .outerjoin(commitment, _c.id == _i.commitment_id)
        .outerjoin(loop, loop.c.id == _i.loop_id)
        .where(_i.network_id == here, _i.dropped_at.is_(None))
        .order_by(_i.id)
    )  # fmt: skip
    return [_exported(row) for row in rows]


def _exported(row: Any) -> dict[str, Any]:
    return {
        "day": row.noted_at.astimezone(UTC).date().isoformat(),
        "loop": _first(row.title),
        "promised": _first(row.promise),
        "impact": _first(row.words),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
    }


_AS_THEY_ARE = (
    "level", "lead", "domain", "kind", "status", "pathway_stage", "commissioning_stage", "evidence",
)  # fmt: skip


def _first(words: dict[str, str] | None) -> str | None:
    return next(iter(words.values())) if words else None
