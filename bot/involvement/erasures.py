"""Erasures on the list of stops: what was erased stays so when an older backup is restored.

The audit has a line for each; from there they come to the list, as keyed marks that name nobody.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import record
from bot.involvement.erasing import ANSWERS_ERASED, remove_answers
from bot.involvement.erasing_people import ERASED as EVERYTHING
from bot.involvement.erasing_people import erase_people
from bot.involvement.stop_list import ERASED, Line, Listed, StopList
from bot.store.tables import audit, member, response

A_FEW_AT_ONCE = {"yield_per": 1000}
NEWEST = 10_000
"""Of so many lines of the audit the new ones are looked for; at a first look of all."""


def newest(connection: Connection) -> int:
    """Give a number that rises with every line of the audit."""
    return int(connection.execute(sa.select(sa.func.max(audit.c.id))).scalar() or 0)


def missing(connection: Connection, stop_list: StopList, since: datetime | None) -> Iterator[Line]:
    """Give a line for each erasure after `since`, or ever (None), that the list lacks."""
    a, listed = audit.c, stop_list.read().erased
    which: ColumnElement[bool] = sa.true()
    if since is not None:
        which = (a.at > since) & (a.id > newest(connection) - NEWEST)
    for mark, at in _done(connection, stop_list, which).items():
        if mark not in listed or listed[mark] < at:
            yield Line(at, ERASED, mark)


def _done(
    connection: Connection, stop_list: StopList, which: ColumnElement[bool]
) -> dict[str, datetime]:
    """Give when each erasure was last done, as the audit has it."""
    a = audit.c
    lines = sa.select(a.act, a.actor_id, a.subject, a.at).where(
        which, a.act.in_((EVERYTHING, ANSWERS_ERASED))
    )
    return {
        _everything(stop_list, subject)
        if act == EVERYTHING
        else _answers(stop_list, actor, subject): at
        for act, actor, subject, at in connection.execute(lines.order_by(a.id))
    }


def _everything(stop_list: StopList, who: int) -> str:
    return stop_list.mark("everything of", who)


def _answers(stop_list: StopList, who: int, consultation: int | None) -> str:
    return stop_list.mark("answers of", who, consultation or "all")


# --- after a restore ------------------------------------------------------------------------------


def take_over(connection: Connection, stop_list: StopList, listed: Listed) -> int:
    """Erase again what the list says was erased, and these tables do not know of.

    Gives how many people that was for. Done twice, it does nothing the second time: what they
    answered since stays.
    """
    if not listed.erased:
        return 0
    known = _done(connection, stop_list, sa.true())
    again = {
        mark: at for mark, at in listed.erased.items() if mark not in known or known[mark] < at
    }
    gone = _erase_people(connection, stop_list, again)
    return len(gone | _erase_answers(connection, stop_list, again))


def _erase_people(
    connection: Connection, stop_list: StopList, again: Mapping[str, datetime]
) -> set[int]:
    everybody = sa.select(member.c.id, member.c.network_id)
    found = [
        (who, network, again[mark])
        for who, network in connection.execute(everybody, execution_options=A_FEW_AT_ONCE)
        if (mark := _everything(stop_list, who)) in again
    ]
    for who, network, at in found:
        erase_people(connection, network, [who], at, by=None)
    return {who for who, _, _ in found}


def _erase_answers(
    connection: Connection, stop_list: StopList, again: Mapping[str, datetime]
) -> set[int]:
    given = sa.select(response.c.consultation_id, member.c.id, member.c.network_id).join(
        member, member.c.id == response.c.member_id
    )
    found = {
        (one, who): record.Line(network, again[mark], ANSWERS_ERASED, who, one)
        for number, who, network in connection.execute(given, execution_options=A_FEW_AT_ONCE)
        for one in (number, None)
        if (mark := _answers(stop_list, who, one)) in again
    }
    if found:
        remove_answers(connection, list(found))
        record.add(connection, list(found.values()))
    return {who for _, who in found}
