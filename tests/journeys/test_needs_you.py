"""From what was heard to a question and its answer: quotes, findings, tasks and the week's list."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.demo.stage import Stage
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from conversations.content import Decision, Given
from conversations.events import Answered, BreakTaken, DecisionApproved, Event, Finished
from tests.journeys.consultations import Seat, a_draft, consult, news, rows, seat, words

LAST_DAY = date(2027, 3, 12)  # a Friday
QUOTED = "A later bus would help."
OTHERS = 11


def local(day: int, hour: int, month: int = 3) -> datetime:
    """Give a moment in London, as UTC."""
    return datetime(2027, month, day, hour, tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


def happen(stage: Stage, who: Seat, *events: Event) -> None:
    """Let something happen without the chat that leads there."""
    now = stage.clock.now()
    with stage.database.transaction() as connection:
        perform(connection, [Happened(who.member, who.network, one, now, 0) for one in events])


def answer(stage: Stage, who: Seat, number: int, given: Given) -> None:
    happen(stage, who, Answered(number, 1, 1, Given((2,))), Answered(number, 1, 2, given),
           Finished(number))  # fmt: skip


async def closed(stage: Stage) -> tuple[Seat, Seat, Seat, Seat, int]:
    """Let twelve people have answered, one in words that may be quoted, and the time be over."""
    lead = seat(stage, "facilitator", facilitates=True)
    other = seat(stage, "second facilitator", facilitates=True)
    author = seat(stage, "patient in treatment, reads English")
    members = [seat(stage, f"carer {place}") for place in range(OTHERS)]
    number = consult(stage, lead, a_draft(stage, closes_on=LAST_DAY))
    await stage.settle()
    answer(stage, author, number, Given(text=QUOTED))
    for one in members:
        answer(stage, one, number, Given(declined="skipped"))
    await stage.move(to=local(13, 10))
    return lead, other, author, members[0], number


async def decide(stage: Stage, lead: Seat, number: int) -> None:
    """Let it be decided, and everybody be told."""
    decided = Decision(you_said=words("Most want a later bus."), we_will=words("Buses run later."))
    happen(stage, lead, DecisionApproved(number, decided))
    await stage.move(by=timedelta(days=2))
    await stage.move(by=timedelta(hours=8))


async def test_words_are_shown_only_once_their_author_agreed(stage: Stage) -> None:
    lead, _, author, carer, number = await closed(stage)
    await stage.say(lead.phone, "Read answers", "Ask to show it")
    assert "Send the exact words that you want to show." in news(lead.phone)
    await stage.say(lead.phone, "An earlier bus.")
    assert "These words are not in the answer." in news(lead.phone)
    await stage.say(lead.phone, "A later bus")
    assert "Nobody sees the words before they agree." in news(lead.phone)
    await stage.say(lead.phone, "Add words", "Buses are late.", "Add a number")
    await stage.say(lead.phone, "How did you get home?", "By bus: 12")
    assert "That is kept." in news(lead.phone)
    await stage.move(by=timedelta(minutes=5))
    assert "May we show these exact words, without your name?" in news(author.phone)
    await stage.say(author.phone, "1")
    assert "We may show these words" in news(author.phone)

    await decide(stage, lead, number)
    for phone, line in (
        (author.phone, "You and 11 other people said: By bus"),
        (carer.phone, QUOTED[:11]),
    ):
        await stage.say(phone, "Tell me more")
        assert "We heard: Buses are late." in news(phone)
        assert line in news(phone)
    await stage.say(author.phone, "Home", "My answers")
    (row,) = rows(stage, tables.quote)
    assert row["status"] == "agreed"


async def test_a_question_comes_in_the_list_of_the_week_and_its_answer_goes_back(
    stage: Stage,
) -> None:
    lead, other, author, _, number = await closed(stage)
    await decide(stage, lead, number)
    await stage.say(author.phone, "I have a question", "Which bus?")
    happen(stage, lead, BreakTaken(stage.clock.now() + timedelta(days=30)))
    await stage.move(to=local(22, 10))
    assert "Needs you" in news(other.phone)
    assert "Some of this is here because somebody else is away." in news(other.phone)
    assert rows(stage, tables.outbox, kind="needs", member_id=lead.member) == []

    assert "1. Answer a question: Evening chemotherapy (5 min)" in news(other.phone)
    await stage.say(other.phone, "1")
    assert "Please choose one" in news(other.phone)
    await stage.say(other.phone, next(one for one in other.phone.labels if "question" in one))
    assert "Which bus?" in news(other.phone)
    await stage.say(other.phone, "Reply", "The 42, from May.")
    assert "You asked: Which bus?" in news(other.phone)
    await stage.say(other.phone, "Send")
    await stage.move(by=timedelta(minutes=5))
    assert "You asked: Which bus?" in news(author.phone)
    assert "We answer: The 42, from May." in news(author.phone)
    await stage.say(other.phone, "/needs")
    assert "Nothing needs you now." in news(other.phone)
    await stage.move(to=local(29, 10))
    assert len(rows(stage, tables.outbox, kind="needs")) == 1
