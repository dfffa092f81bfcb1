"""Progress, pause, resume, cancel, and the account at the end."""

from dataclasses import replace

from conversations.composing import Sending, account, progress
from conversations.composing.preview import consultation_of
from conversations.events import SendingCancelled, SendingPaused, SendingResumed
from conversations.facts import Ledger
from tests.conversations.facilitator import WHOLE, Facilitator, english
from tests.conversations.people import RIVERSIDE, labels, said

TITLE = english("Evening chemotherapy")
HALF = Sending(77, TITLE, sent=251, total=412, answered=18)
OPEN = Ledger(replace(consultation_of(WHOLE, 77, RIVERSIDE), status="open"))


def sending(ledger: Ledger = OPEN, so_far: Sending = HALF) -> Facilitator:
    lead = Facilitator()
    lead.office.ledgers[77] = ledger
    lead.show(progress(so_far))
    return lead


def test_progress_is_a_bar_in_one_message() -> None:
    shown = progress(HALF)
    assert said(shown).splitlines() == [
        "Evening chemotherapy",
        "Sending…",
        "▓▓▓▓▓▓░░░░ 251 of 412",
        "18 people have answered so far.",
    ]
    assert labels(shown) == ("Pause", "Cancel what is left")
    assert shown.slot == "progress:77"


def test_small_numbers_are_hidden_in_progress() -> None:
    few = progress(replace(HALF, failed=4, answered=9))
    assert "Fewer than 5 people could not be reached." in said(few)
    assert "Fewer than 10 people have answered so far." in said(few)
    assert "5 people could not be reached." in said(progress(replace(HALF, failed=5)))


def test_progress_has_no_buttons_once_everything_went_out() -> None:
    over = progress(replace(HALF, sent=400, failed=12))
    assert labels(over) == ()
    assert "Sending has finished." in said(over)
    assert "░░░░░░░░░░ 0 of 0" in said(progress(Sending(77, TITLE, sent=0, total=0)))


def test_sending_is_paused_and_resumed() -> None:
    lead = sending()
    lead.tap("Pause")
    assert lead.events == [SendingPaused(77)]
    assert lead.labels == ("Resume", "Cancel what is left")
    paused = progress(replace(HALF, paused=True))
    assert "Paused. Nobody else gets it now." in said(paused)
    lead.show(paused)
    lead.tap("Resume")
    assert lead.events == [SendingPaused(77), SendingResumed(77)]
    assert lead.focus is None


def test_cancelling_is_asked_once() -> None:
    lead = sending()
    lead.tap("Cancel what is left")
    assert lead.text.startswith("Shall I cancel what is not sent yet?")
    assert not lead.events
    lead.say("hm")
    assert lead.text.startswith("Shall I cancel what is not sent yet?")
    lead.say("2")
    assert lead.text == "Nothing is cancelled."
    assert not lead.events
    lead.tap("Cancel what is left")
    lead.say("yes, cancel the rest")
    assert lead.events == [SendingCancelled(77)]


def test_what_was_paused_stays_paused_when_it_is_not_cancelled() -> None:
    lead = sending(replace(OPEN, paused=True))
    lead.tap("Cancel what is left")
    lead.tap("No, keep it")
    assert lead.labels == ("Resume", "Cancel what is left")


def test_a_consultation_of_others_cannot_be_paused() -> None:
    lead = sending()
    lead.office.ledgers.clear()
    lead.tap("Pause")
    assert "I cannot use that button any more." in lead.text
    assert not lead.events


def test_nothing_is_cancelled_after_closing() -> None:
    lead = sending(Ledger(replace(OPEN.consultation, status="closed")))
    lead.tap("Cancel what is left")
    assert lead.text == "This consultation is closed, so nothing more is sent."


def test_the_account_says_what_became_of_everyone() -> None:
    shown = account(TITLE, sent=409, later=96, unreachable=3, failed=12)
    assert said(shown).splitlines() == [
        "Evening chemotherapy",
        "Done: 409 people got it.",
        "96 people get it later.",
        "Fewer than 5 people could not be reached.",
        "For 12 people the message could not be sent.",
    ]


def test_the_account_is_short_when_everyone_got_it() -> None:
    shown = account(TITLE, sent=1, later=0, unreachable=0, failed=0)
    assert said(shown).splitlines()[1:] == ["Done: 1 person got it."]


def test_the_account_never_says_done_when_nothing_went_out() -> None:
    shown = account(TITLE, sent=0, later=2, unreachable=0, failed=2)
    assert said(shown).splitlines()[1:] == [
        "Nobody got it. Nothing went out so far.",
        "Fewer than 5 people get it later.",
        "For fewer than 5 people the message could not be sent.",
    ]
