"""Telling everyone upstream: the holding message, a moved day, what changed, and asking back."""

from datetime import date, timedelta

from bot.demo.stage import Stage
from bot.involvement import contributors
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from conversations.content import Decision
from conversations.events import DecisionApproved, Event
from conversations.loop_events import CommitmentChanged, CommitmentMade, HearBackMoved
from tests.journeys.consultations import (
    HOW_HOME,
    Seat,
    a_draft,
    consult,
    news,
    plain,
    rows,
    seat,
    words,
)

PROMISE = 5
DECIDED = Decision(words("Buses are few."), words("One more bus."))


def does(stage: Stage, who: Seat, *done: Event) -> None:
    """Let a facilitator have done something, without the chat that led there."""
    now = stage.clock.now()
    with stage.database.transaction() as connection:
        perform(connection, [Happened(who.member, who.network, one, now, 0) for one in done])


async def _closed(stage: Stage, *members: str) -> tuple[Seat, list[Seat], int]:
    lead = seat(stage, "lead", facilitates=True)
    people = [seat(stage, name) for name in members]
    number = consult(stage, lead, a_draft(stage, questions=(HOW_HOME,)))
    await stage.settle()
    for one in people:
        await stage.say(one.phone, "Start", "By bus")
    await stage.move(by=timedelta(days=15))
    return lead, people, number


async def _promised(stage: Stage, *members: str) -> tuple[Seat, list[Seat], int]:
    """Let it be decided with one promise, and everybody have been told."""
    lead, people, number = await _closed(stage, *members)
    made = CommitmentMade(number, PROMISE, words("A later bus."), lead.member, "transport",
                          date(2027, 6, 1))  # fmt: skip
    does(stage, lead, made, DecisionApproved(number, DECIDED))
    await stage.move(by=timedelta(days=1))
    return lead, people, number


async def test_who_waits_in_vain_is_told_so_and_when_it_will_be(stage: Stage) -> None:
    lead, (member,), number = await _closed(stage, "patient in treatment")
    await stage.move(by=timedelta(days=22))
    assert "Evening chemotherapy: not decided yet" in news(member.phone)
    assert "It is not decided yet." in news(member.phone)

    today = stage.clock.now().date()
    for days in (20, 30):  # moved twice: the latest is told, once
        moved = HearBackMoved(number, today + timedelta(days=days), words("The board is ill."))
        does(stage, lead, moved)
    await stage.say(member.phone, "/home")
    await stage.move(by=timedelta(days=4))
    told = [plain(one.text) for one in member.phone.news]
    assert len([one for one in told if "a new date" in one]) == 1
    assert "Why: The board is ill." in news(member.phone)
    assert rows(stage, tables.loop, id=number)[0]["hear_back_on"] == today + timedelta(days=30)


async def test_a_facilitator_moves_the_day_and_people_are_told_why(stage: Stage) -> None:
    lead, (member,), number = await _closed(stage, "patient in treatment")
    day = stage.clock.now().date() + timedelta(days=60)
    await stage.say(lead.phone, "/home", "Tell people: Evening chemotherapy", "Move the day")
    await stage.say(lead.phone, "1 April 2020")
    assert "Please choose a day after today." in news(lead.phone)
    await stage.say(lead.phone, f"{day:%-d %B %Y}", "The board is ill.")
    assert "Why: The board is ill." in news(lead.phone)
    await stage.say(lead.phone, "Yes, move it")
    await stage.move(by=timedelta(days=2))
    assert "Evening chemotherapy: a new date" in news(member.phone)
    assert "Why: The board is ill." in news(member.phone)
    assert rows(stage, tables.loop, id=number)[0]["hear_back_on"] == day
    await stage.say(lead.phone, "/home", "Tell people: Evening chemotherapy")
    assert f"hear back by {day:%A %-d %B %Y}" in news(lead.phone)


async def test_everyone_upstream_hears_of_each_change_as_they_chose(stage: Stage) -> None:
    names = "patient in treatment", "carer", "daughter of a patient"
    lead, (every, ends, hidden), number = await _promised(stage, *names)
    helper = seat(stage, "helper")
    with stage.database.transaction() as connection:
        contributors.add(connection, [(number, helper.member, "helper")], stage.clock.now())
    assert "Who does it: transport, by Tuesday 1 June 2027." in news(every.phone)
    assert "Were you heard?" not in news(every.phone)
    await stage.say(ends.phone, "/choices", "Changes I hear of", "Decision and the end")
    await stage.say(hidden.phone, "/choices", "Lock screen", "Yes")
    for one in (every, helper):
        await stage.say(one.phone, "/home")

    why = words("No driver yet.")
    does(stage, lead, CommitmentChanged(PROMISE, 1, due_on=date(2027, 7, 1), said=why))
    await stage.move(by=timedelta(days=2))
    assert "New date: A later bus." in news(every.phone)
    assert "Why: No driver yet." in news(helper.phone)
    assert "New date" not in news(ends.phone)
    assert "You have a message." in news(hidden.phone)
    await stage.say(hidden.phone, "Open")
    assert "New date: A later bus." in news(hidden.phone)

    does(stage, lead, CommitmentChanged(PROMISE, 2, status="done"))
    await stage.move(by=timedelta(days=2))
    for one in (every, ends, helper):
        assert "Done: A later bus." in news(one.phone)
        assert "Were you heard?" in news(one.phone)
    assert rows(stage, tables.loop, id=number)[0]["status"] == "archived"


async def test_what_was_not_meant_and_a_question_reach_the_facilitator(stage: Stage) -> None:
    _, (member,), number = await _promised(stage, "patient in treatment")
    await stage.say(member.phone, "Not what we meant", "We meant the bus in the morning.")
    assert "The people who wrote this will read what you meant." in news(member.phone)
    await stage.say(member.phone, "/home", "What changed", "Evening chemotherapy")
    await stage.say(member.phone, "I have a question", "Which bus?")
    raised = rows(stage, tables.task, loop_id=number)
    assert [(one["kind"], one["member_id"]) for one in raised] == [
        ("not_meant", member.member), ("question", member.member),
    ]  # fmt: skip


async def test_changes_during_a_break_are_told_together(stage: Stage) -> None:
    lead, (member,), number = await _promised(stage, "patient in treatment")
    await stage.say(member.phone, "/break", "2 weeks")
    does(stage, lead, CommitmentChanged(PROMISE, 1, due_on=date(2027, 7, 1)))
    await stage.move(by=timedelta(days=3))
    does(stage, lead, CommitmentChanged(PROMISE, 2, status="partly", said=words("Two days.")))
    await stage.move(by=timedelta(days=15))  # 'Your break is over.' goes first
    await stage.move(by=timedelta(days=2))

    told = [plain(one.text) for one in member.phone.news if "what changed" in one.text]
    assert len(told) == 1
    assert "Partly done: A later bus." in told[0]
    states = [one["status"] for one in rows(stage, tables.notice, loop_id=number)]
    assert states == ["told", "merged", "told"]
