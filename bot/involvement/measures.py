"""How well a network closes its loops: each measure with what it is counted over, and its lag.

Days count from the end of an ask: when a consultation closed, a meeting was held, or an issue was
raised. A holding message is no answer, so it does not count as told. Who stopped, died or cannot
be reached before they were told is left out; of who erased everything only a number is known.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import contributors, gaps
from bot.involvement.reach import is_cut_off
from bot.involvement.small_numbers import together
from bot.involvement.untold import by_state
from bot.store.tables import (
    commitment,
    commitment_change,
    consultation,
    edition,
    issue,
    loop,
    meeting,
    member,
    network,
    notice,
)
from conversations.gap import Share
from conversations.loops import Promise
from conversations.open_loops import DAYS, PERCENT, Measure, Measures
from conversations.plain import from_plain

LAGS = (30, 90)  # days
KEPT = ("done", "partly")
_PHASE = sa.func.coalesce(consultation.c.status, meeting.c.status, issue.c.status, "open")
_NOT_ENDED = ("scheduled", "cancelled", "draft", "planned", "waiting", "declined", "merged")
_COUNTS = sa.or_(loop.c.status == "archived", _PHASE.not_in(_NOT_ENDED))
"""What was archived by hand counts, though nothing was decided."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A loop whose ask has ended, and when (UTC)."""

    id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Told:
    """How many people a loop could tell, and how many of them it told within so many days."""

    at: datetime
    people: int
    within: Mapping[int, int]
    first: datetime | None


def of_network(connection: Connection, number: int, now: datetime) -> Measures:
    """Measure one network as it is at `now`."""
    loops = _ended(connection, number, now)
    numbers = [one.id for one in loops]
    told = [_told(connection, one) for one in loops]
    said = gaps.ratings(gaps.counted(connection, numbers))
    gap = gaps.of_loops(connection, numbers)
    status = _by_status(connection, number)
    return Measures(
        open=status["open"],
        archived=status["archived"],
        by_hand=status["by_hand"],
        measures=(
            *(_within(told, days, now) for days in LAGS),
            _median("days_to_first_notice", "loops", [
                (one.first - one.at) / timedelta(days=1) for one in told if one.first
            ]),
            *_promises(connection, number, loops, now),
            _measure("heard", "people", gap.heard),
        ),
        heard=gaps.shown_ratings(said),
        gap=gap,
    )  # fmt: skip


def people(connection: Connection, number: int, now: datetime) -> dict[str, int | None]:
    """Count everyone upstream of what has ended by how they stand: 'told', 'waiting', or why not.

    Each counts once a loop; None is hidden, also where a loop's board hides it and the sum would
    tell. See `untold.by_state`.
    """
    return together([by_state(connection, one.id) for one in _ended(connection, number, now)])


def _ended(connection: Connection, number: int, now: datetime) -> list[Ended]:
    m, c = meeting.c, consultation.c
    at = sa.func.coalesce(
        c.closed_at, m.starts_at, issue.c.raised_at, loop.c.opened_at, type_=c.closed_at.type
    )
    asks = (loop.c.kind == "consultation") & (_PHASE == "open")
    rows = connection.execute(
        sa.select(loop.c.id, at)
        .outerjoin(consultation, c.id == loop.c.id)
        .outerjoin(meeting, m.id == loop.c.id)
        .outerjoin(issue, issue.c.id == loop.c.id)
        .where(loop.c.network_id == number, ~asks, _COUNTS)
        .order_by(loop.c.id)
    )
    return [Ended(one, moment) for one, moment in rows if moment <= now]


def _by_status(connection: Connection, number: int) -> dict[str, int]:
    c = loop.c
    rows = connection.execute(
        sa.select(c.status, sa.func.count())
        .outerjoin(consultation, consultation.c.id == c.id)
        .outerjoin(meeting, meeting.c.id == c.id)
        .outerjoin(issue, issue.c.id == c.id)
        .where(c.network_id == number, _COUNTS)
        .group_by(c.status)
    )
    counted = {status: loops for status, loops in rows}  # noqa: C416  rows are not pairs to dict()
    found = {"open": 0, "archived": 0} | counted
    each = sa.select(c.overrides).where(c.network_id == number, c.overrides.is_not(None))
    return found | {"by_hand": sum(map(len, connection.execute(each).scalars()))}


# --- told -----------------------------------------------------------------------------------------


def _told(connection: Connection, one: Ended) -> _Told:
    """Count whom a loop could tell, and whom it told in time, by what they were told first."""
    n, e = notice.c, edition.c
    answers = (e.loop_id == n.loop_id) & (e.version == n.version) & (e.kind != "holding")
    first = (
        sa.select(n.member_id, sa.func.min(n.told_at).label("at"))
        .join(edition, answers)
        .where(n.loop_id == one.id, n.status == "told")
        .group_by(n.member_id)
        .subquery()
    )
    them = contributors.upstream([one.id]).subquery()
    can = member.c.stopped_at.is_(None) & ~is_cut_off(member.c.id)
    in_time = [
        sa.func.sum(sa.case((first.c.at <= one.at + timedelta(days=days), 1), else_=0))
        for days in LAGS
    ]
    row = connection.execute(
        sa.select(sa.func.count(), sa.func.min(first.c.at, type_=n.told_at.type), *in_time)
        .select_from(them)
        .join(member, member.c.id == them.c.member_id)
        .outerjoin(first, first.c.member_id == them.c.member_id)
        .where(sa.or_(first.c.at.is_not(None), can))
    ).one()
    within = {days: int(people or 0) for days, people in zip(LAGS, row[2:], strict=True)}
    return _Told(one.at, row[0], within, row[1])


def _within(told: Sequence[_Told], days: int, now: datetime) -> Measure:
    old = [one for one in told if one.at + timedelta(days=days) <= now]
    shared = gaps.share(sum(one.within[days] for one in old), sum(one.people for one in old))
    return _measure(f"told_within_{days}_days", "people", shared, lag=days)


def _measure(name: str, over: str, shared: Share, lag: int = 0) -> Measure:
    return Measure(name, PERCENT, over, shared.percent, shared.of, lag)


def _median(name: str, over: str, days: Collection[float]) -> Measure:
    return Measure(name, DAYS, over, round(median(days)) if days else None, len(days))


# --- promises -------------------------------------------------------------------------------------


def _promises(
    connection: Connection, number: int, loops: Sequence[Ended], now: datetime
) -> tuple[Measure, ...]:
    """Measure promises: how long they take, whether they are kept in time, what is explained."""
    zone = ZoneInfo(connection.execute(
        sa.select(network.c.zone).where(network.c.id == number)
    ).scalar_one())  # fmt: skip
    c, ended = commitment.c, {one.id: one.at for one in loops}
    rows = connection.execute(sa.select(commitment).where(c.network_id == number)).all()
    took = [
        (row.ended_at - ended[row.loop_id]) / timedelta(days=1)
        for row in rows
        if row.ended_at and row.loop_id in ended
    ]
    today = now.astimezone(zone).date()
    due = [row for row in rows if row.first_due_on and (row.ended_at or row.first_due_on < today)]
    kept = [row for row in due if _in_time(row, zone)]
    said = _said(connection, number)
    later = [row.id for row in rows if row.first_due_on and row.due_on > row.first_due_on]
    cannot = [row.id for row in rows if row.status == "cannot"]
    return (
        _median("days_to_outcome", "promises", took),
        _part("commitments_on_time", kept, due),
        _part("late_explained", [one for one in later if one in said["date"]], later),
        _part("cannot_explained", [one for one in cannot if one in said["status"]], cannot),
    )


def _in_time(row: Any, zone: ZoneInfo) -> bool:
    if row.status not in KEPT or row.ended_at is None:
        return False
    day: date = row.ended_at.astimezone(zone).date()
    return bool(day <= row.first_due_on)


def _part(name: str, these: Collection[Any], of: Collection[Any]) -> Measure:
    """Measure promises, which are nobody's secret: none of their numbers is hidden."""
    value = round(100 * len(these) / len(of)) if of else None
    return Measure(name, PERCENT, "promises", value, len(of))


def _said(connection: Connection, number: int) -> dict[str, set[int]]:
    """Give the promises of which it was said why, by what changed: 'date' or 'status'."""
    c = commitment_change.c
    rows = connection.execute(
        sa.select(c.commitment_id, c.what, c.content)
        .join(commitment, commitment.c.id == c.commitment_id)
        .where(commitment.c.network_id == number, c.what.in_(("date", "status")))
    )
    found: dict[str, set[int]] = {"date": set(), "status": set()}
    for one, what, content in rows:
        if from_plain(Promise, content).said is not None:
            found[what].add(one)
    return found
