"""What Heard itself writes to a facilitator at the end of a consultation."""

import pytest

from conversations.deciding import closed_notice, nag, told_account
from conversations.events import Requested
from tests.conversations.ended import NUMBER, Lead, consultation
from tests.conversations.facilitator import english
from tests.conversations.people import labels, said

TITLE = english("Evening chemotherapy")


def test_a_closed_consultation_says_what_can_be_done_now() -> None:
    lead = Lead()
    lead.show(closed_notice(consultation()))
    assert said(lead.screens[-1]).splitlines() == [
        "Evening chemotherapy",
        "This is closed now.",
        "21 people have answered.",
        "You promised that people hear back by Friday 20 March 2026.",
    ]
    assert lead.choices == ["See results", "Read answers", "Write the decision"]
    lead.tap("See results")
    assert lead.requests == [Requested("d.results", NUMBER)]
    lead.tap("Read answers")
    assert lead.text.startswith("You read one answer at a time")


@pytest.mark.parametrize(
    ("waiting", "says"),
    [
        (61, "61 people wait to hear."),
        (10, "10 people wait to hear."),
        (9, "Fewer than 10 people wait to hear."),
        (0, "Nobody answered. You can still say what was decided."),
    ],
)
def test_the_nag_says_how_many_wait(waiting: int, says: str) -> None:
    lead = Lead()
    lead.show(nag(consultation(), waiting))
    assert said(lead.screens[-1]).splitlines() == [
        "Evening chemotherapy",
        "You promised that people hear back by Friday 20 March 2026.",
        says,
    ]
    lead.tap("Look at it first")
    assert lead.text.startswith("Evening chemotherapy\nIt is closed.")
    lead.tap("Write it")
    assert lead.text.startswith("Step 1 of 4")


def test_the_account_tells_how_many_were_told_and_why_others_were_not() -> None:
    shown = told_account(
        TITLE, 50, (("stopped", 5), ("unreachable", 6), ("failed", 7), ("erased", 8))
    )
    assert said(shown).splitlines() == [
        "Evening chemotherapy",
        "50 people were told.",
        "5 people were not told, because they stopped.",
        "6 people could not be reached.",
        "For 7 people the message could not be sent.",
        "8 people were not told.",
    ]
    assert labels(shown) == ("Home",)


def test_the_account_hides_small_numbers_and_leaves_out_nobody() -> None:
    few = (("stopped", 4), ("unreachable", 1), ("failed", 2), ("erased", 3))
    assert said(told_account(TITLE, 9, (*few, ("died", 0)))).splitlines()[1:] == [
        "Fewer than 10 people were told.",
        "Fewer than 5 people were not told, because they stopped.",
        "Fewer than 5 people could not be reached.",
        "For fewer than 5 people the message could not be sent.",
        "Fewer than 5 people were not told.",
    ]


def test_the_account_never_hides_that_nobody_was_told() -> None:
    assert said(told_account(TITLE, 0, ())).splitlines()[1:] == ["Nobody could be told."]
