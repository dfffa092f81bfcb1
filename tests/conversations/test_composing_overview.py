"""The overview of a draft: what is missing, the preview, the count, sending."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from conversations.composing.preview import consultation_of
from conversations.draft import Draft
from conversations.events import Approved, DraftDiscarded, Requested
from conversations.facts import AudienceCount
from conversations.turn import Computed, Key
from tests.conversations.facilitator import (
    CLOSING,
    MANY,
    WHOLE,
    Facilitator,
)
from tests.conversations.people import RIVERSIDE, labels, said


def test_what_is_missing_is_named_and_asked_for() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, asker=None, audience=None))
    assert "Still missing: Who asks; Who is asked" in lead.text
    lead.tap("Go on")
    lead.say("the lead nurse")
    assert "When is it decided?" in lead.text
    lead.tap("Skip")
    lead.tap("Skip")
    assert "Who shall be asked?" in lead.text


def test_a_draft_without_a_question_cannot_be_sent() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, questions=()))
    assert "Still missing: Questions" in lead.text
    lead.press("c.overview", 77, 0, 1)
    assert lead.text == "This is still missing: Questions\nPlease send me the question."
    assert not lead.approved


def test_go_on_with_nothing_missing_stays() -> None:
    lead = Facilitator()
    lead.begin()
    lead.press("c.overview", 77, 0, 8)
    assert "I am counting how many people will get it." in lead.text


def test_words_at_the_overview_are_not_understood() -> None:
    lead = Facilitator()
    lead.begin()
    lead.say("send it off please")
    assert lead.text == "Please choose one: tap a button, or type its number."
    assert "Send now" in lead.labels


def test_the_preview_is_what_members_see_and_its_buttons_are_idle() -> None:
    lead = Facilitator()
    lead.begin()
    invitation, question = lead.last.screens[1:3]
    assert "Asked by the lead nurse." in said(invitation)
    assert "Open until Monday 16 March 2026." in said(invitation)
    assert labels(invitation) == ("Start", "Later", "Not this one")
    assert said(question) == "Question 1 of 1\nHow did you get home?"
    assert invitation.slot is None
    lead.tap("Start")
    assert lead.text == "This is a preview, so this button does nothing. Members can use it."
    assert not [event for event in lead.events if not isinstance(event, Requested)]


def test_a_preview_of_a_draft_that_was_sent_says_only_that() -> None:
    lead = Facilitator()
    lead.begin()
    lead.counted()
    lead.tap("Send now")
    lead.tap("Start")
    assert "This is a preview" in lead.text


def test_the_preview_is_shown_again_when_asked_for() -> None:
    lead = Facilitator()
    lead.begin()
    lead.open_draft()
    assert len(lead.last.screens) == 1
    lead.tap("See it again")
    assert len(lead.last.screens) == 4


def test_what_looks_different_must_be_seen_again_before_it_is_sent() -> None:
    lead = Facilitator()
    lead.begin()
    lead.change("Title")
    lead.say("Late chemotherapy")
    lead.tap("Send now")
    assert "This changed since you saw the preview." in lead.text
    assert "Late chemotherapy" in lead.text
    lead.counted()
    lead.tap("Send now")
    assert lead.approved == [Approved(77, 2)]


def test_who_is_asked_can_change_without_another_preview() -> None:
    lead = Facilitator()
    lead.begin()
    lead.change("Who is asked")
    lead.tap("Head and neck (8 members)")
    assert "Who is asked: Head and neck" in lead.text
    lead.counted(AudienceCount(now=8))
    lead.tap("Send now")
    assert lead.approved


def test_nothing_is_sent_before_people_are_counted() -> None:
    lead = Facilitator()
    lead.begin()
    lead.tap("Send now")
    assert "I am still counting who gets it." in lead.text
    assert not lead.approved


def test_nothing_is_sent_to_nobody() -> None:
    lead = Facilitator()
    lead.begin()
    lead.counted(AudienceCount(now=0, never=(("stopped", 6),)))
    lead.tap("Send now")
    assert lead.text.startswith("Nobody would get this. Please choose again who is asked.")
    assert not lead.approved
    lead.tap("Everyone")
    lead.counted(AudienceCount(now=0, later=(("quiet", 6),)))
    lead.tap("Send now")
    assert lead.approved


def test_a_draft_whose_days_have_passed_is_not_sent() -> None:
    lead = Facilitator()
    lead.begin()
    lead.counted()
    lead.wait(days=20)
    lead.tap("Send now")
    assert "Answers would close on Monday 16 March 2026." in lead.text
    lead.on(CLOSING + timedelta(days=10))
    assert lead.draft.closes_on == date(2026, 3, 26)
    assert "I am counting" in lead.text


def test_a_draft_is_kept_for_later() -> None:
    lead = Facilitator()
    lead.begin()
    lead.tap("Keep for later")
    assert "It is kept." in lead.text
    lead.open_draft()
    assert "Evening chemotherapy" in lead.text


def test_throwing_away_is_asked_once() -> None:
    lead = Facilitator()
    lead.begin()
    lead.tap("Throw away")
    lead.say("perhaps")
    assert lead.text == "Please choose one: tap a button, or type its number."
    lead.say("no, keep it")
    assert "I am counting" in lead.text
    lead.tap("Throw away")
    lead.say("1")
    assert lead.text == "The draft is thrown away."
    assert DraftDiscarded(77) in lead.events
    lead.open_draft()
    assert lead.text == "This draft is not there any more: it was sent or thrown away."


# --- the number of people -------------------------------------------------------------------------


def test_a_count_of_an_earlier_draft_is_passed_over() -> None:
    lead = Facilitator()
    lead.begin()
    lead.change("Title")
    lead.counted()
    assert "It goes to 412 people now." in lead.text
    lead.say("Late chemotherapy")
    early = next(event for event in lead.events if isinstance(event, Requested))
    lead.hear(Computed(early, MANY))
    assert not lead.last.screens


def test_counting_does_not_take_the_focus() -> None:
    lead = Facilitator()
    lead.begin()
    lead.focus = Key("home")
    lead.counted()
    assert lead.focus == Key("home")
    assert lead.last.screens[0].replaces


# --- the preview ----------------------------------------------------------------------------------


def test_a_preview_closes_at_the_end_of_its_last_day() -> None:
    shown = consultation_of(WHOLE, 77, RIVERSIDE)
    assert shown.closes_at.isoformat() == "2026-03-17T00:00:00+00:00"
    assert shown.status == "preview"


def test_half_a_draft_has_no_preview() -> None:
    with pytest.raises(ValueError, match="until when"):
        consultation_of(Draft(), 77, RIVERSIDE)


@pytest.mark.parametrize("unset", ["emergency_number", "oncology_line"])
def test_nothing_is_sent_before_there_are_numbers_for_whoever_is_in_danger(unset: str) -> None:
    lead = Facilitator()
    shown: dict[str, Any] = {unset: "your emergency number"}
    lead.network = replace(RIVERSIDE, **shown)
    lead.begin()
    lead.counted()
    lead.tap("Send now")
    assert lead.text.startswith(
        "The emergency number and the acute oncology line are not set. Nothing can be sent before."
    )
    assert not lead.approved
