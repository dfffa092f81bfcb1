"""Composing from /ask to sending, and what does not belong there."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.content import Choice, Question
from conversations.draft import Draft, fresh_number
from conversations.events import DraftStarted
from conversations.screen import Act
from conversations.turn import SentMedia, SentOther, Tapped, Typed
from tests.conversations.facilitator import (
    FACILITATOR,
    HEARING_BACK,
    MANY,
    WHOLE,
    Facilitator,
    Office,
    english,
)
from tests.conversations.people import MEMBER, Chat


def test_a_consultation_is_composed_previewed_and_sent_from_the_chat() -> None:
    lead = Facilitator()
    lead.command("ask")
    assert lead.text.startswith("What would you like to ask?")
    lead.say("How did you get home?")
    lead.tap("One choice")
    lead.say("By car\nBy bus\nOn foot")
    assert "1. By car\n2. By bus\n3. On foot" in lead.text
    lead.say("What would have made it easier?")
    lead.say("4")
    lead.tap("That is all")
    assert "For example: Evening chemotherapy" in lead.text
    lead.say("Evening chemotherapy")
    lead.say("the lead nurse")
    lead.say("Should late sessions stay?")
    lead.say("whether they stay")
    lead.say("the number of nurses")
    lead.say("the board")
    lead.on(date(2026, 3, 20))
    assert "It is decided on Friday 20 March 2026." in lead.text
    lead.tap("In 2 weeks")
    assert "People can answer until Monday 16 March 2026." in lead.text
    lead.on(HEARING_BACK)
    assert "People hear back by Thursday 2 April 2026." in lead.text
    lead.tap("Skip")
    lead.tap("Everyone")
    assert "The next 3 messages are exactly what members get." in lead.text
    lead.counted(MANY)
    assert "It goes to 412 people now." in lead.text
    lead.tap("Send now")
    assert lead.text == "It is on its way. I will show the progress here."
    assert len(lead.approved) == 1
    assert not lead.office.drafts
    assert lead.focus is None


def test_everything_that_was_written_is_in_the_draft() -> None:
    lead = Facilitator()
    lead.command("ask")
    lead.say("How did you get home?")
    lead.tap("Several choices")
    lead.say("1) By car, - By bus")
    assert lead.draft == Draft(
        questions=(
            Question(
                1,
                "several",
                english("How did you get home?"),
                (Choice(1, english("By car")), Choice(2, english("By bus"))),
            ),
        )
    )


def test_the_number_of_a_draft_is_of_48_bits_and_never_0() -> None:
    assert fresh_number(0) == 1
    assert fresh_number(2**128 - 1) < 2**48


def test_home_leads_to_asking() -> None:
    lead = Facilitator()
    lead.press("c.ask")
    assert "Ready-made" in lead.labels
    lead.say("How was it?")
    assert isinstance(lead.events[0], DraftStarted)


def test_words_are_kept_in_the_language_of_who_wrote_them() -> None:
    lead = Facilitator(person=replace(FACILITATOR, language="cy"))
    lead.command("ask")
    lead.say("Sut oedd hi?")
    assert lead.draft.questions[0].text.by_language == (("cy", "Sut oedd hi?"),)
    nobody_chose = Facilitator(person=replace(FACILITATOR, language=""))
    nobody_chose.command("ask")
    nobody_chose.say("How was it?")
    assert nobody_chose.draft.questions[0].text.speaks("en_GB")


# --- where it starts ------------------------------------------------------------------------------


def test_members_who_do_not_facilitate_are_told_so_kindly() -> None:
    member = Chat(MEMBER)
    member.command("ask")
    assert member.text == "Only facilitators can ask members. Here is what you can do."
    assert member.labels == ("Home",)
    assert not member.events


def test_a_role_taken_away_half_way_ends_it() -> None:
    lead = Facilitator()
    lead.begin()
    lead.person = MEMBER
    lead.say("1")
    assert "Only facilitators" in lead.text


def test_a_ready_made_consultation_is_a_start() -> None:
    lead = Facilitator()
    lead.command("ask")
    lead.tap("Ready-made")
    lead.say("2")
    assert lead.text == "Please choose one: tap a button, or type its number."
    lead.tap("Back")
    lead.tap("Ready-made")
    lead.say("a leaflet")
    assert lead.text.startswith("You start from: A leaflet\nIt has 1 question.\nWho asks?")
    assert lead.draft.started_from == "leaflet"


def test_a_draft_on_the_desk_is_gone_on_with_by_tap_or_by_number() -> None:
    office = Office()
    office.keep(77, replace(WHOLE, title=None))
    lead = Facilitator(office)
    lead.command("ask")
    lead.tap("Draft: A draft")
    assert "Still missing: Title" in lead.text
    lead.command("ask")
    lead.say("2")
    assert lead.text == "Your draft is here. You can go on with it."
    lead.say("1")
    assert "Still missing: Title" in lead.text


@pytest.mark.parametrize(
    ("heard", "hint"),
    [
        (Typed("  "), "That message is empty. Please type your words."),
        (Typed("x" * 5000), "That is too long. Please use at most 1000 characters."),
        (SentMedia("voice", 3), "I need words here. Please type them."),
    ],
)
def test_a_question_must_be_words(heard: Typed | SentMedia, hint: str) -> None:
    lead = Facilitator()
    lead.command("ask")
    lead.hear(heard)
    assert lead.text == hint
    assert not lead.events
    lead.say("How was it?")
    assert len(lead.events) == 1


def test_a_sticker_changes_nothing() -> None:
    lead = Facilitator()
    lead.begin()
    lead.hear(SentOther("sticker"))
    assert lead.draft == WHOLE


def test_a_button_of_another_step_shows_where_you_are() -> None:
    lead = Facilitator()
    lead.command("ask")
    lead.say("How was it?")
    lead.tap("Own words")
    lead.say("And then?")
    for act in (Act("c.kind", (lead.number, 1, 1)), Act("c.kind", (lead.number,))):
        lead.hear(Tapped(act))
        assert lead.text.startswith("That button belongs to another step. This is where you are.")
        assert "“And then?”" in lead.text
    lead.press("c.group", lead.number, 4)
    assert "another step" in lead.text
    assert lead.draft.audience is None


def test_a_forged_button_without_a_draft_starts_anew() -> None:
    lead = Facilitator()
    lead.press("c.title")
    assert "What would you like to ask?" in lead.text
    lead.press("c.title", 0, 0, 1)
    assert "another step" in lead.text


# --- two facilitators -----------------------------------------------------------------------------


def test_two_facilitators_do_not_overwrite_each_other() -> None:
    office = Office()
    first, second = Facilitator(office), Facilitator(office, replace(FACILITATOR, id=8))
    first.begin()
    second.open_draft()
    first.change("Title")
    second.change("Title")
    first.say("Late chemotherapy")
    second.say("Night chemotherapy")
    assert second.text.startswith("Somebody else changed this draft since you last saw it.")
    assert "Late chemotherapy" in second.text
    assert office.drafts[77].draft.title == english("Late chemotherapy")
    second.change("Title")
    second.say("Night chemotherapy")
    assert office.drafts[77].draft.title == english("Night chemotherapy")


def test_a_draft_that_a_colleague_sent_is_gone() -> None:
    office = Office()
    first, second = Facilitator(office), Facilitator(office, replace(FACILITATOR, id=8))
    first.begin()
    second.open_draft()
    second.tap("Throw away")
    second.tap("Yes, throw it away")
    first.say("1")
    assert first.text == "This draft is not there any more: it was sent or thrown away."
    first.counted()
    assert not first.last.screens


def test_a_button_of_a_draft_never_opened_shows_the_draft() -> None:
    office = Office()
    office.keep(77, WHOLE)
    lead = Facilitator(office)
    lead.press("c.overview", 77, 0, 1)
    assert "I am counting" in lead.text
    assert not lead.approved
