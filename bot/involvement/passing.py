"""Who is to be told what was passed down to their group: some at a time, each once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import audiences, seats
from bot.store.tables import (
    contributor,
    decision,
    group,
    loop,
    member,
    membership,
    outbox,
    participation,
    passed_on,
)
from conversations.consent import FOR_WORK
from conversations.content import Decision
from conversations.events import Requested
from conversations.facts import AudienceCount
from conversations.plain import from_plain
from conversations.text import Worded

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Passed:
    """A decision on its way to a group, and the members who are next; `last` ends the row."""

    loop: int
    group: int
    source: str
    title: Worded
    decision: Decision
    members: Sequence[int]

    @property
    def last(self) -> bool:
        """Tell whether nobody is left after these."""
        return len(self.members) < AT_ONCE


def due(connection: Connection, served: ColumnElement[bool]) -> list[Passed]:
    """Give what is on its way, for the networks that are served."""
    source, p = group.alias(), passed_on.c
    rows = connection.execute(
        sa.select(passed_on, loop.c.title, source.c.name)
        .join(loop, loop.c.id == p.loop_id)
        .join(source, source.c.id == p.from_group)
        .where(p.told_at.is_(None), served)
        .order_by(p.passed_at)
    ).all()
    return [_passed(connection, row) for row in rows]


def _passed(connection: Connection, row: Any) -> Passed:
    who = list(connection.execute(_members(row)).scalars())
    title = Worded.of(row.title)
    told = _latest(connection, row.loop_id)
    if told is None:
        msg = f"Nothing is decided of {row.loop_id}."
        raise LookupError(msg)
    return Passed(row.loop_id, row.group_id, row.name, title, told, who)


def _members(row: Any) -> sa.Select[int]:
    """Pick the next members of the group who are not told anyway, and want to hear of meetings."""
    who = _wanting(row.loop_id, [row.group_id]).where(member.c.id > (row.upto or 0))
    return who.order_by(member.c.id).limit(AT_ONCE)


def _wanting(number: int, groups: Collection[int]) -> sa.Select[int]:
    """Select who in these groups wants to hear what was passed to them, and is not told anyway."""
    m = member.c
    answered = sa.exists().where(
        participation.c.consultation_id == number, participation.c.member_id == m.id,
        participation.c.answered_at.is_not(None),
    )  # fmt: skip
    upstream = sa.exists().where(contributor.c.loop_id == number, contributor.c.member_id == m.id)
    belongs = sa.exists().where(
        membership.c.member_id == m.id, membership.c.group_id.in_(groups)
    )  # fmt: skip
    return (
        sa.select(m.id)
        .where(belongs, m.joined_at.is_not(None), m.stopped_at.is_(None), m.death.is_(None))
        .where(m.tell == "all", m.consent_version > FOR_WORK)
        .where(m.digests.in_(("all", "mine")), ~answered, ~upstream)
    )


def count(
    connection: Connection, asked: Requested, now: datetime, **pace: Any
) -> AudienceCount | None:  # fmt: skip
    """Count who would be told if what was decided were passed down from a group; None if it cannot.

    Those count once who are in several of the groups, and those not at all who were told before.
    `pace` is as `audiences.count_told` takes it.
    """
    number, above = asked.position, asked.audience.groups[0] if asked.audience else 0
    network = connection.execute(sa.select(loop.c.network_id).where(loop.c.id == number)).scalar()
    if network is None:
        return None
    p, o = passed_on.c, outbox.c
    had = sa.select(p.group_id).where(p.loop_id == number)
    lower = seats.below(connection, above) - {above, *connection.execute(had).scalars()}
    on_its_way = sa.exists().where(
        membership.c.member_id == member.c.id, membership.c.group_id == p.group_id,
        p.loop_id == number, p.told_at.is_(None),
    )  # fmt: skip
    before = sa.exists().where(
        o.subject == number, o.kind == "passed", o.member_id == member.c.id
    )  # fmt: skip
    who = _wanting(number, lower).where(~on_its_way, ~before)
    return audiences.count_told(connection, network, who, now, **pace)


def told_to(
    connection: Connection, asked: Collection[tuple[int, int]]
) -> dict[tuple[int, int], tuple[Worded, Decision, str]]:
    """Give what was passed of each (loop, member), where it came to a group of theirs."""
    source, p = group.alias(), passed_on.c
    rows = connection.execute(
        sa.select(passed_on, loop.c.title, source.c.name, membership.c.member_id)
        .join(membership, membership.c.group_id == p.group_id)
        .join(loop, loop.c.id == p.loop_id)
        .join(source, source.c.id == p.from_group)
        .where(p.loop_id.in_({number for number, _ in asked}))
        .where(membership.c.member_id.in_({who for _, who in asked}))
    ).all()
    return {
        (row.loop_id, row.member_id): (Worded.of(row.title), content, row.name)
        for row in rows
        if (content := _latest(connection, row.loop_id)) is not None
    }


def _latest(connection: Connection, number: int) -> Decision | None:
    content = connection.execute(
        sa.select(decision.c.content)
        .where(decision.c.loop_id == number)
        .order_by(decision.c.version.desc())
        .limit(1)
    ).scalar()
    return from_plain(Decision, content) if content else None


def went(connection: Connection, one: Passed, now: datetime) -> None:
    """Note how far it is."""
    values = {"told_at": now} if one.last else {"upto": one.members[-1]}
    here = (passed_on.c.loop_id == one.loop) & (passed_on.c.group_id == one.group)
    connection.execute(passed_on.update().where(here).values(**values))
