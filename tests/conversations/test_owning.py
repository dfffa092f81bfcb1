"""Owners of promises say what came of them, and people read it in their words."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.facts import Facts, Person
from conversations.home import NOT_FOR_YOU
from conversations.loop_events import CommitmentChanged, EvidenceGiven, TaskRaised
from conversations.owning import LONGEST, given, late_notice, nudge
from conversations.screen import Act
from conversations.turn import Key, Tapped, Turn
from tests.conversations.facilitator import FACILITATOR, english
from tests.conversations.people import MORNING, RIVERSIDE, Chat, said
from tests.conversations.people import english as in_english
from tests.conversations.promised import (
    BUS,
    DUE,
    LOOP,
    PROFESSIONAL,
    PROMISE,
    Owner,
    commitment,
)

LATER = date(2026, 5, 15)
WHY = "The driver's contract is not signed."


def at_one(**changes: object) -> Owner:
    owner = Owner(commitment(**changes))
    press(owner, "own.one")
    return owner


def press(chat: Chat, verb: str, *more: int) -> Turn:
    return chat.hear(Tapped(Act(verb, (PROMISE, *more))))


# --- what is promised -----------------------------------------------------------------------------


def test_somebody_sees_what_they_promised() -> None:
    owner = Owner(commitment())
    owner.command("promises")
    assert owner.text == "My promises\nChoose one to say what came of it."
    assert owner.choices == [f"{BUS} (by Thursday 30 April 2026)", "Home"]
    owner.say("1")
    assert owner.text.splitlines() == [
        "Evening chemotherapy",
        f"You promised the members of Riverside Cancer Network: {BUS}",
        "It is due in 59 days, on Thursday 30 April 2026.",
        "62 people are waiting to hear.",
    ]
    assert owner.choices == [
        "It is done", "It will be later", "It cannot be done", "Not mine", "My promises", "Home",
    ]  # fmt: skip
    owner.say("what?")
    assert not owner.last.understood
    owner.tap("My promises")
    owner.say("what?")
    assert not owner.last.understood
    assert owner.choices[0].startswith(BUS)


def test_somebody_without_a_promise_is_told_so() -> None:
    owner = Owner()
    owner.command("promises")
    assert "You have no promise here." in owner.text
    press(owner, "own.one")
    assert owner.text == "I cannot find this promise any more. You may have handed it over."
    assert owner.choices == ["My promises"]
    undated = Owner(commitment(due_on=None))
    undated.command("promises")
    assert undated.choices == [BUS, "Home"]
    undated.say("1")
    assert "due" not in undated.text


@pytest.mark.parametrize(
    ("due", "says"),
    [
        (date(2026, 3, 9), "It is due in 7 days, on Monday 9 March 2026."),
        (date(2026, 3, 3), "It is due in 1 day, on Tuesday 3 March 2026."),
        (date(2026, 3, 2), "It is due today, Monday 2 March 2026."),
        (date(2026, 3, 1), "It was due 1 day ago, on Sunday 1 March 2026."),
    ],
)
def test_the_day_is_told_from_today(due: date, says: str) -> None:
    assert says in at_one(due_on=due).text


@pytest.mark.parametrize(
    ("people", "says"),
    [
        (None, "People are waiting to hear."),
        (10, "10 people are waiting to hear."),
        (0, ""),
    ],
)
def test_how_many_wait_is_hidden_where_they_are_few(people: int | None, says: str) -> None:
    shown = at_one(upstream=people).text
    assert says in shown
    assert ("waiting" in shown) is bool(says)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("done", "You said that it is done."),
        ("partly", "You said that a part of it is done."),
        ("cannot", "You said that it cannot be done."),
    ],
)
def test_what_was_said_stays_to_be_seen(status: str, says: str) -> None:
    owner = at_one(status=status, said=english("Since Monday."))
    assert owner.text.splitlines()[2:] == [says, "What was said: Since Monday."]


# --- done -----------------------------------------------------------------------------------------


def test_what_is_done_is_told_in_the_owners_words_once_they_saw_them() -> None:
    owner = at_one(version=2)
    owner.say("1")
    assert owner.text == "Is all of it done?"
    owner.say("1")
    assert owner.text.startswith("What has changed? Please write it for the people who wait.")
    owner.say(" It runs since Monday. ")
    assert owner.text.startswith("Do you have something that shows it? You can skip this.")
    assert owner.choices == ["Skip", "Back"]
    owner.say("skip")
    assert owner.text.splitlines() == [
        "People will read this:", BUS, "It is done.", "It runs since Monday.",
    ]  # fmt: skip
    assert not owner.events
    owner.say("1")
    said_so = CommitmentChanged(PROMISE, 2, "done", None, english("It runs since Monday."))
    assert owner.events == [said_so]
    assert owner.text == "Thank you. I will tell the people who are waiting, within a day."
    assert owner.choices == ["My promises"]


def test_a_part_can_be_done_and_a_photo_shows_it() -> None:
    owner = at_one()
    owner.tap("It is done")
    owner.tap("Only a part")
    owner.say("It runs on Tuesdays.")
    owner.picture(42)
    assert "A part of it is done." in owner.text
    assert "What you sent is shown only after a facilitator has looked at it." in owner.text
    owner.tap("Tell them")
    assert owner.did(CommitmentChanged).status == "partly"
    assert owner.did(EvidenceGiven) == EvidenceGiven(PROMISE, 42, None)


def test_words_or_an_address_show_it_too() -> None:
    owner = at_one()
    owner.tap("It is done")
    owner.tap("Yes, all of it")
    owner.say("It runs.")
    owner.say("a" * (LONGEST + 1))
    assert owner.text == "That is too long. Please use at most 500 characters."
    owner.say("https://www.example.org/timetable")
    owner.tap("Write it again")
    owner.say("It runs since Monday.")
    assert owner.text.splitlines()[-2:] == [
        "It runs since Monday.", "What shows it: https://www.example.org/timetable",
    ]  # fmt: skip
    owner.tap("Tell them")
    assert owner.did(EvidenceGiven).words == "https://www.example.org/timetable"
    assert owner.did(CommitmentChanged).said == english("It runs since Monday.")


@pytest.mark.parametrize("verb", ["own.skip", "own.send", "own.again"])
def test_an_old_button_says_nothing_to_anybody(verb: str) -> None:
    owner = at_one()
    press(owner, verb)
    assert owner.text.startswith("Evening chemotherapy")
    assert not owner.events


def test_what_changed_meanwhile_is_shown_first() -> None:
    owner = at_one()
    owner.tap("It cannot be done")
    owner.say("There is no driver.")
    owner.one = commitment(version=2, due_on=LATER)
    owner.tap("Tell them")
    assert "This promise changed meanwhile. This is how it stands now." in owner.text
    assert not owner.events


# --- later, and not at all ------------------------------------------------------------------------


def test_later_needs_a_new_date_and_why() -> None:
    owner = at_one()
    owner.tap("It will be later")
    assert owner.text == "What is the new date? Please type one like 15 May."
    owner.say("soon")
    assert owner.text == "I cannot read that as a date. Please type one like 15 May."
    owner.say("2 March", MORNING.date())
    assert owner.text.startswith("That day is not in the future. What is the new date?")
    owner.say("2036", date(2036, 5, 15))
    assert owner.text.endswith("is more than 5 years ahead. If you mean it, type it again.")
    assert owner.labels == ("Back",)
    owner.say("15 May", LATER)
    assert owner.text.startswith("Why is it later? I will tell people in your words.")
    owner.voice()
    assert owner.text == "I need words here. Please type them."
    assert owner.labels == ("Back",)
    owner.say(WHY)
    assert owner.text.splitlines() == [
        "People will read this:", BUS, "It is not done yet.",
        "The new date is Friday 15 May 2026.", WHY,
    ]  # fmt: skip
    owner.tap("Write it again")
    assert owner.text.startswith("Why is it later?")
    owner.say(WHY)
    owner.tap("Tell them")
    assert owner.events == [CommitmentChanged(PROMISE, 1, "waiting", LATER, english(WHY))]


def test_a_day_far_ahead_is_meant_when_it_is_typed_again() -> None:
    owner = at_one()
    owner.tap("It will be later")
    for _ in range(2):
        owner.say("2036", date(2036, 5, 15))
    assert owner.text.startswith("Why is it later?")


def test_what_cannot_be_done_needs_a_reason() -> None:
    owner = at_one()
    owner.tap("It cannot be done")
    owner.say("  ")
    assert owner.text == "I need words here. Please type them."
    owner.say("There is no driver.")
    owner.tap("Write it again")
    owner.say("There is no money.")
    assert "It cannot be done." in owner.text
    owner.say("leave it")
    assert not owner.events
    owner.tap("It cannot be done")
    owner.say("There is no driver.")
    owner.tap("Tell them")
    assert owner.did(CommitmentChanged).status == "cannot"


# --- whose it is ----------------------------------------------------------------------------------


def test_what_is_not_theirs_stays_with_them_until_it_is_handed_over() -> None:
    owner = at_one()
    owner.tap("Not mine")
    assert "Until then it stays with you." in owner.text
    owner.sticker()
    assert not owner.events
    press(owner, "own.not_mine")
    owner.say(" ")
    assert owner.text == "I need words here. Please type them."
    owner.say("the estates manager")
    assert owner.events == [TaskRaised("not_mine", LOOP, PROMISE, "the estates manager")]
    assert "Until it is handed over, it stays with you." in owner.text


def test_a_facilitator_says_it_for_an_owner() -> None:
    lead = Owner(commitment(), FACILITATOR)
    press(lead, "own.one")
    assert f"Promised by the transport manager: {BUS}" in lead.text
    assert lead.choices == [
        "It is done", "It will be later", "It cannot be done", "Change who does it", "Home",
    ]  # fmt: skip
    press(lead, "own.not_mine")
    assert NOT_FOR_YOU.message in lead.text
    press(lead, "own.cannot")
    lead.say("There is no driver.")
    lead.tap("Tell them")
    assert lead.did(CommitmentChanged).status == "cannot"
    assert lead.choices == ["Look at it"]
    lead.one = commitment(status="cannot", owner=None, owner_name=None)
    lead.tap("Look at it")
    assert lead.text.splitlines()[1:] == [f"It was promised: {BUS}", "It cannot be done."]


def test_a_chair_looks_and_says_nothing_for_the_owner() -> None:
    chair = Owner(commitment(), replace(PROFESSIONAL, id=5, roles=frozenset({"chair"})))
    press(chair, "own.one")
    assert chair.choices == ["Home"]
    press(chair, "own.done")
    assert NOT_FOR_YOU.message in chair.text
    press(chair, "own.one")
    chair.say("It is done")
    assert not chair.events


def test_a_member_has_no_promises() -> None:
    member = Owner(commitment(), Person(id=8, language="en_GB", joined=True))
    press(member, "own.one")
    assert NOT_FOR_YOU.message in member.text
    member.command("promises")
    assert member.text.startswith("Only some people here can use that command.")


def test_words_for_a_promise_that_is_gone_say_so() -> None:
    owner = at_one()
    owner.tap("It cannot be done")
    owner.one = None
    owner.say("There is no driver.")
    assert owner.text.startswith("I cannot find this promise any more.")
    assert not owner.events


# --- what Heard writes itself ---------------------------------------------------------------------


def test_the_reminder_says_what_and_when_and_who_waits() -> None:
    facts = Facts(PROFESSIONAL, RIVERSIDE, in_english)
    shown = nudge(commitment(due_on=date(2026, 3, 9)), facts, MORNING)
    owner = Owner(commitment(due_on=date(2026, 3, 9)))
    owner.show(shown)
    assert said(shown).splitlines() == [
        "Evening chemotherapy",
        f"You promised the members of Riverside Cancer Network: {BUS}",
        "It is due in 7 days, on Monday 9 March 2026.",
        "62 people are waiting to hear.",
    ]
    owner.focus = Key("owning", PROMISE)
    owner.say("2")
    assert owner.text.startswith("What is the new date?")


def test_the_chair_is_told_what_is_a_month_late() -> None:
    assert said(late_notice(commitment())).splitlines() == [
        "Evening chemotherapy",
        f"A promise is a month late: {BUS}",
        "Who does it: the transport manager",
        "It was due on Thursday 30 April 2026.",
        "I reminded the owner 3 times. Please speak with them.",
    ]
    bare = said(late_notice(commitment(owner_name=None, due_on=None)))
    assert "Who does it" not in bare
    assert DUE.isoformat() not in bare
    nobody = said(late_notice(commitment(owner=None)))
    assert "I reminded the owner" not in nobody
    assert "It waits for whoever opens the link." in nobody


def test_whoever_is_given_promises_is_told_how_many_and_can_choose_one() -> None:
    facts = Facts(PROFESSIONAL, RIVERSIDE, in_english)
    one = given((commitment(),), 1, facts, MORNING)
    assert said(one).splitlines()[1] == "1 promise is with you now."
    assert "You promised the members of" in said(one)
    many = given((commitment(), commitment(id=5)), 2, facts, MORNING)
    assert "2 promises are with you now." in said(many)
    assert len(many.options) == 2


def test_tired_asks_for_a_break_where_no_words_are_wanted() -> None:
    owner = at_one()
    owner.say("tired")
    assert owner.person.on_break(MORNING)
    other = at_one()
    other.tap("It cannot be done")
    other.say("tired")
    assert not other.person.on_break(MORNING)
    assert "People will read this:" in other.text
