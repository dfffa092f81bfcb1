"""Editions: what is told of a loop at one time. Each material change belongs to exactly one.

A decision goes at once, with all promises. Other changes of a day (in the network's zone) gather,
and go as one when the next day begins. Where something was told of that day already, what changes
later that day belongs to the next day's. Each edition makes one notice for everyone upstream.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.telling import content, notices
from bot.involvement.translations import said_also
from bot.store.tables import commitment, commitment_change, edition, loop, network
from conversations.content import Decision
from conversations.loops import ENDS, Told
from conversations.plain import from_plain, to_plain

TELLS = ("decision", "digest")
"""Kinds of edition that begin the telling: what changed before waits for the first of them."""
_DAY = timedelta(days=1)


def gather(connection: Connection, number: int, now: datetime) -> int | None:
    """Give the edition of a material change made now; None where a loop was not told of yet."""
    zone = _hold(connection, number)
    if not _was_told_of(connection, number):
        return None
    _reopen(connection, number)
    return _gathering(connection, number, "outcome", now.astimezone(zone).date(), zone)


def move(connection: Connection, number: int, told: Told, now: datetime) -> None:
    """Let it be told that the day to hear back was moved, as `told` says; the last move counts.

    One that was taken back before anybody was told of it is no news.
    """
    zone = _hold(connection, number)
    version = _gathering(connection, number, "holding", now.astimezone(zone).date(), zone)
    e = edition.c
    mine = (e.loop_id == number) & (e.version == version)
    before = connection.execute(sa.select(e.content).where(mine)).scalar()
    if before:
        told = content.together([from_plain(Told, before), told])
    if told.moved_to == told.hear_back_on:
        connection.execute(edition.delete().where(mine))
        return
    connection.execute(edition.update().where(mine).values(content=to_plain(told)))


def decide(connection: Connection, number: int, decision: Decision, now: datetime) -> int:
    """Tell a decision now, with all promises and whatever was gathering; gives the edition."""
    return publish(connection, number, Told("decision", decision), now)


def publish(connection: Connection, number: int, told: Told, now: datetime) -> int:
    """Tell everyone upstream now, with all promises of the loop; gives the edition's version.

    What was gathering goes with it, and is not told a second time.
    """
    zone = _hold(connection, number)
    where = _network_of(connection, number)
    _reopen(connection, number)
    version = _next(connection, number)
    _take_in(connection, number, version)
    every = content.promises(connection, number, version, every=True)
    whole = said_also(connection, where, replace(told, promises=every), within=number)
    connection.execute(
        edition.insert().values(
            loop_id=number, version=version, kind=told.kind, day=now.astimezone(zone).date(),
            status="out", due_at=now, content=to_plain(whole),
        )
    )  # fmt: skip
    _tell(connection, number, version, whole, now)
    return version


def go_out(connection: Connection, where: ColumnElement[bool], now: datetime) -> int:
    """Let the editions go whose day is over, in networks for which `where` says so; how many."""
    e = edition.c
    due = connection.execute(
        sa.select(e.loop_id, e.version, e.kind, e.content, e.due_at)
        .join(loop, loop.c.id == e.loop_id)
        .where(e.status == sa.literal_column("'gathering'"), e.due_at <= now, where)
        .order_by(e.loop_id, e.version)
    ).all()
    for row in due:
        _go(connection, row)
    return len(due)


def _go(connection: Connection, row: Any) -> None:
    """Let one go; its notices are due when it was, whenever that is noticed (see `sent_since`)."""
    _hold(connection, row.loop_id)
    e = edition.c
    mine = (e.loop_id == row.loop_id) & (e.version == row.version) & (e.status == "gathering")
    if connection.execute(sa.select(e.version).where(mine)).first() is None:
        return  # another process was first
    whole, number = _whole(connection, row), int(row.loop_id)
    whole = said_also(connection, _network_of(connection, number), whole, within=number)
    kind = "outcome" if whole.promises else row.kind
    connection.execute(
        edition.update().where(mine).values(status="out", kind=kind, content=to_plain(whole))
    )
    _tell(connection, row.loop_id, row.version, whole, row.due_at)


def _whole(connection: Connection, row: Any) -> Told:
    """Give all that a gathering edition would tell now."""
    kept = from_plain(Told, row.content) if row.content else Told("outcome")
    changed = content.promises(connection, row.loop_id, row.version)
    return content.together([kept, Told("outcome" if changed else row.kind, promises=changed)])


def waiting(connection: Connection, number: int) -> tuple[Told, ...]:
    """Give what gathers of a loop, each edition by itself; none of it was told yet."""
    e = edition.c
    rows = connection.execute(
        sa.select(e.loop_id, e.version, e.kind, e.content)
        .where(e.loop_id == number, e.status == "gathering")
        .order_by(e.version)
    ).all()
    return tuple(_whole(connection, row) for row in rows)


def hold_message(connection: Connection, number: int, told: Told, now: datetime) -> int:
    """Tell now that the day to hear back has passed, for the day that is over.

    It is due since that day's end: so it has the same key where it is told anew after a restore.
    """
    zone = _hold(connection, number)
    version = _next(connection, number)
    today = now.astimezone(zone).date()
    due_at = _begins((told.hear_back_on or today - _DAY) + _DAY, zone)
    connection.execute(
        edition.insert().values(
            loop_id=number, version=version, kind="holding", day=today - _DAY, status="out",
            due_at=due_at, content=to_plain(told),
        )
    )  # fmt: skip
    connection.execute(loop.update().where(loop.c.id == number).values(held_on=today))
    _tell(connection, number, version, told, due_at)
    return version


# --- one edition ----------------------------------------------------------------------------------


def _tell(connection: Connection, number: int, version: int, told: Told, due_at: datetime) -> None:
    answers = told.decision is not None or any(one.status in ENDS for one in told.promises)
    waiting = sa.select(commitment.c.id).where(
        commitment.c.loop_id == number, commitment.c.status == "waiting"
    )
    asks = answers and connection.execute(waiting.limit(1)).first() is None
    ends = answers or told.digest is not None
    notices.make(connection, number, version, due_at, ends=ends, asks=asks)


def lock(connection: Connection, number: int) -> Any:
    """Let nobody else begin an edition of this loop meanwhile; gives its row."""
    return connection.execute(sa.select(loop).where(loop.c.id == number).with_for_update()).one()


def _hold(connection: Connection, number: int) -> ZoneInfo:
    """Lock a loop; gives its network's zone."""
    where = lock(connection, number).network_id
    zone = sa.select(network.c.zone).where(network.c.id == where)
    return ZoneInfo(connection.execute(zone).scalar_one())


def _network_of(connection: Connection, number: int) -> int:
    found = sa.select(loop.c.network_id).where(loop.c.id == number)
    return int(connection.execute(found).scalar_one())


def _reopen(connection: Connection, number: int) -> None:
    """Open a loop that was archived. That this was once done by hand stays on record."""
    over = (loop.c.id == number) & (loop.c.status == "archived")
    anew = {"status": "open", "archived_at": None, "archived_by": None}
    connection.execute(loop.update().where(over).values(**anew))


def _was_told_of(connection: Connection, number: int) -> bool:
    e = edition.c
    told = sa.select(e.version).where(e.loop_id == number, e.kind.in_(TELLS), e.status == "out")
    return connection.execute(told.limit(1)).first() is not None


def _gathering(connection: Connection, number: int, kind: str, today: date, zone: ZoneInfo) -> int:
    """Give the edition that gathers what changes today, which begins with the first change."""
    e = edition.c
    rows = connection.execute(
        sa.select(e.version, e.day, e.status).where(e.loop_id == number, e.day >= today)
    ).all()
    out = {row.day for row in rows if row.status == "out"}
    day = today + _DAY if today in out else today
    for row in rows:
        if row.day == day and row.status == "gathering":
            return int(row.version)
    version = _next(connection, number)
    connection.execute(
        edition.insert().values(
            loop_id=number, version=version, kind=kind, day=day, status="gathering",
            due_at=_begins(day + _DAY, zone),
        )
    )  # fmt: skip
    return version


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _next(connection: Connection, number: int) -> int:
    last = sa.select(sa.func.max(edition.c.version)).where(edition.c.loop_id == number)
    return (connection.execute(last).scalar() or 0) + 1


def _take_in(connection: Connection, number: int, version: int) -> None:
    """Let what was gathering, and what waited for the first telling, belong to this edition."""
    e, c = edition.c, commitment_change.c
    gathering = (e.loop_id == number) & (e.status == "gathering")
    absorbed = connection.execute(
        edition.delete().where(gathering).returning(e.version)
    ).scalars().all()  # fmt: skip
    mine = c.commitment_id.in_(sa.select(commitment.c.id).where(commitment.c.loop_id == number))
    untold = c.material & (c.edition.is_(None) | c.edition.in_(absorbed))
    connection.execute(commitment_change.update().where(mine, untold).values(edition=version))
