"""What somebody did besides answering: all of it in one statement, for a copy of their data."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.store.sealing import ISSUE, PUT_QUESTION, QUOTE, REPLY, TASK, WHY, Place, sealer_of
from bot.store.tables import (
    attendance,
    belief,
    commitment,
    contributor,
    follow,
    group,
    heard_rating,
    influence,
    issue,
    loop,
    meeting,
    put_question,
    quote,
    reaction,
    seat,
    task,
    volunteer,
    volunteer_call,
)
from bot.store.types import Moment
from conversations.known import Deed
from conversations.text import Worded

_WORDS: Mapping[str, Place] = {
    "heard": WHY, "put": PUT_QUESTION, "raised": ISSUE, "task": TASK, "quote": QUOTE,
}  # fmt: skip
_REPLIES: Mapping[str, Place] = {"task": REPLY}
"""Where words are sealed; any others are plain."""

_members: sa.BindParameter[int] = sa.bindparam("members", expanding=True)
_none = sa.cast(sa.null(), sa.String)


def load(connection: Connection, who: Sequence[int]) -> dict[int, list[Deed]]:
    """Give what each of these members did, the first first."""
    found: dict[int, list[Deed]] = defaultdict(list)
    opened = sealer_of(connection).open
    rows = connection.execute(_ALL, {"members": list(who)}).all()
    for row in sorted(rows, key=lambda one: (one.at is not None, one.at)):
        keys = {
            "id": row.number, "loop_id": row.number, "member_id": row.member_id,
            "made_at": row.at, "asked_at": row.at,
        }  # fmt: skip
        words, reply = (
            opened(kept, place, keys) if place else kept
            for kept, place in (
                (row.words, _WORDS.get(row.what)), (row.reply, _REPLIES.get(row.what)),
            )
        )  # fmt: skip
        about = Worded.of(row.about) if row.about else None
        found[row.member_id].append(Deed(row.what, row.at, about, row.detail, words, reply))
    return found


def _deed(
    what: str, member_id: sa.Column[Any], about: ColumnElement[Any] | None = None,
    at: ColumnElement[Any] | None = None, **more: ColumnElement[Any],
) -> sa.Select[Any]:  # fmt: skip
    """Select deeds of one kind; they stand below one another, so all have the same columns."""
    return sa.select(
        sa.literal(what).label("what"),
        member_id.label("member_id"),
        sa.type_coerce(sa.null() if about is None else about, sa.JSON).label("about"),
        sa.type_coerce(sa.null() if at is None else at, Moment).label("at"),
        more.get("detail", _none).label("detail"),
        more.get("words", _none).label("words"),
        more.get("reply", _none).label("reply"),
        more.get("number", sa.cast(sa.null(), sa.BigInteger)).label("number"),
    ).where(member_id.in_(_members))


def _at_loop(what: str, table: sa.Table, at: str, **more: ColumnElement[Any]) -> sa.Select[Any]:
    c = table.c
    mine = _deed(what, c.member_id, loop.c.title, c[at], number=loop.c.id, **more)
    return mine.join(loop, loop.c.id == c.loop_id)


def _at_meeting(what: str, table: sa.Table, at: str, **more: ColumnElement[Any]) -> sa.Select[Any]:
    c = table.c
    mine = _deed(what, c.member_id, meeting.c.title, c[at], **more)
    return mine.join(meeting, meeting.c.id == c.meeting_id)


_a, _b, _h, _p, _t, _q = (
    attendance.c, belief.c, heard_rating.c, put_question.c, task.c, quote.c,
)  # fmt: skip
_ALL = sa.union_all(
    _at_loop("upstream", contributor, "since", detail=contributor.c.how),
    _at_loop("heard", heard_rating, "rated_at", detail=_h.rating, words=_h.why).where(
        loop.c.kind != "consultation"  # those stand with the answers
    ),
    _at_loop("know", belief, "believed_at", detail=_b.know).where(_b.know.is_not(None)),
    _at_loop("influenced", belief, "believed_at", detail=_b.influenced).where(
        _b.influenced.is_not(None)
    ),
    _deed("quote", _q.member_id, loop.c.title, _q.asked_at, detail=_q.status, words=_q.words,
          number=_q.id).join(loop, loop.c.id == _q.loop_id),
    _deed("task", _t.member_id, loop.c.title, _t.made_at, detail=_t.kind, words=_t.words,
          reply=_t.reply, number=_t.id).outerjoin(loop, loop.c.id == _t.loop_id),
    _at_meeting("invited", attendance, "asked_at", detail=_a.reply),
    _at_meeting("came", attendance, "replied_at").where(_a.came),
    _at_meeting("put", put_question, "put_at", detail=_p.kind, words=_p.words, reply=_p.answer,
                number=_p.id),
    _at_meeting("reaction", reaction, "said_at", detail=reaction.c.reaction),
    _deed("raised", issue.c.raised_by, issue.c.title, issue.c.raised_at, detail=issue.c.status,
          words=issue.c.words, reply=issue.c.reason, number=issue.c.id),
    _deed("promise", commitment.c.owner_id, commitment.c.promise, commitment.c.made_at,
          detail=commitment.c.status),
    _deed("offered", volunteer.c.member_id, volunteer_call.c.title, volunteer.c.offered_at)
    .join(volunteer_call, volunteer_call.c.id == volunteer.c.call_id)
    .where(volunteer.c.offered_at.is_not(None)),
    _deed("seat", seat.c.member_id, seat.c.title),
    _deed("influence", influence.c.member_id, None, influence.c.said_at,
          detail=influence.c.strength, words=influence.c.domain),
    _deed("follows", follow.c.member_id, words=group.c.name)
    .join(group, group.c.id == follow.c.group_id),
)  # fmt: skip
TABLES = frozenset(
    table.name
    for table in (
        attendance, belief, commitment, contributor, follow, heard_rating, influence, issue,
        put_question, quote, reaction, seat, task, volunteer,
    )
)  # fmt: skip
"""The tables in which deeds stand, by their names."""
