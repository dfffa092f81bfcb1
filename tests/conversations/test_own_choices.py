from dataclasses import replace

import pytest

from conversations import own_choices
from conversations.events import (
    AboutYouGiven,
    AnswersErased,
    LanguageChosen,
    RecoveryCodeMade,
    Stopped,
    StopUndone,
    TurnedAway,
)
from conversations.facts import Facts, Person, Waiting, WhatWaits
from conversations.home import Home
from conversations.loop_events import NoticesChosen
from conversations.own_choices import OwnChoices
from conversations.screen import Act
from conversations.turn import Key, Tapped
from tests.conversations.ended import consultation
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, english


def stopped() -> Chat:
    return Chat(replace(MEMBER, stopped=True))


def at_choice(label: str) -> Chat:
    chat = Chat()
    chat.command("choices")
    chat.tap(label)
    return chat


# --- stop -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["stop", "STOP!", " Stop please. ", "Stopio", "بند کریں"])
def test_stop_in_any_language_works_at_once(words: str) -> None:
    chat = Chat()
    chat.say(words)
    assert chat.events == [Stopped()]
    assert "I have stopped." in chat.text
    assert "Your answers are kept under a code." in chat.text
    assert chat.labels == ("Erase my answers", "Only what changed", "Undo")


def test_the_command_and_the_button_stop_as_well() -> None:
    chat = Chat()
    chat.command("stop")
    assert chat.events == [Stopped()]
    at_choices = at_choice("Stop")
    assert at_choices.events == [Stopped()]


def test_stop_inside_a_sentence_stops_nothing() -> None:
    chat = Chat()
    chat.command("choices")
    chat.say("please don't stop the clinic")
    assert chat.events == []


def test_stop_can_be_undone_and_words_go_on_as_before() -> None:
    chat = Chat()
    chat.say("stop")
    chat.say("undo")
    assert chat.events == [Stopped(), StopUndone()]
    assert "I will write to you as before." in chat.text
    chat.tap("Undo")
    assert "You have not stopped." in chat.text
    assert chat.events == [Stopped(), StopUndone()]


def test_saying_stop_again_is_answered_kindly_and_changes_nothing() -> None:
    chat = stopped()
    chat.say("stop")
    assert "You have stopped already." in chat.text
    assert chat.events == []
    assert chat.labels == ("Erase my answers", "Start again")


def test_a_stop_is_not_undone_by_anything_else() -> None:
    chat = stopped()
    chat.say("I had a good day")
    assert "You have stopped, so I kept nothing of what you sent." in chat.text
    chat.voice()
    chat.sticker()
    chat.edit("another day")
    chat.command("choices")
    chat.command("ask")
    chat.open()
    chat.hear(Tapped(None))
    chat.hear(Tapped(Act("a.start", (5,))))
    chat.hear(Tapped(Act("o.often")))
    assert chat.events == []
    assert chat.person.stopped
    assert chat.labels == ("Erase my answers", "Start again")


def test_a_link_opened_after_a_stop_waits_until_the_person_starts_again() -> None:
    chat = stopped()
    chat.open(4)
    assert "open the link once more" in chat.text
    assert chat.events == []
    chat.open(0)
    assert "open the link once more" not in chat.text


def test_a_stopped_person_starts_again_by_choice() -> None:
    chat = stopped()
    chat.open()
    chat.say("2")
    assert chat.events == [StopUndone()]
    assert chat.labels == ("My choices", "Home")
    chat.say("home")
    assert "Nothing is waiting for you." in chat.text


@pytest.mark.parametrize("words", ["stop", "stopio"])
def test_who_stops_before_joining_is_forgotten(words: str) -> None:
    chat = Chat(Person(7))
    chat.open()
    chat.tap("English")
    chat.say(words)
    assert chat.last.events == (TurnedAway("stopped"),)
    assert "I keep nothing of what you told me." in chat.text
    assert chat.state(Key("joining")) is None


def test_own_choices_wait_until_the_person_has_joined() -> None:
    chat = Chat(Person(7))
    chat.open()
    chat.command("choices")
    assert "You have not joined yet. To begin, send /start." in chat.text
    chat.hear(Tapped(Act("o.erase_yes")))
    assert chat.events == []
    assert chat.state(Key("joining")) is not None


# --- erase ----------------------------------------------------------------------------------------


def test_erasing_is_asked_once_says_what_stays_and_is_done() -> None:
    chat = Chat()
    chat.say("stop")
    chat.tap("Erase my answers")
    assert chat.events == [Stopped()]
    assert "This cannot be undone." in chat.text
    assert "Totals that were published before will stay" in chat.text
    chat.tap("Yes, erase them")
    assert chat.events == [Stopped(), AnswersErased()]
    assert "I have erased all your answers" in chat.text
    assert chat.labels == ("Start again",)
    chat.say("1")
    assert chat.events[-1] == StopUndone()


def test_answers_are_kept_when_the_person_says_so() -> None:
    chat = stopped()
    chat.say("hello")
    chat.say("1")
    chat.say("2")
    assert "Your answers are kept." in chat.text
    assert chat.events == []


def test_words_that_are_no_yes_erase_nothing() -> None:
    chat = Chat()
    chat.say("stop")
    chat.tap("Undo")
    chat.tap("Erase my answers")
    chat.say("hm")
    assert "Please choose one" in chat.text
    assert "This cannot be undone." in chat.text
    chat.tap("Yes, erase them")
    assert chat.labels == ("My choices", "Home")
    assert AnswersErased() in chat.events


# --- the small choices ----------------------------------------------------------------------------


def test_my_choices_can_be_opened_from_home_and_left_again() -> None:
    chat = Chat()
    chat.command("home")
    chat.tap("My choices")
    offered = {"Take a break", "How often I may ask", "Quiet hours", "Only what changed", "Stop"}
    assert offered <= set(chat.labels)
    chat.say("home")
    assert chat.last.state == Home()


@pytest.mark.parametrize(("words", "days"), [("Once a month", 28), ("2", 14), ("whenever", 0)])
def test_how_often_can_be_changed(words: str, days: int) -> None:
    chat = at_choice("How often I may ask")
    chat.say(words)
    assert chat.events == [AboutYouGiven(ask_every_days=days)]
    assert "You chose: " in chat.text
    chat.tap("My choices")
    assert "My choices" in chat.text


@pytest.mark.parametrize("act", [Act("o.every", (0, 3)), Act("o.every")])
def test_how_often_is_one_of_those_offered(act: Act) -> None:
    chat = at_choice("How often I may ask")
    chat.hear(Tapped(act))
    assert chat.events == []
    assert "How often may I ask you something?" in chat.text


def test_the_language_can_be_changed_and_a_draft_is_named() -> None:
    chat = at_choice("Language")
    assert chat.labels == ("English", "Cymraeg", "اردو", "My choices")
    chat.say("Cymraeg")
    assert chat.events == [LanguageChosen("cy")]
    assert "This translation is a draft." in chat.text
    chat.tap("My choices")
    chat.tap("Language")
    assert chat.labels == ("Cymraeg", "English", "اردو", "My choices")
    chat.tap("English")
    assert "draft" not in chat.text


@pytest.mark.parametrize("act", [Act("o.language", (0, 1)), Act("o.language")])
def test_a_language_that_is_not_offered_changes_nothing(act: Act) -> None:
    chat = at_choice("Language")
    chat.hear(Tapped(act))
    assert chat.events == []
    assert "Which language" in chat.text


def test_a_lost_recovery_code_is_replaced_by_a_new_one() -> None:
    chat = at_choice("Recovery code")
    assert "With this code you can move" in chat.text
    chat.tap("New code")
    [made] = chat.events
    assert isinstance(made, RecoveryCodeMade)
    assert made.recovery_code in chat.last.screens[0].lines
    assert "The code that you had before no longer works." in chat.text


@pytest.mark.parametrize("choice", ["How often I may ask", "Language", "Recovery code"])
def test_words_that_fit_nothing_get_a_sentence_and_the_question_again(choice: str) -> None:
    chat = at_choice(choice)
    asked = chat.screens[-1]
    chat.say("x" * 5000)
    assert "Please choose one" in chat.text
    assert chat.screens[-1] == asked
    chat.voice()
    assert chat.screens[-1] == asked


def test_after_a_choice_other_words_lead_home() -> None:
    chat = at_choice("How often I may ask")
    chat.tap("Whenever")
    chat.say("what now?")
    assert "I did not understand that. Here is what you can do." in chat.text


def test_a_forged_choice_leads_home() -> None:
    chat = Chat()
    chat.hear(Tapped(Act("o.unheard")))
    assert "I cannot use that button any more." in chat.text
    assert chat.events == []


def test_a_foreign_state_prompts_for_the_choices() -> None:
    facts = Facts(MEMBER, RIVERSIDE, english)
    expected = own_choices.prompt(OwnChoices(), facts)
    assert own_choices.prompt(Home(), facts) == expected
    assert expected is not None


# --- named in words -------------------------------------------------------------------------------


def test_each_choice_can_be_typed_by_its_name_where_nothing_waits() -> None:
    for words, shown in (
        ("my choices", "You can change these at any time."), ("Language", "Which language"),
        ("QUIET HOURS", "When may I write to you?"), ("take a break", "How long shall it be?"),
        ("recovery code", "If you lost your code"),
        ("only what changed", "I will ask you nothing."),
    ):  # fmt: skip
        chat = Chat()
        chat.say(words)
        assert shown in chat.text, words
        chat = Chat()
        chat.command("home")
        chat.say(words)
        assert shown in chat.text, words


def test_the_name_of_a_choice_is_kept_where_it_may_belong_to_what_is_half_done() -> None:
    chat = Chat(found={WhatWaits(): (Waiting(consultation("open"), "started"),)})
    for begin in (None, "home"):
        if begin:
            chat.command(begin)
        chat.say("Language")
        assert "Which of these is it for?" in chat.text


# --- of which changes somebody hears --------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "which", "said"),
    [
        ("Every change", "every", "I will tell you of every change."),
        (
            "Decision and the end",
            "ends",
            "I will tell you what is decided, and what became of it in the end.",
        ),
    ],
)
def test_everybody_chooses_of_which_changes_they_hear(label: str, which: str, said: str) -> None:
    chat = at_choice("Changes I hear of")
    chat.tap(label)
    assert chat.events == [NoticesChosen(which)]
    assert chat.text.startswith(said)


def test_a_way_to_hear_of_changes_that_there_is_not_is_asked_again() -> None:
    chat = at_choice("Changes I hear of")
    chat.hear(Tapped(Act("o.notices_pick", (2,))))
    assert chat.labels[:2] == ("Every change", "Decision and the end")
    assert not chat.events
