"""Questions of a draft: their words, their kinds, their choices."""

from dataclasses import replace

import pytest

from conversations.content import Choice, Question
from conversations.events import DraftChanged
from conversations.turn import SentMedia
from tests.conversations.facilitator import (
    WHOLE,
    Facilitator,
    english,
)


def changes(lead: Facilitator) -> int:
    return sum(isinstance(event, DraftChanged) for event in lead.events)


def asked(question: str = "How was it?") -> Facilitator:
    lead = Facilitator()
    lead.command("ask")
    lead.say(question)
    return lead


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Own words", "free_text"), ("Information only", "information")],
)
def test_some_questions_need_no_choices(label: str, kind: str) -> None:
    lead = asked()
    lead.tap(label)
    assert lead.draft.questions[0].kind == kind
    assert lead.text.startswith("You have 1 question.")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("By car", "Please send 2 to 10 choices, one on each line."),
        ("\n".join("abcdefghijk"), "Please send 2 to 10 choices, one on each line."),
        (f"By car\n{'x' * 61}", "Each choice can have 60 characters. Please make it shorter."),
        ("By car, by CAR.", "Some of these are the same. Please send them again, each once."),
        (" ", "That message is empty. Please type your words."),
    ],
)
def test_choices_that_cannot_be_used(typed: str, hint: str) -> None:
    lead = asked()
    lead.tap("One choice")
    before = changes(lead)
    lead.say(typed)
    assert lead.text == hint
    assert changes(lead) == before
    lead.say("Back")
    assert "How can people answer it?" in lead.text


def test_a_comma_in_a_line_belongs_to_its_choice() -> None:
    lead = asked()
    lead.tap("One choice")
    lead.say("By car, I drove\n- By car, I was driven")
    labels = [choice.label for choice in lead.draft.questions[0].choices]
    assert labels == [english("By car, I drove"), english("By car, I was driven")]


def test_a_scale_says_what_its_ends_mean() -> None:
    lead = asked()
    lead.tap("A scale, 1 to 5")
    lead.tap("Hard to easy")
    question = lead.draft.questions[0]
    assert question.kind == "scale"
    assert [english("Very hard"), *map(english, "234"), english("Very easy")] == [
        choice.label for choice in question.choices
    ]


def test_the_ends_of_a_scale_can_be_typed() -> None:
    lead = asked()
    lead.tap("A scale, 1 to 5")
    lead.say("Cold")
    assert lead.text == "Please send 2 lines: the lowest step first, then the highest."
    lead.tap("Back")
    lead.tap("A scale, 1 to 5")
    lead.say("Cold\nWarm")
    assert lead.draft.questions[0].choices[4] == Choice(5, english("Warm"))
    assert lead.text.startswith("These are the choices:\n1. Cold\n2. 2")


def test_the_way_back_through_a_question() -> None:
    lead = asked()
    lead.say("something else")
    assert lead.text == "Please choose one: tap a button, or type its number."
    lead.tap("Back")
    assert "Please send me the new words of this question." in lead.text
    lead.hear(SentMedia("photo", 4))
    assert lead.text == "I need words here. Please type them."
    lead.say("How was the food?")
    assert lead.draft.questions[0].text == english("How was the food?")
    lead.tap("Own words")
    lead.tap("Back")
    assert "“How was the food?”" in lead.text
    lead.tap("Own words")
    lead.tap("Another question")
    lead.tap("Back")
    assert lead.text.startswith("You have 1 question.")
    lead.tap("That is all")
    lead.tap("Back")
    assert lead.text.startswith("You have 1 question.")


def test_the_next_question_can_be_sent_at_once() -> None:
    lead = asked()
    lead.tap("Own words")
    lead.say(" ")
    lead.hear(SentMedia("voice", 4))
    assert lead.text == "Please choose one: tap a button, or type its number."
    lead.say("And the food?")
    lead.tap("Own words")
    lead.tap("Another question")
    lead.say("And the bed?")
    assert [one.number for one in lead.draft.questions] == [1, 2, 3]


def test_twenty_questions_are_the_most() -> None:
    lead = asked()
    for number in range(19):
        lead.tap("Own words")
        lead.say(f"Question number {number}?")
    lead.tap("Own words")
    lead.say("One more?")
    assert lead.text == "20 questions is the most. Fewer are easier to answer."
    lead.tap("Another question")
    assert lead.text == "20 questions is the most. Fewer are easier to answer."
    assert len(lead.draft.questions) == 20


def test_a_question_is_changed_from_the_overview() -> None:
    lead = Facilitator()
    lead.begin()
    lead.change("Question: How did")
    lead.say("what")
    assert lead.text == "Please choose one: tap a button, or type its number."
    lead.tap("Back")
    lead.tap("Question: How did you get home?")
    lead.tap("Change the words")
    lead.tap("Back")
    lead.change("Question: How did")
    lead.tap("Change the words")
    lead.say("How did you travel?")
    assert lead.draft.questions[0].text == english("How did you travel?")
    assert len(lead.draft.questions[0].choices) == 2
    lead.change("Question: How did")
    lead.tap("Change the answers")
    lead.tap("Back")
    lead.tap("Change the answers")
    lead.tap("Own words")
    assert lead.draft.questions == (Question(1, "free_text", english("How did you travel?")),)
    assert "I am counting" in lead.text


def test_questions_are_added_and_taken_out() -> None:
    lead = Facilitator()
    lead.begin()
    lead.change("Add a question")
    lead.say("Why?")
    lead.tap("Own words")
    assert [one.number for one in lead.draft.questions] == [1, 2]
    lead.change("Question: How did")
    lead.tap("Take it out")
    assert [one.number for one in lead.draft.questions] == [2]
    assert lead.text.startswith("The question is taken out.")


def test_a_draft_whose_questions_went_asks_for_one_again() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, title=None, questions=()))
    lead.tap("Go on")
    lead.tap("Back")
    assert lead.text.startswith("You have 0 questions.")
    lead.tap("Back")
    assert "Still missing: Title; Questions" in lead.text


@pytest.mark.parametrize("step", ["kind", "choices", "ends", "one"])
def test_a_question_that_is_not_there_is_left_alone(step: str) -> None:
    lead = Facilitator()
    lead.begin()
    lead.place(step, question=9)
    lead.say("By car, By bus")
    assert changes(lead) == 0
