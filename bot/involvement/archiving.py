"""Archiving a loop by hand: never while somebody upstream is untold, unless for a given reason."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import record
from bot.involvement.happened import Happened
from bot.involvement.untold import CANNOT, by_state
from bot.store.tables import commitment, consultation, edition, loop, meeting
from conversations.loop_events import Archived
from conversations.open_loops import ASKING, PROMISED, UNDECIDED, UNSENT, WAITING

TELLS = ("decision", "digest")
"""Kinds of edition that say what came of a loop."""
_SETTLED = CANNOT | {"told", "waiting"}


def is_told_of() -> ColumnElement[bool]:
    """Say of a loop that what came of it was told, or is on its way."""
    e = edition.c
    return sa.exists().where(
        e.loop_id == loop.c.id, e.kind.in_(TELLS), e.status == "out"
    )  # fmt: skip


def blocked(connection: Connection, number: int) -> tuple[str, ...]:
    """Say why a loop cannot be archived; nothing where everyone is told or cannot be.

    Gives ASKING alone where it is not over yet.
    """
    if _is_under_way(connection, number):
        return (ASKING,)
    states = by_state(connection, number)
    upstream = sum(people for state, people in states.items() if state not in CANNOT)
    decided = connection.execute(sa.select(is_told_of()).where(loop.c.id == number)).scalar()
    waits = bool(states["waiting"]) or _gathers(connection, number)
    why = {
        UNDECIDED: bool(upstream) and not decided,
        PROMISED: _is_promised(connection, number),
        WAITING: bool(decided) and bool(upstream) and waits,
        UNSENT: any(people for state, people in states.items() if state not in _SETTLED),
    }
    return tuple(name for name, holds in why.items() if holds)


def _is_under_way(connection: Connection, number: int) -> bool:
    c, m = consultation.c, meeting.c
    asks = sa.select(c.id).where(c.id == number, c.status.in_(("scheduled", "open")))
    planned = sa.select(m.id).where(m.id == number, m.status.in_(("draft", "planned")))
    return connection.execute(asks.union_all(planned)).first() is not None


def _gathers(connection: Connection, number: int) -> bool:
    e = edition.c
    gathering = sa.select(e.version).where(e.loop_id == number, e.status == "gathering")
    return connection.execute(gathering.limit(1)).first() is not None


def _is_promised(connection: Connection, number: int) -> bool:
    c = commitment.c
    waiting = sa.select(c.id).where(c.loop_id == number, c.status == "waiting")
    return connection.execute(waiting.limit(1)).first() is not None


def archived(connection: Connection, happened: Sequence[Happened[Archived]]) -> None:
    """Archive loops; where somebody is untold only for a reason, which is kept and counted."""
    for one in happened:
        number = one.event.loop
        mine = (loop.c.id == number) & (loop.c.network_id == one.network)
        here = sa.select(loop.c.overrides).where(mine, loop.c.status == "open").with_for_update()
        row = connection.execute(here).first()
        if row is None:
            continue
        why = blocked(connection, number)
        if ASKING in why or (why and not one.event.override):
            continue
        change = {"status": "archived", "archived_at": one.now, "archived_by": one.member}
        if why:
            this = {"at": one.now.isoformat(), "why": one.event.override}
            change["overrides"] = [*(row.overrides or ()), this]
        connection.execute(loop.update().where(mine).values(**change))
        _end(connection, number, decided=UNDECIDED not in why)
        record.write(connection, one, "loop.archived", number, by_hand=bool(why))


def _end(connection: Connection, number: int, *, decided: bool) -> None:
    """Take a consultation off the lists of what waits; nobody is asked to decide it any more."""
    closed = (consultation.c.id == number) & (consultation.c.status == "closed")
    status = "told" if decided else "cancelled"
    connection.execute(consultation.update().where(closed).values(status=status))
