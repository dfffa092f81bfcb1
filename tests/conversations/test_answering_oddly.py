"""What does not fit, comes late or is no longer there is told so, and changes nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.content import Given, Question
from conversations.events import Started
from conversations.home import NOT_FOR_YOU
from conversations.questions.free_text import WORDS_OR_VOICE
from conversations.screen import Act
from conversations.showing import show_question
from conversations.turn import Key, Tapped
from tests.conversations.asked import (
    EASIER,
    HERE,
    KNOW,
    RATED,
    USED,
    WAY,
    Member,
)
from tests.conversations.ended import NUMBER, still_open
from tests.conversations.people import english, labels

ALL = ("go on", "2", "1, 3", "4", "A later bus.")


# --- what is not understood ------------------------------------------------------------------


@pytest.mark.parametrize("known", [True, False])
def test_a_reply_to_the_invitation_that_is_no_choice_is_told_what_to_do(known: bool) -> None:  # noqa: FBT001
    member = Member()
    if known:
        member.press("a.ask")
    member.focus = HERE
    for reply in (member.say, lambda _: member.voice()):
        reply("maybe")
        assert member.lines == [
            "Evening chemotherapy",
            "I did not understand that. Please tap a button, or type its number.",
        ]
        assert member.labels == ("Start", "Later", "Not this one")
    member.say("1")
    assert member.at == KNOW.number


@pytest.mark.parametrize(
    ("question", "reply", "says"),
    [
        (KNOW, "I know", "Please tap 'Go on', or type: go on."),
        (WAY, "9", "Please choose one: tap a button, or type its number."),
        (USED, "7", "Please type numbers from the list, such as 1, 3. Or tap the buttons."),
        (USED, "done", "Please choose at least one, or skip."),
        (RATED, "12", "Please choose one: tap a button, or type its number."),
        (EASIER, " ", WORDS_OR_VOICE.message),
    ],
)
def test_what_does_not_fit_a_question_is_told_what_would(
    question: Question, reply: str, says: str
) -> None:
    member = Member(question)
    member.answer(reply)
    assert member.lines == ["Question 1 of 1", says, english(question.text)]
    assert member.labels == labels(show_question(member.asked, question))
    assert member.given == []
    assert member.at == member.asked.questions[0].number


@pytest.mark.parametrize(
    "ids", [(NUMBER,), (NUMBER, 99), (NUMBER, 99, 1)], ids=["no question", "gone", "gone too"]
)
def test_a_button_for_a_question_that_is_not_there_leaves_what_waits(ids: tuple[int, ...]) -> None:
    member = Member(WAY, EASIER)
    member.answer("1")
    member.hear(Tapped(Act("a.choose", ids)))
    assert member.lines == [english(NOT_FOR_YOU)]
    assert member.labels == ("Home",)
    member.say("A later bus.")
    assert member.answers[8] == Given(text="A later bus.")


def test_what_another_person_was_asked_stays_closed() -> None:
    member = Member()
    member.hear(Tapped(Act("a.start", (99,))))
    assert member.lines == [english(NOT_FOR_YOU)]
    assert member.events == []


def test_words_for_a_consultation_that_is_gone_lead_home() -> None:
    member = Member(WAY)
    member.tap("Start")
    member.found.clear()
    member.say("1")
    assert member.lines == [english(NOT_FOR_YOU)]
    assert member.labels == ("Home",)


def test_a_question_that_is_gone_takes_no_words() -> None:
    member = Member(WAY, EASIER)
    member.tap("Start")
    member.look_at(replace(member.asked, questions=(EASIER,)))
    member.say("A later bus.")
    assert member.given == []


# --- old buttons -----------------------------------------------------------------------------


def test_an_old_button_changes_its_own_question_and_nothing_else() -> None:
    member = Member(WAY, RATED, EASIER)
    member.answer("1", "5")
    member.press("a.choose", WAY.number, 3)
    assert member.lines[2] == "You chose: Walk"
    assert len(member.last.screens) == 1
    assert member.at == EASIER.number
    member.say("A later bus.")
    assert member.answers[8] == Given(text="A later bus.")


def test_an_old_button_of_several_choices_switches_them_in_their_place() -> None:
    member = Member(USED, EASIER)
    member.answer("1, 3")
    member.press("a.choose", USED.number, 1)
    assert member.last.screens[0].replaces
    assert "✓ The shop" in member.labels
    assert member.answers[USED.number] == Given(choices=(3,))
    assert member.at == EASIER.number


def test_an_old_button_leaves_free_text_where_it_goes() -> None:
    member = Member(USED, EASIER)
    member.answer("1")
    other = Key("hearing_back", 5)
    for act in ((USED.number, 2), (USED.number, 77)):
        member.focus = other
        member.press("a.choose", *act)
        assert member.focus == other


def test_a_button_from_before_the_start_starts() -> None:
    member = Member(WAY, EASIER)
    member.press("a.choose", WAY.number, 2)
    assert member.answers == {4: Given(choices=(2,))}
    assert member.events[0] == Started(NUMBER)
    assert member.at == EASIER.number


def test_a_choice_among_several_from_before_the_start_waits_for_the_others() -> None:
    member = Member(WAY, USED)
    member.press("a.choose", USED.number, 2)
    assert member.at == USED.number
    member.tap("The shop")
    member.say("done")
    assert member.answers == {6: Given(choices=(2, 3))}
    assert member.events.count(Started(NUMBER)) == 1
    assert member.at == WAY.number


def test_a_button_from_before_the_start_begins_nothing_that_is_finished() -> None:
    member = Member(WAY)
    member.answer("1")
    member.press("a.change", WAY.number)
    member.tap("Back")
    member.press("a.choose", WAY.number, 2)
    assert member.answers == {4: Given(choices=(2,))}
    assert member.events.count(Started(NUMBER)) == 1


# --- closed ----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["closed", "told", "by its time"])
@pytest.mark.parametrize("verb", ["start", "later", "no", "ask", "choose", "skip", "change"])
def test_what_is_closed_cannot_be_changed(how: str, verb: str) -> None:
    member = Member(WAY, EASIER)
    member.answer("1")
    before = list(member.events)
    late = replace(member.asked, closes_at=member.now)
    member.look_at(late if how == "by its time" else replace(member.asked, status=how))
    member.press(f"a.{verb}", WAY.number, 2)
    assert member.lines == [
        "This consultation is closed, so I cannot change anything in it now.",
        "What you answered before is kept.",
        "You will hear back by Friday 20 March 2026.",
    ]
    assert member.events == before


def test_a_moment_before_its_time_it_is_still_open() -> None:
    member = Member(WAY, closes_at=still_open().closes_at)
    member.now = member.asked.closes_at - timedelta(microseconds=1)
    member.answer("1")
    assert member.answers == {4: Given(choices=(1,))}


def test_words_for_what_is_closed_are_not_taken() -> None:
    member = Member(EASIER)
    member.tap("Start")
    member.look_at(replace(member.asked, status="closed"))
    member.say("A later bus.")
    assert member.given == []
    assert member.lines[1] == "Thank you all the same."
    assert not member.text.count("You will hear back")
    assert member.labels == ("Home",)


def test_answers_to_what_is_closed_can_be_read() -> None:
    member = Member()
    member.answer(*ALL)
    member.look_at(replace(member.asked, status="closed"))
    member.press("a.mine")
    assert member.lines == [
        "This consultation is closed, so your answers stay as they are.",
        "How did you get home? — By bus",
        "What did you use? — The café; The shop",
        "How was it? — 4",
        "What would have been easier? — You wrote: A later bus.",
    ]
    assert member.labels == ("Home",)
