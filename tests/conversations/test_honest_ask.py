"""Before anything is asked, the ask says who asks, what for, who decides, and when they hear."""

from dataclasses import replace

import pytest

from conversations.content import Question
from conversations.honest_ask import LEVELS, invitation, reminder
from tests.conversations.ended import ASK, EASIER, WAYS, still_open
from tests.conversations.facilitator import english
from tests.conversations.people import labels, said


def test_the_invitation_says_everything_before_the_first_question() -> None:
    assert said(invitation(still_open())).splitlines() == [
        "Evening chemotherapy",
        "Asked by the lead nurse.",
        "Should late sessions stay?",
        "What your answer can change: whether they stay",
        "What it cannot change: the number of nurses",
        "Who decides: the board, on Friday 27 February 2026.",
        "You are asked for your view. The decision is made by others.",
        "You will hear back by Friday 20 March 2026.",
        "2 questions, about 2 minutes.",
        "Open until Friday 6 March 2026.",
    ]
    assert labels(invitation(still_open())) == ("Start", "Later", "Not this one")


def test_a_decision_without_a_day_is_said_without_one() -> None:
    undated = replace(still_open(), ask=replace(ASK, decides_on=None))
    assert "Who decides: the board." in said(invitation(undated)).splitlines()


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_of_involvement_is_said_in_words(level: str) -> None:
    shown = said(invitation(replace(still_open(), ask=replace(ASK, level=level))))
    assert [one for one in LEVELS if LEVELS[one].message in shown] == [level]


@pytest.mark.parametrize(
    ("questions", "long"),
    [
        ((WAYS,), "1 question, about 1 minute."),
        ((EASIER,), "1 question, about 1 minute."),
        ((WAYS,) * 3, "3 questions, about 1 minute."),
        ((WAYS,) * 4, "4 questions, about 2 minutes."),
    ],
)
def test_how_long_it_takes_is_said_in_whole_minutes(
    questions: tuple[Question, ...], long: str
) -> None:
    assert long in said(invitation(replace(still_open(), questions=questions))).splitlines()


@pytest.mark.parametrize(
    ("started", "first"),
    [
        (True, "You began to answer this. What you said is kept."),
        (False, "I asked you about this. You can still answer, if you like."),
    ],
)
def test_the_reminder_blames_nobody_and_offers_the_same_choices(
    started: bool,  # noqa: FBT001
    first: str,
) -> None:
    asked = replace(still_open(), ask=replace(ASK, title=english("Wig shop hours")))
    shown = reminder(asked, started=started)
    assert said(shown).splitlines() == [
        "Wig shop hours",
        first,
        "It is open until Friday 6 March 2026.",
        "2 questions, about 2 minutes.",
    ]
    assert labels(shown) == ("Start", "Later", "Not this one")
