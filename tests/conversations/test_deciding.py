"""The end of a consultation: where it stands, closing, results, and reading open answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.content import Choice, Question
from conversations.events import (
    ClosedEarly,
    OpenAnswerRead,
    Requested,
    SendingCancelled,
    SendingResumed,
)
from conversations.facts import OpenAnswer, QuestionResult, Results
from conversations.home import NOT_FOR_YOU, NOT_UNDERSTOOD
from conversations.screen import Attachment
from tests.conversations.ended import (
    DECISION,
    HERE,
    NUMBER,
    WAYS,
    Lead,
    consultation,
    still_open,
)
from tests.conversations.facilitator import english
from tests.conversations.people import MORNING, said

LOOK = ["See results", "Read answers", "What was heard"]
FOUND = Results(30, 21, (QuestionResult(1, ((1, 14), (2, 7), (3, 0)), 21),))


# --- where it stands ------------------------------------------------------------------------------


def test_an_open_consultation_shows_how_far_it_is() -> None:
    lead = Lead(still_open())
    lead.press_here("d.open")
    assert lead.text.splitlines() == [
        "Evening chemotherapy",
        "It is open until Friday 6 March 2026.",
        "30 people were asked.",
        "21 people have answered.",
        "You promised that people hear back by Friday 20 March 2026.",
    ]
    assert lead.choices == ["Close now", "Home"]


@pytest.mark.parametrize(
    ("answered", "says"),
    [(None, "Fewer than 10 people have answered."), (0, "Nobody has answered.")],
)
def test_small_numbers_of_people_are_not_shown(answered: int | None, says: str) -> None:
    lead = Lead(still_open(answered))
    lead.press_here("d.open")
    assert says in lead.text


def test_each_stage_has_its_words_and_its_ways_on() -> None:
    lead = Lead(consultation("scheduled", 0), asked=0)
    lead.press_here("d.open")
    assert "It is not open yet.\nNobody has been asked yet." in lead.text
    assert lead.choices == ["Cancel it", "Home"]
    lead.look_at(consultation())
    lead.press_here("d.open")
    assert "It is closed. What was decided is not written yet." in lead.text
    assert lead.choices == [*LOOK, "Write the decision", "Move the day", "Home"]
    decided = [
        *LOOK,
        "Read the decision",
        "How many were told",
        "Promises",
        "Home",
    ]
    lead.look_at(consultation(), decision=DECISION)
    lead.press_here("d.open")
    assert "People are being told what was decided." in lead.text
    assert lead.choices == decided
    lead.look_at(consultation("told"), decision=DECISION)
    lead.press_here("d.open")
    assert "People were told what was decided." in lead.text
    assert "You promised" not in lead.text
    assert lead.choices == decided
    lead.look_at(consultation("cancelled"))
    lead.press_here("d.open")
    assert "It was cancelled." in lead.text
    assert lead.choices == ["Home"]


def test_sending_that_was_paused_can_be_resumed_from_here() -> None:
    lead = Lead(still_open(), paused=True)
    lead.press_here("d.open")
    assert "Sending is paused." in lead.text
    lead.say("resume")
    assert lead.events == [SendingResumed(NUMBER)]


def test_only_a_facilitator_of_the_network_sees_it() -> None:
    lead = Lead()
    lead.press_here("d.open")
    lead.office.ledgers.clear()
    lead.say("1")
    assert said(lead.screens[-1]) == NOT_FOR_YOU.message
    lead.press_here("d.results")
    assert lead.text == NOT_FOR_YOU.message
    assert not lead.events


def test_an_unknown_button_leads_home() -> None:
    lead = Lead()
    lead.press_here("d.nothing")
    assert lead.text == NOT_FOR_YOU.message


def test_words_that_nothing_waits_for_get_a_hint_and_the_same_choices() -> None:
    lead = Lead()
    lead.press_here("d.open")
    lead.say("what now?")
    assert lead.text == "I did not understand that. Please tap a button, or type its number."
    assert lead.choices == [*LOOK, "Write the decision", "Move the day", "Home"]
    lead.voice()
    assert lead.text.startswith("I did not understand that.")


def test_home_can_be_typed() -> None:
    lead = Lead()
    lead.press_here("d.open")
    lead.say("6")
    assert lead.text.startswith("Home")


# --- closing and cancelling -----------------------------------------------------------------------


def test_closing_is_asked_once() -> None:
    lead = Lead(still_open())
    lead.press_here("d.open")
    lead.say("1")
    assert lead.text == "Shall I close it now?\nNobody can answer after that."
    lead.say("hm")
    assert lead.choices == ["Yes, close it", "No, keep it"]
    lead.say("no, keep it")
    assert not lead.events
    assert "It is open until" in lead.text
    lead.tap("Close now")
    lead.say("yes, close it")
    assert lead.text == "It is closed. Results come in a moment. I will write to you."
    assert lead.events == [ClosedEarly(NUMBER)]
    lead.say("1")
    assert lead.text.startswith("Home")


def test_what_has_come_to_its_time_is_closing_and_is_not_closed_twice() -> None:
    lead = Lead(still_open())
    lead.press_here("d.open")
    lead.now = MORNING + timedelta(days=4)
    lead.tap("Close now")
    assert lead.text == "This is not open, so it cannot be closed."
    assert lead.choices == ["Home"]
    lead.press_here("d.open")
    assert "It is closing. Results come in a moment." in lead.text
    assert not lead.events


def test_cancelling_is_asked_once() -> None:
    lead = Lead(consultation("scheduled", 0))
    lead.press_here("d.open")
    lead.tap("Cancel it")
    assert lead.text == "Shall I cancel it?\nNobody will be asked."
    lead.say("1")
    assert lead.text == "It is cancelled. Nobody is asked."
    assert lead.events == [SendingCancelled(NUMBER)]


def test_what_has_opened_is_not_cancelled() -> None:
    lead = Lead(consultation("scheduled", 0))
    lead.press_here("d.open")
    lead.tap("Cancel it")
    lead.look_at(still_open())
    lead.tap("Yes, cancel it")
    assert lead.text == "This does not wait to open, so it cannot be cancelled."
    assert not lead.events


# --- results --------------------------------------------------------------------------------------


def test_results_are_worked_out_and_shown_in_words_with_bars() -> None:
    lead = Lead()
    lead.press_here("d.open")
    lead.say("see results")
    assert lead.text == "One moment."
    assert lead.requests == [Requested("d.results", NUMBER)]
    lead.works_out(FOUND)
    assert lead.text.splitlines() == [
        "Evening chemotherapy: results",
        "30 people were asked.",
        "21 people have answered.",
        "How did you get home?",
        "By car: 14",
        "▓▓▓▓▓░░░",
        "By bus: 7",
        "▓▓▓░░░░░",
        "On foot: 0",
        "░░░░░░░░",
    ]
    assert lead.choices == [*LOOK, "Write the decision", "Move the day", "Home"]


def test_whoever_is_there_shows_in_a_bar() -> None:
    lead = Lead()
    lead.press_here("d.results")
    lead.works_out(Results(300, 250, (QuestionResult(1, ((1, 245), (2, 5), (3, 0)), 250),)))
    assert "By car: 245\n▓▓▓▓▓▓▓▓\nBy bus: 5\n▓░░░░░░░" in lead.text


def test_hidden_cells_are_said_to_be_hidden() -> None:
    lead = Lead()
    lead.press_here("d.results")
    lead.works_out(Results(30, 21, (QuestionResult(1, ((1, 14), (2, None), (3, None)), 21),)))
    assert "By bus: hidden, to protect people\nOn foot: hidden, to protect people" in lead.text
    assert "A choice is hidden where fewer than 5 people chose it." in lead.text


def test_a_question_that_few_answered_has_no_numbers() -> None:
    lead = Lead()
    lead.press_here("d.results")
    lead.works_out(Results(30, 21, (QuestionResult(1),)))
    says = "Fewer than 10 people answered this, so no numbers are shown."
    assert f"How did you get home?\n{says}" in lead.text


def test_few_people_have_no_numbers_at_all() -> None:
    lead = Lead(consultation(answered=None), asked=8)
    lead.press_here("d.results")
    lead.works_out(Results(8, None))
    assert lead.text.splitlines() == [
        "Evening chemotherapy: results",
        "Fewer than 10 people answered. I show no numbers.",
        "Please read the answers and write what you heard in your own words.",
    ]
    assert not any(sign.isdecimal() for sign in lead.text.replace("10", ""))


def test_nobody_is_a_result() -> None:
    lead = Lead(consultation(answered=0))
    lead.press_here("d.results")
    lead.works_out(Results(30, 0, (QuestionResult(1),)))
    assert lead.text == "Evening chemotherapy: results\nNobody has answered."


def test_long_results_take_several_messages_and_no_question_is_cut() -> None:
    long = "How was it? " * 40
    questions = tuple(Question(n, "single", english(long), WAYS.choices) for n in range(1, 21))
    lead = Lead(consultation(questions=questions))
    lead.press_here("d.results")
    counts = tuple(QuestionResult(n, ((1, 14), (2, 7)), 21) for n in range(1, 21))
    lead.works_out(Results(30, 21, counts))
    assert len(lead.last.screens) > 1
    assert all(len(said(one)) < 3500 for one in lead.last.screens)
    assert lead.text.count("By car: 14\n▓▓▓▓▓░░░\nBy bus: 7") == 20
    assert all(said(one).startswith("Evening chemotherapy: results") for one in lead.last.screens)
    assert [bool(one.options) for one in lead.last.screens[:-1]] == [False] * (
        len(lead.last.screens) - 1
    )


def test_counts_of_what_is_no_longer_asked_are_left_out() -> None:
    lead = Lead()
    lead.press_here("d.results")
    lead.works_out(
        Results(
            30, 21, (QuestionResult(1, ((1, 21), (9, 0)), 21), QuestionResult(7, ((1, 21),), 21))
        )
    )
    assert lead.text.endswith("How did you get home?\nBy car: 21\n▓▓▓▓▓▓▓▓")


@pytest.mark.parametrize("status", ["scheduled", "open", "cancelled"])
def test_there_are_no_results_before_closing(status: str) -> None:
    lead = Lead(consultation(status))
    lead.press_here("d.results")
    assert lead.text == "There is nothing to see before this has closed."
    lead.press_here("d.read")
    assert lead.text == "There is nothing to see before this has closed."
    assert not lead.requests


def test_results_that_come_late_do_not_call_anyone_back() -> None:
    lead = Lead()
    lead.press_here("d.results")
    lead.command("home")
    at_home = lead.focus
    assert at_home != HERE
    lead.works_out(FOUND)
    assert lead.focus == at_home


# --- open answers ---------------------------------------------------------------------------------


def test_open_answers_are_read_one_at_a_time_and_each_is_on_record() -> None:
    lead = Lead()
    lead.press_here("d.open")
    lead.tap("Read answers")
    assert lead.text.splitlines() == [
        "You read one answer at a time, without a name.",
        "It is on record that you read it. Members were told so.",
        "One moment.",
    ]
    assert lead.requests == [Requested("d.read", NUMBER, 0)]
    lead.works_out(OpenAnswer(2, 0, 3, "A later bus."))
    assert lead.text.splitlines() == [
        "Answer 1 of 3",
        "What would have made it easier?",
        "A later bus.",
    ]
    assert lead.choices == ["Ask to show it", "Next", "Enough"]
    assert lead.events[-1] == OpenAnswerRead(NUMBER)
    lead.say("next")
    assert not lead.last.screens
    lead.works_out(OpenAnswer(2, 1, 3, media=5))
    assert lead.text.endswith("A voice message")
    assert lead.last.screens[-1].attachment == Attachment("voice", 5)
    lead.say("what?")
    assert lead.choices == ["Ask to show it", "Next", "Back", "Enough"]
    lead.tap("Next")
    lead.works_out(OpenAnswer(9, 2, 3, "More staff."))
    assert lead.text == "Answer 3 of 3\nMore staff."
    assert lead.choices == ["Ask to show it", "Back", "Enough"]
    lead.say("back")
    assert lead.requests[-1] == Requested("d.read", NUMBER, 1)
    lead.works_out(OpenAnswer(2, 1, 3, "Again."))
    lead.say("enough")
    assert lead.text.startswith("Evening chemotherapy")
    assert lead.events.count(OpenAnswerRead(NUMBER)) == 4


def test_a_long_answer_is_shown_whole() -> None:
    lead = Lead()
    lead.press_here("d.read")
    words = "".join(f"word {n}, " for n in range(400))
    assert 3000 < len(words) <= 6000
    lead.works_out(OpenAnswer(2, 0, 1, words))
    first, last = lead.last.screens
    assert said(first) == words[:3000]
    assert said(last).endswith(words[3000:])
    assert lead.events.count(OpenAnswerRead(NUMBER)) == 1


def test_no_answers_is_said() -> None:
    lead = Lead()
    lead.press_here("d.read")
    lead.works_out(None)
    assert lead.text == "There are no written answers."
    lead.press_here("d.read", 5)
    lead.works_out(None)
    assert lead.text == "There are no more answers."
    assert OpenAnswerRead(NUMBER) not in lead.events


def test_an_answer_that_comes_late_does_not_end_writing() -> None:
    lead = Lead()
    lead.press_here("d.read")
    lead.press_here("d.write")
    lead.works_out(OpenAnswer(2, 0, 3, "A later bus."))
    assert "A later bus." in lead.text
    lead.say("Most want late sessions to stay.")
    assert lead.text.startswith("Step 2 of 6")


# --- after the decision ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (0, "Nobody has been told yet."),
        (9, "Fewer than 10 people were told."),
        (21, "21 people were told."),
    ],
)
def test_how_many_were_told_is_known(told: int, says: str) -> None:
    lead = Lead(consultation("told"), decision=DECISION, told=told)
    lead.press_here("d.open")
    lead.tap("How many were told")
    assert lead.text == says


def test_the_decision_can_be_read_again() -> None:
    lead = Lead(decision=replace(DECISION, we_cannot=english("A third evening.")))
    lead.press_here("d.open")
    lead.tap("Read the decision")
    assert lead.text.splitlines() == [
        "You said: Most want late sessions to stay.",
        "This was decided on Sunday 1 March 2026.",
        "We will: Late sessions stay until next March.",
        "We cannot: A third evening.",
    ]


def test_before_the_decision_there_is_none_to_read() -> None:
    lead = Lead()
    lead.press_here("d.decision")
    assert lead.text == "Nothing has been decided here yet."
    lead.look_at(consultation("told"))
    lead.press_here("d.decision")
    assert lead.text == "Nothing has been decided yet."


def test_words_at_home_do_not_come_here() -> None:
    lead = Lead()
    lead.press_here("d.open")
    lead.say("home")
    lead.say("hm")
    assert lead.text == NOT_UNDERSTOOD.message


def test_a_choice_without_a_number_in_the_counts_still_has_words() -> None:
    one = Question(1, "single", english("Which?"), (Choice(1, english("This")),))
    lead = Lead(consultation(questions=(one,)))
    lead.press_here("d.results")
    lead.works_out(Results(30, 21, (QuestionResult(1, ((1, 0),)),)))
    assert lead.text.endswith("Which?\nThis: 0\n░░░░░░░░")
