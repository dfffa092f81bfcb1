"""What members and facilitators see of issues; `facts` calls these."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import small_numbers
from bot.involvement.issues import counting
from bot.involvement.issues.rule import rule_of
from bot.store.sealing import ISSUE, sealer_of
from bot.store.tables import (
    contributor,
    decision,
    group,
    issue,
    loop,
    meeting,
    membership,
    network,
)
from conversations.content import Audience
from conversations.issues import (
    MOST_A_MONTH,
    Desk,
    Issue,
    IssueRule,
    IssuesHere,
    Mine,
    MyIssue,
    MyIssues,
    OpenIssue,
    Others,
    OthersIssues,
    PlannedMeeting,
    TheIssue,
)
from conversations.plain import from_plain
from conversations.rights import FACILITATOR, NO_GROUP, covers
from conversations.text import Worded

if TYPE_CHECKING:
    from bot.involvement.facts import Asker, Found, Loader, Shelf, Wanted

MOST = 20
THIS_WEEK = 7  # issues of others that are shown in one week
LOOKED_AT = 500
OPEN = ("open", "on_agenda")

_i = issue.c
_DECIDED = sa.exists().where(decision.c.loop_id == _i.id)
_CLOSED = sa.exists().where(loop.c.id == _i.id, loop.c.status == "archived")
_STATUS = sa.case(
    (_i.status.in_(OPEN) & _DECIDED, "answered"),
    (_i.status.in_(("waiting", *OPEN)) & _CLOSED, "closed"),
    else_=_i.status,
).label("now")
"""How far it is: a decision on its loop answers it, whoever wrote that; archiving closes it."""
_UNANSWERED = ~_DECIDED & ~_CLOSED


def _worded(title: Mapping[str, str] | None) -> Worded | None:
    return Worded.of(title) if title else None


# --- for whoever raises ---------------------------------------------------------------------------


def _mine(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    found: Found = {}
    for asker, need in wanted:
        found[asker.person.id, need] = Mine(
            rule_of(connection, asker.network),
            tuple(_groups(connection, asker.person.id)),
            tuple(of_member(connection, asker.person.id)),
        )
    return found


def _groups(connection: Connection, who: int) -> Iterator[tuple[int, str]]:
    m = membership.c
    rows = connection.execute(
        sa.select(group.c.id, group.c.name)
        .join(membership, m.group_id == group.c.id)
        .where(m.member_id == who)
        .order_by(group.c.name)
        .limit(MOST)
    )
    yield from ((number, name) for number, name in rows)


def of_member(connection: Connection, who: int, most: int | None = MOST) -> Iterator[MyIssue]:
    """Give what somebody raised, newest first; with None, all of it."""
    kept = issue.alias("kept")
    rows = connection.execute(
        sa.select(issue, _STATUS, kept.c.title.label("into"), kept.c.answer_by.label("then"))
        .outerjoin(kept, kept.c.id == _i.merged_into)
        .where(_i.raised_by == who)
        .order_by(_i.raised_at.desc(), _i.id)
        .limit(most)
    )
    opened = sealer_of(connection).open
    for row in rows.mappings():
        yield MyIssue(
            id=row["id"],
            status=row["now"],
            words=opened(row["words"], ISSUE, row),
            title=_worded(row["title"]),
            supporters=small_numbers.in_steps(row["supporters"]),
            answer_by=row["then"] if row["now"] == "merged" else row["answer_by"],
            reason=row["reason"],
            into=_worded(row["into"]),
        )


# --- for whoever supports -------------------------------------------------------------------------


def _others(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    found: Found = {}
    for asker, need in wanted:
        who = asker.person.id
        used = counting.supported_this_month(connection, [who], asker.network, now)
        left = max(0, MOST_A_MONTH - used.get(who, 0))
        rows = _open_to(connection, asker, _i.id == need.issue if need.issue else sa.true())
        chosen = rows if need.issue else _of_this_week(rows, _week(connection, asker, now))
        shown = (
            OpenIssue(row.id, Worded.of(row.title), small_numbers.in_steps(row.supporters),
                      supported=row.supported)
            for row in chosen
        )  # fmt: skip
        found[who, need] = Others(tuple(shown), left)
    return found


def _open_to(connection: Connection, asker: "Asker", which: ColumnElement[bool]) -> Sequence[Any]:
    """Give the open issues of others in the network and in the groups that somebody belongs to."""
    who, c = asker.person.id, contributor.c
    belongs = sa.select(membership.c.group_id).where(membership.c.member_id == who)
    mine = sa.exists().where(c.loop_id == _i.id, c.member_id == who)
    raised = mine.where(c.how == "raiser")
    for_them = _i.group_id.is_(None) | _i.group_id.in_(belongs)
    return connection.execute(
        sa.select(_i.id, _i.title, _i.supporters, mine.label("supported"))
        .where(_i.network_id == asker.network, _i.status.in_(OPEN), _UNANSWERED)
        .where(for_them, ~raised, sa.func.coalesce(_i.raised_by, 0) != who, which)
        .order_by(_i.raised_at.desc(), _i.id)
        .limit(LOOKED_AT)
    ).all()


def _week(connection: Connection, asker: "Asker", now: datetime) -> str:
    zone = connection.execute(sa.select(network.c.zone).where(network.c.id == asker.network))
    year, week, _ = now.astimezone(ZoneInfo(zone.scalar_one())).isocalendar()
    return f"{year}-{week}"


def _of_this_week(rows: Sequence[Any], week: str) -> Sequence[Any]:
    """Pick a few, others each week, and the same for everybody whatever is supported."""

    def turn(row: Any) -> bytes:
        return sha256(f"{week}:{row.id}".encode()).digest()

    return sorted(rows, key=turn)[:THIS_WEEK]


# --- for whoever facilitates ----------------------------------------------------------------------


def _desks(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    found: Found = {}
    for asker, need in wanted:
        if asker.person.facilitates:
            found[asker.person.id, need] = _desk(connection, asker, now)
    return found


def _desk(connection: Connection, asker: "Asker", now: datetime) -> Desk:
    rule = rule_of(connection, asker.network)
    longest = (_i.raised_at, _i.id)
    most = (_i.supporters.desc(), *longest)
    return Desk(
        rule,
        tuple(_seen(connection, asker, (_i.status == "waiting") & ~_CLOSED, longest, rule)),
        tuple(_seen(connection, asker, _i.status.in_(OPEN) & _UNANSWERED, most, rule)),
        tuple(_meetings(connection, asker, now)),
    )


def _one(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    found: Found = {}
    for asker, need in wanted:
        if asker.person.facilitates:
            rule = rule_of(connection, asker.network)
            seen = _seen(connection, asker, _i.id == need.id, (_i.id,), rule)
            found[asker.person.id, need] = next(seen, None)
    return found


_above = issue.alias("above")
_RANK = (
    sa.select(sa.func.count())
    .where(
        _above.c.network_id == _i.network_id,
        sa.func.coalesce(_above.c.group_id, 0) == sa.func.coalesce(_i.group_id, 0),
        _above.c.status == "open",
        sa.or_(
            _above.c.supporters > _i.supporters,
            (_above.c.supporters == _i.supporters)
            & (sa.tuple_(_above.c.raised_at, _above.c.id) < sa.tuple_(_i.raised_at, _i.id)),
        ),
    )
    .scalar_subquery()
    .label("rank")
)
"""How many open issues of the same group are before it: more supported, or as much and longer."""


def _seen(
    connection: Connection, asker: "Asker", which: ColumnElement[bool], order: Sequence[Any],
    rule: IssueRule,
) -> Iterator[Issue]:  # fmt: skip
    mine = asker.person.groups_as(FACILITATOR)
    here = sa.true() if mine is None else sa.func.coalesce(_i.group_id, NO_GROUP).in_(mine)
    rows = connection.execute(
        sa.select(issue, _STATUS, _RANK, network.c.zone)
        .join(network, network.c.id == _i.network_id)
        .where(_i.network_id == asker.network, here, which)
        .order_by(*order)
        .limit(MOST)
    )
    opened = sealer_of(connection).open
    for row in rows.mappings():
        enough = row["rank"] < rule.top and row["supporters"] >= rule.supporters
        yield Issue(
            id=row["id"],
            status=row["now"],
            words=opened(row["words"], ISSUE, row),
            media=row["media_id"],
            title=_worded(row["title"]),
            supporters=small_numbers.in_steps(row["supporters"]),
            raised_on=row["raised_at"].astimezone(ZoneInfo(row["zone"])).date(),
            answer_by=row["answer_by"],
            groups=(row["group_id"],) if row["group_id"] else (),
            by_rule=row["now"] == "open" and enough,
        )


def _meetings(connection: Connection, asker: "Asker", now: datetime) -> Iterator[PlannedMeeting]:
    m = meeting.c
    rows = connection.execute(
        sa.select(m.id, m.title, m.starts_at, m.audience, network.c.zone)
        .join(network, network.c.id == m.network_id)
        .where(m.network_id == asker.network, m.status == "planned", m.starts_at > now)
        .order_by(m.starts_at)
        .limit(MOST)
    )
    mine = asker.person.groups_as(FACILITATOR)
    for row in rows:
        if covers(mine, from_plain(Audience, row.audience).groups):
            on = row.starts_at.astimezone(ZoneInfo(row.zone)).date()
            yield PlannedMeeting(row.id, Worded.of(row.title), on)


LOADERS: Mapping[type, "Loader"] = {
    MyIssues: _mine,
    OthersIssues: _others,
    IssuesHere: _desks,
    TheIssue: _one,
}
