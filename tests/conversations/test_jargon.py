"""Words explained: looked up, listed, asked about, and written by facilitators."""

from dataclasses import replace

import pytest

from conversations.jargon import find, near
from conversations.jargon_facts import Entry, TheGlossary, key_of
from conversations.loop_events import TaskRaised
from conversations.screen import Act
from conversations.seat_events import WordDropped, WordExplained
from conversations.text import OtherTongue, Worded
from conversations.turn import Commanded, Key, Tapped
from tests.conversations.facilitator import FACILITATOR
from tests.conversations.people import MEMBER, Chat

SCAN = Entry(5, "PET-CT", Worded.of({"en_GB": "A scan of active cells."}), ("PET scan",))
TEAM = Entry(6, "Multidisciplinary team", Worded.of({"en_GB": "All who plan care."}), ("MDT",))
ENTRIES = (TEAM, SCAN)
MANY = tuple(
    Entry(number, f"Word {number:02}", Worded.of({"en_GB": "It means this."}))
    for number in range(1, 26)
)
HERE = Key("jargon")


def chat(*entries: Entry, facilitates: bool = False) -> Chat:
    return Chat(FACILITATOR if facilitates else MEMBER, found={TheGlossary(): entries or ENTRIES})


def ask(someone: Chat, word: str) -> None:
    someone.hear(Commanded("what", word))


# --- looking up -----------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["PET-CT", "pet ct", "Pet‑CT?", "pet scan", " PET‐CT "])
def test_a_word_is_found_however_it_is_written(word: str) -> None:
    someone = chat()
    ask(someone, word)
    assert someone.text == "PET-CT\nA scan of active cells."
    assert someone.labels == ("Another word", "All words", "Home")


def test_an_explanation_in_another_language_says_so() -> None:
    someone = chat()
    ask(someone, "PET-CT")
    (shown,) = someone.last.screens
    assert OtherTongue((SCAN.words,)) in shown.lines


def test_whoever_asks_in_the_middle_of_an_answer_goes_on_with_it() -> None:
    someone = chat()
    someone.focus = Key("answering", 77)
    ask(someone, "MDT")
    assert "All who plan care." in someone.text
    assert someone.focus == Key("answering", 77)


def test_the_command_alone_asks_which_word_and_takes_one_after_the_other() -> None:
    someone = chat()
    someone.command("what")
    assert "Which word shall I explain?" in someone.text
    assert someone.labels == ("All words", "Home")
    someone.say("mdt")
    assert someone.text.startswith("Multidisciplinary team")
    someone.say("pet-ct")
    assert someone.text.startswith("PET-CT")


def test_a_word_that_is_nearly_there_is_offered() -> None:
    someone = chat()
    ask(someone, "multidisciplinary meeting")
    assert someone.text == (
        "I cannot explain 'multidisciplinary meeting' yet.\nDid you mean one of these?"
    )
    someone.tap("Multidisciplinary team")
    assert "All who plan care." in someone.text


def test_an_unknown_word_goes_to_a_facilitator_as_a_question() -> None:
    someone = chat()
    ask(someone, "brachytherapy")
    assert someone.labels == ("Ask what it means", "Another word", "All words", "Home")
    someone.tap("Ask what it means")
    assert someone.events == [TaskRaised("question", words="brachytherapy")]
    assert "Nobody reads this at once." in someone.text
    someone.hear(Tapped(Act("what.ask")))
    assert len(someone.events) == 1, "an old button asks nothing twice"
    assert "Which word shall I explain?" in someone.text


def test_a_whole_story_is_no_word() -> None:
    someone = chat()
    someone.command("what")
    turn = someone.say("I wanted to tell you about the long walk from the car park to the ward.")
    assert not turn.understood
    assert "I look up one word at a time" in someone.text
    assert someone.events == []


def test_signs_and_pictures_are_no_word() -> None:
    someone = chat()
    someone.command("what")
    assert not someone.say("???").understood
    assert "Which word shall I explain?" in someone.text
    assert not someone.picture().understood
    assert someone.text == "I need words here. Please type them."


def test_nothing_short_is_near_to_anything() -> None:
    assert near("a", ENTRIES) == ()
    assert near("pet", ENTRIES) == (SCAN,)
    assert find("team", ENTRIES) is None
    assert key_of("PET–CT!") == "pet ct"


# --- all words ------------------------------------------------------------------------------------


def test_all_words_are_shown_ten_at_a_time() -> None:
    someone = chat(*MANY)
    someone.command("what")
    someone.tap("All words")
    assert someone.labels == (*(f"Word {n:02}" for n in range(1, 11)), "More words", "Home")
    someone.tap("More words")
    someone.tap("More words")
    assert someone.labels == (*(f"Word {n}" for n in range(21, 26)), "The words before", "Home")
    someone.say("2")
    assert someone.text == "Word 22\nIt means this."
    someone.say("word 03")
    assert someone.text == "Word 03\nIt means this."


def test_a_button_of_a_longer_list_shows_the_last_page() -> None:
    someone = chat()
    someone.hear(Tapped(Act("what.all", (0, 7))))
    assert someone.labels == ("Multidisciplinary team", "PET-CT", "Home")
    someone.found[TheGlossary()] = ()
    someone.hear(Tapped(Act("what.all", (0, 0))))
    assert "No word is explained yet." in someone.text


def test_a_word_that_was_taken_out_meanwhile_is_not_there() -> None:
    someone = chat()
    someone.hear(Tapped(Act("what.all", (0, 0))))
    someone.found[TheGlossary()] = (TEAM,)
    someone.tap("PET-CT")
    assert "This word is not in the list any more." in someone.text
    ask(someone, "MDT")
    someone.found[TheGlossary()] = ()
    someone.focus = HERE
    assert not someone.picture().understood


def test_a_button_without_its_number_asks_which_word() -> None:
    someone = chat()
    someone.hear(Tapped(Act("what.word")))
    assert "Which word shall I explain?" in someone.text


# --- facilitators write ---------------------------------------------------------------------------


def test_a_facilitator_adds_a_word_after_reading_it() -> None:
    someone = chat(facilitates=True)
    someone.command("what")
    someone.tap("Add a word")
    someone.say("Brachytherapy")
    assert "What does it mean?" in someone.text
    someone.say("Radiotherapy from inside the body.")
    assert someone.text.startswith("Brachytherapy\nRadiotherapy from inside the body.")
    assert someone.events == []
    someone.say("Rays from a small source inside the body.")
    someone.tap("Yes, keep it")
    assert someone.events == [
        WordExplained("Brachytherapy", "en_GB", "Rays from a small source inside the body.")
    ]
    someone.tap("Yes, keep it")
    assert len(someone.events) == 1


def test_a_word_that_was_looked_up_in_vain_can_be_explained_at_once() -> None:
    someone = chat(facilitates=True)
    ask(someone, "brachytherapy")
    someone.tap("Explain it")
    someone.focus = HERE
    someone.say("Rays from inside.")
    someone.tap("No, leave it")
    assert someone.events == []


def test_a_facilitator_changes_the_words_of_one_that_is_there() -> None:
    someone = chat(facilitates=True)
    ask(someone, "pet scan")
    someone.tap("Change the words")
    assert "Now it says: A scan of active cells." in someone.text
    someone.say("A scan.")
    someone.tap("Yes, keep it")
    assert someone.events == [WordExplained("PET-CT", "en_GB", "A scan.")]


def test_adding_one_that_is_there_changes_it() -> None:
    someone = chat(facilitates=True)
    someone.command("what")
    someone.tap("Add a word")
    someone.say("mdt")
    assert someone.text.startswith("Multidisciplinary team\nWhat does it mean?")


def test_what_is_too_long_or_empty_is_asked_for_again() -> None:
    someone = chat(facilitates=True)
    someone.command("what")
    someone.tap("Add a word")
    assert not someone.say("x" * 61).understood
    assert "at most 60 letters" in someone.text
    someone.say("...")
    assert "Which word do you want to explain" in someone.text
    someone.say("Ward")
    assert not someone.say("y" * 601).understood
    assert "at most 600 letters" in someone.text
    someone.say("  ")
    assert someone.text == "I need words here. Please type them."


def test_a_facilitator_takes_a_word_out_after_being_asked() -> None:
    someone = chat(facilitates=True)
    ask(someone, "MDT")
    someone.tap("Take it out")
    someone.tap("No, keep it")
    someone.tap("Take it out")
    someone.tap("Yes, take it out")
    assert someone.events == [WordDropped("Multidisciplinary team")]
    someone.tap("Yes, take it out")
    assert len(someone.events) == 1
    someone.found[TheGlossary()] = ()
    someone.tap("Take it out")
    assert "Which word shall I explain?" in someone.text
    someone.hear(Tapped(Act("what.change", (0, 6))))
    assert "Which word do you want to explain" in someone.text


def test_whoever_facilitates_no_more_can_keep_nothing() -> None:
    someone = chat(facilitates=True)
    ask(someone, "MDT")
    someone.tap("Change the words")
    someone.say("A team.")
    someone.person = replace(someone.person, roles=frozenset())
    someone.tap("Yes, keep it")
    assert someone.events == []
