"""What waits for facilitators in a network: tasks, words of danger, answers that are due, promises.

Each source is one statement or few. Somebody's words are in none of them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import tasks, wording
from bot.store.tables import (
    commitment,
    consultation,
    decision,
    digest,
    finding,
    flag,
    issue,
    loop,
    meeting,
    network,
    quote,
    task,
)
from conversations.needing import CHORES
from conversations.text import Worded

SOON = timedelta(days=14)
LATE_BY = timedelta(days=7)
"""A promise is the facilitator's business once its owner was reminded for the last time."""
MINUTES_LATE = timedelta(days=3)
MOST = 500


@dataclass(frozen=True, slots=True)
class Waits:
    """Things of one kind about one loop, or call: how many, and the one that waits longest."""

    kind: str
    subject: int
    loop: int | None = None
    title: Worded | None = None
    source: str = "consultation"
    count: int = 1


@dataclass(frozen=True, slots=True)
class _Here:
    """A network, its civil day, and the moment."""

    connection: Connection
    network: int
    today: date
    now: datetime


_Title = tuple[Worded | None, str]
_UNTITLED: _Title = (None, "consultation")
_Source = Callable[[_Here], Iterator[Waits]]


def _flags(here: _Here) -> Iterator[Waits]:
    c = flag.c
    waits = (c.network_id == here.network) & c.read_at.is_(None)
    people, first = here.connection.execute(
        sa.select(sa.func.count(), sa.func.min(c.id)).where(waits)
    ).one()
    if people:
        yield Waits("flag", first, count=people)


def _tasks(here: _Here) -> Iterator[Waits]:
    c, belongs = task.c, tasks.belongs_to().label("belongs")
    rows = here.connection.execute(
        sa.select(c.kind, sa.func.min(c.id), belongs, sa.func.count())
        .where(c.network_id == here.network, c.done_at.is_(None))
        .group_by(c.kind, "belongs")
        .limit(MOST)
    ).all()
    titles = _titles(here, [row.belongs for row in rows])
    for kind, first, about, count in rows:
        known = kind if kind in CHORES else "task"
        yield Waits(known, first, about, *titles.get(about, _UNTITLED), count)


def _answers(here: _Here) -> Iterator[Waits]:
    """Give the loops of which people wait to hear, and whose day is near or past."""
    decided = sa.exists().where(decision.c.loop_id == loop.c.id)
    closed = sa.exists().where(consultation.c.id == loop.c.id, consultation.c.status == "closed")
    seen = sa.exists().where(issue.c.id == loop.c.id, issue.c.status.in_(("open", "on_agenda")))
    rows = here.connection.execute(
        sa.select(loop.c.id, loop.c.title, loop.c.kind, loop.c.hear_back_on)
        .where(loop.c.network_id == here.network, loop.c.status == "open", ~decided, closed | seen)
        .where(loop.c.hear_back_on <= here.today + SOON)
        .order_by(loop.c.hear_back_on)
        .limit(MOST)
    )
    for within, title, source, day in rows:
        kind = "overdue" if day < here.today else "due_soon"
        yield Waits(kind, within, within, _worded(title), source)


def _promises(here: _Here) -> Iterator[Waits]:
    """Give the loops of which a promise is late, though its owner was reminded."""
    c = commitment.c
    late = (c.status == "waiting") & (c.due_on < here.today - LATE_BY)
    rows = here.connection.execute(
        sa.select(c.loop_id, sa.func.count())
        .where(c.network_id == here.network, late)
        .group_by(c.loop_id)
        .limit(MOST)
    ).all()
    titles = _titles(here, [within for within, _ in rows])
    for within, count in rows:
        yield Waits("late_promise", within, within, *titles[within], count)


def _issues(here: _Here) -> Iterator[Waits]:
    """Give what members raised that nobody has looked at, group by group."""
    c = issue.c
    rows = here.connection.execute(
        sa.select(c.id, c.group_id)
        .where(c.network_id == here.network, c.status == "waiting")
        .order_by(c.raised_at, c.id)
        .limit(MOST)
    )
    of_group: dict[int | None, list[int]] = defaultdict(list)
    for which, within in rows:
        of_group[within].append(which)
    for first, *others in of_group.values():
        yield Waits("issue", first, first, source="issue", count=1 + len(others))


def _minutes(here: _Here) -> Iterator[Waits]:
    """Give the meetings whose minutes are missing; none that was archived by hand."""
    c = meeting.c
    sent = sa.exists().where(digest.c.meeting_id == c.id, digest.c.approved_at.is_not(None))
    rows = here.connection.execute(
        sa.select(c.id, c.title)
        .join(loop, (loop.c.id == c.id) & (loop.c.status == "open"))
        .where(c.network_id == here.network, c.status.in_(("planned", "held")), ~sent)
        .where(c.starts_at <= here.now - MINUTES_LATE)
        .order_by(c.starts_at)
        .limit(MOST)
    )
    for which, title in rows:
        yield Waits("minutes", which, which, _worded(title), "meeting")


def _quotes(here: _Here) -> Iterator[Waits]:
    """Give the loops in which people said lately whether their words may be shown."""
    decided = sa.exists().where(decision.c.loop_id == loop.c.id)
    rows = here.connection.execute(
        sa.select(loop.c.id, sa.func.count())
        .join(finding, finding.c.loop_id == loop.c.id)
        .join(quote, quote.c.id == finding.c.quote_id)
        .where(loop.c.network_id == here.network, ~decided)
        .where(loop.c.hear_back_on > here.today + SOON)
        .where(quote.c.answered_at > here.now - timedelta(days=7), finding.c.dropped_at.is_(None))
        .group_by(loop.c.id)
        .limit(MOST)
    ).all()
    titles = _titles(here, [within for within, _ in rows])
    for within, count in rows:
        yield Waits("quotes", within, within, *titles[within], count)


def _languages(here: _Here) -> Iterator[Waits]:
    """Give the loops of which words go out that somebody upstream cannot read."""
    gaps = {
        number: one.gaps for number, one in wording.gathering(here.connection, here.network, MOST)
    }
    titles = _titles(here, list(gaps))
    for number, count in gaps.items():
        if count:
            yield Waits("languages", number, number, *titles[number], count)


def _titles(here: _Here, loops: Collection[int | None]) -> dict[int | None, _Title]:
    asked = sa.select(loop.c.id, loop.c.title, loop.c.kind).where(loop.c.id.in_(loops))
    rows = here.connection.execute(asked)
    return {number: (_worded(title), kind) for number, title, kind in rows}


_SOURCES: tuple[_Source, ...] = (
    _flags, _tasks, _answers, _promises, _issues, _minutes, _quotes, _languages,
)  # fmt: skip


def everything(connection: Connection, number: int, today: date, now: datetime) -> list[Waits]:
    """Give all that waits for the facilitators of a network."""
    here = _Here(connection, number, today, now)
    return [one for source in _SOURCES for one in source(here)]


def network_zone(connection: Connection, number: int) -> str:
    """Give the name of a network's time zone."""
    found = connection.execute(sa.select(network.c.zone).where(network.c.id == number))
    return str(found.scalar_one())


def _worded(title: dict[str, str] | None) -> Worded | None:
    return Worded.of(title) if title else None
