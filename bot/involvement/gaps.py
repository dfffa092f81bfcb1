"""The gap between what people upstream say and what those believe who work on it (E6).

People's answers follow the rule for small numbers. What somebody believes is said in office: it is
shown however few they are, and they are told so when they are asked.
"""

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.small_numbers import BASE, CELL, hide
from bot.store.tables import belief, group, heard_rating, member, membership
from conversations.gap import Gap, Share
from conversations.loops import SURE

HEARD = ("yes", "partly")
Segment = tuple[str, str, int, int]
"""'kind' or 'group', its name, how many felt heard, of how many who said."""


def share(part: int, of: int) -> Share:
    """Give a part of people in whole percent, where no small number can be told from it.

    A percent is shown where it could as well stem from nobody, or from `CELL` people or more.
    """
    if of == 0:
        return Share(None, 0)
    if of < BASE:
        return Share()
    if any(_tells(cell, of) for cell in (part, of - part)):
        return Share(None, of)
    return Share(round(100 * part / of), of)


def _tells(cell: int, of: int) -> bool:
    alike = {round(100 * other / of) for other in (0, CELL)}
    return 0 < cell < CELL and round(100 * cell / of) not in alike


def of_loops(connection: Connection, numbers: Collection[int]) -> Gap:
    """Give the gap in all of these loops together, overall and for each segment of people."""
    said = ratings(connection, numbers)
    return Gap(
        heard=share(sum(said[one] for one in HEARD), sum(said.values())),
        know=_believed(connection, numbers, belief.c.know),
        influenced=_believed(connection, numbers, belief.c.influenced),
        segments=tuple(_segments(connection, numbers)),
    )


def ratings(connection: Connection, numbers: Collection[int]) -> dict[str, int]:
    """Count what people said last, by their answer; raw numbers, for us only."""
    h = heard_rating.c
    rows = connection.execute(
        sa.select(h.rating, sa.func.count()).where(h.loop_id.in_(numbers)).group_by(h.rating)
    )
    found = {rating: people for rating, people in rows}  # noqa: C416  rows are not pairs to dict()
    return dict.fromkeys(SURE, 0) | found


def shown_ratings(said: dict[str, int]) -> tuple[tuple[str, int | None], ...]:
    """Give the counts by answer as they may be shown: all of them, or none where one is hidden.

    Beside the part that felt heard, one hidden count could be had from the others.
    """
    hidden = hide(dict(enumerate(said.values())), sum(said.values()))
    if hidden is None or None in hidden.values():
        return tuple((answer, None) for answer in said)
    return tuple(said.items())


def _believed(
    connection: Connection, numbers: Collection[int], what: sa.Column[str | None]
) -> Share:
    rows = connection.execute(
        sa.select(what, sa.func.count())
        .where(belief.c.loop_id.in_(numbers), what.is_not(None))
        .group_by(what)
    ).all()
    of = sum(people for _, people in rows)
    yes = sum(people for answer, people in rows if answer in HEARD)
    return Share(round(100 * yes / of), of) if of else Share(None, 0)


# --- segments -------------------------------------------------------------------------------------


def _segments(connection: Connection, numbers: Collection[int]) -> Iterable[tuple[str, str, Share]]:
    h = heard_rating.c
    heard = sa.func.sum(sa.case((h.rating.in_(HEARD), 1), else_=0))
    counted = (heard, sa.func.count())
    kinds = connection.execute(
        sa.select(member.c.kind, *counted)
        .join(heard_rating, h.member_id == member.c.id)
        .where(h.loop_id.in_(numbers))
        .group_by(member.c.kind)
        .order_by(member.c.kind)
    )
    groups = connection.execute(
        sa.select(group.c.name, *counted)
        .join(membership, membership.c.group_id == group.c.id)
        .join(heard_rating, h.member_id == membership.c.member_id)
        .where(h.loop_id.in_(numbers))
        .group_by(group.c.id, group.c.name)
        .order_by(group.c.name)
    )
    of_kind = [("kind", str(name), int(part), of) for name, part, of in kinds.all()]
    of_group = [("group", str(name), int(part), of) for name, part, of in groups.all()]
    yield from safe(of_kind)
    yield from _safe_groups(
        of_group, _in_no_group(connection, numbers), sum(one[3] for one in of_kind)
    )


def _in_no_group(connection: Connection, numbers: Collection[int]) -> list[Segment]:
    """Give those in no group, whom nobody is shown: they are what the groups leave of everybody."""
    h = heard_rating.c
    alone = ~sa.exists().where(membership.c.member_id == h.member_id)
    said = connection.execute(
        sa.select(h.rating, sa.func.count()).where(h.loop_id.in_(numbers), alone).group_by(h.rating)
    ).all()
    of = sum(people for _, people in said)
    part = sum(people for rating, people in said if rating in HEARD)
    return [("rest", "", part, of)] if of else []


def _safe_groups(
    groups: Sequence[Segment], rest: Sequence[Segment], everybody: int
) -> Iterable[tuple[str, str, Share]]:
    """Give the share of each group; where people are in several, not of how many it is.

    Then the numbers of the groups would tell how many people two of them have in common.
    """
    overlap = sum(one[3] for one in (*groups, *rest)) > everybody
    for by, name, found in safe([*groups, *rest]):
        if by == "group":
            yield by, name, Share(found.percent) if overlap else found


def safe(segments: Sequence[Segment]) -> list[tuple[str, str, Share]]:
    """Give the share of each segment; no hidden one can be had from all but it.

    Where the hidden ones hold fewer than `BASE` people, or there is one, the smallest other one is
    hidden too.
    """
    shares = {one: share(one[2], one[3]) for one in segments}
    hidden = {one for one, found in shares.items() if found.percent is None}
    while hidden and (len(hidden) == 1 or sum(one[3] for one in hidden) < BASE):
        others = [one for one in segments if one not in hidden]
        if not others:
            break
        hidden.add(min(others, key=lambda one: one[3]))
    return [(*one[:2], Share() if one in hidden else shares[one]) for one in segments]
