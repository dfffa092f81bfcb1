"""Counting whether people felt heard: in batches, each of them kept as it was counted.

Counted live, two looks one rating apart would tell that rating. So a loop is counted a week after
its first rating, once `BASE` people have said, and again whenever `CELL` more people have said
something. What was counted stays as it is in between: an answer that is erased or changed moves
nothing by itself. Segments are counted the first time only: later, one could move by one person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.gaps import HEARD, Counted, OfSegment, Segment, safe
from bot.involvement.small_numbers import BASE, may_be_counted
from bot.store.tables import group, heard_rating, loop, member, membership
from conversations.loops import SURE
from conversations.plain import from_plain, to_plain

FIRST_AFTER = timedelta(days=7)
"""How long after the first rating a loop is counted: by then most who will say something did."""
SETTLED_AFTER = timedelta(days=30)
"""How long nobody has rated a loop that too few rated, until it is counted with others."""
_h = heard_rating.c
_BEGAN = sa.func.coalesce(_h.first_at, _h.rated_at, type_=_h.rated_at.type)
"""When somebody rated first. Who rates once more is not one more, or two of them would be told."""


def count(connection: Connection, where: ColumnElement[bool], now: datetime) -> int:
    """Count what may be counted now; `where` says of the table `loop` which networks.

    Gives how many loops were counted.
    """
    rows = connection.execute(
        sa.select(
            loop.c.id,
            loop.c.network_id,
            loop.c.heard,
            sa.func.min(_BEGAN, type_=_h.rated_at.type).label("first"),
            sa.func.max(_BEGAN, type_=_h.rated_at.type).label("last"),
        )
        .join(heard_rating, _h.loop_id == loop.c.id)
        .where(where, now >= _BEGAN)
        .group_by(loop.c.id, loop.c.network_id)
        .order_by(loop.c.id)
    ).all()
    done, few = 0, defaultdict(list)
    for row in rows:
        before = from_plain(Counted, row.heard) if row.heard else None
        if before is None and row.first > now - FIRST_AFTER:
            continue
        if before is None or (before.loops == 1 and row.last > before.at):
            done += _count(connection, row.id, before, now)
        if before is None and row.last <= now - SETTLED_AFTER:
            few[row.network_id].append(row.id)
    return done + sum(_count_together(connection, numbers, now) for numbers in few.values())


def _count(connection: Connection, number: int, before: Counted | None, now: datetime) -> bool:
    said = _said(connection, [number], now)
    people = sum(said.values())
    since = people if before is None else _since(connection, number, before.at, now)
    if not may_be_counted(people, since, again=before is not None):
        return False
    segments = before.segments if before else tuple(_segments(connection, number, now))
    _keep(connection, number, Counted(now, tuple(said.items()), segments=segments))
    return True


def _keep(connection: Connection, number: int, counted: Counted) -> None:
    change = loop.update().where(loop.c.id == number)
    connection.execute(change.values(heard=to_plain(counted)))


def _said(connection: Connection, numbers: Collection[int], now: datetime) -> dict[str, int]:
    rows = connection.execute(
        sa.select(_h.rating, sa.func.count())
        .where(_h.loop_id.in_(numbers), now >= _BEGAN)
        .group_by(_h.rating)
    )
    found = {rating: people for rating, people in rows}  # noqa: C416  rows are not pairs to dict()
    return dict.fromkeys(SURE, 0) | found


def _since(connection: Connection, number: int, at: datetime, now: datetime) -> int:
    asked = sa.select(sa.func.count()).where(_h.loop_id == number, at < _BEGAN, now >= _BEGAN)
    return connection.execute(asked).scalar_one()


# --- loops that few people rated ------------------------------------------------------------------


def _count_together(connection: Connection, numbers: Sequence[int], now: datetime) -> int:
    """Count loops that too few rated as one, where together enough people did; once for all."""
    uncounted = sa.select(loop.c.id).where(loop.c.id.in_(numbers), loop.c.heard.is_(None))
    those = connection.execute(uncounted.order_by(loop.c.id)).scalars().all()
    asked = sa.select(sa.func.count(_h.member_id.distinct())).where(_h.loop_id.in_(those))
    if len(those) < 2 or connection.execute(asked).scalar_one() < BASE:  # noqa: PLR2004  several
        return 0
    kept = Counted(now, tuple(_said(connection, those, now).items()), loops=len(those))
    for number in those[1:]:
        _keep(connection, number, replace(kept, said=(), loops=0))
    _keep(connection, those[0], kept)
    return len(those)


# --- segments -------------------------------------------------------------------------------------


def _segments(connection: Connection, number: int, now: datetime) -> Iterable[OfSegment]:
    here = (_h.loop_id == number) & (now >= _BEGAN)
    heard = sa.func.sum(sa.case((_h.rating.in_(HEARD), 1), else_=0))
    kinds = connection.execute(
        sa.select(member.c.kind, heard, sa.func.count())
        .join(heard_rating, _h.member_id == member.c.id)
        .where(here)
        .group_by(member.c.kind)
        .order_by(member.c.kind)
    )
    groups = connection.execute(
        sa.select(group.c.name, heard, sa.func.count())
        .join(membership, membership.c.group_id == group.c.id)
        .join(heard_rating, _h.member_id == membership.c.member_id)
        .where(here)
        .group_by(group.c.id, group.c.name)
        .order_by(group.c.name)
    )
    of_kind = [("kind", str(name), int(part), of) for name, part, of in kinds]
    of_group = [("group", str(name), int(part), of) for name, part, of in groups]
    everybody = sum(one[3] for one in of_kind)
    yield from _shown(of_kind)
    all_groups = [*of_group, *_in_no_group(connection, here)]
    overlap = sum(of for *_, of in all_groups) > everybody
    for one in _shown(all_groups):
        if one.by == "group":
            yield replace(one, counts=not overlap)


def _in_no_group(connection: Connection, here: ColumnElement[bool]) -> list[Segment]:
    """Give those in no group, whom nobody is shown: they are what the groups leave of everybody."""
    alone = ~sa.exists().where(membership.c.member_id == _h.member_id)
    said = connection.execute(
        sa.select(_h.rating, sa.func.count()).where(here, alone).group_by(_h.rating)
    ).all()
    of = sum(people for _, people in said)
    part = sum(people for rating, people in said if rating in HEARD)
    return [("rest", "", part, of)] if of else []


def _shown(segments: Sequence[Segment]) -> Iterable[OfSegment]:
    """Keep of each segment what may be shown."""
    for (by, name, part, of), (*_, found) in zip(segments, safe(segments), strict=True):
        hidden = found.percent is None
        yield OfSegment(by, name) if hidden else OfSegment(by, name, part, of)
