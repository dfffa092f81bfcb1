"""A town for faults: people who answer, people who are told, prepared before the program starts.

Everything goes through the program's own effects. Times are civil, on a Tuesday morning, so that
nothing that Heard starts waits for the end of quiet hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.cli.networks import THE_ONLY
from bot.cli.plainly import TELEGRAM_SECRET
from bot.involvement import people, setup
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from bot.store import tables
from bot.store.database import Database
from bot.store.sql import insert_missing
from conversations.consent import VERSION
from conversations.content import Audience, Choice, Decision, Question
from conversations.draft import Draft
from conversations.events import (
    Approved,
    ConsentGiven,
    DecisionApproved,
    DraftStarted,
    Event,
    Joined,
    LanguageChosen,
)
from conversations.text import Worded

TUESDAY = datetime(2027, 2, 23, 10, 0, tzinfo=UTC)
TOKEN = "1001:sandbox"
ORGANISATION = "Riverside Cancer Network"
ASKED = (101, 102)
"""Consultations that everybody who answers is asked about."""
TOLD = (201, 202, 203)
"""Consultations that are over, and whose outcome is told while faults happen."""
QUESTIONS = 8


def words(text: str) -> Worded:
    """Give words in English only."""
    return Worded.of({"en_GB": text})


def question(number: int) -> Question:
    """Give a question with choices, or each third time one for own words."""
    if number % 3 == 0:
        return Question(number, "free_text", words(f"What matters in place {number}?"))
    labels = ("By car", "By bus", "On foot", "Not at all")
    choices = tuple(Choice(place, words(label)) for place, label in enumerate(labels, 1))
    return Question(number, "single", words(f"How was part {number}?"), choices)


@dataclass
class Town:
    """Who lives in the town. `answering` are asked, `listening` are told; all are testers."""

    database: Database
    sandbox: Sandbox
    network: int = 0
    account: int = 0
    facilitator: Phone | None = None
    answering: list[Phone] = field(default_factory=list)
    listening: list[Phone] = field(default_factory=list)
    members: dict[int, int] = field(default_factory=dict)
    """Member numbers by the phone's number at Telegram."""

    @property
    def phones(self) -> list[Phone]:
        """Everybody's phone."""
        first = [self.facilitator] if self.facilitator else []
        return [*first, *self.answering, *self.listening]

    def settings(self, media: Path, **more: str) -> dict[str, str]:
        """Give what the real program needs to serve this town."""
        return {
            "HEARD_DATABASE_URL": self.database.url,
            "HEARD_MEDIA_DIR": str(media),
            "HEARD_TELEGRAM_TOKEN": TOKEN,
            "HEARD_TELEGRAM_BASE_URL": self.sandbox.address,
            "HEARD_TESTERS": ",".join(str(phone.id) for phone in self.phones),
            "HEARD_ORGANISATION": ORGANISATION,
            "HEARD_EMERGENCY_NUMBER": "999",
            "HEARD_ONCOLOGY_LINE": "01632 960000",
            "HEARD_MESSAGES_PER_SECOND": "0",
            "HEARD_CHAT_MESSAGES_PER_SECOND": "0",
            "HEARD_WEB_LISTEN": "127.0.0.1:0",
            "HEARD_LOG_LEVEL": "warning",
        } | more


def build(
    database: Database, sandbox: Sandbox, *, answering: int, listening: int,
    told_within: timedelta = timedelta(0),
) -> Town:  # fmt: skip
    """Prepare a town in an empty database; what is to be told falls due all through a span."""
    sandbox.add_bot(TOKEN, "heard_riverside_bot", ORGANISATION)
    town = Town(database, sandbox)
    town.facilitator = _phone(sandbox, "facilitator")
    town.answering = [_phone(sandbox, f"patient {place}") for place in range(answering)]
    town.listening = [_phone(sandbox, f"carer {place}") for place in range(listening)]
    now = sandbox.clock.now()
    with database.transaction() as connection:
        _found(connection, town, now)
        _join(connection, town, now)
        asker = town.members[town.facilitator.id]
        people.grant(connection, asker, "facilitator", None, now)
        for number in ASKED:
            _open(connection, town, number, now)
            _ask(connection, number, _members(town, town.answering), now)
        for number in TOLD if listening else ():
            _open(connection, town, number, now - timedelta(days=30))
            _told(connection, town, number, now)
        _spread(connection, now, told_within)
    return town


def _phone(sandbox: Sandbox, name: str) -> Phone:
    phone = sandbox.new_person(name)
    phone.look_at().started = True
    return phone


def _members(town: Town, phones: Sequence[Phone]) -> list[int]:
    return [town.members[phone.id] for phone in phones]


def _found(connection: Connection, town: Town, now: datetime) -> None:
    signposts = {"emergency_number": "999", "oncology_line": "01632 960000"}
    town.network = setup.ensure_network(
        connection, THE_ONLY, ORGANISATION, now, languages=("en_GB",), signposts=signposts
    )
    town.account = setup.ensure_account(connection, town.network, TELEGRAM_SECRET)


def _join(connection: Connection, town: Town, now: datetime) -> None:
    long_ago = now - timedelta(days=90)
    places = {(town.account, str(phone.id)): "en" for phone in town.phones}
    consent = ConsentGiven(VERSION, "en_GB", "I agree.", "all at once")
    met = people.meet(connection, places, long_ago)
    town.members = {int(address): who.person.id for (_, address), who in met.items()}
    for member in town.members.values():
        _perform(
            connection, town, member, long_ago,
            LanguageChosen("en_GB"), consent, Joined(f"code {member}"),
        )  # fmt: skip
    connection.execute(tables.member.update().values(ask_every_days=0))


def _perform(
    connection: Connection, town: Town, member: int, when: datetime, *events: Event
) -> None:
    perform(connection, [Happened(member, town.network, event, when, 0) for event in events])


def _open(connection: Connection, town: Town, number: int, opened: datetime) -> None:
    last_day = opened.date() + timedelta(days=14)
    content = Draft(
        title=words(f"Going home {number}"), asker=words("the lead nurse"),
        informs=words("Should late buses stay?"), can_change=words("the hours"),
        cannot_change=words("the price"), decider=words("the board"), closes_on=last_day,
        hear_back_on=last_day + timedelta(days=21), audience=Audience(),
        questions=tuple(question(place) for place in range(1, QUESTIONS + 1)),
        opens_at=opened.isoformat(),
    )  # fmt: skip
    assert town.facilitator
    asker = town.members[town.facilitator.id]
    _perform(connection, town, asker, opened, DraftStarted(number, content), Approved(number, 1))
    _set(connection, number, status="open")


def _set(connection: Connection, number: int, **values: Any) -> None:
    mine = tables.consultation.update().where(tables.consultation.c.id == number)
    connection.execute(mine.values(**values))


def _ask(connection: Connection, number: int, members: Sequence[int], when: datetime) -> None:
    rows = [
        {"consultation_id": number, "member_id": who, "version": 1, "status": "due",
         "due_at": when}
        for who in members
    ]  # fmt: skip
    insert_missing(connection, tables.participation, rows)


def _told(connection: Connection, town: Town, number: int, now: datetime) -> None:
    """Let those who listen have answered, and the outcome be decided."""
    listeners = _members(town, town.listening)
    then = now - timedelta(days=20)
    _ask(connection, number, listeners, then)
    part = tables.participation
    mine = part.update().where(part.c.consultation_id == number)
    connection.execute(mine.values(status="finished", answered_at=then, queued_at=then))
    _set(connection, number, status="closed", closed_at=now - timedelta(days=10),
         nagged_on=now.date())  # fmt: skip
    decided = Decision(words("Buses are few."), words("One more bus."))
    assert town.facilitator
    asker = town.members[town.facilitator.id]
    _perform(connection, town, asker, now, DecisionApproved(number, decided))


def _spread(connection: Connection, now: datetime, within: timedelta) -> None:
    """Let notices fall due one after the other, so that there is always one on its way."""
    c = tables.notice.c
    found = connection.execute(sa.select(c.loop_id, c.member_id)).all()
    for place, (number, who) in enumerate(found):
        mine = tables.notice.update().where(c.loop_id == number, c.member_id == who)
        connection.execute(mine.values(due_at=now + within * place / len(found)))
