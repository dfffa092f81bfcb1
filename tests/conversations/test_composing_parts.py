"""The parts of the ask: words, something to look at, days, and the time of sending."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.composing.preview import preview
from conversations.events import DraftChanged
from conversations.screen import Attachment
from conversations.turn import SentMedia, Typed
from tests.conversations.facilitator import (
    CLOSING,
    HEARING_BACK,
    WHOLE,
    Facilitator,
    Office,
    english,
)
from tests.conversations.people import RIVERSIDE


def changes(lead: Facilitator) -> int:
    return sum(isinstance(event, DraftChanged) for event in lead.events)


# --- words ----------------------------------------------------------------------------------------


def test_what_lasts_is_offered_again() -> None:
    office = Office(last_ask=WHOLE)
    lead = Facilitator(office)
    lead.begin(replace(WHOLE, asker=None, cannot_change=None, decider=None, audience=None), 5)
    lead.tap("Go on")
    assert "Last time: the lead nurse" in lead.text
    lead.tap("Same as last time")
    assert "Last time: the number of nurses" in lead.text
    lead.say("1")
    lead.say("same as last time")
    assert lead.draft.decider == english("the board")
    assert "When is it decided?" in lead.text


def test_words_are_not_taken_where_they_cannot_be_used() -> None:
    lead = Facilitator()
    lead.begin()
    lead.change("Title: Evening")
    assert "Now: Evening chemotherapy" in lead.text
    lead.say("x" * 101)
    assert lead.text == "That is too long. Please use at most 100 characters."
    lead.say("")
    lead.voice()
    assert changes(lead) == 0
    lead.tap("Back")
    assert "I am counting" in lead.text


def test_the_list_of_parts_is_short_and_can_be_left() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, informs=english("x" * 500), attachment=Attachment("photo", 3)))
    lead.tap("Change")
    assert f"What it informs: {'x' * 59}…" in lead.labels
    assert "Open until: Monday 16 March 2026" in lead.labels
    assert "When it is decided" in lead.labels
    assert "Something to look at" in lead.labels
    lead.say("99")
    assert lead.text == "Please choose one: tap a button, or type its number."
    lead.tap("Back")
    assert "I am counting" in lead.text


# --- something to look at first -------------------------------------------------------------------


def test_a_picture_goes_before_the_questions() -> None:
    lead = Facilitator()
    lead.begin()
    lead.change("Something to look at")
    lead.say("a picture")
    assert lead.text == "Please send a picture, a document or a voice message, or tap Skip."
    lead.hear(SentMedia("animation", 4))
    assert changes(lead) == 0
    lead.hear(SentMedia("photo", 4))
    assert lead.draft.attachment == Attachment("photo", 4)
    look = preview(lead.draft, 77, RIVERSIDE)[2]
    assert look.attachment == Attachment("photo", 4)
    lead.change("Something to look at")
    lead.tap("Back")
    lead.change("Something to look at")
    lead.tap("Take it out")
    assert lead.draft.attachment is None


# --- days -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "heard", "hint"),
    [
        ("Open until", Typed("soon"), "I cannot read that as a date."),
        ("Open until", SentMedia("voice", 1), "I cannot read that as a date."),
        ("Open until", Typed("today", date(2026, 3, 2)), "Please choose a day after today."),
        ("Open until", Typed("1 March", date(2026, 3, 1)), "Please choose a day after today."),
        ("Open until", Typed("2 April", HEARING_BACK), "people must hear back after answers close"),
        ("Hear back by", Typed("16 March", CLOSING), "people must hear back after answers close"),
        ("Hear back by", Typed("2 March", date(2026, 3, 2)), "Please choose a day after today."),
        ("When it is decided", Typed("1 March", date(2026, 3, 1)), "is in the past."),
        (
            "When it is decided",
            Typed("15 March", date(2026, 3, 15)),
            "would be before answers close",
        ),
        ("When it is decided", Typed("3 April", date(2026, 4, 3)), "before the decision on"),
    ],
)
def test_days_that_cannot_be(part: str, heard: Typed | SentMedia, hint: str) -> None:
    lead = Facilitator()
    lead.begin()
    lead.change(part)
    lead.hear(heard)
    assert hint.casefold() in lead.text.casefold()
    assert len(lead.last.screens) == 1
    assert lead.draft == WHOLE


def test_days_are_offered_to_tap() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, closes_on=None, hear_back_on=None))
    lead.tap("Go on")
    lead.say("3")
    assert lead.draft.closes_on == date(2026, 3, 30)
    lead.tap("After 2 weeks")
    assert lead.draft.hear_back_on == date(2026, 4, 13)


def test_days_that_are_not_offered_are_not_taken() -> None:
    lead = Facilitator()
    lead.begin()
    lead.change("Hear back by")
    lead.press("c.hear_back_on", 77, 0, 99)
    assert lead.text.startswith("I cannot read that as a date.")


def test_the_day_of_hearing_back_can_come_first() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, closes_on=None, hear_back_on=None))
    lead.change("Hear back by")
    lead.tap("After 2 weeks")
    assert lead.draft.hear_back_on == date(2026, 3, 16)
    lead.change("When it is decided")
    lead.on(date(2026, 3, 10))
    lead.change("When it is decided")
    assert "Now: Tuesday 10 March 2026" in lead.text
    lead.tap("Skip")
    assert lead.draft.decides_on is None


def test_back_from_a_day() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, closes_on=None))
    lead.tap("Go on")
    lead.tap("Back")
    assert "When is it decided?" in lead.text


# --- sending at a time ----------------------------------------------------------------------------


def test_a_consultation_is_sent_on_another_day_at_10() -> None:
    lead = Facilitator()
    lead.begin()
    lead.tap("At a time")
    lead.tap("Back")
    lead.tap("At a time")
    lead.on(date(2026, 3, 9))
    assert lead.draft.opens_at == "2026-03-09T10:00:00+00:00"
    assert "It will be sent on Monday 9 March 2026 at 10:00." in lead.text
    lead.counted()
    lead.tap("Send at that time")
    assert lead.text.startswith("It will be sent on Monday 9 March 2026 at 10:00.")
    assert lead.approved


def test_a_time_can_be_taken_back() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, opens_at="2026-03-09T10:00:00+00:00"))
    lead.tap("No set time")
    assert lead.draft.opens_at is None
    assert "Send now" in lead.labels


@pytest.mark.parametrize(
    ("heard", "hint"),
    [
        (Typed("later"), "I cannot read that as a date."),
        (Typed("1 March", date(2026, 3, 1)), "10:00 on Sunday 1 March 2026 is in the past."),
        (Typed("17 March", date(2026, 3, 17)), "is after answers close on Monday 16 March 2026."),
    ],
)
def test_times_that_cannot_be(heard: Typed, hint: str) -> None:
    lead = Facilitator()
    lead.begin()
    lead.tap("At a time")
    lead.hear(heard)
    assert hint in lead.text
    assert lead.draft.opens_at is None


def test_a_time_that_has_passed_is_asked_again() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, opens_at="2026-03-09T10:00:00+00:00"))
    lead.counted()
    lead.wait(days=8)
    lead.tap("Send at that time")
    assert "10:00 on Monday 9 March 2026 is in the past." in lead.text
    assert not lead.approved
