"""Remind owners of what they promised, and let nothing be promised without an owner.

A reminder goes 7 days before, on the day and 7 days after; the chair hears of one a month late.
What was missed while the program was away is not made up for: only the latest goes. Several
promises of one owner are one message: more than 3 in a week would not be sent.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection, ScalarSelect

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import loops, networks, owners, undelivered
from bot.involvement.sent_once import LATE, STAGES, nudge_key, nudges_key, stage_on
from bot.involvement.tasks import raise_task
from bot.store import tables
from bot.store.tables import commitment, commitment_change, member, network
from conversations import owning
from conversations.facts import Facts, Person
from conversations.loops import Commitment
from conversations.screen import Act, Screen
from conversations.text import Words
from conversations.turn import Key

EVERY = 60.0
AT_ONCE = 500
KEEP_TRYING = timedelta(days=14)
"""Longer than a week, for whoever had their 3 messages of this one."""


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many promises got another owner, or somebody was reminded of."""
    served = is_served(room, commitment.c.network_id)
    handed = owners.hand_over_what_nobody_owns(connection, served, now)
    due = _due(connection, room, now)
    mine: dict[int, list[tuple[Any, int]]] = defaultdict(list)
    for row, stage in due:
        if _noted(connection, row, stage, now):
            mine[row["owner_id"]].append((row, stage))
        elif stage == LATE:
            _tell_chairs(connection, room, row, now)
    for who, those in mine.items():
        _remind(connection, room, who, those, now)
    return handed + len(due)


def _due(connection: Connection, room: Room, now: datetime) -> list[tuple[Any, int]]:
    """Give each promise that waits and the reminder that it is time for."""
    c = commitment.c
    latest = (now + timedelta(days=1 - STAGES[0])).date()
    rows = connection.execute(
        sa.select(commitment, network.c.zone, member.c.joined_at, _dated_at().label("dated_at"))
        .join(network, network.c.id == c.network_id)
        .outerjoin(member, member.c.id == c.owner_id)
        .where(c.status == "waiting", c.due_on <= latest, c.nudged < LATE)
        .where(is_served(room, c.network_id))
        .order_by(c.due_on, c.id)
        .limit(AT_ONCE)
    ).mappings()  # fmt: skip
    found = [(row, stage_on(row["due_on"], _today(row, now))) for row in rows]
    return [(row, stage) for row, stage in found if stage > row["nudged"]]


def _dated_at() -> ScalarSelect[Any]:
    """Say when the date of a promise was given: as it was made, or moved last."""
    change = commitment_change.c
    last = sa.select(sa.func.max(change.changed_at)).where(
        change.commitment_id == commitment.c.id, change.what.in_(("made", "date"))
    )
    return last.scalar_subquery()


def _today(row: Any, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(row["zone"])).date()


def _noted(connection: Connection, row: Any, stage: int, now: datetime) -> bool:
    """Note that a promise's reminder had its time; gives whether its owner is written to."""
    connection.execute(commitment.update().where(commitment.c.id == row["id"]).values(nudged=stage))
    if stage == LATE:
        return False
    week_before = row["due_on"] + timedelta(days=STAGES[0])
    if stage == 1 and _today(row, row["dated_at"] or row["made_at"]) >= week_before:
        return False  # a date given within its last week was read just now
    if row["joined_at"] is None:  # nobody came, or whoever came has agreed to nothing yet
        raise_task(
            connection, row["network_id"], "unowned", loop=row["loop_id"], about=row["id"], now=now
        )
        return False
    undelivered.cancel(
        connection, (tables.outbox.c.kind == "nudge") & (tables.outbox.c.subject == row["id"]),
        "a later reminder",
    )  # fmt: skip
    return True


def _tell_chairs(connection: Connection, room: Room, row: Any, now: datetime) -> None:
    one = loops.commitments(connection, {row["id"]})[row["network_id"], row["id"]]
    chairs, due_on = owners.chairs_of(connection, row), row["due_on"]
    about = Key(owning.NAME, one.id)
    write(connection, room, chairs, owning.late_notice(one), now, about=about,
          key=lambda to: nudge_key(one.id, to, due_on, LATE))  # fmt: skip


def _remind(
    connection: Connection, room: Room, who: int, those: list[tuple[Any, int]], now: datetime
) -> None:
    """Write to an owner once, however many promises it is time for."""
    row, stage = those[0]
    if len(those) == 1:
        one = loops.commitments(connection, {row["id"]})[row["network_id"], row["id"]]
        shown = owning.nudge(one, facts_of(connection, room, one), now)
        write(connection, room, [who], shown, now, about=Key(owning.NAME, one.id),
              key=lambda to: nudge_key(one.id, to, row["due_on"], stage))  # fmt: skip
        return
    today = _today(row, now)
    shown = owning.listed(loops.owned(connection, who))
    write(
        connection,
        room,
        [who],
        shown,
        now,
        about=Key(owning.NAME),
        key=lambda to: nudges_key(to, today),
    )


def write(  # noqa: PLR0913 - a message is many things
    connection: Connection, room: Room, to: Collection[int], shown: Screen, now: datetime,
    *, about: Key, key: Callable[[int], str],
) -> int:  # fmt: skip
    """Write to these owners or chairs what they are to look at; gives how many are written to."""
    opens = Act("own.one", (about.subject,)) if about.subject else Act("own.list")
    messages = [
        start(room, who, shown, kind="nudge", now=now, about=about, key=key(who.member),
              not_after=now + KEEP_TRYING, opens=opens)
        for who in addressees(connection, to)
        if who.account in room.channels
    ]  # fmt: skip
    outbox.write(connection, messages, now)
    return len(messages)


def facts_of(connection: Connection, room: Room, one: Commitment) -> Facts:
    """Give what the screens of a promise need to know of its owner."""
    number = connection.execute(
        sa.select(commitment.c.network_id).where(commitment.c.id == one.id)
    ).scalar_one()
    here = networks.load(connection, {number}, room.catalogues)[number]
    return Facts(Person(one.owner or 0), here, _unsaid)


def _unsaid(words: Words) -> str:
    """Say nothing: what is sent is said in the language of whoever gets it."""
    return str(words)
