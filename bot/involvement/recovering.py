"""Recovery codes: whose a code is, what is done with it, and a lock after ten wrong ones.

Only a code's hash is kept. One that was told by telephone is kept in a form of its own, which opens
nothing from a phone. Of two who claim one code the first wins: the other's turn fails, is taken
again, and finds the code gone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import deaths, erasing, erasing_people, own_choices, places, record
from bot.involvement.happened import Happened
from bot.involvement.people import hashed
from bot.store.tables import inbox, member
from conversations.events import (
    AnswersErased,
    CodeGiven,
    CodeRefused,
    DeathTold,
    DeathToldByCode,
    ErasedByCode,
    Moved,
    Stopped,
    StoppedByCode,
)
from conversations.facts import CodeHolder

WITHIN = timedelta(days=1)
"""Wrong codes are counted for so long after the last one."""
GIVEN, MOVED, STOPPED, ERASED, DIED = (
    "code.given", "code.moved", "code.stopped", "code.erased", "code.death",
)  # fmt: skip
"""The acts in the audit; the subject is the number of whoever has the code."""

_TOLD = "told "

Asked = tuple[int, int, str]
"""A member who asks, their network, and a code's hash."""


class CodeNoLongerValid(Exception):  # noqa: N818  it reads as it is said
    """Somebody else has used this code in the meantime."""


def load(connection: Connection, asked: Sequence[Asked], now: datetime) -> dict[Asked, CodeHolder]:
    """Give whose these codes are, in the askers' own networks, and the askers' wrong codes."""
    wrong = _wrong(connection, {who for who, _, _ in asked}, now)
    found = {}
    for one in asked:
        who, network, code = one
        row = _holder(connection, network, code)
        found[one] = CodeHolder(wrong=wrong.get(who, 0)) if row is None else CodeHolder(
            member=row["id"],
            told=row["recovery_hash"] != code,
            stopped=row["stopped_at"] is not None,
            died=row["death"] == "member",
            wrong=wrong.get(who, 0),
        )  # fmt: skip
    return found


def _wrong(connection: Connection, members: set[int], now: datetime) -> dict[int, int]:
    lately = member.c.id.in_(members) & (member.c.wrong_code_at > now - WITHIN)
    rows = connection.execute(sa.select(member.c.id, member.c.wrong_codes).where(lately))
    return {who: wrong for who, wrong in rows}  # noqa: C416  rows are not pairs to dict()


def _holder(connection: Connection, network: int, code: str) -> Mapping[Any, Any] | None:
    m = member.c
    kept = sa.select(m.id, m.recovery_hash, m.stopped_at, m.death).where(
        m.recovery_hash.in_((code, _TOLD + code)), m.network_id == network
    )
    return connection.execute(kept).mappings().first()


# --- effects --------------------------------------------------------------------------------------


def code_refused(connection: Connection, happened: Sequence[Happened[CodeRefused]]) -> None:
    """Count wrong codes, those within a day of each other together; keep no code's words."""
    m = member.c
    for one in happened:
        if not one.event.wrong:
            continue
        counted = sa.case((m.wrong_code_at > one.now - WITHIN, m.wrong_codes + 1), else_=1)
        mine = member.update().where(m.id == one.member)
        connection.execute(mine.values(wrong_codes=counted, wrong_code_at=one.now))
    _keep_no_words(connection, happened)


def code_given(connection: Connection, happened: Sequence[Happened[CodeGiven]]) -> None:
    """Write down that a code was given, and see to it that one told by telephone works only there.

    The message that it came in is not kept.
    """
    _keep_no_words(connection, happened)
    for one in happened:
        number = _take(connection, one)
        record.write(connection, one, GIVEN, number, by_telephone=one.event.by_telephone)
        forgiven = member.update().where(member.c.id == one.member)
        connection.execute(forgiven.values(wrong_codes=0))
        if one.event.by_telephone:
            theirs = member.update().where(member.c.id == number)
            connection.execute(theirs.values(recovery_hash=_TOLD + one.event.code))


def moved(connection: Connection, happened: Sequence[Happened[Moved]]) -> None:
    """Let whoever has the code write from this account; who wrote from it until now is erased."""
    for one in happened:
        _move(connection, one)


def _move(connection: Connection, one: Happened[Moved]) -> None:
    m, event = member.c, one.event
    mine = (m.id == event.becomes) & (m.network_id == one.network)
    taken = connection.execute(
        member.update()
        .where(mine, m.recovery_hash == event.code)
        .values(recovery_hash=hashed(event.new_code), wrote_at=one.now)
    )
    if taken.rowcount != 1:
        raise CodeNoLongerValid
    record.write(connection, one, MOVED, event.becomes)
    places.move(connection, from_member=one.member, to_member=event.becomes)
    _erase_whoever_was_here(connection, one)


def _erase_whoever_was_here(connection: Connection, one: Happened[Moved]) -> None:
    erasing.forget(connection, [one.member])
    left = sa.select(member.c.id).where(member.c.id == one.member)
    if connection.execute(left).first():
        erasing_people.erase_people(connection, one.network, [one.member], one.now, one.member)


def stopped_by_code(connection: Connection, happened: Sequence[Happened[StoppedByCode]]) -> None:
    """Stop writing to whoever has the code."""
    for one in happened:
        number = _take(connection, one)
        record.write(connection, one, STOPPED, number)
        own_choices.stopped(connection, [_of(number, one, Stopped())])


def erased_by_code(connection: Connection, happened: Sequence[Happened[ErasedByCode]]) -> None:
    """Erase what whoever has the code answered, or everything about them."""
    for one in happened:
        number = _take(connection, one)
        record.write(connection, one, ERASED, number, whole=one.event.whole)
        if one.event.whole:
            erasing_people.erase_people(connection, one.network, [number], one.now, one.member)
        else:
            erasing.erase_answers(connection, [_of(number, one, AnswersErased())])


def death_told_by_code(
    connection: Connection, happened: Sequence[Happened[DeathToldByCode]]
) -> None:
    """End everything for whoever has the code, since somebody has died."""
    for one in happened:
        number = _take(connection, one)
        record.write(connection, one, DIED, number)
        told = DeathTold(one.event.who, number)
        deaths.death_told(connection, [_of(one.member, one, told)])


def _take(connection: Connection, one: Happened[Any]) -> int:
    """Give whose a code is now; raises CodeNoLongerValid."""
    row = _holder(connection, one.network, one.event.code)
    if row is None:
        raise CodeNoLongerValid
    return int(row["id"])


def _of(number: int, one: Happened[Any], event: Any) -> Happened[Any]:
    return Happened(number, one.network, event, one.now, one.update)


def _keep_no_words(connection: Connection, happened: Sequence[Happened[Any]]) -> None:
    letters = inbox.c.id.in_([one.update for one in happened])
    connection.execute(inbox.update().where(letters).values(payload=None))
