"""People who have joined, and consultations under way, without the chats that led there."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import sqlalchemy as sa

from bot.demo.stage import Stage
from bot.involvement import people
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.sandbox.people import Phone
from bot.store import tables
from bot.store.numbers import fresh
from conversations.consent import VERSION
from conversations.content import Audience, Choice, Question
from conversations.draft import Draft
from conversations.events import Approved, ConsentGiven, DraftStarted, Joined, LanguageChosen
from conversations.text import Worded

WHAT_COUNTS = (
    tables.answer, tables.answer_choice, tables.response, tables.participation, tables.draft,
    tables.consultation, tables.decision, tables.notice, tables.heard_rating, tables.role,
    tables.membership, tables.invite, tables.consent, tables.audit,
)  # fmt: skip
"""What a slip must leave as it was."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who has joined, with their phone."""

    phone: Phone
    member: int
    network: int

    @property
    def address(self) -> str:
        """The phone's number at Telegram, as the address table keeps it."""
        return str(self.phone.id)


def seat(
    stage: Stage, name: str, *, language: str = "en_GB", facilitates: bool = False,
    account: int | None = None, every_days: int = 0,
) -> Seat:  # fmt: skip
    """Let somebody have joined, in the first network or in that of `account`."""
    account = account or next(iter(stage.bots))
    network, now = stage.networks[account], stage.clock.now()
    phone = stage.sandbox.new_person(name)
    phone.look_at(stage.bots[account]).started = True
    place = (account, str(phone.id))
    consent = ConsentGiven(VERSION, language, "I agree.", "all at once")
    with stage.database.transaction() as connection:
        member = people.meet(connection, {place: "en"}, now)[place].person.id
        said = (LanguageChosen(language), consent, Joined(f"code {member}"))
        perform(connection, [Happened(member, network, event, now, 0) for event in said])
        mine = tables.member.update().where(tables.member.c.id == member)
        connection.execute(mine.values(ask_every_days=every_days))
        if facilitates:
            grant = {"member_id": member, "role": "facilitator", "granted_at": now}
            connection.execute(tables.role.insert().values(**grant))
    return Seat(phone, member, network)


# --- consultations --------------------------------------------------------------------------------


def words(text: str) -> Worded:
    """Give words in English only."""
    return Worded.of({"en_GB": text})


def one_choice(number: int, text: str, *labels: str) -> Question:
    """Give a question with one choice out of several."""
    choices = tuple(Choice(place, words(label)) for place, label in enumerate(labels, 1))
    return Question(number, "single", words(text), choices)


def own_words(number: int, text: str) -> Question:
    """Give a question that is answered in own words."""
    return Question(number, "free_text", words(text))


HOW_HOME = one_choice(1, "How did you get home?", "By car", "By bus", "On foot")
EASIER = own_words(2, "What would have made it easier?")


def a_draft(
    stage: Stage,
    title: str = "Evening chemotherapy",
    *,
    questions: tuple[Question, ...] = (HOW_HOME, EASIER),
    closes_on: date | None = None,
    **changes: Any,
) -> Draft:
    """Give a whole draft: open for two weeks, and three more until people hear back."""
    today = stage.clock.now().date()
    last_day = closes_on or today + timedelta(days=14)
    whole = Draft(
        title=words(title),
        asker=words("the lead nurse"),
        informs=words("Should late sessions stay?"),
        can_change=words("whether they stay"),
        cannot_change=words("the number of nurses"),
        decider=words("the board"),
        closes_on=last_day,
        hear_back_on=last_day + timedelta(days=21),
        questions=questions,
        audience=Audience(),
    )
    return replace(whole, **changes)


def keep_draft(stage: Stage, by: Seat, content: Draft) -> int:
    """Let a facilitator have written a draft; gives its number."""
    number = fresh() % 2**48
    happened = Happened(by.member, by.network, DraftStarted(number, content), stage.clock.now(), 0)
    with stage.database.transaction() as connection:
        perform(connection, [happened])
    return number


def consult(stage: Stage, by: Seat, content: Draft) -> int:
    """Let a facilitator have approved a draft; the clock opens it. Gives its number."""
    number = keep_draft(stage, by, content)
    happened = Happened(by.member, by.network, Approved(number, 1), stage.clock.now(), 0)
    with stage.database.transaction() as connection:
        perform(connection, [happened])
    return number


def draft_of(stage: Stage, number: int) -> dict[str, Any]:
    """Give what stands in a draft now."""
    return dict(rows(stage, tables.draft, id=number)[0]["content"])


# --- what stands in the tables, and what a phone shows --------------------------------------------


def rows(stage: Stage, table: sa.Table, **where: Any) -> list[dict[str, Any]]:
    """Give a table's rows in which these columns have these values."""
    matching = [table.c[name] == value for name, value in where.items()]
    order = list(table.primary_key.columns)
    with stage.database.reading() as connection:
        found = connection.execute(sa.select(table).where(*matching).order_by(*order))
        return [dict(row) for row in found.mappings()]


def what_counts(stage: Stage) -> dict[str, list[dict[str, Any]]]:
    """Give everything that a slip must leave as it was."""
    return {table.name: rows(stage, table) for table in WHAT_COUNTS}


def part(stage: Stage, number: int, who: Seat) -> str:
    """Give how far somebody is with a consultation."""
    found = rows(stage, tables.participation, consultation_id=number, member_id=who.member)
    return str(found[0]["status"])


def answers(stage: Stage, number: int, who: Seat) -> dict[int, Any]:
    """Give somebody's answers by question: choices, words, a file, or why there is none."""
    mine = rows(stage, tables.response, consultation_id=number, member_id=who.member)
    if not mine:
        return {}
    given = rows(stage, tables.answer, response_id=mine[0]["id"])
    picked = rows(stage, tables.answer_choice, response_id=mine[0]["id"])
    return {
        row["question"]: row["text"]
        or row["media_id"]
        or row["declined"]
        or [one["choice"] for one in picked if one["question"] == row["question"]]
        for row in given
    }


def news(phone: Phone) -> str:
    """Give what the bot said since the person last did something, without marks of direction."""
    return "\n".join(plain(message.text) for message in phone.news)


def plain(text: str) -> str:
    """Take the marks of direction away."""
    return text.replace("\u2068", "").replace("\u2069", "")


def shown_since(phone: Phone, before: int) -> list[str]:
    """Give the messages of the bot after the one with this number, oldest first."""
    return [plain(one.text) for one in phone.messages if one.from_bot and one.message_id > before]


def last_id(phone: Phone) -> int:
    """Give the number of the last message of the chat."""
    return phone.last.message_id if phone.last else 0


def button(phone: Phone, label: str) -> tuple[int, str]:
    """Give the message that bears a button, the latest one first, and the button's data."""
    found = next(_with_label(phone, label), None)
    assert found is not None, f"{label!r} is not among {phone.labels}"
    return found


def _with_label(phone: Phone, label: str) -> Iterator[tuple[int, str]]:
    for message in reversed(phone.messages):
        for row in message.buttons:
            for one in row:
                if label in {one.label, one.label.partition(" · ")[2]} and one.data:
                    yield message.message_id, one.data


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Give a moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


async def at_pace(stage: Stage, everybody: float) -> None:
    """Let the program send so many messages a second from now on.

    What is to happen in the middle of a broadcast must not depend on how fast the machine is.
    """
    assert stage.program
    way = stage.program.sender._way  # noqa: SLF001  nothing else is to change the pace
    await until(lambda: len(way.pacing) == len(stage.bots))
    for pacing in way.pacing.values():
        pacing._all.rate = everybody  # noqa: SLF001


async def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for what the program does by itself, on however slow a machine."""
    ends = monotonic() + seconds
    while not condition():
        assert monotonic() < ends, "What was waited for did not happen."
        await asyncio.sleep(0.05)


def files_in(folder: Path) -> list[Path]:
    """Give every file in a folder and in those inside it."""
    return [path for path in folder.rglob("*") if path.is_file()]
