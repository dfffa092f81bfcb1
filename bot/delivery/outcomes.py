"""What became of each message, written down; and what follows for the loop and for the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery.claims import Claimed
from bot.delivery.ports import NotSent, Outcome, Refused, Sent, TooFast, Unknown, Unreachable
from bot.involvement import erasing, loop, own_choices
from bot.store.tables import address, member, notice, outbox, participation

TWICE = 2
AGAIN = frozenset({"reply", "ask", "reminder", "goodbye", "progress", "nag"})
"""Kinds that may be sent once more when nobody knows whether they went: their buttons do the same
thing twice. A notice is never said twice."""


PROMPTS = {"ask": "answering", "reminder": "answering", "notice": "hearing_back"}
"""What Heard starts and can be answered by a number, and the conversation that takes it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """One message and what became of it."""

    message: Claimed
    outcome: Outcome


def write(connection: Connection, ended: Sequence[Ended], now: datetime) -> None:
    """Write down what became of each message, and what follows from it."""
    for one in ended:
        connection.execute(
            outbox.update().where(outbox.c.id == one.message.id).values(**_row(one, now))
        )
    _told(connection, [one for one in ended if isinstance(one.outcome, Sent)], now)
    gone = [one.message for one in ended if isinstance(one.outcome, Unreachable)]
    if gone:
        _unreachable(connection, gone, now)
    refused = [one.message for one in ended if isinstance(one.outcome, Refused)]
    _not_told(connection, refused, "failed")
    unclear = [one.message for one in ended if isinstance(one.outcome, Unknown)]
    _not_told(connection, [one for one in unclear if one.kind == "notice"], "failed")
    own_choices.cancel_for_stopped(connection, [one.message.member for one in ended])
    _wipe(connection, [one.message.id for one in ended])
    _forget(connection, [one.message for one in ended if one.message.kind == "goodbye"])


def _wipe(connection: Connection, numbers: Sequence[int]) -> None:
    """Keep nothing of what a message said, once it will not be sent again."""
    over = outbox.c.id.in_(numbers) & outbox.c.status.not_in(("waiting", "sending"))
    connection.execute(outbox.update().where(over).values(payload=None))


def _forget(connection: Connection, goodbyes: Sequence[Claimed]) -> None:
    """Forget those who turned away, once their goodbye was sent, or never can be."""
    if not goodbyes:
        return
    members = {message.member for message in goodbyes}
    goes = (outbox.c.kind == "goodbye") & outbox.c.status.in_(("waiting", "sending"))
    waits = connection.execute(
        sa.select(outbox.c.member_id).where(outbox.c.member_id.in_(members), goes)
    ).scalars()
    erasing.forget(connection, sorted(members.difference(waits)))


def _row(one: Ended, now: datetime) -> dict[str, Any]:
    tries = {"tries": outbox.c.tries + 1}
    match one.outcome:
        case Sent(message):
            sent = {"status": "sent", "message": message, "sent_at": now, "why": None}
            return sent | {"payload": None} | tries  # what was said is kept on their phone only
        case Unreachable(why):
            return {"status": "unreachable", "why": why} | tries
        case Refused(why):
            return {"status": "failed", "why": why} | tries
        case TooFast() | NotSent():
            return {"status": "waiting"}
        case Unknown(why) if one.message.kind in AGAIN:
            once_more = sa.case((outbox.c.tries + 1 < TWICE, "waiting"), else_="uncertain")
            return {"status": once_more, "why": why} | tries
        case Unknown(why):
            return {"status": "uncertain", "why": why} | tries


def _told(connection: Connection, sent: Sequence[Ended], now: datetime) -> None:
    _take_focus(connection, sent)
    for one in sent:
        message = one.message
        if message.kind == "notice":
            connection.execute(_notice(message).values(status="told", told_at=now))
        if message.kind == "ask":
            unasked = participation.c.status == "due"
            connection.execute(_part(message).where(unasked).values(status="asked"))


def _take_focus(connection: Connection, sent: Sequence[Ended]) -> None:
    """Let typed numbers go to what was just asked, where the person is in the middle of nothing."""
    nothing = sa.or_(member.c.focus_conversation.is_(None), member.c.focus_conversation == "home")
    for kind, name in PROMPTS.items():
        asked = [one.message for one in sent if one.message.kind == kind]
        for message in asked:
            connection.execute(
                member.update()
                .where(member.c.id == message.member, nothing)
                .values(focus_conversation=name, focus_subject=message.subject)
            )


def _unreachable(connection: Connection, gone: Sequence[Claimed], now: datetime) -> None:
    places = [message.address for message in gone]
    connection.execute(
        address.update().where(address.c.id.in_(places)).values(unreachable_since=now)
    )
    waits = outbox.c.status == "waiting"
    connection.execute(
        outbox.update()
        .where(outbox.c.address_id.in_(places), waits)
        .values(status="cancelled", why="unreachable", payload=None)
    )
    members = [message.member for message in gone]
    loop.untold(connection, members, "unreachable")
    _not_told(connection, [message for message in gone if message.kind == "ask"], "unreachable")


def _not_told(connection: Connection, messages: Sequence[Claimed], reason: str) -> None:
    for message in messages:
        if message.kind == "notice":
            connection.execute(_notice(message).values(status="untold", reason=reason))
        if message.kind == "ask":
            connection.execute(_part(message).values(status="unreached"))


def _notice(message: Claimed) -> Any:
    return notice.update().where(
        notice.c.consultation_id == message.subject,
        notice.c.member_id == message.member,
        notice.c.status == "queued",
    )


def _part(message: Claimed) -> Any:
    return participation.update().where(
        participation.c.consultation_id == message.subject,
        participation.c.member_id == message.member,
    )
