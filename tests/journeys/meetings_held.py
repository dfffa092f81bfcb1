"""Meetings that were held, without the chats that led there."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from bot.demo.stage import Stage
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.numbers import fresh
from conversations.content import Audience
from conversations.meeting_events import MeetingPlanned, QuestionPut, WasThere
from conversations.meetings_facts import AgendaItem, Plan
from tests.journeys.consultations import Seat, words

AGENDA = (
    AgendaItem(1, words("Evening chemotherapy"), "decision"),
    AgendaItem(2, words("Parking"), "views"),
)
MINUTES = """Riverside Partnership Group
Minutes of the meeting held on Wednesday 24 February 2027

Present: AB (Chair), CD, ST (Lead Nurse)

1. Evening chemotherapy
ST reported that the late sessions were full in January. It was agreed that the late sessions will
continue until the end of June. ST to bring figures on waiting times by 30 March.

2. Parking
Members were asked about permits. Anyone who wants a permit should tell CD by 12 March.

Next meeting: Wednesday 14 April 2027
"""


def tell(stage: Stage, who: Seat, event: Any) -> None:
    """Let something have happened in somebody's turn."""
    happened = Happened(who.member, who.network, event, stage.clock.now(), 0)
    with stage.database.transaction() as connection:
        perform(connection, [happened])


def plan_meeting(stage: Stage, by: Seat, audience: Audience | None = None) -> int:
    """Let a facilitator have planned a meeting for tomorrow at 14:00; gives its number."""
    number = fresh() % 2**48
    tomorrow: date = stage.clock.now().date() + timedelta(days=1)
    plan = Plan(
        title=words("Partnership group"), day=tomorrow, begins="14:00", minutes=90,
        place=words("Seminar Room 2"), agenda=AGENDA, audience=audience or Audience(),
    )  # fmt: skip
    tell(stage, by, MeetingPlanned(number, plan))
    return number


def put(stage: Stage, who: Seat, meeting: int, text: str) -> int:
    """Let somebody have put a question to the second item."""
    number = fresh() % 2**48
    tell(stage, who, QuestionPut(meeting, 2, number, "question", text))
    return number


def was_there(stage: Stage, who: Seat, meeting: int) -> None:
    """Let somebody have said that they were at the meeting."""
    tell(stage, who, WasThere(meeting, came=True))


def choose(stage: Stage, who: Seat, **values: Any) -> None:
    """Let somebody have chosen something about themselves."""
    mine = tables.member.update().where(tables.member.c.id == who.member)
    with stage.database.transaction() as connection:
        connection.execute(mine.values(**values))


def grow(stage: Stage, who: Seat, name: str) -> int:
    """Make a group that somebody belongs to; gives its number."""
    with stage.database.transaction() as connection:
        made = tables.group.insert().values(network_id=who.network, name=name, kind="locality")
        number: int = connection.execute(made.returning(tables.group.c.id)).scalar_one()
        connection.execute(tables.membership.insert().values(group_id=number, member_id=who.member))
    return number


def unlimited(stage: Stage) -> None:
    """Let nobody have been written to lately, so that limits do not hold what is tested here."""
    o = tables.outbox.c
    sent = tables.outbox.update().where(o.lane == "bulk", o.sent_at.is_not(None))
    with stage.database.transaction() as connection:
        connection.execute(sent.values(lane=sa.literal("reply")))
