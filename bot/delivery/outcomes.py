"""What became of each message, written down; and what follows for the loop and for the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.outbox import ONCE_AT_MOST, TWICE, Claimed
from bot.delivery.ports import (
    NotArrived,
    NotSent,
    Outcome,
    Refused,
    Sent,
    TooFast,
    Unknown,
    Unreachable,
)
from bot.involvement import own_choices, places, undelivered
from bot.store.sql import beside, is_sending
from bot.store.tables import (
    consultation,
    conversation_state,
    member,
    notice,
    outbox,
    participation,
)
from conversations.discreet import NAME as DISCREET

PROMPTS = {
    "ask": "answering", "reminder": "answering", "notice": "hearing_back", "flag": "flags",
    "quote": "quoting", "needs": "needs_you", "nudge": "owning", "issue": "raising",
    "invite_meeting": "attending", "meeting_moved": "attending", "meeting_reminder": "attending",
    "meeting_thanks": "attending",
}  # fmt: skip
"""What Heard starts and can be answered by a number, and the conversation that takes it."""
ALSO_NUMBERED = frozenset({"nag"})
"""What else Heard starts with numbers that a person may type; those lead home as yet."""
LEFT = ("put_off", "declined", "finished")
"""Where a go at a consultation is left: the next number that is typed is not for it."""
LET_LIE = (
    "home",
    "own_choices",
    "my_data",
    "asides",
    "recovering",
    "by_telephone",
    "roles",
    "needs_you",
)
"""Menus that lie open: a number typed to what came since must not erase somebody, or stop."""


_OURS = (
    sa.select(outbox.c.id, outbox.c.lease)
    .where(outbox.c.id.in_(sa.bindparam("numbers", expanding=True)), is_sending(outbox))
    .with_for_update()
)
_ARRIVED = (
    outbox.update()
    .where(outbox.c.id == sa.bindparam("row"))
    .values(
        {
            "status": "sent", "message": sa.bindparam("number"), "sent_at": sa.bindparam("now"),
            "why": None, "payload": None, "lease": None, "tries": outbox.c.tries + 1,
        }
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ended:
    """One message and what became of it."""

    message: Claimed
    outcome: Outcome


def write(connection: Connection, ended: Sequence[Ended], now: datetime) -> None:
    """Write down what became of each message, and what follows from it.

    What another sender has taken over by now is left to that one.
    """
    ended = _still_ours(connection, ended)
    sent = [one for one in ended if isinstance(one.outcome, Sent)]
    others = [one for one in ended if not isinstance(one.outcome, Sent)]
    _sent(connection, sent, now)
    _not_arrived(connection, others, now)
    _told(connection, sent, now)
    if others:
        _follow(connection, others, now)
    goodbyes = {one.message.member for one in ended if one.message.kind == "goodbye"}
    if goodbyes:
        undelivered.forget_after_goodbye(connection, goodbyes)


def _follow(connection: Connection, others: Sequence[Ended], now: datetime) -> None:
    undelivered.follow(connection, [_lost(one) for one in others if _is_lost(one)], "failed")
    gone = [one for one in others if isinstance(one.outcome, Unreachable)]
    if gone:
        undelivered.follow(connection, [_lost(one) for one in gone], "unreachable")
        undelivered.lose(connection, {one.message.address for one in gone}, now)
        places.deactivated(connection, _whose_account_is_gone(gone), now)
    own_choices.cancel_for_stopped(connection, [one.message.member for one in others])
    _wipe(connection, [one.message.id for one in others])


def _whose_account_is_gone(unreachable: Sequence[Ended]) -> set[int]:
    """Give the addresses whose accounts are no more."""
    return {
        one.message.address
        for one in unreachable
        if isinstance(one.outcome, Unreachable) and one.outcome.gone
    }


def _still_ours(connection: Connection, ended: Sequence[Ended]) -> list[Ended]:
    rows = connection.execute(_OURS, {"numbers": [one.message.id for one in ended]})
    leases = {number: lease for number, lease in rows}  # noqa: C416  rows are not pairs to dict()
    return [
        one
        for one in ended
        if one.message.id in leases and leases[one.message.id] == one.message.lease
    ]


def _sent(connection: Connection, sent: Sequence[Ended], now: datetime) -> None:
    """Write down what arrived, all at once; what was said is kept on their phones only."""
    if not sent:
        return
    rows = [
        {"row": one.message.id, "number": one.outcome.message, "now": now}
        for one in sent
        if isinstance(one.outcome, Sent)
    ]
    connection.execute(_ARRIVED, rows)


def _is_lost(one: Ended) -> bool:
    """Tell whether a message will not be sent again, though nobody knows that it arrived."""
    unclear = isinstance(one.outcome, Unknown) and one.message.kind in ONCE_AT_MOST
    return unclear or isinstance(one.outcome, Refused)


def _lost(one: Ended) -> undelivered.Lost:
    return one.message.kind, one.message.subject, one.message.member


def _wipe(connection: Connection, numbers: Sequence[int]) -> None:
    """Keep nothing of what a message said, once it will not be sent again."""
    over = outbox.c.id.in_(numbers) & outbox.c.status.not_in(("waiting", "sending"))
    connection.execute(outbox.update().where(over).values(payload=None))


def _not_arrived(connection: Connection, others: Sequence[Ended], now: datetime) -> None:
    for one in others:
        if not isinstance(one.outcome, Sent):
            mine = outbox.update().where(outbox.c.id == one.message.id)
            row = _row(one.message, one.outcome, now)
            connection.execute(mine.values(**row, lease=None))


def _row(message: Claimed, outcome: NotArrived, now: datetime) -> dict[str, Any]:
    tries = {"tries": outbox.c.tries + 1}
    match outcome:
        case Unreachable(why):
            return {"status": "unreachable", "why": why} | tries
        case Refused(why):
            return {"status": "failed", "why": why} | tries
        case TooFast(seconds):
            return {"status": "waiting", "why": f"too fast: wait {seconds:g} s"}
        case NotSent(why):
            return {"status": "waiting", "why": why}
        case Unknown(why) if message.kind in ONCE_AT_MOST:
            return {"status": "uncertain", "why": why, "sent_at": now} | tries
        case Unknown(why):
            again = outbox.c.tries + 1 < TWICE
            once_more = sa.case((again, "waiting"), else_="uncertain")
            perhaps = sa.case((again, None), else_=sa.literal(now, outbox.c.sent_at.type))
            return {"status": once_more, "why": why, "sent_at": perhaps} | tries


def _told(connection: Connection, sent: Sequence[Ended], now: datetime) -> None:
    _take_focus(connection, sent)
    for one in sent:
        message = one.message
        if message.kind == "notice":
            connection.execute(_notice(message).values(status="told", told_at=now))
        if message.kind == "ask":
            # 'unreached' where it was cancelled while this message was on its way
            unasked = participation.c.status.in_(("due", "unreached"))
            connection.execute(_part(message).where(unasked).values(status="asked"))


def _take_focus(connection: Connection, sent: Sequence[Ended]) -> None:
    """Let typed numbers go to what was just asked, where the person is in the middle of nothing.

    What was said to a discreet person has no number: whatever they type opens it.
    """
    asked = [one.message for one in sent if one.message.kind in ALSO_NUMBERED.union(PROMPTS)]
    for message in sorted(asked, key=lambda one: one.member):  # as turns do: see `turns`
        connection.execute(
            member.update()
            .where(member.c.id == message.member, _gives_way(message))
            .values(_focus(message))
        )


def _focus(message: Claimed) -> dict[str, Any]:
    if message.kind not in PROMPTS:
        return {"focus_conversation": None, "focus_subject": None}
    name = sa.case((member.c.discreet, DISCREET), else_=PROMPTS[message.kind])
    return {"focus_conversation": name, "focus_subject": message.subject}


def _gives_way(message: Claimed) -> Any:
    numbered = message.kind in PROMPTS
    return _in_the_middle_of_nothing() if numbered else member.c.focus_conversation.in_(LET_LIE)


def _in_the_middle_of_nothing() -> Any:
    """Say that nothing is open: a menu at most, a go not begun, one put off or one that is over."""
    m, s, p, c = member.c, conversation_state.c, participation.c, consultation.c
    begun = sa.exists().where(
        s.member_id == m.id, s.conversation == m.focus_conversation, s.subject == m.focus_subject
    )
    left = sa.exists().where(
        p.member_id == m.id, p.consultation_id == m.focus_subject, p.status.in_(LEFT)
    )
    closed = sa.exists().where(c.id == m.focus_subject, c.status != "open")
    over = (m.focus_conversation == "answering") & (left | closed)
    return sa.or_(
        m.focus_conversation.is_(None), m.focus_conversation.in_(LET_LIE), sa.not_(begun), over
    )


def _notice(message: Claimed) -> Any:
    return notice.update().where(
        beside(notice.c.loop_id) == message.subject,
        notice.c.member_id == message.member,
        notice.c.status == "queued",
    )


def _part(message: Claimed) -> Any:
    return participation.update().where(
        participation.c.consultation_id == message.subject,
        participation.c.member_id == message.member,
    )
