"""Writing what was decided, looking at it as members will, and sending it once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from conversations.content import Decision
from conversations.deciding.day import example
from conversations.deciding.state import Deciding
from conversations.deciding.view import View
from conversations.deciding.writing import LONGEST, LONGEST_TOGETHER
from conversations.facts import AudienceCount, Facts, OpenAnswer
from conversations.home import NOT_FOR_YOU
from conversations.text import Worded
from conversations.turn import Typed
from conversations.wording import OF_DECISION, TheWording, Wording
from tests.conversations.ended import ASK, DECISION, HERE, NUMBER, Lead, consultation, still_open
from tests.conversations.facilitator import english
from tests.conversations.people import MEMBER, RIVERSIDE, labels, said
from tests.conversations.people import english as in_english

SAID = "Most want late sessions to stay."
WILL = "Late sessions stay until next March."
CANNOT = "A third evening. There are not enough nurses."
WHY = "8 in 10 of you want it."


def writing(**changes: Any) -> Lead:
    lead = Lead(consultation(**changes))
    lead.press_here("d.open")
    lead.tap("Write the decision")
    return lead


def at_preview(**changes: Any) -> Lead:
    lead = writing(**changes)
    for words in (SAID, WILL, CANNOT):
        lead.say(words)
    skip_why_who_and_when(lead)
    return lead


def skip_why_who_and_when(lead: Lead) -> None:
    for _ in range(3):
        lead.tap("Skip")


# --- the six steps -------------------------------------------------------------------------------


def test_a_decision_is_written_in_six_steps_previewed_and_sent() -> None:
    lead = writing()
    assert lead.text.splitlines() == [
        "Step 1 of 6",
        "What did people say?",
        (
            "For example: most want late sessions to stay. "
            "Getting home worries people who live outside the town."
        ),
    ]
    assert lead.choices == ["Back", "Later"]
    lead.say(f"  {SAID} ")
    assert lead.text.startswith("Step 2 of 6\nWhat will be done, and from when?")
    assert lead.choices == ["Back", "Skip", "Later"]
    lead.say(WILL)
    assert lead.text.startswith("Step 3 of 6\nWhat cannot be done, and why?")
    lead.say(CANNOT)
    assert lead.text.startswith("Step 4 of 6\nWhy was it decided so?")
    lead.say(WHY)
    assert lead.text.startswith("Step 5 of 6\nWho decided?")
    assert lead.choices == ["the board", "Back", "Skip", "Later"]
    lead.tap("the board")
    assert lead.text.startswith("Step 6 of 6\nWhen was it decided?")
    assert lead.choices == ["Today", "On Friday 27 February 2026", "Back", "Skip", "Later"]
    lead.say("1 March 2026", date(2026, 3, 1))
    assert said(lead.last.screens[0]).splitlines() == [
        "It was decided on Sunday 1 March 2026.",
        "The next message is exactly what people get.",
    ]
    assert said(lead.last.screens[1]).splitlines() == [
        "Evening chemotherapy: what was decided",
        "You and 20 other people answered.",
        f"You said: {SAID}",
        "This was decided on Sunday 1 March 2026.",
        f"We will: {WILL}",
        f"We cannot: {CANNOT}",
        "Were you heard?",
    ]
    assert said(lead.last.screens[2]).splitlines() == [
        "This goes to 21 people who answered.",
        "I am counting how many people will get it.",
        "Where words are missing, people see the words that you wrote.",
    ]
    assert lead.choices == ["Send", "Change", "Add a promise", "Other languages", "Later"]
    assert not lead.decided
    lead.say("1")
    assert lead.text.startswith("I am sending it. Nobody gets it at night, on Sundays or as a 4th")
    assert lead.decided == [
        Decision(
            english(SAID),
            english(WILL),
            english(CANNOT),
            date(2026, 3, 1),
            english("the board"),
            english(WHY),
        )
    ]
    assert lead.state(HERE) is None
    lead.say("1")
    assert lead.text.startswith("Home")


def test_the_preview_is_a_message_of_its_own_that_nobody_edits() -> None:
    lead = at_preview()
    shown = lead.last.screens[1]
    assert shown.slot is None
    assert labels(shown)[:4] == ("Yes", "Partly", "No", "I can't tell")
    lead.hear_label(shown, "Partly")
    assert lead.text == "This is a preview, so this button does nothing. Members can use it."
    assert lead.choices == ["Send", "Change", "Add a promise", "Other languages", "Later"]
    lead.say("send")
    assert len(lead.decided) == 1


@pytest.mark.parametrize(
    ("answered", "says"),
    [
        (None, "This goes to everyone who answered."),
        (0, "Nobody answered, so nobody gets this. Send it to take this off your list."),
    ],
)
def test_how_many_get_it_is_hidden_where_they_are_few(answered: int | None, says: str) -> None:
    lead = at_preview(answered=answered)
    assert says in lead.text
    assert "You took part in this. Thank you." in lead.text


LATER = AudienceCount(
    now=15,
    later=(("break", 1), ("had_enough", 5), ("quiet", 0)),
    quiet_until=date(2026, 3, 3),
    last_on=date(2026, 3, 9),
)


def test_the_preview_says_how_many_get_it_now_and_how_many_later_and_until_when() -> None:
    lead = at_preview()
    lead.works_out(LATER)
    shown = lead.last.screens[0]
    assert shown.replaces
    assert said(shown).splitlines()[:7] == [
        "This goes to 21 people who answered.",
        "It goes to 15 people now.",
        "Fewer than 5 people get it later, after their break.",
        "5 people get it later: they had 3 messages from us within a week.",
        "Sending takes about 1 minute.",
        "People in quiet hours get it in the morning, on Tuesday 3 March 2026.",
        "The last people get it on Monday 9 March 2026.",
    ]
    lead.works_out(None)
    assert lead.last.screens == ()
    lead.tap("Later")
    lead.works_out(LATER)
    assert lead.last.screens == ()


def test_where_few_answered_the_preview_says_only_that_some_get_it_later() -> None:
    lead = at_preview(answered=None)
    lead.works_out(replace(LATER, quiet_until=None))
    assert said(lead.last.screens[0]).splitlines()[:3] == [
        "This goes to everyone who answered.",
        "Some people get it later.",
        "The last people get it on Monday 9 March 2026.",
    ]
    lead.works_out(AudienceCount(now=3))
    assert "later" not in said(lead.last.screens[0]).splitlines()[1]
    lead.works_out(AudienceCount(now=3, later=(("break", 1),)))
    assert "The last people" not in said(lead.last.screens[0])


def test_what_will_or_what_cannot_be_done_may_be_left_out_but_not_both() -> None:
    lead = writing()
    lead.say(SAID)
    lead.say("skip")
    lead.say("skip")
    assert "Please write what will be done, or what cannot be done and why." in lead.text
    assert "Step 3 of 6" in lead.text
    lead.say(CANNOT)
    lead.say("skip")
    lead.say("skip")
    lead.tap("Today")
    assert "We will" not in lead.text
    lead.tap("Send")
    assert lead.decided == [Decision(english(SAID), None, english(CANNOT), date(2026, 3, 2))]


def test_what_people_said_cannot_be_left_out() -> None:
    lead = writing()
    lead.press_here("d.skip", 0)
    assert lead.text.startswith("Step 1 of 6")


@pytest.mark.parametrize("part", [[], [6], [99]])
def test_a_button_without_a_known_step_shows_the_step_that_waits(part: list[int]) -> None:
    lead = writing()
    lead.say(SAID)
    lead.press_here("d.back", *part)
    assert lead.text.startswith("Step 2 of 6")


def test_words_must_be_words_and_not_too_many() -> None:
    lead = writing()
    before = lead.state(HERE)
    lead.say("  ")
    assert lead.text == "I need words here. Please type them."
    lead.voice()
    assert lead.text == "I need words here. Please type them."
    lead.say("a" * (LONGEST + 1))
    assert lead.text == "That is too long. Please use at most 1500 characters."
    assert lead.state(HERE) == before
    for _ in range(2):
        lead.say("a" * LONGEST)
    lead.say("a" * LONGEST)
    left = LONGEST_TOGETHER - 2 * LONGEST
    assert lead.text == f"That is too long. Please use at most {left} characters."


def test_back_goes_back_one_step_and_what_was_written_can_be_kept() -> None:
    lead = writing()
    lead.say(SAID)
    lead.say(WILL)
    lead.say("back")
    assert f"Now: {WILL}" in lead.text
    assert lead.choices == ["Back", "Keep it", "Leave it out", "Later"]
    lead.say("back")
    assert lead.choices == ["Back", "Keep it", "Later"]
    lead.say("keep it")
    lead.say("leave it out")
    lead.say(CANNOT)
    skip_why_who_and_when(lead)
    assert "We will" not in lead.text
    lead.press_here("d.back", 0)
    assert lead.text.startswith("That is fine. Nothing is lost.")


def test_later_keeps_everything() -> None:
    lead = writing()
    lead.say(SAID)
    lead.say("later")
    assert lead.text == "That is fine. Nothing is lost.\nNobody is told before you send it."
    lead.say("what?")
    assert lead.choices == ["Go on writing", "Home"]
    lead.wait(days=7)
    lead.press_here("d.open")
    assert lead.choices == [
        "See results",
        "Read answers",
        "What was heard",
        "Go on writing",
        "Move the day",
        "Home",
    ]
    lead.say("4")
    assert lead.text.startswith("Step 2 of 6")
    for _ in range(2):
        lead.say(WILL)
    skip_why_who_and_when(lead)
    lead.say("later")
    lead.say("1")
    assert lead.choices[0] == "Send"


# --- the day --------------------------------------------------------------------------------------


def at_day(decides_on: date | None = None) -> Lead:
    lead = writing(ask=replace(ASK, decides_on=decides_on))
    for words in (SAID, WILL):
        lead.say(words)
    for _ in range(3):
        lead.say("skip")
    return lead


@pytest.mark.parametrize("planned", [None, date(2026, 3, 2), date(2026, 3, 12)])
def test_only_a_day_that_is_past_is_offered_beside_today(planned: date | None) -> None:
    assert at_day(planned).choices == ["Today", "Back", "Skip", "Later"]


def test_the_planned_day_can_be_tapped() -> None:
    lead = at_day(date(2026, 2, 27))
    lead.tap("On Friday 27 February 2026")
    lead.tap("Send")
    assert lead.decided[0].decided_on == date(2026, 2, 27)


def test_a_day_that_cannot_be_read_changes_nothing() -> None:
    lead = at_day()
    lead.say("soon")
    assert lead.text.startswith("I cannot read that as a date.")
    lead.voice()
    assert lead.text.startswith("I cannot read that as a date.")
    lead.tap("Today")
    assert lead.choices[0] == "Send"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("Friday", date(2026, 3, 6)),
        ("12 March 2027", date(2027, 3, 12)),
        ("27/2/27", date(2027, 2, 27)),
        ("29 February", date(2028, 2, 29)),
    ],
)
def test_a_day_to_come_is_refused(typed: str, day: date) -> None:
    lead = at_day()
    lead.say(typed, day)
    assert "is in the future. When was it decided?" in lead.text
    lead.tap("Skip")
    lead.tap("Send")
    assert lead.decided[0].decided_on is None


def test_a_day_that_is_not_taken_keeps_the_buttons_and_gives_an_example_of_the_past() -> None:
    lead = at_day()
    ways = lead.choices
    past = "For example: Friday 27 February 2026"
    assert past in lead.text
    for typed in (Typed("12 March", date(2026, 3, 12)), Typed("soon")):
        assert not lead.hear(typed).understood
        assert past in lead.text
        assert lead.choices == ways
    lead.hear(Typed("31 February", no_such_day=True))
    assert "There is no such day. Please type another one." in lead.text
    asked = View(
        Deciding(NUMBER), lead.office.ledgers[NUMBER], Facts(MEMBER, RIVERSIDE, in_english)
    )
    assert in_english(example(asked)) == "For example: yesterday"
    lead.say("کل", date(2026, 3, 3))
    lead.tap("Send")
    assert lead.decided[0].decided_on == date(2026, 3, 1), "it means yesterday here"


def test_a_day_without_its_year_is_the_last_such_day() -> None:
    lead = at_day()
    lead.say("27 February", date(2027, 2, 27))
    assert "It was decided on Friday 27 February 2026." in lead.text


@pytest.mark.parametrize("ordinal", [[], [0], [10**9], [date(2026, 3, 3).toordinal()]])
def test_a_button_with_another_day_changes_nothing(ordinal: list[int]) -> None:
    lead = at_day()
    lead.press_here("d.day", *ordinal)
    assert not lead.decided
    lead.tap("Skip")
    lead.tap("Send")
    assert lead.decided[0].decided_on is None


# --- changing -------------------------------------------------------------------------------------


def test_each_part_can_be_changed_from_the_preview() -> None:
    lead = at_preview()
    lead.say("change")
    assert lead.text == "What do you want to change?"
    assert lead.choices == [
        "What people said",
        "What will be done",
        "What cannot be done",
        "Why it was decided",
        "Who decided",
        "When it was decided",
        "Back",
    ]
    lead.say("1")
    assert f"Now: {SAID}" in lead.text
    lead.say("Most people are content.")
    assert "You said: Most people are content." in lead.text
    lead.tap("Change")
    lead.tap("When it was decided")
    lead.tap("Today")
    assert "This was decided on Monday 2 March 2026." in lead.text
    lead.tap("Change")
    lead.tap("What will be done")
    lead.say("leave it out")
    assert "We will" not in lead.text
    lead.tap("Change")
    lead.tap("What cannot be done")
    lead.say("leave it out")
    assert "Please write what will be done, or what cannot be done and why." in lead.text
    lead.say("back")
    assert f"We cannot: {CANNOT}" in lead.text
    lead.tap("Change")
    lead.say("back")
    lead.tap("Send")
    assert lead.decided == [
        Decision(english("Most people are content."), None, english(CANNOT), date(2026, 3, 2))
    ]


def test_of_two_parts_the_last_one_cannot_be_left_out_from_the_preview() -> None:
    lead = writing()
    for words in (SAID, WILL):
        lead.say(words)
    lead.say("skip")
    skip_why_who_and_when(lead)
    lead.tap("Change")
    lead.tap("What will be done")
    lead.say("leave it out")
    assert "Please write what will be done, or what cannot be done and why." in lead.text


# --- sending once ---------------------------------------------------------------------------------


def test_an_old_send_button_shows_what_would_be_sent_first() -> None:
    lead = at_preview()
    lead.tap("Change")
    lead.tap("Send")
    assert not lead.decided
    assert lead.choices[0] == "Send"
    lead.tap("Send")
    assert len(lead.decided) == 1


def test_nothing_is_sent_before_something_is_written() -> None:
    lead = Lead()
    lead.press_here("d.send")
    assert lead.text.startswith("Step 1 of 6")
    lead.say(SAID)
    lead.press_here("d.preview")
    assert lead.text.startswith("Step 2 of 6")
    assert not lead.decided


@pytest.mark.parametrize("verb", ["d.send", "d.write", "d.later", "d.change", "d.languages"])
def test_a_decision_that_another_approved_meanwhile_is_not_sent_twice(verb: str) -> None:
    lead = at_preview()
    lead.look_at(consultation(), decision=DECISION)
    lead.press_here(verb)
    assert lead.text == "What was decided is approved already, so nothing is sent twice."
    assert lead.choices[3] == "Read the decision"
    assert not lead.decided


def test_words_after_another_approved_are_not_taken() -> None:
    lead = writing()
    lead.look_at(consultation("told"), decision=DECISION)
    lead.say(SAID)
    assert lead.text == "What was decided is approved already, so nothing is sent twice."


@pytest.mark.parametrize("status", ["scheduled", "open", "cancelled"])
def test_nothing_is_decided_before_closing(status: str) -> None:
    lead = Lead(still_open() if status == "open" else consultation(status))
    lead.press_here("d.write")
    assert lead.text == "You can write what was decided after this has closed."
    assert not lead.decided


def test_of_two_facilitators_only_one_sends() -> None:
    one, other = at_preview(), at_preview()
    other.office = one.office
    one.tap("Send")
    one.look_at(consultation(), decision=one.decided[0])
    other.tap("Send")
    assert (len(one.decided), len(other.decided)) == (1, 0)


# --- other languages ------------------------------------------------------------------------------


def test_words_in_other_languages_are_added_one_part_after_the_other() -> None:
    lead = at_preview()
    lead.say("other languages")
    assert lead.text == "Which language do you want to add words in?"
    assert lead.choices == ["Cymraeg", "اردو", "Back"]
    lead.say("1")
    assert lead.text == f"How do you say this in Cymraeg?\n{SAID}"
    assert lead.choices == ["Back", "Skip", "Stop here"]
    lead.say("Mae'r rhan fwyaf eisiau cadw'r sesiynau hwyr.")
    assert WILL in lead.text
    lead.say("skip")
    lead.say("a" * 1501)
    assert lead.text.startswith("That is too long.")
    lead.say("Dim trydedd noson.")
    assert "That was the last text. Thank you." in lead.text
    lead.tap("Send")
    assert lead.decided[0].you_said == Worded.of(
        {"en_GB": SAID, "cy": "Mae'r rhan fwyaf eisiau cadw'r sesiynau hwyr."}
    )
    assert lead.decided[0].we_will == english(WILL)


def test_words_in_other_languages_can_be_gone_back_to() -> None:
    lead = at_preview()
    lead.tap("Other languages")
    lead.tap("اردو")
    lead.say("پہلا")
    lead.say("back")
    assert lead.text.endswith("Now: پہلا")
    lead.say("back")
    assert lead.choices == ["Cymraeg", "اردو", "Back"]
    lead.tap("اردو")
    lead.say("stop here")
    assert lead.choices[0] == "Send"


@pytest.mark.parametrize("place", [[], [2]])
def test_a_language_that_is_not_offered_asks_again(place: list[int]) -> None:
    lead = at_preview()
    lead.press_here("d.language", *place)
    assert lead.text == "Which language do you want to add words in?"
    lead.press_here("d.word", *place)
    assert lead.text == "Which language do you want to add words in?"


def test_a_language_taken_off_the_list_meanwhile_is_called_by_its_tag() -> None:
    lead = at_preview()
    lead.tap("Other languages")
    lead.tap("Cymraeg")
    lead.network = replace(RIVERSIDE, languages=RIVERSIDE.languages[:1])
    lead.say("skip")
    assert lead.text.startswith("How do you say this in cy?")


def test_where_nothing_lacks_nothing_is_said_of_it() -> None:
    lead = at_preview()
    for language in ("Cymraeg", "اردو"):
        lead.tap("Other languages")
        lead.tap(language)
        for words in ("Un", "Dau", "Tri"):
            lead.say(words)
    assert "Where words are missing" not in lead.text


def test_words_that_were_added_beside_the_preview_are_known() -> None:
    lead = at_preview()
    added = (Worded.of({"en_GB": SAID, "cy": "Un", "ur": "پہلا"}), english("From another day."))
    known = TheWording(NUMBER, OF_DECISION)
    lead.found[known] = Wording(added)
    lead.tap("Other languages")
    lead.tap("اردو")
    assert lead.text.endswith("Now: پہلا")
    lead.say("skip")
    assert "Now:" not in lead.text
    lead.say("stop here")
    assert "Where words are missing" in lead.text
    lead.tap("Send")
    assert lead.decided[0].we_will == english(WILL)


def test_one_language_alone_offers_no_others() -> None:
    lead = writing()
    lead.network = replace(RIVERSIDE, languages=RIVERSIDE.languages[:1])
    for words in (SAID, WILL, CANNOT):
        lead.say(words)
    skip_why_who_and_when(lead)
    assert lead.choices == ["Send", "Change", "Add a promise", "Later"]
    assert "Where words are missing" not in lead.text


def test_a_facilitator_without_a_language_writes_english() -> None:
    lead = Lead()
    lead.person = replace(lead.person, language="")
    lead.press_here("d.languages")
    assert lead.choices == ["Cymraeg", "اردو", "Back"]
    lead.press_here("d.write")
    lead.say(SAID)
    lead.say(WILL)
    lead.say("skip")
    skip_why_who_and_when(lead)
    lead.tap("Send")
    assert lead.decided == [Decision(english(SAID), english(WILL))]


def test_nobody_else_writes_a_decision() -> None:
    lead = at_preview()
    lead.office.ledgers.clear()
    lead.tap("Send")
    assert lead.text == NOT_FOR_YOU.message
    assert not lead.decided


def test_reading_answers_leaves_what_was_written() -> None:
    lead = writing()
    lead.say(SAID)
    lead.press_here("d.read")
    lead.works_out(OpenAnswer(2, 0, 1, "A later bus."))
    lead.tap("Enough")
    lead.tap("Go on writing")
    assert lead.text.startswith("Step 2 of 6")
    assert NUMBER in lead.office.ledgers
