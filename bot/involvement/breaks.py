"""Effects of what a person lets Heard start: breaks, quiet hours, only what changed.

Nothing that is queued is changed by a break or by quiet hours: they hold where messages are claimed
(`wellbeing.py`), so that what waits is neither lost nor written anew.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import undelivered
from bot.involvement.happened import Happened
from bot.store.sql import is_waiting
from bot.store.tables import member, notice, outbox, participation
from conversations.events import BreakTaken, QuietHoursChosen, TellChosen

ASKING = frozenset({
    "ask", "reminder", "catch_up", "induction", "call", "influence", "quote", "invite_meeting",
})  # fmt: skip
"""What does not go to people who want to hear only what changed."""
ONLY_CHANGES = "only what changed"
AT_ONCE, A_DAY = timedelta(0), timedelta(days=1)
SPARE = timedelta(days=2)
"""Quiet hours and a quiet Sunday, which may put off once more what is due later."""


def break_taken(connection: Connection, happened: Sequence[Happened[BreakTaken]]) -> None:
    """Start nothing until then; a break that goes on keeps the moment at which it began."""
    since = sa.func.coalesce(
        member.c.break_since, sa.bindparam("at", type_=member.c.break_since.type)
    )
    until = sa.bindparam("until", type_=member.c.break_until.type)
    change = member.update().where(member.c.id == sa.bindparam("who"))
    connection.execute(
        change.values(break_since=since, break_until=until),
        [{"who": one.member, "at": one.now, "until": one.event.until} for one in happened],
    )


def break_ended(connection: Connection, happened: Sequence[Happened[Any]]) -> None:
    """End their breaks; what waited is looked at again at once, and goes as their limits let it."""
    end_breaks(connection, [one.member for one in happened], happened[0].now)


def end_breaks(
    connection: Connection, members: Collection[int], now: datetime, later: timedelta = AT_ONCE
) -> None:
    """End these people's breaks; what waits for them is due `later`, or now if it expires soon."""
    who = member.c.id.in_(members)
    connection.execute(member.update().where(who).values(break_since=None, break_until=None))
    o = outbox.c
    soon = sa.literal(now, o.due_at.type)
    due_at = sa.case(
        (o.not_after <= now + later + SPARE, soon), else_=sa.literal(now + later, o.due_at.type)
    )
    _tell_what_expired(connection, members, now + later)
    mine = _waits(members)
    connection.execute(outbox.update().where(mine).values(due_at=due_at if later else soon))


def _tell_what_expired(connection: Connection, members: Collection[int], due_at: datetime) -> None:
    """Tell what waited for so long that its message is gone: nothing is lost by a break."""
    n = notice.c
    lost = n.member_id.in_(members) & (n.status == "untold") & (n.reason == "expired")
    anew = {"status": "due", "reason": None, "due_at": due_at}
    connection.execute(notice.update().where(lost).values(**anew))


def what_waits(
    connection: Connection, members: Collection[int]
) -> defaultdict[int, tuple[int, int]]:
    """Count for each of these people the consultations and the decisions that wait for them."""
    o = outbox.c
    counted = [
        sa.func.count(sa.case((o.kind == kind, o.subject)).distinct()) for kind in ("ask", "notice")
    ]
    rows = connection.execute(
        sa.select(o.member_id, *counted).where(_waits(members)).group_by(o.member_id)
    )
    found: defaultdict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    found.update({who: (asks, notices) for who, asks, notices in rows})
    return found


def who_are_asked(connection: Connection, members: Collection[int]) -> list[int]:
    """Give those of these people who want to hear more than what changed."""
    asked = sa.select(member.c.id).where(member.c.id.in_(members), member.c.tell == "all")
    return list(connection.execute(asked).scalars())


def _waits(members: Collection[int]) -> sa.ColumnElement[bool]:
    return outbox.c.member_id.in_(members) & (outbox.c.lane == "bulk") & is_waiting(outbox)


def quiet_hours_chosen(
    connection: Connection, happened: Sequence[Happened[QuietHoursChosen]]
) -> None:
    """Keep the hours, and whether Sundays too, in which nothing is started for them."""
    change = member.update().where(member.c.id == sa.bindparam("who"))
    connection.execute(
        change.values(
            quiet_from=sa.bindparam("begin"), quiet_until=sa.bindparam("end"),
            quiet_sundays=sa.bindparam("sundays"),
        ),
        [
            {"who": one.member, "begin": one.event.begin, "end": one.event.end,
             "sundays": one.event.sundays}
            for one in happened
        ],
    )  # fmt: skip


def tell_chosen(connection: Connection, happened: Sequence[Happened[TellChosen]]) -> None:
    """Keep what Heard may start; where that is only what changed, what asks them is cancelled."""
    change = member.update().where(member.c.id == sa.bindparam("who"))
    connection.execute(
        change.values(tell=sa.bindparam("what")),
        [{"who": one.member, "what": one.event.what} for one in happened],
    )
    only_changes = [one.member for one in happened if one.event.what == "only_changes"]
    if only_changes:
        asks = outbox.c.member_id.in_(only_changes) & outbox.c.kind.in_(ASKING)
        undelivered.cancel(connection, asks, ONLY_CHANGES)
        due = participation.c.member_id.in_(only_changes) & (participation.c.status == "due")
        connection.execute(participation.update().where(due).values(status="unreached"))
