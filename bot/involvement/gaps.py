"""The gap between what people upstream say and what those believe who work on it (E6).

People's answers follow the rule for small numbers, and are shown as `heard_counts` last counted
them. What somebody believes is said in office: it is shown however few they are, and they are told
so when they are asked.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement.small_numbers import BASE, hide
from bot.store.tables import belief, heard_rating, loop
from conversations.gap import Gap, Share
from conversations.loops import SURE
from conversations.plain import from_plain
from conversations.small_numbers import CELL

HEARD = ("yes", "partly")
Segment = tuple[str, str, int, int]
"""'kind' or 'group', its name, how many felt heard, of how many who said."""


@dataclass(frozen=True, slots=True)
class OfSegment:
    """What may be shown of a segment: how many felt heard, of how many; None where it is hidden.

    `counts` says whether `of` may be shown besides the share.
    """

    by: str
    name: str
    part: int | None = None
    of: int | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """What people said of `loops` loops together, by answer, when it was counted (UTC).

    No loops: it is counted with another. `segments` are those of the first time.
    """

    at: datetime
    said: tuple[tuple[str, int], ...] = ()
    loops: int = 1
    segments: tuple[OfSegment, ...] = ()

    @property
    def people(self) -> int:
        """Give how many people it counts, each once a loop."""
        return sum(people for _, people in self.said)

    @property
    def heard(self) -> int:
        """Give how many of them felt heard."""
        return sum(people for answer, people in self.said if answer in HEARD)

    @property
    def is_shown(self) -> bool:
        """Tell whether it is shown by itself: of one loop, and nothing small is told by it."""
        return self.loops == 1 and share(self.heard, self.people).percent is not None


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
    found = counted(connection, numbers)
    return Gap(
        heard=_heard(connection, numbers, found),
        know=_believed(connection, numbers, belief.c.know),
        influenced=_believed(connection, numbers, belief.c.influenced),
        segments=tuple(_segments(found)),
    )


def counted(connection: Connection, numbers: Collection[int]) -> list[Counted]:
    """Give what was counted of these loops; what was counted together is of no single one."""
    c = loop.c
    rows = connection.execute(
        sa.select(c.heard).where(c.id.in_(numbers), c.heard.is_not(None)).order_by(c.id)
    ).scalars()
    found = [from_plain(Counted, row) for row in rows]
    return [one for one in found if one.loops == 1 or (one.loops and len(numbers) > 1)]


def ratings(found: Sequence[Counted]) -> dict[str, int]:
    """Add up what people said by their answer; no loop that is hidden can be had by subtraction.

    Those that are not shown by themselves count only where there are several of them.
    """
    hidden = [one for one in found if not one.is_shown]
    both = share(sum(one.heard for one in hidden), sum(one.people for one in hidden))
    enough = sum(one.loops for one in hidden) > 1 and both.percent is not None
    said: Counter[str] = Counter(dict.fromkeys(SURE, 0))
    for one in found:
        if one.is_shown or enough:
            said.update(dict(one.said))
    return dict(said)


def shown_ratings(said: dict[str, int]) -> tuple[tuple[str, int | None], ...]:
    """Give the counts by answer as they may be shown: all of them, or none where one is hidden.

    Beside the part that felt heard, one hidden count could be had from the others.
    """
    hidden = hide(dict(enumerate(said.values())), sum(said.values()))
    if hidden is None or None in hidden.values():
        return tuple((answer, None) for answer in said)
    return tuple(said.items())


def _heard(connection: Connection, numbers: Collection[int], found: Sequence[Counted]) -> Share:
    said = ratings(found)
    if any(said.values()):
        return share(sum(said[one] for one in HEARD), sum(said.values()))
    somebody = sa.select(heard_rating.c.loop_id).where(heard_rating.c.loop_id.in_(numbers)).limit(1)
    return Share() if found or connection.execute(somebody).first() else Share(None, 0)


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


def _segments(found: Sequence[Counted]) -> Iterable[tuple[str, str, Share]]:
    """Add up what is shown of each segment of each loop: that tells nothing besides."""
    each: defaultdict[tuple[str, str], list[OfSegment]] = defaultdict(list)
    for one in found:
        for segment in one.segments:
            each[segment.by, segment.name].append(segment)
    for by, name in sorted(each, key=lambda one: (one[0] == "group", one[1])):
        visible = [one for one in each[by, name] if one.part is not None]
        shared = share(sum(one.part or 0 for one in visible), sum(one.of or 0 for one in visible))
        if not visible:
            shared = Share()
        elif not all(one.counts for one in visible):
            shared = Share(shared.percent)
        yield by, name, shared


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
