"""Making, changing and cancelling a meeting; reading what people put to it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conversations.composing.overview import NO_NUMBERS
from conversations.content import Audience
from conversations.events import Requested
from conversations.facts import AudienceCount, Facts, Group, Person
from conversations.meeting_events import (
    MeetingCancelled,
    MeetingChanged,
    MeetingPlanned,
    QuestionsRead,
)
from conversations.meetings import Meetings, prompt
from conversations.meetings.agenda import MOST_ITEMS
from conversations.meetings.overview import as_members_see_it
from conversations.meetings.state import View
from conversations.meetings.times import read_length, read_time
from conversations.meetings_facts import Meeting, MyPlace, Plan, Put
from conversations.turn import Computed, Key
from tests.conversations.facilitator import FACILITATOR, english
from tests.conversations.meeting_desk import (
    DAY,
    EVENINGS,
    NUMBER,
    OCTOBER,
    PARKING,
    RAISED,
    AtMeetings,
    Hall,
)
from tests.conversations.people import MEMBER, RIVERSIDE
from tests.conversations.people import english as in_english

IN_THE_PAST = date(2026, 2, 27)
CLOCKS_CHANGE = date(2026, 3, 29)


def planning(lead: AtMeetings) -> None:
    """Write a whole plan in the shortest way."""
    lead.command("meetings")
    lead.tap("New meeting")
    lead.say("Partnership group")
    lead.on(DAY)
    lead.say("2 pm")
    lead.tap("90 minutes")
    lead.say("Room 4, Civic Centre")
    lead.tap("Without a link")
    lead.say("Parking")
    lead.tap("To hear views")
    lead.tap("Done")
    lead.tap("Everyone")


def looking_after(**changes: Any) -> AtMeetings:
    """Give the chat of somebody who facilitates one planned meeting."""
    return AtMeetings(Hall({NUMBER: replace(OCTOBER, **changes)}))


# --- making one -----------------------------------------------------------------------------------


def test_a_meeting_is_made_a_part_at_a_time_and_sent_as_it_was_previewed() -> None:
    lead = AtMeetings()
    planning(lead)
    assert "The next message is exactly what members get." in lead.text
    assert "You are invited to this meeting." in lead.text
    assert "Tuesday 24 March 2026, 14:00 to 15:30" in lead.text
    begins = datetime(2026, 3, 24, 14, tzinfo=UTC)
    assert lead.events[-1] == Requested("meet.audience", 0, RIVERSIDE.id, Audience(), begins)
    lead.counted()
    assert "It goes to 12 people now." in lead.text
    assert lead.last.screens[0].replaces
    lead.tap("Send invitations")
    (sent,) = (event for event in lead.events if isinstance(event, MeetingPlanned))
    plan = sent.plan
    assert (plan.day, plan.begins, plan.minutes) == (DAY, "14:00", 90)
    assert plan.place == english("Room 4, Civic Centre")
    assert [(one.item, one.purpose) for one in plan.agenda] == [(1, "views")]
    lead.tap("See the meeting")
    assert "0 people said that they are coming." in lead.text


def test_the_buttons_of_a_preview_are_idle() -> None:
    lead = AtMeetings()
    planning(lead)
    lead.tap("I will come")
    assert lead.text == "This is a preview, so this button does nothing. Members can use it."
    lead.counted()
    lead.tap("Send invitations")
    assert isinstance(lead.events[-1], MeetingPlanned)


def test_each_part_leads_back_to_the_one_before_and_the_first_to_the_list() -> None:
    lead = AtMeetings()
    planning(lead)
    lead.press("meet.new")
    lead.say("Talk")
    lead.tap("Back")
    assert "What is a short title?" in lead.text
    assert "Now: Talk" in lead.text
    lead.tap("Back")
    assert "Go on: Talk" in lead.labels
    lead.tap("Go on: Talk")
    assert "Still missing: Day; Time; How long; Place; Agenda; Who may come" in lead.text
    lead.tap("Go on")
    assert "On which day" in lead.text
    lead.on(DAY)
    assert "At what time" in lead.text
    lead.say("10:00")
    assert "How long" in lead.text
    for asks in ("At what time", "On which day", "What is a short title?"):
        lead.tap("Back")
        assert asks in lead.text


def test_going_on_from_place_link_agenda_and_audience_backwards() -> None:
    lead = AtMeetings()
    planning(lead)
    lead.press("meet.new")
    lead.say("Talk")
    lead.on(DAY)
    lead.say("10:00")
    lead.say("45 minutes")
    lead.tap("Back")
    assert "Now: 45 minutes" in lead.text
    lead.say("45")
    lead.tap("Only by link")
    lead.tap("Back")
    assert "Where is it?" in lead.text
    lead.say("https://meet.example.org/4")
    assert "What is on the agenda?" in lead.text
    lead.tap("Back")
    assert "What is the link" in lead.text
    lead.say("https://meet.example.org/5")
    lead.say("Welcome")
    lead.tap("Back")
    lead.tap("Done")
    lead.tap("Kinds of member")
    lead.tap("Back")
    lead.tap("Back")
    assert "Type the next item" in lead.text


def test_a_plan_without_a_title_is_gone_on_with_too() -> None:
    lead = AtMeetings()
    lead.press("meet.new")
    plan = Plan(day=DAY)
    shown = prompt(Meetings(plan=plan), Facts(FACILITATOR, RIVERSIDE, in_english))
    assert shown is not None
    assert "Go on with the plan" in [in_english(one.label) for one in shown.options]


# --- bad input ------------------------------------------------------------------------------------


def at_step(lead: AtMeetings, *steps: Any) -> None:
    lead.press("meet.new")
    for step in steps:
        lead.on(step) if isinstance(step, date) else lead.say(step)


def test_a_day_that_is_past_or_none_gets_a_sentence() -> None:
    lead = AtMeetings()
    at_step(lead, "Talk")
    assert not lead.say("soonish").understood
    assert "I cannot read that as a date." in lead.text
    assert not lead.on(IN_THE_PAST).understood
    assert "Friday 27 February 2026 is in the past." in lead.text
    lead.on(DAY)
    assert "At what time does it begin?" in lead.text


def test_a_time_that_is_past_or_none_or_skipped_by_the_clocks_gets_a_sentence() -> None:
    lead = AtMeetings()
    at_step(lead, "Talk", lead.now.date())
    assert not lead.say("after lunch").understood
    assert "I cannot read that as a time." in lead.text
    assert not lead.say("9:00").understood
    assert "That is in the past." in lead.text
    at_step(lead, "Talk", CLOCKS_CHANGE)
    assert not lead.say("01:30").understood
    assert "there is no 01:30" in lead.text
    lead.say("03:30")
    assert "How long does it take?" in lead.text


def test_a_length_that_is_none_or_too_long_gets_a_sentence() -> None:
    lead = AtMeetings()
    at_step(lead, "Talk", DAY, "14:00")
    assert not lead.say("a while").understood
    assert not lead.picture().understood
    assert not lead.say("12 hours").understood
    assert "A meeting takes 15 to 600 minutes." in lead.text
    lead.press("meet.pick", 0, 3, 0, 7)
    assert "Please type how long it takes" in lead.text
    lead.say("1.5 hours")
    assert "Where is it?" in lead.text


def test_a_meeting_without_a_place_and_a_link_gets_a_sentence() -> None:
    lead = AtMeetings()
    at_step(lead, "Talk", DAY, "14:00", "90 min")
    assert not lead.say("x" * 201).understood
    lead.tap("Only by link")
    assert "Without a link" not in lead.labels
    lead.press("meet.pick", 0, 5, 0, 99)
    assert "A meeting needs a place or a link." in lead.text
    assert not lead.say("meet dot example").understood
    assert "begins with https://" in lead.text
    assert not lead.picture().understood
    lead.say("https://meet.example.org/4")
    assert "What is on the agenda?" in lead.text


def test_words_that_are_too_long_or_none_get_a_sentence() -> None:
    lead = AtMeetings()
    lead.press("meet.new")
    assert not lead.picture().understood
    assert not lead.say("x" * 101).understood
    assert "at most 100 characters" in lead.text
    lead.say("Talk")
    assert "On which day" in lead.text


def test_a_button_of_another_step_shows_where_they_are() -> None:
    lead = AtMeetings()
    at_step(lead, "Talk", DAY)
    lead.press("meet.pick", 0, 0, 0, 0)
    assert "That button belongs to another step." in lead.text
    assert "At what time does it begin?" in lead.text
    lead.press("meet.pick", 0, 2)
    assert "That button belongs to another step." in lead.text


def test_an_old_button_without_a_plan_shows_the_list() -> None:
    lead = AtMeetings()
    lead.press("meet.pick", 0, 2, 0, 1)
    assert "There are no meetings yet." in lead.text
    lead.press("meet.go_on")
    assert "There are no meetings yet." in lead.text
    assert not lead.say("hello").understood


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:00", "14:00"), ("14.30", "14:30"), ("2 pm", "14:00"), ("2pm", "14:00"),
        ("2:30 p.m.", "14:30"), ("9", "09:00"), ("9:05", "09:05"), ("12 am", "00:00"),
        ("12 pm", "12:00"), ("noon", "12:00"), ("02:30", "02:30"), ("1400", "14:00"),
        ("١٤:٠٠", "14:00"), ("2", None), ("2:30", None), ("25:00", None), ("14:75", None),
        ("14 pm", None), ("tea time", None), ("", None),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(typed: str, read: str | None) -> None:
    assert read_time(typed) == read


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("90", 90), ("90 minutes", 90), ("45 min", 45), ("2 hours", 120), ("1 hour", 60),
        ("1.5 hours", 90), ("1,5 h", 90), ("1 hour 30", 90), ("1 hour and 30 minutes", 90),
        ("an hour", None), ("", None),
    ],
)  # fmt: skip
def test_lengths_are_read_as_people_write_them(typed: str, minutes: int | None) -> None:
    assert read_length(typed) == minutes


def test_a_meeting_keeps_its_hour_when_the_clocks_change() -> None:
    zone = ZoneInfo("Europe/London")
    winter = Plan(day=date(2026, 3, 28), begins="14:00").starts_at(zone)
    summer = Plan(day=date(2026, 3, 29), begins="14:00").starts_at(zone)
    assert winter is not None
    assert summer is not None
    assert summer - winter == timedelta(hours=23)
    assert Plan(day=DAY).starts_at(zone) is None


# --- the agenda -----------------------------------------------------------------------------------


def with_agenda(lead: AtMeetings, *titles: str) -> None:
    at_step(lead, "Talk", DAY, "14:00", "90", "Room 4")
    lead.tap("Without a link")
    for title in titles:
        lead.say(title)
        lead.tap("To hear views")


def test_items_are_moved_changed_and_taken_off() -> None:
    lead = AtMeetings()
    with_agenda(lead, "Parking", "Evenings", "Leaflets")
    lead.tap("Leaflets")
    lead.tap("Move it up")
    assert lead.labels[:3] == ("Parking", "Leaflets", "Evenings")
    lead.tap("Parking")
    lead.tap("Move it up")
    assert lead.labels[:3] == ("Parking", "Leaflets", "Evenings")
    lead.tap("Leaflets")
    lead.tap("To be decided")
    lead.tap("Evenings")
    assert not lead.say("what is this?").understood
    lead.tap("Take it off")
    assert lead.labels[:2] == ("Parking", "Leaflets")
    lead.say("Buses")
    lead.tap("Back")
    lead.tap("Done")
    lead.tap("Everyone")
    lead.counted()
    lead.tap("Send invitations")
    (sent,) = (event for event in lead.events if isinstance(event, MeetingPlanned))
    assert [(one.item, one.purpose) for one in sent.plan.agenda] == [
        (1, "views"), (3, "decision"), (4, "views"),
    ]  # fmt: skip


def test_an_agenda_needs_an_item_and_has_room_for_a_dozen() -> None:
    lead = AtMeetings()
    with_agenda(lead)
    assert "Done" not in lead.labels
    lead.press("meet.pick", 0, 6, 0, 98)
    assert "An agenda needs at least one item." in lead.text
    assert not lead.say("x" * 151).understood
    lead.press("meet.pick", 0, 6, 0, 5)
    assert "Please tap a button" in lead.text
    assert not lead.say("77").understood
    assert "77" not in lead.labels, "a number that is not offered is no item"
    for number in range(MOST_ITEMS):
        lead.say(f"Item number {number}")
        lead.tap("To tell people")
    assert not lead.say("One more").understood
    assert "at most 12 items" in lead.text


def test_an_issue_that_members_raised_goes_on_the_agenda() -> None:
    lead = AtMeetings(Hall(issues=(RAISED,)))
    with_agenda(lead)
    lead.tap("Add what was raised: The parking machine takes no cards")
    lead.tap("To be decided")
    assert "The parking machine takes no cards" in lead.labels
    assert "Add what was raised: The parking machine takes no cards" not in lead.labels
    lead.press("meet.pick", 0, 6, 0, 99_999)
    assert "Please choose one" in lead.text
    lead.tap("Done")
    lead.tap("Everyone")
    lead.counted()
    lead.tap("Send invitations")
    (sent,) = (event for event in lead.events if isinstance(event, MeetingPlanned))
    assert sent.plan.agenda[0].issue == RAISED[0]


# --- who may come ---------------------------------------------------------------------------------


def test_who_facilitates_a_group_invites_that_group_only() -> None:
    person = replace(FACILITATOR, in_groups=frozenset({("facilitator", 4)}))
    lead = AtMeetings(Hall(groups=(Group(4, "Head and neck", 8),)), person)
    with_agenda(lead, "Parking")
    lead.tap("Done")
    assert lead.labels == ("Head and neck (8 members)", "Back")
    for pick in (1, 2, 105):
        lead.press("meet.pick", 0, 8, 0, pick)
        assert "Please choose one" in lead.text
    lead.tap("Head and neck (8 members)")
    assert "Who may come: Head and neck" in lead.text
    lead.counted()
    lead.tap("Send invitations")
    (sent,) = (event for event in lead.events if isinstance(event, MeetingPlanned))
    assert sent.plan.audience == Audience(groups=(4,))


def test_some_kinds_of_member_can_be_invited() -> None:
    lead = AtMeetings()
    with_agenda(lead, "Parking")
    lead.tap("Done")
    lead.tap("Kinds of member")
    lead.tap("Done")
    assert "Please choose at least one kind" in lead.text
    lead.tap("Having treatment")
    lead.tap("Carers and family")
    lead.tap("✓ Having treatment")
    lead.tap("Done")
    assert "Who may come: Carers and family" in lead.text
    lead.tap("Change")
    lead.tap("Who may come: Carers and family")
    assert "Now: Carers and family" in lead.text
    lead.tap("Back")
    assert "Who may come: Carers and family" in lead.text


def test_a_group_that_went_away_is_named_so() -> None:
    lead = AtMeetings()
    with_agenda(lead, "Parking")
    lead.tap("Done")
    lead.tap("Lung (1 member)")
    lead.hall.groups = ()
    lead.tap("See it again")
    assert "Who may come: a group that is not there any more" in lead.text


# --- sending --------------------------------------------------------------------------------------


def test_nothing_is_sent_before_people_are_counted_nor_to_nobody() -> None:
    lead = AtMeetings()
    planning(lead)
    lead.tap("Send invitations")
    assert "I am still counting" in lead.text
    lead.counted(AudienceCount(now=0))
    lead.tap("Send invitations")
    assert "Nobody would get this." in lead.text
    assert not any(isinstance(event, MeetingPlanned) for event in lead.events)


def test_nothing_is_sent_without_numbers_to_call() -> None:
    lead = AtMeetings()
    lead.network = replace(RIVERSIDE, oncology_line="")
    planning(lead)
    lead.counted()
    lead.tap("Send invitations")
    assert in_english(NO_NUMBERS) in lead.text


def test_a_plan_that_waited_too_long_is_not_sent() -> None:
    lead = AtMeetings()
    planning(lead)
    lead.counted()
    lead.now = datetime.fromisoformat("2026-03-25T10:00:00+00:00")
    lead.tap("Send invitations")
    assert "That is in the past." in lead.text


def test_a_part_that_lacks_is_asked_for_when_sending() -> None:
    lead = AtMeetings()
    at_step(lead, "Talk")
    lead.press("meet.go_on")
    lead.press("meet.pick", 0, 10, 0, 1)
    assert "On which day is the meeting?" in lead.text
    lead.on(DAY)
    assert "Still missing: Time; How long; Place; Agenda; Who may come" in lead.text


def test_the_time_may_be_said_before_the_day() -> None:
    lead = AtMeetings()
    at_step(lead, "Talk")
    lead.press("meet.go_on")
    lead.tap("Change")
    assert "Day" in lead.labels
    assert not lead.say("all of it").understood
    lead.tap("Time")
    lead.say("14:00")
    assert "Still missing: Day; How long; Place; Agenda; Who may come" in lead.text


def test_the_overview_keeps_changes_and_throws_away() -> None:
    lead = AtMeetings()
    planning(lead)
    assert not lead.say("send it").understood
    lead.press("meet.pick", 0, 10, 0, 6)
    lead.tap("Change")
    assert "Day: Tuesday 24 March 2026" in lead.labels
    assert "Agenda" in lead.labels
    lead.press("meet.go_on")
    lead.tap("Change")
    lead.tap("Title: Partnership group")
    lead.say("Partnership group, spring")
    assert "The next message is exactly what members get." in lead.text
    lead.tap("Change")
    lead.tap("Back")
    assert "The next message is exactly what members get." not in lead.text
    lead.tap("Keep for later")
    assert "It is kept." in lead.text
    lead.command("meetings")
    lead.tap("Go on: Partnership group, spring")
    lead.tap("Throw away")
    assert not lead.say("well").understood
    lead.tap("No, keep it")
    lead.tap("Throw away")
    lead.tap("Yes, throw it away")
    lead.command("meetings")
    assert lead.labels == ("New meeting", "Home")


def test_a_count_that_comes_too_late_changes_nothing() -> None:
    lead = AtMeetings()
    planning(lead)
    asked = next(event for event in lead.events if isinstance(event, Requested))
    lead.hear(Computed(replace(asked, audience=Audience(groups=(4,))), AudienceCount(now=3)))
    assert lead.last.screens == ()
    lead.counted("no number")
    assert lead.last.screens == ()
    lead.tap("Throw away")
    lead.tap("Yes, throw it away")
    lead.counted()
    assert lead.last.screens == ()


def test_whom_the_invitation_would_reach_too_late_is_said_and_another_day_offered() -> None:
    lead = AtMeetings()
    planning(lead)
    lead.counted(AudienceCount(now=12, never=(("begins_first", 5),)))
    assert "5 people do not get it: their limits allow it only after it begins." in lead.text
    assert "With a later day, more people can be invited. Tap 'Change' for that." in lead.text
    asked = next(event for event in lead.events if isinstance(event, Requested))
    lead.hear(Computed(replace(asked, begins=None), AudienceCount(now=3)))
    assert lead.last.screens == (), "counted for another time"


def test_a_plan_is_shown_to_members_only_when_it_is_whole() -> None:
    with pytest.raises(ValueError, match="still lacks title"):
        as_members_see_it(View(Meetings(), Facts(FACILITATOR, RIVERSIDE, in_english)))


# --- one that was sent ----------------------------------------------------------------------------


def test_the_desk_counts_who_comes_and_hides_small_numbers() -> None:
    lead = looking_after()
    for number in range(10):
        lead.hall.places[NUMBER, number] = MyPlace("comes" if number < 6 else "cannot")
    lead.press("meet.open", NUMBER)
    assert "10 people are invited so far." in lead.text
    assert "6 people said that they are coming." in lead.text
    assert "I do not show how many cannot come." in lead.text
    for number in range(10):
        lead.hall.places[NUMBER, number] = MyPlace("cannot" if number < 6 else "comes")
    lead.press("meet.open", NUMBER)
    assert "I do not show how many are coming." in lead.text
    assert "6 people said that they cannot come." in lead.text


def test_few_people_are_not_counted_at_the_desk() -> None:
    lead = looking_after()
    lead.hall.places[NUMBER, 8] = MyPlace("comes")
    lead.press("meet.open", NUMBER)
    assert "Fewer than 10 people are invited so far. I do not count so few." in lead.text
    assert "come." not in lead.text


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (0, "0 people said that they were there."),
        (2, "I do not show how many were there."),
        (7, "7 people said that they were there."),
    ],
)
def test_after_it_the_desk_counts_who_was_there(people: int, told: str) -> None:
    lead = looking_after(status="held")
    for number in range(people):
        lead.hall.places[NUMBER, number] = MyPlace("comes", came=True)
    lead.press("meet.open", NUMBER)
    assert told in lead.text
    assert "Change it" not in lead.labels


def test_a_meeting_is_opened_from_the_list_by_its_number() -> None:
    lead = looking_after()
    lead.command("meetings")
    assert "Choose a meeting, or make a new one." in lead.text
    lead.say("2")
    assert lead.text.startswith("Partnership group")
    assert not lead.say("what now?").understood
    lead.tap("Meetings")
    assert "New meeting" in lead.labels


def test_a_meeting_that_is_not_theirs_is_not_found() -> None:
    lead = AtMeetings()
    lead.press("meet.open", NUMBER)
    assert "This meeting is not there any more." in lead.text
    assert prompt(Meetings(NUMBER), Facts(FACILITATOR, RIVERSIDE, in_english)) is None
    assert prompt(Meetings(), Facts(MEMBER, RIVERSIDE, in_english)) is None


# --- changing it ----------------------------------------------------------------------------------


def test_another_time_is_told_to_everyone_and_previewed_first() -> None:
    lead = looking_after()
    lead.press("meet.open", NUMBER)
    lead.tap("Change it")
    assert not any(label.startswith("Who may come") for label in lead.labels)
    lead.tap("Time: 14:00")
    lead.say("16:00")
    assert "This meeting has changed. This is how it is now." in lead.text
    assert "16:00 to 17:30" in lead.text
    assert "Everyone who was invited is told, and asked again if they are coming." in lead.text
    lead.tap("Save it")
    changed = lead.events[-1]
    assert isinstance(changed, MeetingChanged)
    assert (changed.revision, changed.plan.begins) == (0, "16:00")
    assert lead.hall.meetings[NUMBER].revision == 1


def test_another_agenda_is_told_to_nobody_and_numbers_are_never_used_again() -> None:
    lead = looking_after(last_item=7)
    lead.press("meet.open", NUMBER)
    lead.tap("Change it")
    lead.tap("Agenda")
    lead.say("Leaflets")
    lead.tap("To tell people")
    lead.tap("Done")
    assert "so nobody gets a message." in lead.text
    lead.tap("Save it")
    assert lead.text == "It is saved."
    changed = lead.events[-1]
    assert isinstance(changed, MeetingChanged)
    assert [one.item for one in changed.plan.agenda] == [1, 2, 8]


def test_what_another_facilitator_changed_meanwhile_is_not_overwritten() -> None:
    lead = looking_after()
    lead.press("meet.change", NUMBER)
    lead.tap("Time: 14:00")
    lead.hall.meetings[NUMBER] = replace(OCTOBER, revision=1, minutes=60)
    lead.say("16:00")
    assert "Somebody else changed this meeting since you saw it." in lead.text
    assert "14:00 to 15:00" in lead.text
    assert lead.events == []
    lead.tap("Change it")
    lead.tap("Title: Partnership group")
    lead.hall.meetings[NUMBER] = replace(OCTOBER, revision=1, minutes=60, agenda=(PARKING,))
    lead.say("Talk")
    assert "Somebody else changed this meeting since you saw it." in lead.text


def test_a_change_that_was_kept_is_gone_on_with() -> None:
    lead = looking_after()
    lead.press("meet.change", NUMBER)
    lead.tap("Title: Partnership group")
    lead.say("Spring group")
    lead.tap("Keep for later")
    lead.press("meet.open", NUMBER)
    lead.tap("Change it")
    assert "Title: Spring group" in lead.labels


def test_a_meeting_that_has_begun_is_not_changed_or_cancelled() -> None:
    lead = looking_after()
    lead.press("meet.change", NUMBER)
    lead.tap("Title: Partnership group")
    lead.now = OCTOBER.starts_at
    lead.say("Talk")
    assert "It cannot be changed any more." in lead.text
    for verb in ("meet.change", "meet.cancel", "meet.cancelled"):
        lead.press(verb, NUMBER)
        assert "It cannot be changed any more." in lead.text
    assert lead.events == []


def test_a_meeting_is_cancelled_after_one_question() -> None:
    lead = looking_after()
    lead.press("meet.open", NUMBER)
    lead.tap("Cancel it")
    assert not lead.say("hm").understood
    lead.tap("No, keep it")
    lead.tap("Cancel it")
    lead.say("1")
    assert lead.events == [MeetingCancelled(NUMBER, 0)]
    lead.press("meet.open", NUMBER)
    assert "This meeting is cancelled." in lead.text


# --- what people put ------------------------------------------------------------------------------


def test_what_people_put_is_read_item_by_item_and_that_is_on_record() -> None:
    lead = looking_after()
    lead.hall.put = [
        Put(1, 9, "view", "About something dropped."),
        Put(2, 2, "question", "Why not on Mondays?", read_out=True),
        Put(3, 1, "view", None, media=31, read_out=True),
        Put(4, 1, "question", "Why so dear?"),
    ]
    lead.press("meet.open", NUMBER)
    assert "Parking: 2 questions or views" in lead.text
    assert "Evening sessions: 1 question or view" in lead.text
    lead.tap("What people put")
    assert "It is on record that you read them. You see no names." in lead.text
    assert "Parking\n1 of 4\nA view. Please read it out:\nA voice message" in lead.text
    assert lead.screens[-1].attachment is not None
    lead.tap("Next")
    assert "Parking\n2 of 4\nA question:\nWhy so dear?" in lead.text
    assert not lead.say("aha").understood
    lead.tap("Next")
    assert "Evening sessions\n3 of 4\nA question. Please read it out:" in lead.text
    lead.tap("Back")
    lead.press("meet.put", NUMBER, 3)
    assert "Not on the agenda any more\n4 of 4\nA view:" in lead.text
    assert lead.labels == ("Back", "Enough")
    assert lead.events == [QuestionsRead(NUMBER)] * 5
    lead.tap("Enough")
    assert "What people put" in lead.labels


def test_where_nobody_put_anything_there_is_nothing_to_read() -> None:
    lead = looking_after()
    lead.press("meet.put", NUMBER)
    assert "Nobody has put anything yet." in lead.text
    assert lead.events == []


def test_what_was_taken_back_while_it_was_read_is_gone() -> None:
    lead = looking_after()
    lead.hall.put = [Put(4, 1, "question", "Why so dear?")]
    lead.press("meet.put", NUMBER)
    lead.hall.put = []
    assert not lead.say("next").understood
    assert "What people put" not in lead.labels


# --- oddities -------------------------------------------------------------------------------------


def test_a_death_typed_into_a_plan_is_the_plan_s() -> None:
    lead = AtMeetings()
    lead.press("meet.new")
    lead.say("My husband has died")
    assert "On which day is the meeting?" in lead.text


def test_the_preview_of_a_meeting_with_a_link_shows_it() -> None:
    lead = looking_after(place=None, link="https://meet.example.org/4")
    lead.press("meet.change", NUMBER)
    lead.tap("Link: https://meet.example.org/4")
    lead.say("https://meet.example.org/5")
    assert "To join by link: https://meet.example.org/5" in lead.text


def test_who_has_no_language_writes_in_english() -> None:
    lead = AtMeetings(person=Person(9, joined=True, roles=frozenset({"facilitator"})))
    lead.press("meet.new")
    lead.say("Talk")
    state = lead.state(Key("meetings"))
    assert isinstance(state, Meetings)
    assert state.plan.title == english("Talk")


def test_a_meeting_knows_its_items() -> None:
    assert OCTOBER.item(2) == EVENINGS
    assert OCTOBER.item(9) is None
    assert Meeting(1, english("Talk"), OCTOBER.starts_at, 30).agenda == ()
