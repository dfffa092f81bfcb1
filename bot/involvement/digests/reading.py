"""What readers of a digest say, which digests they get, and who is told an answer of their own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import contributors
from bot.involvement.audiences import count_told, invited_by
from bot.involvement.happened import Happened
from bot.involvement.telling import notices
from bot.store.sealing import PUT_QUESTION, sealer_of
from bot.store.sql import upsert
from bot.store.tables import digest, follow, group, meeting, member, put_question, reaction
from conversations.content import Audience
from conversations.digest_events import DigestsChosen, GroupFollowed, HelpOffered, Reacted
from conversations.digests import Put
from conversations.facts import AudienceCount
from conversations.plain import from_plain
from conversations.text import Worded


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody put to a meeting, with its answer, to be told to them."""

    member: int
    meeting: int
    title: Worded
    put: Put


def reacted(connection: Connection, happened: Sequence[Happened[Reacted]]) -> None:
    """Keep what readers think; a later reaction takes the place of an earlier one."""
    here = _out(connection, {(one.event.meeting, one.network) for one in happened})
    rows = {
        (one.event.meeting, one.event.piece, one.member): {
            "meeting_id": one.event.meeting, "item": one.event.piece, "member_id": one.member,
            "reaction": one.event.reaction, "said_at": one.now,
        }
        for one in happened
        if (one.event.meeting, one.network) in here
    }  # fmt: skip
    upsert(connection, reaction, list(rows.values()), ["meeting_id", "item", "member_id"])


def help_offered(connection: Connection, happened: Sequence[Happened[HelpOffered]]) -> None:
    """Let whoever offered help hear what comes of it."""
    here = _out(connection, {(one.event.meeting, one.network) for one in happened})
    for one in happened:
        if (one.event.meeting, one.network) in here:
            contributors.add(connection, [(one.event.meeting, one.member, "helper")], one.now)
            notices.also(connection, one.event.meeting, one.member, one.now)


def _out(connection: Connection, asked: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Give those (meeting, network) pairs whose digest is out."""
    m = meeting.c
    rows = connection.execute(
        sa.select(m.id, m.network_id)
        .join(digest, (digest.c.meeting_id == m.id) & digest.c.approved_at.is_not(None))
        .where(m.id.in_([number for number, _ in asked]))
    )
    return {(number, network) for number, network in rows} & set(asked)


def chosen(connection: Connection, happened: Sequence[Happened[DigestsChosen]]) -> None:
    """Keep which digests they get; what went out this month needs no round-up."""
    change = member.update().where(member.c.id == sa.bindparam("who"))
    month = sa.bindparam("month", type_=member.c.rounded_up_on.type)
    connection.execute(
        change.values(digests=sa.bindparam("which"), rounded_up_on=month),
        [
            {"who": one.member, "which": one.event.which,
             "month": date(one.now.year, one.now.month, 1)}
            for one in happened
        ],
    )  # fmt: skip


def followed(connection: Connection, happened: Sequence[Happened[GroupFollowed]]) -> None:
    """Keep of which groups of their network people want digests, besides their own."""
    for one in happened:
        f = follow.c
        mine = (f.member_id == one.member) & (f.group_id == one.event.group)
        connection.execute(follow.delete().where(mine))
        here = sa.select(group.c.id).where(
            group.c.id == one.event.group, group.c.network_id == one.network
        )
        if one.event.follows and connection.execute(here).first() is not None:
            row = {"member_id": one.member, "group_id": one.event.group}
            connection.execute(follow.insert().values(**row))


def readers(network_id: int, audience: Audience) -> sa.Select[int]:
    """Select who may read the digest of a meeting with this audience, and may be written to.

    Those for whom it was, and who follows one of its groups.
    """
    follows = sa.select(follow.c.member_id).where(follow.c.group_id.in_(audience.groups))
    there = member.c.joined_at.is_not(None) & member.c.stopped_at.is_(None)
    m = member.c
    invited = m.id.in_(invited_by(network_id, audience)) | (there & m.id.in_(follows))
    return sa.select(m.id).where(m.network_id == network_id, invited, m.tell == "all")


def wanting(network_id: int, audience: Audience) -> sa.Select[int]:
    """Select who of these readers wants each digest at once, as they chose."""
    wanted = ("all", "mine") if audience.groups else ("all",)
    return readers(network_id, audience).where(member.c.digests.in_(wanted))


def count(connection: Connection, number: int, now: datetime, **pace: Any) -> AudienceCount:
    """Count who a meeting's digest would reach: everyone upstream, and readers who want it.

    Later 'monthly' are those who see it in their round-up. `pace` is as `audiences.count_told`
    takes it.
    """
    m = meeting.c
    row = connection.execute(sa.select(m.network_id, m.audience).where(m.id == number)).one()
    audience = from_plain(Audience, row.audience)
    them = contributors.upstream([number]).subquery()
    there = sa.select(them.c.member_id)
    who = wanting(row.network_id, audience).union(there).subquery()
    told = count_told(connection, row.network_id, sa.select(who.c.id), now, **pace)
    once = readers(row.network_id, audience).where(
        member.c.digests == "monthly", member.c.id.not_in(there)
    )
    monthly = connection.execute(sa.select(sa.func.count()).select_from(once.subquery()))
    return replace(told, later=(*told.later, ("monthly", monthly.scalar_one())))


# --- answers of one's own ------------------------------------------------------------------------


def answers_to_tell(
    connection: Connection, served: ColumnElement[bool], most: int
) -> list[Answered]:
    """Give answers that wait to be told: those of meetings whose digest is out."""
    p, m = put_question.c, meeting.c
    rows = connection.execute(
        sa.select(put_question, m.title)
        .join(meeting, m.id == p.meeting_id)
        .join(digest, (digest.c.meeting_id == m.id) & digest.c.approved_at.is_not(None))
        .where(p.answer.is_not(None), p.told_at.is_(None), served)
        .order_by(p.answered_at)
        .limit(most)
    ).mappings().all()  # fmt: skip
    sealer = sealer_of(connection)
    return [
        Answered(
            row["member_id"], row["meeting_id"], Worded.of(row["title"]),
            Put(row["id"], row["kind"], sealer.open(row["words"], PUT_QUESTION, row),
                row["media_id"], answer=row["answer"]),
        )
        for row in rows
    ]  # fmt: skip


def answers_told(connection: Connection, numbers: Collection[int], now: datetime) -> None:
    """Keep that these answers were written to the outbox."""
    mine = put_question.update().where(put_question.c.id.in_(numbers))
    connection.execute(mine.values(told_at=now))
