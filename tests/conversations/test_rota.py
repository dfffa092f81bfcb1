"""Who is on the reading rota: joined, left, taken over; and what members are told of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.duty import EVERY_DAY, WEEKDAYS, Duty, Rota
from conversations.events import DutyLeft, DutyTaken, DutyTakenOver
from conversations.facts import Flag, Person, TheFlag
from conversations.rota import (
    NO_DAY,
    NO_HOURS,
    NO_READER,
    ONE_NAME,
    PLACE_GONE,
    TAKE_OVER,
    WAITS,
    said_days,
)
from conversations.screen import Act
from conversations.signposts import NOBODY_READS, READ_EVERY_DAY, READ_ON_WEEKDAYS, who_reads
from conversations.text import Text
from conversations.turn import Tapped
from tests.conversations.people import MEMBER, MORNING, RIVERSIDE, Chat, english

ME = replace(MEMBER, roles=frozenset({"facilitator"}))
MONDAYS, FRIDAYS = 0b1, 0b10000


def duty(member: int, days: int = WEEKDAYS, begins: int = 9, ends: int = 12) -> Duty:
    return Duty(member, days, begins, ends, MORNING - timedelta(days=member))


MINE, THEIRS = duty(ME.id, MONDAYS), duty(8, FRIDAYS, 13, 17)


def reader(*places: Duty, person: Person = ME) -> Chat:
    """Give the chat of somebody who looks at a rota."""
    chat = Chat(person, replace(RIVERSIDE, rota=Rota(places)))
    chat.command("rota")
    return chat


def says(chat: Chat, words: Text) -> bool:
    return english(words) in chat.text


# --- looking at it -------------------------------------------------------------------------------


def test_it_is_for_facilitators_and_scribes() -> None:
    assert says(reader(person=replace(MEMBER, roles=frozenset({"scribe"}))), NO_READER)
    nobody = Chat(MEMBER)
    nobody.command("rota")
    assert not says(nobody, NO_READER)
    assert not nobody.events


def test_members_are_told_that_somebody_reads_only_while_there_is_cover() -> None:
    for places in ((), (MINE,)):
        assert says(reader(*places), NOBODY_READS)
    assert says(reader(MINE), ONE_NAME)
    whole = reader(MINE, THEIRS)
    assert not says(whole, NOBODY_READS)
    assert "Somebody reads this on 2 days a week, not at once." in whole.text
    assert "You: Monday, 9:00 to 12:00" in whole.text
    assert "Another reader: Friday, 13:00 to 17:00" in whole.text


@pytest.mark.parametrize(
    ("days", "words"), [(WEEKDAYS, READ_ON_WEEKDAYS), (EVERY_DAY, READ_EVERY_DAY)]
)
def test_whole_weeks_are_said_in_words(days: int, words: Text) -> None:
    assert who_reads(Rota((duty(1, days), duty(2, MONDAYS)))) == words


@pytest.mark.parametrize(
    ("days", "said"),
    [(WEEKDAYS, "weekdays"), (EVERY_DAY, "every day"), (0b10101, "Monday, Wednesday, Friday")],
)
def test_days_are_named(days: int, said: str) -> None:
    assert english(said_days(days)) == said


def test_what_waits_is_offered_first() -> None:
    chat = Chat(ME, replace(RIVERSIDE, rota=Rota((MINE, THEIRS))), {TheFlag(0): Flag(5)})
    chat.command("rota")
    assert says(chat, WAITS)
    assert chat.button("Read it").act == Act("flag.read", (5,))


# --- joining and leaving -------------------------------------------------------------------------


def test_a_reader_joins_by_tapping_days_and_typing_hours() -> None:
    chat = reader(THEIRS)
    chat.tap("Join the rota")
    chat.tap("Monday")
    chat.tap("Wednesday")
    chat.tap("✓ Monday")
    assert chat.last.screens[0].replaces
    chat.tap("Done")
    chat.say("10 to 14")
    assert chat.events == [DutyTaken(0b100, 10, 14)]
    assert "You: Wednesday, 10:00 to 14:00" in chat.text
    assert not says(chat, ONE_NAME)


@pytest.mark.parametrize(("label", "days"), [("Weekdays", WEEKDAYS), ("Every day", EVERY_DAY)])
def test_a_reader_joins_with_three_taps(label: str, days: int) -> None:
    chat = reader()
    chat.tap("Join the rota")
    chat.tap(label)
    chat.tap("9:00 to 17:00")
    assert chat.events == [DutyTaken(days, 9, 17)]
    assert says(chat, ONE_NAME)


@pytest.mark.parametrize("typed", ["14 to 10", "9", "10:30 to 12", "soon", "9 to 25", "10 to 10"])
def test_hours_that_are_none_are_asked_for_again(typed: str) -> None:
    chat = reader()
    chat.tap("Join the rota")
    chat.tap("Weekdays")
    chat.say(typed)
    assert chat.events == []
    assert says(chat, NO_HOURS)


@pytest.mark.parametrize("typed", ["from 9:00 to 17:00", "9-17", "9.00 – 17.00 h", "۹ تا ۱۷"])
def test_hours_are_read_as_people_write_them(typed: str) -> None:
    chat = reader()
    chat.tap("Join the rota")
    chat.tap("Weekdays")
    chat.say(typed)
    assert chat.events == [DutyTaken(WEEKDAYS, 9, 17)]


def test_without_a_day_nothing_is_taken() -> None:
    chat = reader()
    chat.tap("Join the rota")
    chat.tap("Done")
    assert says(chat, NO_DAY)
    chat.say("perhaps")
    assert not chat.last.understood
    assert chat.labels[:1] == ("Monday",)


def test_change_begins_with_the_days_there_are() -> None:
    chat = reader(MINE, THEIRS)
    chat.tap("Change my times")
    assert chat.labels[0] == "✓ Monday"
    chat.tap("Back")
    assert "You: Monday" in chat.text


def test_whoever_leaves_is_told_when_it_is_no_longer_set() -> None:
    chat = reader(MINE, THEIRS)
    chat.tap("Leave the rota")
    assert chat.events == [DutyLeft()]
    assert says(chat, ONE_NAME)


# --- taking over ---------------------------------------------------------------------------------


def test_a_place_is_taken_over_after_a_question() -> None:
    chat = reader(THEIRS)
    chat.tap("Take over: Friday")
    assert says(chat, TAKE_OVER)
    assert not chat.events
    chat.tap("Yes")
    assert chat.events == [DutyTakenOver(THEIRS.place)]
    assert "You: Friday, 13:00 to 17:00" in chat.text
    assert "Another reader" not in chat.text


def test_with_a_place_of_ones_own_both_are_kept() -> None:
    chat = reader(MINE, THEIRS)
    chat.tap("Take over: Friday")
    chat.tap("Yes")
    assert "You: Monday, Friday, 9:00 to 17:00" in chat.text
    assert says(chat, ONE_NAME)


def test_no_leaves_it_as_it_was() -> None:
    chat = reader(THEIRS)
    chat.tap("Take over: Friday")
    chat.tap("No")
    assert not chat.events
    assert "Another reader: Friday" in chat.text


# --- old and strange buttons ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "act",
    [
        Act("rota.take", (0, 4)),
        Act("rota.take"),
        Act("rota.taking", (0, 4)),
        Act("rota.take", (0, MINE.place)),
    ],
)
def test_a_place_that_is_not_there_any_more_is_not_taken(act: Act) -> None:
    chat = reader(MINE, THEIRS)
    chat.hear(Tapped(act))
    assert says(chat, PLACE_GONE)
    assert not chat.events


@pytest.mark.parametrize(
    "act",
    [
        Act("rota.day", (0, 3)),
        Act("rota.day"),
        Act("rota.hours", (0, 9, 12)),
        Act("rota.day", (0, 9)),
    ],
)
def test_a_button_of_another_step_begins_with_the_days(act: Act) -> None:
    chat = reader()
    chat.hear(Tapped(act))
    assert chat.labels[0] == "Monday"
    assert not chat.events


def test_hours_without_hours_and_a_button_that_nobody_made_change_nothing() -> None:
    chat = reader()
    chat.tap("Join the rota")
    chat.tap("Weekdays")
    chat.hear(Tapped(Act("rota.hours", (0,))))
    assert says(chat, NO_HOURS)
    chat.hear(Tapped(Act("rota.nothing")))
    chat.voice()
    assert not chat.events


def test_a_role_that_was_taken_back_takes_effect_at_once() -> None:
    chat = reader()
    chat.tap("Join the rota")
    chat.person = MEMBER
    chat.tap("Weekdays")
    assert not chat.events
    assert "9:00" not in chat.text
