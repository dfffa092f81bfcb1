"""Remind owners of what they promised, and let nothing be promised without an owner.

A reminder goes 7 days before, on the day and 7 days after; the chair hears of one a month late.
What was missed while the program was away is not made up for: only the latest goes.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection, ScalarSelect

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import loops, networks, owners
from bot.involvement.sent_once import nudge_key
from bot.involvement.tasks import raise_task
from bot.store.tables import commitment, commitment_change, network
from conversations import owning
from conversations.facts import Facts, Person
from conversations.loops import Commitment
from conversations.screen import Screen
from conversations.text import Words
from conversations.turn import Key

EVERY = 60.0
AT_ONCE = 500
KEEP_TRYING = timedelta(days=6)
STAGES = (-7, 0, 7, 30)
"""Days after which somebody is reminded; the last time it is the chair."""
LATE = len(STAGES)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many promises got another owner, or somebody was reminded of."""
    served = is_served(room, commitment.c.network_id)
    handed = owners.hand_over_what_nobody_owns(connection, served, now)
    due = _due(connection, room, now)
    for row, stage in due:
        _remind(connection, room, row, stage, now)
    return handed + len(due)


def _due(connection: Connection, room: Room, now: datetime) -> list[tuple[Any, int]]:
    """Give each promise that waits and the reminder that it is time for."""
    c = commitment.c
    latest = (now + timedelta(days=1 - STAGES[0])).date()
    rows = connection.execute(
        sa.select(commitment, network.c.zone, _dated_at().label("dated_at"))
        .join(network, network.c.id == c.network_id)
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


def stage_on(due_on: date, today: date) -> int:
    """Count the reminders whose day has come."""
    return sum(today >= due_on + timedelta(days=days) for days in STAGES)


def _today(row: Any, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(row["zone"])).date()


def _remind(connection: Connection, room: Room, row: Any, stage: int, now: datetime) -> None:
    """Write to whoever it is for; a date given within its last week was read just now."""
    connection.execute(commitment.update().where(commitment.c.id == row["id"]).values(nudged=stage))
    week_before = row["due_on"] + timedelta(days=STAGES[0])
    if stage == 1 and _today(row, row["dated_at"] or row["made_at"]) >= week_before:
        return
    if row["owner_id"] is None and stage < LATE:
        raise_task(
            connection, row["network_id"], "unowned", loop=row["loop_id"], about=row["id"], now=now
        )
        return
    one = loops.commitments(connection, {row["id"]})[row["network_id"], row["id"]]
    chairs = owners.chairs_of(connection, row) if stage == LATE else []
    to = chairs if stage == LATE else [row["owner_id"]]
    shown, day = _shown(connection, room, one, stage, now), row["due_on"]
    messages = [
        start(room, who, shown, kind="nudge", now=now, about=Key(owning.NAME, one.id),
              key=nudge_key(one.id, who.member, day, stage), not_after=now + KEEP_TRYING)
        for who in addressees(connection, to)
        if who.account in room.channels
    ]  # fmt: skip
    outbox.write(connection, messages, now)


def _shown(
    connection: Connection, room: Room, one: Commitment, stage: int, now: datetime
) -> Screen:
    if stage == LATE or one.owner is None:
        return owning.late_notice(one)
    return owning.nudge(one, facts_of(connection, room, one), now)


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
