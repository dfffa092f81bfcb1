"""A consultation is answered in any way and at any pace: nothing is lost, nothing is hurried."""

import pytest

from conversations.content import Given, Question
from conversations.events import Declined, Finished, PutOff, Started
from conversations.facts import Waiting, WhatWaits
from conversations.home import NOT_UNDERSTOOD
from conversations.screen import Attachment
from tests.conversations.asked import (
    EASIER,
    KNOW,
    RATED,
    USED,
    WAY,
    Member,
)
from tests.conversations.ended import NUMBER
from tests.conversations.people import english, labels, said

WAYS_ROUND = ("Back", "Skip", "Later")
ALL = ("go on", "2", "1, 3", "4", "A later bus.")


# --- the way through -------------------------------------------------------------------------


def test_each_question_comes_in_its_own_message_and_says_how_far_it_is() -> None:
    member = Member(WAY, EASIER)
    member.tap("Start")
    assert member.lines == ["Question 1 of 2", "How did you get home?"]
    assert member.labels == ("By car", "By bus", "Walk", "I'd rather not say", *WAYS_ROUND)
    assert member.events == [Started(NUMBER)]


@pytest.mark.parametrize("reply", ["2", "٢", " By bus. ", "BY BUS"])
def test_an_answer_takes_the_place_of_its_question_and_the_next_one_comes(reply: str) -> None:
    member = Member(WAY, EASIER)
    member.answer(reply)
    kept, following = member.last.screens
    assert said(kept).splitlines()[1:] == ["How did you get home?", "You chose: By bus"]
    assert labels(kept) == ("Change",)
    assert kept.replaces
    assert said(following).startswith("Question 2 of 2\nWhat would have been easier?")
    assert member.answers == {4: Given(choices=(2,))}


def test_typed_replies_alone_lead_through_every_kind_of_question() -> None:
    member = Member()
    member.answer(*ALL)
    assert member.answers == {
        3: Given(declined="seen"),
        4: Given(choices=(2,)),
        6: Given(choices=(1, 3)),
        7: Given(choices=(4,)),
        8: Given(text="A later bus."),
    }
    assert member.events[-1] == Finished(NUMBER)


def test_the_last_answer_is_thanked_for_with_the_day_they_will_hear() -> None:
    member = Member(EASIER)
    member.answer("A later bus.")
    assert said(member.last.screens[1]).splitlines() == [
        "Thank you. That was the last question.",
        "21 people have answered so far.",
        "I will tell you what was decided by Friday 20 March 2026.",
    ]
    assert member.labels == ("See my answers", "Home")


def test_a_hidden_count_is_left_out_of_the_thanks() -> None:
    member = Member(EASIER, answered=None)
    member.answer("A later bus.")
    assert "answered so far" not in member.text


def test_what_the_questions_are_about_is_shown_before_the_first_one_and_once() -> None:
    leaflet = Attachment("document", 5)
    member = Member(WAY, EASIER, attachment=leaflet)
    member.tap("Start")
    look, first = member.last.screens
    assert (look.attachment, first.attachment) == (leaflet, None)
    member.say("1")
    member.tap("Later")
    member.tap("Go on")
    assert all(screen.attachment is None for screen in member.last.screens)


def test_what_is_only_told_is_kept_as_seen_and_asks_for_no_answer() -> None:
    member = Member(KNOW, EASIER)
    member.tap("Start")
    assert member.labels == ("Go on", "Back", "Later")
    member.tap("Go on")
    assert said(member.last.screens[0]).splitlines() == ["Question 1 of 2", english(KNOW.text)]


def test_what_a_person_wrote_at_length_is_said_back_in_short_and_kept_whole() -> None:
    member = Member(EASIER)
    member.answer("x" * 201)
    assert member.lines[2] == "You wrote: " + "x" * 199 + "…"
    assert member.answers == {8: Given(text="x" * 201)}


def test_a_voice_message_is_an_answer() -> None:
    member = Member(EASIER)
    member.tap("Start")
    member.voice(12)
    assert "Your voice message is kept." in member.text
    assert member.answers == {8: Given(media=12)}


@pytest.mark.parametrize(
    ("button", "given", "says"),
    [
        ("Skip", Given(declined="skipped"), "You skipped this."),
        ("I'd rather not say", Given(declined="not_said"), "You would rather not say."),
    ],
)
@pytest.mark.parametrize("question", [WAY, USED, RATED], ids=lambda one: one.kind)
def test_any_question_can_be_left_out(
    button: str, given: Given, says: str, question: Question
) -> None:
    member = Member(question)
    member.tap("Start")
    member.tap(button)
    assert member.answers == {member.asked.questions[0].number: given}
    assert member.lines[2] == says
    assert member.events[-1] == Finished(NUMBER)


# --- back, change, and the list of answers ---------------------------------------------------


def test_back_shows_the_question_before_with_its_answer_now() -> None:
    member = Member(WAY, EASIER)
    member.answer("1", "back")
    assert member.lines == ["Question 1 of 2", "How did you get home?", "Your answer now: By car"]
    member.say("2")
    assert member.answers == {4: Given(choices=(2,))}
    assert member.at == EASIER.number


def test_back_from_the_first_question_shows_the_invitation() -> None:
    member = Member(WAY)
    member.answer("back")
    assert member.lines[0] == "Evening chemotherapy"
    assert member.at == 0


def test_change_asks_again_and_then_goes_on_where_they_were() -> None:
    member = Member(WAY, RATED, EASIER)
    member.answer("1", "5")
    member.press("a.change", WAY.number)
    member.say("walk")
    assert member.answers[WAY.number] == Given(choices=(3,))
    assert member.at == EASIER.number


def test_change_can_be_typed_under_the_answer_that_offers_it() -> None:
    member = Member(WAY, EASIER)
    member.answer("1", "change", "2")
    assert member.answers == {4: Given(choices=(2,))}
    member.say("A bus.")
    member.say("change")
    member.say("A later bus.")
    assert member.answers[8] == Given(text="A later bus.")


def test_the_list_of_answers_says_each_of_them_and_leads_back_to_its_question() -> None:
    member = Member()
    member.answer("go on", "2", "1, 3", "skip", "A later bus.", "1")
    assert [label for label in member.labels if " — " in label] == [
        "How did you get home? — By bus",
        "What did you use? — The café; The shop",
        "How was it? — You skipped this.",
        "What would have been easier? — You wrote: A later bus.",
    ]
    member.say("3")
    assert member.lines[1:] == ["How was it?", "You skipped this."]
    member.say("0")
    assert member.answers[RATED.number] == Given(choices=(0,))
    assert member.events[-1] == Finished(NUMBER)


def test_numbers_typed_at_the_list_choose_from_it_in_the_middle_too() -> None:
    member = Member(WAY, EASIER)
    member.answer("1")
    member.press("a.mine")
    member.say("1")
    assert "Your answer now: By car" in member.lines
    assert len(member.given) == 1


def test_starting_what_is_all_answered_shows_the_answers() -> None:
    member = Member(WAY)
    member.answer("1")
    member.press("a.start")
    assert "How did you get home? — By car" in member.labels


def test_words_after_the_end_are_no_answer() -> None:
    member = Member(WAY)
    member.answer("1")
    member.found[WhatWaits()] = (Waiting(member.asked, "finished"),)
    member.say("And the bus was cold.")
    assert member.answers == {4: Given(choices=(1,))}
    assert member.lines == [english(NOT_UNDERSTOOD)]
    assert member.labels == ("Home",)


# --- leaving and coming back -----------------------------------------------------------------


def test_later_keeps_everything_and_comes_back_to_the_same_question() -> None:
    member = Member(WAY, RATED, EASIER)
    member.answer("1", "later")
    assert member.lines == [
        "Evening chemotherapy",
        "That is fine. Nothing is lost.",
        "You can go on until Friday 6 March 2026, when it suits you.",
    ]
    assert member.events[-1] == PutOff(NUMBER)
    member.wait(days=3)
    member.say("go on")
    assert said(member.last.screens[0]) == (
        "Evening chemotherapy\nWelcome back. You were at question 2 of 3."
    )
    assert member.at == RATED.number


@pytest.mark.parametrize("words", ["later", "Later.", "LATER!"])
@pytest.mark.parametrize("begun", [False, True])
def test_later_can_be_typed_at_any_time(words: str, begun: bool) -> None:  # noqa: FBT001
    member = Member(WAY)
    member.press("a.start" if begun else "a.ask")
    member.say(words)
    assert member.lines[:2] == ["Evening chemotherapy", "That is fine."]
    assert member.events[-1] == PutOff(NUMBER)
    member.say("go on")
    assert member.at == WAY.number


def test_tired_is_kept_where_it_may_be_the_answer() -> None:
    member = Member(EASIER)
    member.press("a.start")
    member.say("Tired.")
    assert member.answers[EASIER.number].text == "Tired."


def test_not_this_one_is_taken_and_can_be_taken_back() -> None:
    member = Member(WAY)
    member.tap("Not this one")
    assert member.lines == [
        "Evening chemotherapy",
        "That is fine. I will not remind you of this one.",
        "If you change your mind, you can still start until Friday 6 March 2026.",
    ]
    assert member.events == [Declined(NUMBER)]
    member.say("1")
    assert member.events[-1] == Started(NUMBER)


@pytest.mark.parametrize("verb", ["a.later", "a.no"])
def test_an_old_button_does_not_undo_what_is_finished(verb: str) -> None:
    member = Member(WAY)
    member.answer("1")
    member.press(verb)
    assert member.events[-1] == Finished(NUMBER)
    assert "How did you get home? — By car" in member.labels
