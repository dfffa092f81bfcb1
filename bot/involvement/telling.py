"""The loop: a decision told to everyone who took part, or the reason that they cannot be told."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import record
from bot.involvement.happened import Happened
from bot.involvement.reach import is_cut_off
from bot.store.sealing import WHY, sealer_of
from bot.store.sql import among, upsert
from bot.store.tables import consultation, decision, heard_rating, member, notice, outbox
from bot.store.tables import participation as part
from conversations.content import Decision
from conversations.events import DecisionApproved, HeardExplained, HeardRated, ToldAgain
from conversations.plain import from_plain, to_plain


def told_to(
    connection: Connection, pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], Decision]:
    """Give what each of these (consultation, member) pairs was last told."""
    if not pairs:
        return {}
    rows = connection.execute(
        sa.select(notice.c.loop_id, notice.c.member_id, decision.c.content)
        .join(
            decision,
            sa.and_(
                decision.c.loop_id == notice.c.loop_id,
                decision.c.version == notice.c.version,
            ),
        )
        .where(
            among((notice.c.loop_id, notice.c.member_id), pairs),
            notice.c.status.in_(("queued", "told")),
        )
        .order_by(notice.c.version)
    )
    return {(number, who): from_plain(Decision, content) for number, who, content in rows}


def decision_approved(
    connection: Connection, happened: Sequence[Happened[DecisionApproved]]
) -> None:
    """Write the decision, and make one notice for everyone who answered."""
    for one in happened:
        _decide(connection, one)


def _decide(connection: Connection, one: Happened[DecisionApproved]) -> None:
    number = one.event.consultation
    closed = connection.execute(
        sa.select(consultation.c.id).where(
            consultation.c.id == number,
            consultation.c.network_id == one.network,
            consultation.c.status == "closed",
            ~sa.exists().where(decision.c.loop_id == number),
        )
    ).first()
    if closed is None:  # or another facilitator was first: nobody is told twice
        return
    last = sa.select(sa.func.max(decision.c.version)).where(decision.c.loop_id == number)
    version = (connection.execute(last).scalar() or 0) + 1
    content = to_plain(one.event.decision)
    connection.execute(
        decision.insert().values(loop_id=number, version=version, content=content,
                                 approved_by=one.member, approved_at=one.now)
    )  # fmt: skip
    _notices(connection, one, version)
    record.write(connection, one, "decision.approved", number, version=version)


def _notices(connection: Connection, one: Happened[DecisionApproved], version: int) -> None:
    unreachable = is_cut_off(member.c.id)
    reason = sa.case(
        (member.c.death.is_not(None), "died"),
        (member.c.stopped_at.is_not(None), "stopped"),
        (unreachable, "unreachable"),
        else_=None,
    )
    status = sa.case((sa.or_(member.c.stopped_at.is_not(None), unreachable), "untold"), else_="due")
    who = (
        sa.select(
            part.c.consultation_id,
            sa.literal(version),
            part.c.member_id,
            status,
            reason,
            sa.literal(one.now, notice.c.due_at.type),
        )
        .join(member, member.c.id == part.c.member_id)
        .where(part.c.consultation_id == one.event.consultation, part.c.answered_at.is_not(None))
    )
    columns = ["loop_id", "version", "member_id", "status", "reason", "due_at"]
    connection.execute(notice.insert().from_select(columns, who))


def heard_rated(connection: Connection, happened: Sequence[Happened[HeardRated]]) -> None:
    """Keep whether they felt heard; a later rating takes the place of an earlier one."""
    rows = [
        {"loop_id": one.event.consultation, "member_id": one.member,
         "rating": one.event.rating, "rated_at": one.now}
        for one in happened
    ]  # fmt: skip
    upsert(connection, heard_rating, rows, ["loop_id", "member_id"])


def heard_explained(connection: Connection, happened: Sequence[Happened[HeardExplained]]) -> None:
    """Keep why they say so."""
    for one in happened:
        mine = (heard_rating.c.loop_id == one.event.consultation) & (
            heard_rating.c.member_id == one.member
        )
        key = {"loop_id": one.event.consultation, "member_id": one.member}
        why = sealer_of(connection).seal(one.event.why, WHY, key)
        connection.execute(heard_rating.update().where(mine).values(why=why))


def untold(connection: Connection, members: Sequence[int], reason: str) -> None:
    """Record for these people why what is not yet told to them cannot be."""
    waiting = notice.c.status.in_(("due", "queued"))
    connection.execute(
        notice.update()
        .where(notice.c.member_id.in_(members), waiting)
        .values(status="untold", reason=reason)
    )


def not_told(connection: Connection, pairs: Sequence[tuple[int, int]], reason: str) -> None:
    """Record for these (consultation, member) pairs why what was on its way was not told."""
    if not pairs:
        return
    on_its_way = among((notice.c.loop_id, notice.c.member_id), pairs)
    connection.execute(
        notice.update()
        .where(on_its_way, notice.c.status == "queued")
        .values(status="untold", reason=reason)
    )


# --- telling again -------------------------------------------------------------------------------


def why_untold(connection: Connection, number: int) -> tuple[tuple[str, int], ...]:
    """Count by reason who was not told; 'uncertain' are those to whom it was perhaps sent."""
    reason = sa.case((_perhaps_told(), "uncertain"), else_=notice.c.reason)
    rows = connection.execute(
        sa.select(reason, sa.func.count())
        .where(notice.c.loop_id == number, notice.c.status == "untold")
        .group_by(reason)
    )
    erased = connection.execute(sa.select(consultation.c.erased).where(consultation.c.id == number))
    gone = [("erased", people) for people in erased.scalars() if people]
    return tuple(sorted([*((why, people) for why, people in rows), *gone]))


def can_be_told_again(connection: Connection, number: int) -> list[int]:
    """Give the members to whom it was not sent, or perhaps, and who can be reached."""
    return [row.member_id for row in _lost(connection, number)]


def told_again(connection: Connection, happened: Sequence[Happened[ToldAgain]]) -> None:
    """Have it told again, in the network of whoever says so, and keep that on record."""
    for one in happened:
        number = one.event.consultation
        mine = (consultation.c.id == number) & (consultation.c.network_id == one.network)
        if connection.execute(sa.select(consultation.c.id).where(mine)).first() is None:
            continue
        people = tell_again(connection, number, one.now)
        record.write(connection, one, "decision.told_again", number, people=people)


def tell_again(
    connection: Connection, number: int, now: datetime, only: Collection[int] | None = None
) -> int:
    """Have the notices that were lost written anew, all or `only` those of some; gives how many.

    Each becomes due at a moment of its own, which is the occasion of its new message.
    """
    lost = [row for row in _lost(connection, number) if only is None or row.member_id in only]
    for row in lost:
        n = notice.c
        mine = (n.loop_id == number) & (n.version == row.version)
        due = {"status": "due", "reason": None, "due_at": later_than(row.due_at, now)}
        connection.execute(notice.update().where(mine, n.member_id == row.member_id).values(**due))
    if lost:
        over = (consultation.c.id == number) & (consultation.c.status == "told")
        connection.execute(consultation.update().where(over).values(status="closed"))
    return len(lost)


def later_than(before: datetime, now: datetime) -> datetime:
    """Give `now`, or the moment after `before` where that is later: no two occasions are one."""
    return max(now, before + timedelta(microseconds=1))


def _lost(connection: Connection, number: int) -> Sequence[Any]:
    n = notice.c
    return connection.execute(
        sa.select(n.member_id, n.version, n.due_at)
        .join(member, member.c.id == n.member_id)
        .where(n.loop_id == number, n.status == "untold", n.reason == "failed")
        .where(member.c.stopped_at.is_(None), ~is_cut_off(member.c.id))
        .order_by(n.member_id)
    ).all()


def _perhaps_told() -> ColumnElement[bool]:
    """Say of a notice that its message may have arrived."""
    perhaps = sa.exists().where(
        outbox.c.subject == notice.c.loop_id,
        outbox.c.kind == "notice",
        outbox.c.status == "uncertain",
        outbox.c.member_id == notice.c.member_id,
    )
    return (notice.c.reason == "failed") & perhaps


def close_loops(connection: Connection) -> list[int]:
    """Take off the list what everyone was told, or cannot be told; gives the consultations."""
    decided = sa.exists().where(decision.c.loop_id == consultation.c.id)
    waiting = sa.exists().where(
        notice.c.loop_id == consultation.c.id, notice.c.status.in_(("due", "queued"))
    )
    closed = connection.execute(
        consultation.update()
        .where(consultation.c.status == "closed", decided, ~waiting)
        .values(status="told")
        .returning(consultation.c.id)
    )
    return list(closed.scalars())
