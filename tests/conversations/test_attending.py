"""What somebody who is invited to a meeting can do, coming or not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from conversations.attending import Attending, asks_to_choose, prompt, screens
from conversations.attending.having_a_say import LONGEST, MOST
from conversations.facts import Facts
from conversations.meeting_events import (
    InvitationAnswered,
    QuestionPut,
    QuestionTakenBack,
    ReadOutChosen,
    WasThere,
)
from conversations.meetings import Meetings
from conversations.meetings_facts import AgendaItem, Meeting, MyPlace
from conversations.screen import TextFile
from conversations.turn import Key, SentMedia
from tests.conversations.facilitator import english
from tests.conversations.meeting_desk import EVENINGS, NUMBER, OCTOBER, PARKING, AtMeetings, invited
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, labels, said
from tests.conversations.people import english as in_english

ZONE = RIVERSIDE.zone


def show(chat: Chat, meeting: Meeting = OCTOBER) -> None:
    """Let the invitation arrive, and typed numbers go there."""
    chat.show(screens.invitation(meeting, ZONE))
    chat.focus = Key("attending", meeting.id)


# --- what is said ---------------------------------------------------------------------------------


def test_an_invitation_says_when_where_and_what_about() -> None:
    shown = screens.invitation(replace(OCTOBER, link="https://meet.example.org/4"), ZONE)
    assert said(shown).splitlines() == [
        "Partnership group",
        "You are invited to this meeting.",
        "Tuesday 24 March 2026, 14:00 to 15:30",
        "Where: Room 4, Civic Centre",
        "To join by link: https://meet.example.org/4",
        "What it is about:",
        "• Parking (to hear your views)",
        "• Evening sessions (to be decided)",
        "Can you come? You can have your say without coming, too.",
    ]
    assert labels(shown) == ("I will come", "I cannot come", "Not sure")


def test_hours_are_those_of_the_place_whatever_the_clocks_do() -> None:
    summer = replace(OCTOBER, starts_at=datetime(2026, 4, 1, 13, 0, tzinfo=UTC))
    assert "Wednesday 1 April 2026, 14:00 to 15:30" in said(screens.invitation(summer, ZONE))


def test_an_item_that_is_told_says_so() -> None:
    told = AgendaItem(3, english("New scanner"), "information")
    assert in_english(screens.item_line(told)) == "• New scanner (to tell you)"


def test_a_meeting_with_nothing_but_a_link_names_no_place() -> None:
    bare = Meeting(9, english("Talk"), OCTOBER.starts_at, 30, link="https://example.org")
    lines = said(screens.moved(bare, ZONE)).splitlines()
    assert lines[1] == "This meeting has changed. This is how it is now."
    assert "Where" not in " ".join(lines)
    assert "What it is about:" not in lines


# --- replying -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "reply", "told"),
    [
        ("I will come", "comes", "I will remind you the day before."),
        ("I cannot come", "cannot", "You can still have your say."),
        ("Not sure", "unsure", "You can tell me later."),
    ],
)
def test_each_reply_is_kept_and_can_be_changed(label: str, reply: str, told: str) -> None:
    patient = invited()
    show(patient)
    patient.tap(label)
    assert patient.events == [InvitationAnswered(NUMBER, reply)]
    assert told in patient.text
    assert label not in patient.labels
    other = next(one for one in ("I will come", "I cannot come") if one != label)
    patient.tap(other)
    assert isinstance(patient.events[-1], InvitationAnswered)
    assert patient.events[-1].reply != reply


def test_a_typed_number_replies_to_the_invitation_and_then_to_what_follows() -> None:
    patient = invited()
    show(patient)
    patient.say("2")
    assert patient.events == [InvitationAnswered(NUMBER, "cannot")]
    patient.say("2")
    assert "What is it about?" in patient.text


def test_words_that_are_no_reply_are_not_understood() -> None:
    patient = invited()
    show(patient)
    turn = patient.say("what a lovely idea")
    assert not turn.understood
    assert "Please choose one" in patient.text
    assert "I will come" in patient.labels


def test_who_is_not_invited_finds_no_meeting() -> None:
    stranger = AtMeetings(invited().hall, replace(MEMBER, id=8))
    stranger.press("come.show", NUMBER)
    assert "This meeting is not there any more." in stranger.text
    stranger.press("come.yes", NUMBER)
    assert stranger.events == []


@pytest.mark.parametrize("verb", ["come.yes", "come.say", "come.item"])
def test_once_it_has_begun_nothing_can_be_said_about_coming(verb: str) -> None:
    patient = invited()
    patient.now = OCTOBER.starts_at
    patient.press(verb, NUMBER, 1)
    assert patient.text == "This meeting has begun, or is over."
    assert patient.events == []


def test_a_cancelled_meeting_says_so_and_offers_its_calendar_file() -> None:
    patient = invited()
    patient.hall.meetings[NUMBER] = replace(OCTOBER, status="cancelled")
    patient.show(screens.cancelled(OCTOBER, ZONE))
    patient.press("come.yes", NUMBER)
    assert patient.text == "This meeting is cancelled."
    patient.press("come.show", NUMBER)
    assert "This meeting is cancelled." in patient.text
    assert patient.labels == ("For my calendar", "Home")


# --- the calendar file ----------------------------------------------------------------------------


def test_the_calendar_file_comes_when_it_is_asked_for() -> None:
    patient = invited(reply="comes")
    patient.show(screens.reminder(OCTOBER, ZONE))
    patient.tap("For my calendar")
    (shown,) = patient.last.screens
    assert shown.file == TextFile("meeting.ics", "text/calendar", "BEGIN:VCALENDAR")
    assert "Open this file to put the meeting into your calendar." in patient.text


def test_without_a_file_there_is_a_way_home() -> None:
    patient = invited()
    patient.hall.calendar = None
    patient.press("come.file", NUMBER)
    assert patient.labels == ("Home",)


def test_fetching_the_file_does_not_lose_what_is_being_written() -> None:
    patient = invited()
    writing(patient)
    patient.press("come.file", NUMBER)
    patient.say("Why is it so dear?")
    assert isinstance(patient.events[-1], QuestionPut)


# --- having a say ---------------------------------------------------------------------------------


def writing(patient: AtMeetings, kind: str = "I have a question") -> None:
    """Let somebody come to where they write."""
    show(patient)
    patient.press("come.say", NUMBER)
    patient.tap("Parking")
    patient.tap(kind)


def test_a_question_is_put_to_an_item_and_asked_to_be_read_out() -> None:
    patient = invited(reply="cannot")
    writing(patient)
    assert "Nobody reads this straight away." in patient.text
    assert "The facilitators see it, without your name." in patient.text
    patient.say("  Why is parking so dear?  ")
    put = patient.events[-1]
    assert isinstance(put, QuestionPut)
    assert (put.item, put.kind, put.words) == (1, "question", "Why is parking so dear?")
    patient.tap("Yes, read it out")
    assert patient.events[-1] == ReadOutChosen(put.question, read_out=True)
    assert patient.hall.put[0].read_out


def test_a_view_may_be_spoken_and_only_shown() -> None:
    patient = invited()
    writing(patient, "I have a view")
    assert "What is your view?" in patient.text
    patient.hear(SentMedia("voice", 31))
    put = patient.events[-1]
    assert isinstance(put, QuestionPut)
    assert (put.kind, put.words, put.media) == ("view", None, 31)
    patient.say("2")
    assert patient.events[-1] == ReadOutChosen(put.question, read_out=False)


def test_what_was_put_can_be_taken_back() -> None:
    patient = invited()
    writing(patient)
    patient.say("Why?")
    patient.tap("Take it back")
    assert isinstance(patient.events[-1], QuestionTakenBack)
    assert patient.hall.put == []
    assert "I have erased it." in patient.text


def test_with_one_item_nobody_is_asked_which() -> None:
    patient = invited()
    patient.hall.meetings[NUMBER] = replace(OCTOBER, agenda=(EVENINGS,))
    patient.press("come.say", NUMBER)
    assert patient.text.startswith("Evening sessions")
    assert "Is it a question or a view?" in patient.text


def test_what_cannot_be_used_gets_a_sentence_and_loses_nothing() -> None:
    patient = invited()
    show(patient)
    patient.press("come.say", NUMBER)
    assert not patient.say("the bus").understood
    assert "Please choose one" in patient.text
    patient.tap("Parking")
    assert not patient.say("hmm").understood
    assert "Is it a question or a view?" in patient.text
    patient.tap("I have a question")
    assert "at most 1500 characters" in in_english(
        patient.say("x" * (LONGEST + 1)).screens[0].lines[0]
    )
    assert "Please type it" in in_english(patient.picture().screens[0].lines[0])
    assert not patient.hear(SentMedia("document", 5)).understood
    patient.say("At last")
    assert isinstance(patient.events[-1], QuestionPut)


def test_an_item_that_is_dropped_meanwhile_is_asked_for_again() -> None:
    patient = invited()
    writing(patient)
    patient.hall.meetings[NUMBER] = replace(
        OCTOBER, agenda=(EVENINGS, PARKING.__class__(3, english("Buses")))
    )
    patient.say("Why is parking so dear?")
    assert "This is not on the agenda any more." in patient.text
    assert "Buses" in patient.labels
    assert patient.hall.put == []
    patient.press("come.kind", NUMBER, 1, 1)
    assert "This is not on the agenda any more." in patient.text
    patient.press("come.kind", NUMBER, 2, 9)
    assert "Is it a question or a view?" in patient.text


def test_nobody_puts_more_than_a_few_things() -> None:
    patient = invited(put=MOST)
    patient.press("come.say", NUMBER)
    assert patient.text == "You have put 5 things to this meeting. That is the most."


def test_words_after_it_has_begun_are_not_kept() -> None:
    patient = invited()
    writing(patient)
    patient.now = OCTOBER.starts_at + timedelta(minutes=1)
    turn = patient.say("Too late?")
    assert not turn.understood
    assert patient.text == "This meeting has begun, or is over."


def test_back_leads_to_the_meeting() -> None:
    patient = invited(reply="unsure")
    writing(patient)
    patient.tap("Back")
    assert "You are not sure yet." in patient.text
    assert patient.labels[:2] == ("For my calendar", "Have my say")


# --- after it -------------------------------------------------------------------------------------


def after(**changes: object) -> AtMeetings:
    patient = invited(reply="comes")
    patient.hall.meetings[NUMBER] = replace(OCTOBER, status="held")
    patient.hall.places[NUMBER, MEMBER.id] = MyPlace("comes", **changes)  # type: ignore[arg-type]
    patient.now = OCTOBER.ends_at
    return patient


@pytest.mark.parametrize(("typed", "came"), [("1", True), ("2", False)])
def test_after_it_each_says_whether_they_were_there(typed: str, came: bool) -> None:  # noqa: FBT001
    patient = after()
    patient.show(screens.were_you_there(OCTOBER, ZONE))
    patient.focus = Key("attending", NUMBER)
    patient.say(typed)
    assert patient.events == [WasThere(NUMBER, came)]
    assert "Thank you" in patient.text


def test_who_said_it_sees_that_it_is_over() -> None:
    patient = after(came=True)
    patient.press("come.show", NUMBER)
    assert "This meeting has begun, or is over." in patient.text
    assert patient.labels == ("Home",)


def test_nobody_was_at_a_meeting_that_is_to_come() -> None:
    patient = invited()
    patient.press("come.was", NUMBER)
    assert patient.events == []
    assert "You have not told me yet if you are coming." in patient.text


# --- all that comes -------------------------------------------------------------------------------


def test_coming_up_lists_what_one_is_invited_to() -> None:
    patient = invited()
    patient.command("home")
    patient.tap("Coming up")
    assert "These are the meetings that you are invited to." in patient.text
    patient.say("1")
    assert patient.text.startswith("Partnership group")
    assert patient.labels[0] == "I will come"


def test_a_member_reaches_the_list_by_its_command() -> None:
    patient = invited()
    patient.command("meetings")
    assert "These are the meetings that you are invited to." in patient.text
    assert not patient.say("where are they?").understood


def test_an_empty_list_says_so() -> None:
    nobody = AtMeetings(person=MEMBER)
    nobody.command("meetings")
    assert "There are no meetings that you are invited to." in nobody.text
    nobody.command("home")
    assert "Coming up" not in nobody.labels


def test_only_where_words_are_wanted_are_words_taken() -> None:
    facts = Facts(MEMBER, RIVERSIDE, in_english)
    assert asks_to_choose(None, facts)
    assert asks_to_choose(Attending(NUMBER), facts)
    assert not asks_to_choose(Attending(NUMBER, "words"), facts)
    assert prompt(Attending(NUMBER), facts) is None
    assert prompt(Meetings(), facts) is None


def test_a_calendar_that_is_too_long_is_refused() -> None:
    TextFile("meeting.ics", "text/calendar", "x" * TextFile.MOST)
    with pytest.raises(ValueError, match="at most"):
        TextFile("meeting.ics", "text/calendar", "x" * (TextFile.MOST + 1))
