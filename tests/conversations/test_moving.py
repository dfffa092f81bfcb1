"""Moving the day by which people hear back: the new day, the reason, and what people will read."""

from datetime import date

import pytest

from conversations.deciding import nag
from conversations.events import Requested
from conversations.loop_events import HearBackMoved
from conversations.turn import Typed
from conversations.wording import READERS
from tests.conversations.ended import DECISION, HERE, NUMBER, Lead, consultation
from tests.conversations.facilitator import english
from tests.conversations.people import MORNING, said

LATER = date(2026, 4, 30)


def moving() -> Lead:
    lead = Lead()
    lead.press_here("d.open")
    lead.tap("Move the day")
    return lead


def test_a_day_is_moved_once_people_see_the_new_one_and_why() -> None:
    lead = moving()
    assert lead.text.splitlines() == [
        "You promised that people hear back by Friday 20 March 2026.",
        "By which day will they hear back now? For example: 30 April.",
    ]
    lead.on(LATER)
    assert lead.text == "Why does it take longer? People read your words."
    lead.say(" The board is ill. ")
    _, told, asks = lead.screens[-3:]
    assert said(told).splitlines() == [
        "Evening chemotherapy: a new date",
        "You and 20 other people answered.",
        "You were to hear back by Friday 20 March 2026. The new day is Thursday 30 April 2026.",
        "Why: The board is ill.",
    ]
    assert said(asks) == "Shall I move the day, and tell people so?"
    assert lead.choices == ["Yes, move it", "Change", "No, keep it"]
    assert not lead.events
    lead.say("1")
    moved, readers = lead.events
    assert moved == HearBackMoved(NUMBER, LATER, english("The board is ill."))
    assert readers == Requested(READERS, NUMBER), "who cannot read the reason is asked about"
    assert lead.text.splitlines() == [
        "People hear back by Thursday 30 April 2026.",
        "I will tell everyone who took part, with your reason.",
    ]
    lead.press_here("d.moved")
    assert len(lead.events) == 2, "an old button moves nothing twice"


@pytest.mark.parametrize(
    ("heard", "says"),
    [
        (Typed("soon"), "I cannot read that as a date. Please type one like 30 April."),
        (Typed("today", MORNING.date()), "Please choose a day after today."),
        (Typed("20 March", date(2026, 3, 20)), "People know this day already."),
    ],
)
def test_a_day_must_be_one_to_come_and_another_one(heard: Typed, says: str) -> None:
    lead = moving()
    lead.hear(heard)
    assert says in lead.text
    lead.on(LATER)
    assert lead.text.startswith("Why does it take longer?")


def test_the_reason_must_be_words_and_not_too_many() -> None:
    lead = moving()
    lead.on(LATER)
    lead.say("x" * 501)
    assert lead.text == "That is too long. Please use at most 500 characters."
    lead.say(" ")
    assert lead.text == "I need words here. Please type them."
    lead.tap("Back")
    assert lead.text.startswith("You promised that people hear back")


def test_it_can_be_left_and_what_waits_is_said_again() -> None:
    lead = moving()
    lead.on(LATER)
    lead.say("The board is ill.")
    lead.say("perhaps")
    assert lead.text.startswith("I did not understand that.")
    lead.tap("No, keep it")
    assert "It is closed." in lead.text
    assert not lead.events
    assert lead.state(HERE) is not None


def test_the_nag_leads_to_it_and_after_a_decision_there_is_nothing_to_move() -> None:
    lead = Lead()
    lead.show(nag(consultation(), 61))
    lead.tap("Move the day")
    assert "By which day will they hear back now?" in lead.text
    lead.look_at(consultation(), decision=DECISION)
    lead.on(LATER)
    assert not lead.events
    assert "Move the day" not in lead.choices
