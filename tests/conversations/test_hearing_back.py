"""What was decided is told, and whether people felt heard is asked, with the reason."""

from dataclasses import replace

import pytest

from conversations.content import Decision
from conversations.events import Event, HeardExplained, HeardRated
from conversations.facts import Part, TheConsultation, ThePart
from conversations.hearing_back import notice
from conversations.home import NOT_FOR_YOU
from conversations.questions.free_text import LONGEST
from conversations.screen import Act
from conversations.text import Text, Worded
from conversations.turn import Tapped
from tests.conversations.ended import DECISION, NUMBER, consultation
from tests.conversations.facilitator import english
from tests.conversations.people import Chat, labels, said

TOLD = consultation("told", 62)
WHY = "Thank you. Why do you say that? You can type it, or skip. Nobody reads it at once."


def member(decision: Decision | None = DECISION) -> Chat:
    """Somebody who took part and was told."""
    found = {TheConsultation(NUMBER): TOLD, ThePart(NUMBER): Part("finished", decision)}
    chat = Chat(found=found)
    chat.show(notice(TOLD, DECISION))
    return chat


def read_again() -> Chat:
    chat = member()
    chat.hear(Tapped(Act("h.again", (NUMBER,))))
    return chat


# --- the notice -----------------------------------------------------------------------------------


def test_the_notice_says_what_was_heard_decided_and_not_possible() -> None:
    whole = replace(DECISION, we_cannot=english("A third evening."))
    assert said(notice(TOLD, whole)).splitlines() == [
        "Evening chemotherapy: what was decided",
        "You and 61 other people answered.",
        "You said: Most want late sessions to stay.",
        "This was decided on Sunday 1 March 2026.",
        "We will: Late sessions stay until next March.",
        "We cannot: A third evening.",
        "Were you heard?",
    ]
    assert labels(notice(TOLD, whole)) == ("Yes", "Partly", "No", "I can't tell")


def test_the_notice_leaves_out_what_there_is_not() -> None:
    short = Decision(english("Little."))
    assert said(notice(TOLD, short)).splitlines()[2:] == ["You said: Little.", "Were you heard?"]


@pytest.mark.parametrize("answered", [None, 0])
def test_the_notice_hides_how_few_answered(answered: int | None) -> None:
    shown = said(notice(consultation("told", answered), DECISION))
    assert "You took part in this. Thank you." in shown
    assert "people" not in shown


def test_the_words_of_a_decision_come_in_the_language_of_the_reader() -> None:
    both = Worded.of({"en_GB": "Little.", "cy": "Ychydig."})
    lines = [line for line in notice(TOLD, Decision(both)).lines if isinstance(line, Text)]
    assert ("what", both) in [value for line in lines for value in line]


# --- were you heard? ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "rating"),
    [("Yes", "yes"), ("Partly", "partly"), ("No", "no"), ("I can't tell", "cannot_tell")],
)
def test_each_rating_is_kept_and_the_reason_is_asked(label: str, rating: str) -> None:
    chat = member()
    chat.tap(label)
    assert chat.events == [HeardRated(NUMBER, rating)]
    assert chat.text == WHY
    chat.say(" You did what we said. ")
    assert chat.events[1:] == [HeardExplained(NUMBER, "You did what we said.")]
    assert chat.text == "Thank you. That is kept."
    chat.say("home")
    assert chat.text.startswith("Home")


def test_the_reason_can_be_skipped() -> None:
    chat = member()
    chat.tap("No")
    chat.say("skip")
    assert chat.text == "Thank you. That is kept."
    assert chat.events == [HeardRated(NUMBER, "no")]


def test_only_words_are_a_reason_and_not_too_many() -> None:
    chat = member()
    chat.tap("No")
    chat.say(" ")
    assert chat.text == "Please type a few words, or skip. Nobody reads it at once."
    chat.voice()
    assert chat.text == "Please type a few words, or skip. Nobody reads it at once."
    assert chat.labels == ("Skip",)
    chat.say("a" * (LONGEST + 1))
    assert chat.text.startswith("That is longer than I can keep.")
    assert chat.events == [HeardRated(NUMBER, "no")]
    chat.say("a" * LONGEST)
    assert len(chat.events) == 2


def test_a_rating_can_be_changed() -> None:
    chat = member()
    chat.tap("No")
    chat.tap("Yes")
    rated: list[Event] = [HeardRated(NUMBER, "no"), HeardRated(NUMBER, "yes")]
    assert chat.events == rated


# --- reading it again -----------------------------------------------------------------------------


def test_the_decision_can_be_read_again_and_rated_by_typing() -> None:
    chat = read_again()
    assert "You and 61 other people answered." in chat.text
    chat.say("2")
    assert chat.events == [HeardRated(NUMBER, "partly")]


def test_words_before_a_rating_are_not_called_kept() -> None:
    chat = read_again()
    chat.say("Well done.")
    assert chat.text == "Please choose one: tap a button, or type its number."
    assert chat.labels == ("Yes", "Partly", "No", "I can't tell")
    assert not chat.events
    chat.say("yes")
    assert chat.events == [HeardRated(NUMBER, "yes")]


# --- what cannot be -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act", [Act("h.rate", (NUMBER,)), Act("h.rate", (NUMBER, 4)), Act("h.x", (NUMBER,))]
)
def test_a_button_that_means_nothing_leads_home(act: Act) -> None:
    chat = member()
    chat.hear(Tapped(act))
    assert chat.text == NOT_FOR_YOU.message
    assert not chat.events


def test_nobody_rates_what_they_were_not_told() -> None:
    chat = member(decision=None)
    chat.tap("Yes")
    assert chat.text == NOT_FOR_YOU.message
    chat.found = {TheConsultation(NUMBER): TOLD}
    chat.tap("Yes")
    chat.found = {}
    chat.tap("Yes")
    assert chat.text == NOT_FOR_YOU.message
    assert not chat.events


def test_a_reason_for_what_is_gone_meanwhile_is_not_kept() -> None:
    chat = member()
    chat.tap("Yes")
    chat.found = {}
    chat.say("Because.")
    assert chat.text == NOT_FOR_YOU.message
    assert chat.events == [HeardRated(NUMBER, "yes")]
