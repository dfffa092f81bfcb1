"""After a backup was restored: who stopped since stays stopped, and nobody is asked twice.

A backup does not know what happened after it was made. The list of stops does, where it is kept:
who stopped, died, or started again, what was erased, and what was sent. What it tells is taken
over. All that Heard starts is held in any case, until a person says that it may go on; only a
planned move, of a program that had stopped before its backup was made, has nothing to wait for.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import (
    audiences,
    deaths,
    drawing,
    erasures,
    own_choices,
    record,
    sent_since,
    undelivered,
)
from bot.involvement.happened import Effect, Happened
from bot.involvement.sent_once import Due
from bot.involvement.stop_list import DEATHS, STARTED, STOPPED, Line, Listed, StopList
from bot.involvement.telling import editions, holding
from bot.store.sql import is_sending
from bot.store.tables import (
    address,
    audit,
    channel_account,
    consultation,
    member,
    network,
    notice,
    outbox,
    participation,
)
from conversations.events import DeathTold, Stopped, StopUndone

RESTORED, RESUMED = "network.restored", "network.resumed"
AT_ONCE = 1000
MARGIN = timedelta(minutes=1)
"""A stop from just before a backup may have been committed just after it."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What the list of stops told of the time after a backup.

    `complete` says that nothing is missing up to `until`; it is False where there is no list.
    """

    complete: bool = False
    until: datetime | None = None
    stopped: int = 0
    started: int = 0
    sent: int = 0
    erased: int = 0
    died: int = 0


@dataclass(frozen=True, slots=True)
class Unclear:
    """How many messages the program that made a backup may have sent since."""

    asks: int = 0
    notices: int = 0
    others: int = 0

    @property
    def messages(self) -> int:
        """All of them."""
        return self.asks + self.notices + self.others


# --- the list -------------------------------------------------------------------------------------


def take_over(connection: Connection, stop_list: StopList, backup: datetime) -> TakenOver:
    """Do what the list says happened after the moment of a backup. Raises StopListError."""
    held = held_since(connection)
    # By the time of `heard resume`, a program that was held has written on the list as well.
    listed = stop_list.read_all(held if held is not None and held > backup else None)
    erased = erasures.take_over(connection, stop_list, listed)
    if listed.until is not None:
        _begin(connection, listed.until)
    # A stop cancels what is left.
    sent = sent_since.take_as_sent(connection, stop_list, listed, backup)
    done: Counter[str] = Counter()
    for line, one in list(_changed(connection, stop_list, listed, backup - MARGIN)):
        done[_take_over(connection, line, one)] += 1
    died = sum(done[kind] for kind in DEATHS)
    return TakenOver(
        listed.covers(backup) and not _was_unclear(connection, backup),
        listed.until, done[STOPPED], done[STARTED], sent, erased, died,
    )  # fmt: skip


def _begin(connection: Connection, until: datetime) -> None:
    """Begin what the clock began by then: then it is known whom it wrote to, and by which keys."""
    audiences.open_what_is_due(connection, until)
    drawing.open_calls(connection, sa.true())
    holding.hold(connection, sa.true(), until)
    editions.go_out(connection, sa.true(), until)


def _take_over(connection: Connection, line: Line, one: Any) -> str:
    """Do what a line says of a member where that is news; gives its kind, or '' where it is not."""
    event: Stopped | StopUndone | DeathTold
    effect: Effect
    death = DEATHS.get(line.kind)
    if death and one.death != death:
        event, effect = DeathTold(death), deaths.death_told
    elif line.kind == STOPPED and one.stopped_at is None:
        event, effect = Stopped(), own_choices.stopped
    elif line.kind == STARTED and one.stopped_at is not None:
        event, effect = StopUndone(), own_choices.stop_undone
    else:
        return ""
    happened: Happened[Any] = Happened(one.id, one.network_id, event, line.at, 0)
    effect(connection, [happened])
    return line.kind


def _changed(
    connection: Connection, stop_list: StopList, listed: Listed, since: datetime
) -> Iterator[tuple[Line, Any]]:
    """Give those who stopped or started again since, with their row."""
    a, c, m = address.c, channel_account.c, member.c
    everybody = (
        sa.select(c.kind, c.secret_name, a.external_id, m.id, m.network_id, m.stopped_at, m.death)
        .join(channel_account, c.id == a.channel_account_id)
        .join(member, m.id == a.member_id)
    )
    for row in connection.execute(everybody, execution_options={"yield_per": AT_ONCE}):
        line = listed.stops.get(stop_list.mark(row.kind, row.secret_name, row.external_id))
        if line is not None and line.at >= since:
            yield line, row


# --- holding and resuming -------------------------------------------------------------------------


def restored(
    connection: Connection, backup: datetime, now: datetime, taken: TakenOver, *, moved: bool
) -> None:
    """Hold what Heard starts, unless the network has `moved`, and write down what was done."""
    said = {"backup": backup.isoformat(), "moved": moved}
    said |= {"unclear": _was_unclear(connection, backup)}
    if not moved:
        connection.execute(network.update().values(held_at=now))
    _record(connection, RESTORED, now, asdict(taken) | said)


def held_since(connection: Connection) -> datetime | None:
    """Give since when what Heard starts is held; None where nothing is."""
    return connection.execute(sa.select(sa.func.min(network.c.held_at))).scalar()


def last_restored(connection: Connection) -> tuple[datetime | None, bool]:
    """Give the moment of the backup that was restored last, and whether the list covered it."""
    detail = _last_restored(connection)
    if detail is None:
        return None, False
    return datetime.fromisoformat(detail["backup"]), bool(detail["complete"])


def _last_restored(connection: Connection) -> dict[str, Any] | None:
    asked = sa.select(audit.c.detail).where(audit.c.act == RESTORED).order_by(audit.c.id.desc())
    detail: dict[str, Any] | None = connection.execute(asked.limit(1)).scalar()
    return detail


def _was_unclear(connection: Connection, backup: datetime) -> bool:
    """Tell whether this backup was made while one before it was held, of which no list told."""
    before = _last_restored(connection)
    if before is None or held_since(connection) is None:
        return False
    if before["backup"] == backup.isoformat():  # it is the one that is held
        return bool(before.get("unclear"))
    return not before["complete"]


def resume(connection: Connection, now: datetime) -> None:
    """Let go what is held."""
    connection.execute(network.update().values(held_at=None))
    _record(connection, RESUMED, now, {})


def unclear(connection: Connection, held: datetime) -> Unclear:
    """Count what the program that made the backup may have sent since, without leaving it out."""
    asks = _count(connection, participation, _perhaps_asked(held))
    others = len(_perhaps_sent(connection, held))
    return Unclear(asks, _count(connection, notice, _perhaps_told(held)), others)


def leave_out(connection: Connection, held: datetime) -> int:
    """Never send what may have been sent: asks and notices are on record as not having come.

    Gives how many messages that are.
    """
    _begin(connection, held)
    left = unclear(connection, held).messages
    sent_since.leave_out(connection, _perhaps_sent(connection, held), held)
    _leave_out_what_is_due(connection, held)
    return left


def _perhaps_sent(connection: Connection, held: datetime) -> list[Due]:
    backup, _ = last_restored(connection)
    return sent_since.perhaps_sent(connection, backup or held, held)


def _leave_out_what_is_due(connection: Connection, held: datetime) -> None:
    o, n = outbox.c, notice.c
    asked = (o.kind == "ask") & sa.tuple_(o.subject, o.member_id).in_(
        sa.select(participation.c.consultation_id, participation.c.member_id).where(
            _perhaps_asked(held)
        )
    )
    told = (o.kind == "notice") & sa.tuple_(o.subject, o.member_id).in_(
        sa.select(n.loop_id, n.member_id).where(_perhaps_told(held))
    )
    unasked = participation.update().where(_perhaps_asked(held))
    untold = notice.update().where(_perhaps_told(held), n.status == "due")
    # Nothing of these goes while it is held: who was sending them is the program of the backup.
    in_the_middle = outbox.update().where(is_sending(outbox), asked | told)
    connection.execute(in_the_middle.values(status="waiting", lease=None))
    for which in (asked, told):
        undelivered.cancel(connection, which, "perhaps sent before the restore", "failed")
    connection.execute(unasked.values(status="unreached"))
    connection.execute(untold.values(status="untold", reason="failed"))


def _perhaps_asked(held: datetime) -> ColumnElement[bool]:
    """Say of a participation that its ask was due before the restore, and may have gone."""
    p, c, m = participation.c, consultation.c, member.c
    opened = sa.select(c.id).where(c.opens_at <= held, c.status.in_(("scheduled", "open")))
    there = sa.select(m.id).where(m.joined_at <= held)
    return (p.status == "due") & p.consultation_id.in_(opened) & p.member_id.in_(there)


def _perhaps_told(held: datetime) -> ColumnElement[bool]:
    return notice.c.status.in_(("due", "queued")) & (notice.c.due_at <= held)


def _count(connection: Connection, table: sa.Table, which: ColumnElement[bool]) -> int:
    return int(
        connection.execute(sa.select(sa.func.count()).select_from(table).where(which)).scalar_one()
    )


def _record(connection: Connection, act: str, now: datetime, detail: dict[str, Any]) -> None:
    said = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in detail.items()
    }
    numbers = connection.execute(sa.select(network.c.id)).scalars().all()
    record.add(connection, [record.Line(number, now, act, detail=said) for number in numbers])
