"""A break: at once for whoever is tired, until a day, or until they write; nothing is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.break_words import BreakWords
from conversations.events import (
    BreakEnded,
    BreakTaken,
    QuietHoursChosen,
    Requested,
    Stopped,
    StopUndone,
    TellChosen,
)
from conversations.facts import Person
from conversations.own_choices.breaks import NO_DAY, TOO_FAR, caught_up
from conversations.quiet_hours import USUAL, QuietHours, chosen_or_usual
from conversations.screen import Act
from conversations.turn import Commanded, Computed, SentMedia, Tapped, Typed
from tests.conversations.people import BREAK_WORDS, MEMBER, MORNING, Chat, labels, said

IN_TWO_WEEKS = MORNING + timedelta(days=14)
TODAY = MORNING.date()


def on_break(until: datetime | None = None) -> Chat:
    return Chat(replace(MEMBER, break_since=MORNING - timedelta(days=1), break_until=until))


# --- at once --------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["tired", "Tired.", "I’m TIRED!", "break", "wedi blino"])
def test_whoever_is_tired_gets_two_weeks_at_once(words: str) -> None:
    chat = Chat()
    chat.say(words)
    assert chat.events == [BreakTaken(IN_TWO_WEEKS)]
    assert chat.text == (
        "That is fine. I will not write for 2 weeks.\n"
        "I start again on Monday 16 March 2026.\nNothing is lost."
    )
    assert chat.labels == ("Make it a month", "Until I write", "Stop for good")


@pytest.mark.parametrize(
    ("choice", "taken", "words"),
    [
        ("Make it a month", BreakTaken(datetime(2026, 4, 2, 9, tzinfo=UTC)), "2 April 2026"),
        ("1", BreakTaken(datetime(2026, 4, 2, 9, tzinfo=UTC)), "2 April 2026"),
        ("until i write", BreakTaken(None), "I will not write until you do."),
        ("Stop for good", Stopped(), "I have stopped."),
    ],
)
def test_a_break_is_made_longer_by_what_is_offered(
    choice: str, taken: BreakTaken | Stopped, words: str
) -> None:
    chat = Chat()
    chat.say("tired")
    chat.say(choice)
    assert chat.events == [BreakTaken(IN_TWO_WEEKS), taken]
    assert words in chat.text


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_number_that_is_typed_twice_says_the_same_thing_twice(number: str) -> None:
    chat = Chat()
    chat.say("tired")
    chat.say(number)
    chat.say(number)
    assert chat.events[1] == chat.events[2]
    other = Chat()
    other.command("break")
    other.say(number)
    other.say(number)
    assert other.events[0] == other.events[1]


def test_a_month_from_the_31st_ends_on_the_last_day_of_the_next() -> None:
    for now, until in (
        (datetime(2027, 1, 31, 10, tzinfo=UTC), datetime(2027, 2, 28, 10, tzinfo=UTC)),
        (datetime(2026, 12, 3, 10, tzinfo=UTC), datetime(2027, 1, 3, 10, tzinfo=UTC)),
    ):
        chat = Chat(now=now)
        chat.hear(Tapped(Act("o.break", (0, 30))))
        assert chat.events == [BreakTaken(until)]


def test_saying_it_again_makes_no_longer_break_shorter() -> None:
    for until in (None, MORNING + timedelta(days=30)):
        chat = on_break(until)
        chat.say("tired")
        assert chat.events == []
        assert "You are on a break until " in chat.text
        assert chat.labels[:4] == ("2 weeks", "A month", "Until I write", "End my break")
    chat = on_break(MORNING + timedelta(days=3))
    chat.say("tired")
    assert chat.events == [BreakTaken(IN_TWO_WEEKS)]


def test_words_in_a_sentence_take_no_break() -> None:
    chat = Chat()
    chat.say("I was tired of waiting")
    chat.say("")
    assert chat.events == []


def test_before_joining_and_after_a_stop_there_is_no_break() -> None:
    stranger = Chat(Person(7))
    stranger.open()
    stranger.say("tired")
    stranger.command("break")
    stopped = Chat(replace(MEMBER, stopped=True))
    stopped.say("tired")
    stopped.command("break")
    stopped.hear(Tapped(Act("o.break", (0, 14))))
    assert stranger.events == stopped.events == []
    assert "You have stopped" in stopped.text


# --- chosen ---------------------------------------------------------------------------------------


def test_a_break_is_chosen_from_my_choices_or_by_command() -> None:
    chat = Chat()
    chat.command("choices")
    chat.tap("Take a break")
    by_button = chat.last.screens
    chat.command("break")
    assert chat.last.screens == by_button
    assert chat.labels == ("2 weeks", "A month", "Until I write", "My choices")
    chat.say("1")
    assert chat.events == [BreakTaken(IN_TWO_WEEKS)]


def test_a_day_can_be_typed_at_the_question_or_with_the_words() -> None:
    for words, at_question in (("5 April", True), ("A break until 5 April!", False)):
        chat = Chat()
        if at_question:
            chat.command("break")
        chat.say(words, date(2026, 4, 5))
        assert chat.events == [BreakTaken(datetime(2026, 4, 4, 23, tzinfo=UTC))]  # summer time
        assert "I will not write before Sunday 5 April 2026." in chat.text
        chat.tap("End my break")
        assert chat.events[-1] == BreakEnded()


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (None, NO_DAY), (TODAY - timedelta(days=1), NO_DAY), (TODAY, NO_DAY),
        (TODAY + timedelta(days=400), TOO_FAR), (date.max, TOO_FAR),
    ],
)  # fmt: skip
def test_a_break_until_yesterday_gets_one_kind_sentence(day: date | None, answer: object) -> None:
    chat = Chat()
    chat.say("a break until yesterday", day)
    assert chat.events == []
    assert chat.last.screens[0].lines == (answer,)
    assert chat.labels == ("2 weeks", "A month", "Until I write", "My choices")
    chat.say("1")
    assert chat.events == [BreakTaken(IN_TWO_WEEKS)]


def test_a_break_until_no_such_day_asks_for_another_one() -> None:
    chat = Chat()
    chat.hear(Typed("a break until 31 June", no_such_day=True))
    assert chat.text.startswith("There is no such day. Please type another one.")
    assert chat.labels == ("2 weeks", "A month", "Until I write", "My choices")
    assert not chat.events


def test_what_is_no_day_changes_no_break_that_there_is() -> None:
    chat = on_break(IN_TWO_WEEKS)
    chat.command("break")
    chat.voice()
    chat.say("whenever you like")
    assert chat.events == []
    assert "You are on a break until Monday 16 March 2026." in chat.text
    chat.say("End my break")
    assert chat.events == [BreakEnded()]
    assert "Your break is over." in chat.text
    assert chat.labels == ("Take a break", "Home")
    chat.hear(Tapped(Act("o.break_end")))
    assert "You are not on a break." in chat.text
    assert chat.events == [BreakEnded()]


@pytest.mark.parametrize("act", [Act("o.break"), Act("o.break", (0, 5))])
def test_a_length_that_is_not_offered_takes_no_break(act: Act) -> None:
    chat = Chat()
    chat.hear(Tapped(act))
    assert chat.events == []
    assert "How long shall it be?" in chat.text


# --- until they write -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heard", [Typed("Hello"), Commanded("home"), SentMedia("voice", 1), Tapped(Act("m.answers"))]
)
def test_a_break_until_they_write_ends_when_they_write(heard: Typed | Commanded) -> None:
    chat = on_break()
    chat.hear(heard)
    assert chat.events == [BreakEnded()]
    assert said(chat.last.screens[0]) == (
        "Your break is over, since you wrote. I may write to you again."
    )
    assert labels(chat.last.screens[0]) == ("Take a break",)
    assert len(chat.last.screens) > 1
    chat.hear(heard)
    assert chat.events == [BreakEnded()]


def test_a_choice_about_the_break_does_not_end_it() -> None:
    chat = on_break()
    chat.command("choices")
    chat.tap("My break")
    chat.say("no day at all")
    chat.say("tired")
    chat.hear(Tapped(Act("o.break", (0, 0))))
    assert chat.events == [BreakTaken(None)]


def test_neither_a_stop_nor_its_undoing_ends_a_break() -> None:
    chat = on_break()
    chat.say("stop")
    chat.say("Undo")
    assert chat.events == [Stopped(), StopUndone()]
    stopped = Chat(replace(MEMBER, stopped=True, break_since=MORNING))
    stopped.say("hello")
    assert stopped.events == []


@pytest.mark.parametrize("words", ["I have a fever", "I want to die", "I cannot cope"])
def test_words_of_danger_get_the_number_and_end_no_break(words: str) -> None:
    chat = on_break()
    chat.say(words)
    assert BreakEnded() not in chat.events
    assert "999" in chat.text


def test_what_the_program_worked_out_is_nothing_that_they_wrote() -> None:
    chat = on_break()
    chat.hear(Computed(Requested("c.audience", 1), None))
    assert BreakEnded() not in chat.events


def test_a_break_until_a_day_goes_on_while_they_write() -> None:
    chat = on_break(IN_TWO_WEEKS)
    chat.say("Hello")
    chat.command("home")
    assert chat.events == []


# --- only what changed ----------------------------------------------------------------------------


def test_only_what_changed_is_chosen_and_taken_back() -> None:
    chat = Chat()
    chat.command("choices")
    chat.tap("Only what changed")
    assert chat.events == [TellChosen("only_changes")]
    assert "I will write only to tell you what changed." in chat.text
    chat.tap("My choices")
    chat.tap("Ask me again")
    assert chat.events[1:] == [TellChosen("all")]
    assert "I will ask you again" in chat.text


def test_a_stop_can_be_turned_into_only_what_changed() -> None:
    chat = Chat()
    chat.say("stop")
    chat.say("2")
    assert chat.events == [Stopped(), StopUndone(), TellChosen("only_changes")]
    assert chat.labels == ("My choices", "Home")
    chat.tap("Only what changed")
    assert chat.events[3:] == [TellChosen("only_changes")]


def test_an_older_button_undoes_no_stop() -> None:
    chat = Chat(replace(MEMBER, stopped=True))
    chat.hear(Tapped(Act("o.tell_changes")))
    chat.hear(Tapped(Act("o.tell_all")))
    assert chat.events == []


# --- quiet hours ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kept", "told"),
    [
        ("Only evenings", (21, 17, True), "I write only between 17:00 and 21:00.\nNot on Sundays."),
        ("5", (0, 0, True), "I may write at any time of day.\nNot on Sundays."),
        ("Sundays too", (19, 9, False), "between 9:00 and 19:00.\nAlso on Sundays."),
        ("21 to 8", (21, 8, True), "between 8:00 and 21:00."),
        ("9.30 PM - 8:15 am", (21, 9, True), "between 9:00 and 21:00."),
        ("12am-12pm", (0, 12, True), "between 12:00 and 0:00."),
        ("۲۲ ۷", (22, 7, True), "between 7:00 and 22:00."),
    ],
)
def test_quiet_hours_are_chosen_or_typed(
    words: str, kept: tuple[int, int, bool], told: str
) -> None:
    chat = Chat()
    chat.command("choices")
    chat.tap("Quiet hours")
    chat.say(words)
    assert chat.events == [QuietHoursChosen(*kept)]
    assert told in chat.text
    chat.command("quiet")
    assert told in chat.text


@pytest.mark.parametrize(
    "words",
    ["21", "8 to 8", "0 to 24", "25 to 8", "13pm to 8", "9:75 to 8", "1 2 3", "2100 to 0800", "?"],
)
def test_hours_that_cannot_be_read_get_a_sentence(words: str) -> None:
    chat = Chat()
    chat.command("quiet")
    chat.say(words)
    chat.voice()
    chat.hear(Tapped(Act("o.quiet_hours", (0, 24, 5))))
    chat.hear(Tapped(Act("o.quiet_hours", (0,))))
    assert chat.events == []
    assert "type 2 different hours" in chat.text


@pytest.mark.parametrize(
    ("quiet", "day", "hour", "holds"),
    [
        (USUAL, 6, 18, False), (USUAL, 6, 19, True), (USUAL, 7, 12, True),
        (QuietHours(1, 6), 6, 5, True), (QuietHours(1, 6), 6, 6, False),
        (QuietHours(0, 0, sundays=False), 7, 3, False),
    ],
)  # fmt: skip
def test_hours_are_quiet_by_the_clock_on_the_wall(
    quiet: QuietHours, day: int, hour: int, holds: bool,  # noqa: FBT001
) -> None:  # fmt: skip
    assert quiet.hold(datetime(2027, 3, day, hour, 59, tzinfo=UTC)) is holds


def test_what_was_not_chosen_is_as_usual() -> None:
    assert chosen_or_usual((None, None, None)) == USUAL
    assert chosen_or_usual((21, 0, False)) == QuietHours(21, 0, sundays=False)


def test_sundays_can_be_quiet_again() -> None:
    chat = Chat()
    chat.command("quiet")
    chat.tap("Sundays too")
    chat.command("quiet")
    chat.tap("Not on Sundays")
    assert chat.events == [QuietHoursChosen(19, 9, sundays=sundays) for sundays in (False, True)]


# --- the words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Break until  5/3.", "5/3."),
        ("a break until next Friday", "next Friday"),
        ("5 مارچ تک وقفہ", "5 مارچ"),
        ("break until", None),
        ("tired", None),
        ("I took a break until 5 March", None),
        (f"break until {'x' * 80}", None),
    ],
)
def test_the_day_of_a_break_is_found_in_any_order_of_words(text: str, day: str | None) -> None:
    assert BREAK_WORDS.day_in(text) == day


@given(st.text(max_size=100))
def test_any_text_is_looked_at(text: str) -> None:
    assert isinstance(BREAK_WORDS.ask_for_one(text), bool)
    assert BreakWords().day_in(text) is None
    assert not BreakWords().ask_for_one(text)


# --- home -----------------------------------------------------------------------------------------


def test_home_says_until_when_a_break_lasts_and_leads_to_it() -> None:
    chat = on_break(IN_TWO_WEEKS)
    chat.command("home")
    assert "You are on a break until Monday 16 March 2026." in chat.text
    assert chat.labels[0] == "My break"
    chat.say("1")
    assert "End my break" in chat.labels
    without = Chat()
    without.command("home")
    assert "My break" not in without.labels


def test_home_promises_no_question_to_whoever_wants_only_what_changed() -> None:
    chat = Chat(replace(MEMBER, tell="only_changes"))
    chat.command("home")
    assert "I will write when there is something new to tell." in chat.text


def test_the_end_of_a_break_says_what_waited() -> None:
    assert said(caught_up(0, 0)) == "Your break is over. I may write to you again."
    assert "1 consultation waited for you. It comes soon" in said(caught_up(1, 0))
    assert "2 consultations waited for you. They come one at a time" in said(caught_up(2, 0))
    assert "I will also tell you what was decided meanwhile." in said(caught_up(0, 3))
    assert labels(caught_up(1, 1)) == ("Take a break", "Home")
