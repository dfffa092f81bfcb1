"""Who is asked, and how many that is."""

from dataclasses import replace
from datetime import date

from conversations.content import Audience
from conversations.facts import AudienceCount
from conversations.home import NOT_FOR_YOU
from tests.conversations.facilitator import (
    FACILITATOR,
    MANY,
    WHOLE,
    Facilitator,
)
from tests.conversations.people import said


def test_kinds_of_member_are_switched_in_one_message() -> None:
    lead = Facilitator()
    lead.begin()
    lead.change("Who is asked")
    lead.tap("Kinds of member")
    lead.tap("Done")
    assert lead.text == "Please choose at least one kind of member, then Done."
    lead.say("3")
    lead.tap("Having treatment")
    assert lead.last.screens[0].replaces
    assert "✓ Having treatment" in lead.labels
    lead.tap("After treatment")
    lead.tap("✓ After treatment")
    lead.tap("Done")
    assert lead.draft.audience == Audience(kinds=("in_treatment", "carer_or_family"))
    assert "Who is asked: Having treatment; Carers and family" in lead.text


def test_the_way_back_from_the_audience() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, audience=None))
    lead.tap("Change")
    assert "Who is asked: nobody yet" in lead.labels
    lead.tap("Back")
    lead.tap("Go on")
    lead.tap("Kinds of member")
    lead.tap("Back")
    lead.say("everybody please")
    assert lead.text == "Please choose one: tap a button, or type its number."
    lead.tap("Back")
    assert "Is there something to look at" in lead.text


def test_a_group_that_is_gone_is_not_asked() -> None:
    lead = Facilitator()
    lead.begin()
    lead.change("Who is asked")
    lead.office.groups = ()
    lead.tap("Lung (1 member)")
    assert lead.text == "That group is not there any more. Please choose another one."
    assert lead.draft.audience == Audience()


def test_the_count_says_who_gets_it_later_or_not_and_why() -> None:
    lead = Facilitator()
    lead.begin()
    lead.counted(
        AudienceCount(
            now=1,
            later=(("break", 31), ("asked_recently", 58), ("quiet", 7), ("moon", 6), ("x", 0)),
            never=(("stopped", 12), ("unreachable", 5), ("not_listed", 9), ("moon", 5)),
            lacking_language=(("ur", 8), ("pl", 3), ("cy", 0)),
            minutes=2,
        )
    )
    assert said(lead.last.screens[0]).splitlines()[2:] == [
        "It goes to 1 person now.",
        "31 people get it later, after a break.",
        "58 people get it later, because they were asked recently.",
        "7 people get it later, after the quiet hours.",
        "6 people get it later.",
        "12 people do not get it, because they stopped.",
        "5 people cannot be reached.",
        "9 people do not get it, because they are not listed as testers.",
        "5 people do not get it.",
        "8 people read اردو. Where words are missing, they see English.",
        "Fewer than 5 people read pl. Where words are missing, they see English.",
        "Sending takes about 2 minutes.",
    ]


def test_it_says_how_long_sending_takes_and_when_the_others_get_it() -> None:
    lead = Facilitator()
    lead.begin()
    lead.counted(
        AudienceCount(
            now=20,
            later=(("asked_recently", 8), ("quiet", 7)),
            never=(("closes_first", 6),),
            quiet_until=date(2026, 3, 3),
            last_on=date(2026, 3, 9),
        )
    )
    assert said(lead.last.screens[0]).splitlines()[2:] == [
        "It goes to 20 people now.",
        "8 people get it later, because they were asked recently.",
        "7 people get it later, after the quiet hours.",
        "6 people do not get it: they were asked recently, and it closes first.",
        "Sending takes about 1 minute.",
        "People in quiet hours get it in the morning, on Tuesday 3 March 2026.",
        "The last people get it on Monday 9 March 2026.",
    ]


def test_where_everybody_has_quiet_hours_it_says_nothing_of_minutes() -> None:
    lead = Facilitator()
    lead.begin()
    tomorrow = date(2026, 3, 3)
    lead.counted(AudienceCount(now=0, later=(("quiet", 60),), quiet_until=tomorrow))
    assert said(lead.last.screens[0]).splitlines()[2:] == [
        "It goes to 0 people now.",
        "60 people get it later, after the quiet hours.",
        "People in quiet hours get it in the morning, on Tuesday 3 March 2026.",
    ]


def test_what_is_sent_on_another_day_goes_to_people_then() -> None:
    lead = Facilitator()
    lead.begin(replace(WHOLE, opens_at="2026-03-05T10:00:00+00:00"))
    lead.counted(AudienceCount(now=30, never=(("closes_first", 2),)))
    assert said(lead.last.screens[0]).splitlines()[2:] == [
        "It will be sent on Thursday 5 March 2026 at 10:00.",
        "It goes to 30 people then.",
        "Fewer than 5 people do not get it: they were asked recently, and it closes first.",
        "Sending takes about 1 minute.",
    ]


def test_few_people_are_not_counted_out() -> None:
    lead = Facilitator()
    lead.begin()
    lead.counted(AudienceCount(now=20, later=(("break", 1),), never=(("stopped", 4),)))
    assert "Fewer than 5 people get it later, after their break." in lead.text
    assert "Fewer than 5 people do not get it, because they stopped." in lead.text


def test_a_count_for_many_is_shown_in_the_overview() -> None:
    lead = Facilitator()
    lead.begin()
    lead.counted(MANY)
    assert lead.last.screens[0].slot == "draft:77"


def of_groups(*groups: int) -> Facilitator:
    """Somebody who facilitates these groups only, and is shown no others."""
    held = frozenset(("facilitator", group) for group in groups)
    lead = Facilitator(person=replace(FACILITATOR, in_groups=held))
    lead.office.groups = tuple(one for one in lead.office.groups if one.id in groups)
    return lead


def test_whoever_facilitates_one_group_asks_that_group_and_nobody_else() -> None:
    lead = of_groups(5)
    lead.command("ask")
    lead.say("How did you get home?")
    assert lead.draft.audience == Audience(groups=(5,))
    lead.office.keep(lead.number, replace(WHOLE, audience=lead.draft.audience))
    lead.open_draft(lead.number)
    assert "Lung" in lead.text
    lead.change("Who is asked")
    assert lead.labels == ("Lung (1 member)", "Back")
    for pick in (1, 2):
        lead.press("c.audience", lead.number, 0, pick)
        assert lead.text == "Please choose one: tap a button, or type its number."
    lead.press("c.group", lead.number, 4)
    assert lead.text == "That group is not there any more. Please choose another one."
    assert lead.draft.audience == Audience(groups=(5,))


def test_whoever_facilitates_two_groups_chooses_among_them() -> None:
    lead = of_groups(4, 5)
    lead.command("ask")
    lead.tap("Ready-made")
    lead.tap("A leaflet")
    assert lead.draft.audience == Audience(groups=(4, 5))
    lead.office.keep(lead.number, replace(WHOLE, audience=lead.draft.audience))
    lead.open_draft(lead.number)
    lead.change("Who is asked")
    lead.tap("Lung (1 member)")
    assert lead.draft.audience == Audience(groups=(5,))


def test_a_draft_that_asks_others_too_is_closed_to_a_role_in_one_group() -> None:
    lead = of_groups(5)
    for audience in (None, Audience(), Audience(groups=(4, 5)), Audience(kinds=("other",))):
        lead.begin(replace(WHOLE, audience=audience))
        assert lead.text == NOT_FOR_YOU.message
