"""Words in other languages."""

from dataclasses import replace

from conversations.content import Choice, Question
from conversations.draft import Draft
from conversations.text import Worded
from tests.conversations.facilitator import (
    WHOLE,
    Facilitator,
    english,
)


def test_words_in_another_language_are_added_one_by_one_and_resumed() -> None:
    lead = Facilitator()
    lead.begin()
    lead.tap("Other languages")
    assert lead.labels == ("Cymraeg: 9 texts to add", "اردو: 9 texts to add", "Back")
    lead.say("1")
    assert lead.text == "How do you say this in Cymraeg?\nEvening chemotherapy"
    lead.say("Cemotherapi gyda'r nos")
    lead.tap("Skip")
    lead.say("A ddylai aros?")
    lead.tap("Stop here")
    assert lead.draft.title is not None
    assert lead.draft.title.said_in("cy") == "Cemotherapi gyda'r nos"
    assert lead.draft.title.said_in("en_GB") == "Evening chemotherapy"
    lead.tap("Other languages")
    lead.tap("Cymraeg: 7 texts to add")
    assert "the lead nurse" in lead.text
    lead.tap("Back")
    assert "Now: Cemotherapi gyda'r nos" in lead.text
    lead.tap("Back")
    assert "Which language" in lead.text


def test_questions_and_choices_are_translated_too() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, questions=(*WHOLE.questions, _scale())))
    lead.tap("Other languages")
    lead.say("1")
    for number in range(6):
        lead.say(f"Testun {number}")
    for words in ("Sut aethoch chi adref?", "Mewn car", "Ar fws", "Pa mor hawdd?", "Anodd"):
        lead.say(words)
    lead.say("x" * 61)
    assert lead.text == "That is too long. Please use at most 60 characters."
    lead.say("Hawdd")
    assert lead.text.startswith("That was the last text. Thank you.")
    assert "Cymraeg: 0 texts to add" in lead.labels
    first, second = lead.draft.questions
    assert first.text.said_in("cy") == "Sut aethoch chi adref?"
    assert first.choices[1].label.said_in("cy") == "Ar fws"
    assert [one.label.said_in("cy") for one in second.choices] == ["Anodd", "2", "Hawdd"]
    lead.tap("Cymraeg: 0 texts to add")
    assert "Now: Testun 0" in lead.text


def _scale() -> Question:
    steps = (Choice(1, english("Hard")), Choice(2, english("2")), Choice(3, english("Easy")))
    return Question(2, "scale", english("How easy?"), steps)


def test_a_language_is_chosen_from_the_list() -> None:
    lead = Facilitator()
    lead.begin()
    lead.tap("Other languages")
    lead.say("Klingon")
    assert lead.text == "Please choose one: tap a button, or type its number."
    lead.tap("Back")
    assert "I am counting" in lead.text


def test_a_draft_without_a_title_is_written_in_the_language_of_its_question() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, title=None))
    lead.tap("Other languages")
    assert "Cymraeg: 8 texts to add" in lead.labels
    lead.begin(Draft(), 78)
    lead.tap("Other languages")
    lead.tap("Cymraeg: 0 texts to add")
    assert lead.text == "How do you say this in Cymraeg?"
    lead.say("Rhywbeth")
    assert "Which language" in lead.text


def test_the_walk_goes_from_one_text_that_lacks_words_to_the_next() -> None:
    spoken = Worded.of({"en_GB": "Should it stay?", "cy": "A ddylai aros?"})
    lead = Facilitator()
    lead.begin(replace(WHOLE, informs=spoken))
    lead.tap("Other languages")
    lead.say("1")
    lead.say("Cemotherapi gyda'r nos")
    lead.say("y brif nyrs")
    assert "Should it stay?" not in lead.text
    assert lead.draft.informs == spoken


def test_words_that_are_there_can_be_read_through_and_changed() -> None:
    lead = Facilitator()
    whole = Worded.of({"en_GB": "Evening chemotherapy", "cy": "Cemo", "ur": "شام"})
    lead.begin(replace(WHOLE, title=whole))
    lead.tap("Other languages")
    lead.say("1")
    lead.tap("Back")
    assert "Now: Cemo" in lead.text
    lead.tap("Skip")
    assert "the lead nurse" in lead.text
