"""A network with members who have joined, and consultations that they were asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.channels.telegram.codec import write_data
from bot.cli.networks import THE_ONLY
from bot.cli.plainly import TELEGRAM_SECRET
from bot.involvement import setup
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store.numbers import fresh
from bot.store.tables import address, consultation, member, participation
from conversations.consent import VERSION
from conversations.content import Audience, Choice, Question
from conversations.draft import Draft
from conversations.events import Approved, DraftStarted
from conversations.screen import Act
from conversations.text import Worded

FIRST_ADDRESS = 70_000_001
FIRST_CONSULTATION = 100_000_000_001
LABELS = ("A later bus", "Somebody to wait with", "Knowing before how long it takes")


@dataclass(frozen=True, slots=True)
class Network:
    """Its number, its account's, and its members: (address at Telegram, number)."""

    number: int
    account: int
    members: list[tuple[int, int]]


def make_network(connection: Connection, members: int, first: int = FIRST_ADDRESS) -> Network:
    """Make a network whose members have joined, in English, with no limit on asks."""
    now = datetime.now(UTC)
    number = setup.ensure_network(connection, THE_ONLY, "Bench", now)
    account = setup.ensure_account(connection, number, TELEGRAM_SECRET)
    people = [(first + place, fresh()) for place in range(members)]
    long_ago = now - timedelta(days=60)
    known = {"network_id": number, "language": "en_GB", "kind": "not_said", "ask_every_days": 0,
             "consent_version": VERSION}  # fmt: skip
    connection.execute(
        member.insert(),
        [{"id": who, "joined_at": long_ago, "created_at": long_ago} | known for _, who in people],
    )
    connection.execute(
        address.insert(),
        [
            {"id": fresh(), "channel_account_id": account, "external_id": str(place),
             "member_id": who}
            for place, who in people
        ],
    )  # fmt: skip
    return Network(number, account, people)


def ask(
    connection: Connection, network: Network, kinds: Sequence[str], number: int = 0,
    *, status: str = "asked",
) -> int:  # fmt: skip
    """Open a consultation for two weeks, with questions of these kinds; gives its number.

    The members of `network` have been asked, or are 'due' to be.
    """
    now = datetime.now(UTC)
    number = FIRST_CONSULTATION + number
    asker = network.members[0][1]
    happened = (DraftStarted(number, _draft(kinds, now)), Approved(number, 1))
    for event in happened:
        perform(connection, [Happened(asker, network.number, event, now, 0)])
    opened = consultation.update().where(consultation.c.id == number)
    connection.execute(opened.values(status="open"))
    queued = None if status == "due" else now
    asked = {"consultation_id": number, "status": status, "due_at": now, "queued_at": queued}
    rows = [{"member_id": who, "version": 1} | asked for _, who in network.members]
    connection.execute(participation.insert(), rows)
    return number


def opener(consulted: int, who: int) -> str:
    """Give the data of the button that starts a consultation."""
    return write_data(Act("a.start", (consulted,)), who)


def _draft(kinds: Sequence[str], now: datetime) -> Draft:
    choices = tuple(Choice(place, _words(label)) for place, label in enumerate(LABELS, 1))
    today = now.date()
    return Draft(
        title=_words("Evening chemotherapy"), asker=_words("the lead nurse"),
        informs=_words("Should late sessions stay?"), can_change=_words("whether they stay"),
        cannot_change=_words("the number of nurses"), decider=_words("the board"),
        closes_on=today + timedelta(days=14), hear_back_on=today + timedelta(days=35),
        questions=tuple(
            Question(number, kind, _words("What would make the way home easier?"), choices)
            for number, kind in enumerate(kinds, 1)
        ),
        audience=Audience(),
    )  # fmt: skip


def _words(text: str) -> Worded:
    return Worded.of({"en_GB": text})
