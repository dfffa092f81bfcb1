"""What Heard itself writes to a facilitator at the end of a consultation."""

import pytest

from conversations.deciding import closed_notice, nag, told_account
from conversations.events import Requested, ToldAgain
from conversations.turn import Typed
from tests.conversations.ended import DECISION, NUMBER, Lead, consultation
from tests.conversations.people import labels, said


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
        (61, "61 people are waiting to hear."),
        (10, "10 people are waiting to hear."),
        (9, "Fewer than 10 people are waiting to hear."),
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
    assert lead.text.startswith("Step 1 of 6")


def test_the_account_tells_how_many_were_told_and_why_others_were_not() -> None:
    shown = told_account(
        consultation(), 50,
        (("stopped", 5), ("unreachable", 6), ("failed", 7), ("uncertain", 5), ("erased", 8),
         ("expired", 9), ("died", 5)),
    )  # fmt: skip
    assert said(shown).splitlines() == [
        "Evening chemotherapy",
        "50 people were told.",
        "5 people were not told, because they stopped.",
        "6 people could not be reached.",
        "For 7 people the message could not be sent.",
        "For 5 people I cannot tell if the message arrived.",
        "8 people were not told, because they erased their data.",
        "9 people were not told.",
        "5 people were not told, because somebody died.",
    ]
    assert labels(shown) == ("Home",)


def test_the_account_hides_small_numbers_and_leaves_out_nobody() -> None:
    few = (("stopped", 4), ("unreachable", 1), ("failed", 2), ("uncertain", 1), ("erased", 3),
           ("expired", 1), ("died", 2))  # fmt: skip
    assert said(told_account(consultation(), 9, (*few, ("lost", 0)))).splitlines()[1:] == [
        "Fewer than 10 people were told.",
        "Fewer than 5 people were not told, because they stopped.",
        "Fewer than 5 people could not be reached.",
        "For fewer than 5 people the message could not be sent.",
        "For fewer than 5 people I cannot tell if the message arrived.",
        "Fewer than 5 people were not told, because they erased their data.",
        "Fewer than 5 people were not told.",
        "Fewer than 5 people were not told, because somebody died.",
    ]


def test_the_account_says_no_number_where_one_could_be_had_from_the_others() -> None:
    hidden = (("failed", 12), ("stopped", None), ("lost", None))
    assert said(told_account(consultation(), None, hidden)).splitlines()[1:] == [
        "Some people were told.",
        "For 12 people the message could not be sent.",
        "Some people were not told, because they stopped.",
        "Some people were not told.",
    ]


def test_the_account_never_hides_that_nobody_was_told() -> None:
    assert said(told_account(consultation(), 0, ())).splitlines()[1:] == ["Nobody could be told."]


# --- writing again ------------------------------------------------------------------------------

PERHAPS = (("failed", 1), ("uncertain", 5))


def a_lead(again: int = 6, untold: tuple[tuple[str, int], ...] = PERHAPS) -> Lead:
    """Let somebody have got the account, with people who were perhaps not told."""
    lead = Lead(consultation("told"), decision=DECISION, told=40, untold=untold, again=again)
    lead.show(told_account(consultation("told"), 40, untold, again))
    return lead


def test_the_account_leads_to_writing_again_once_it_is_said_to_how_many() -> None:
    lead = a_lead()
    assert lead.choices == ["Write to them again", "Home"]

    lead.tap("Write to them again")
    assert lead.text.splitlines()[:3] == [
        "I would write to 6 people again.",
        "Some of them may get it twice.",
        "Shall I write to them again?",
    ]
    assert ToldAgain(NUMBER) not in lead.events

    lead.hear(Typed("1"))
    assert lead.events[-1] == ToldAgain(NUMBER)
    assert lead.text.startswith("It is on its way. I write to nobody at night or on Sundays.")


def test_a_small_number_is_not_said_and_nothing_that_is_known_to_have_failed_comes_twice() -> None:
    lead = a_lead(1, (("failed", 1),))
    lead.tap("Write to them again")
    assert lead.text.splitlines()[:2] == [
        "I would write to fewer than 5 people again.",
        "Shall I write to them again?",
    ]


def test_it_can_be_left_and_where_it_stands_says_the_same_as_the_account() -> None:
    lead = a_lead()
    lead.tap("Write to them again")
    lead.tap("No, leave it")
    assert lead.text.splitlines()[:3] == [
        "40 people were told.",
        "For fewer than 5 people the message could not be sent.",
        "For 5 people I cannot tell if the message arrived.",
    ]
    assert lead.choices[0] == "Write to them again"
    assert ToldAgain(NUMBER) not in lead.events


@pytest.mark.parametrize("verb", ["d.again", "d.retell"])
def test_an_old_button_finds_nobody_to_write_to(verb: str) -> None:
    lead = a_lead(0, ())
    lead.press_here(verb)
    assert lead.text.startswith("There is nobody to write to again.")
    assert ToldAgain(NUMBER) not in lead.events


def test_nobody_is_told_again_of_what_was_not_decided() -> None:
    lead = Lead(consultation())
    lead.press_here("d.retell")
    assert ToldAgain(NUMBER) not in lead.events
