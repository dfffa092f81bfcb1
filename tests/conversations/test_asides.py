"""Words of stopping or of a death among others: the answer is kept, and Heard asks (promise 4)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from conversations import asides
from conversations.asides import Aside
from conversations.content import Given
from conversations.events import (
    Answered,
    BreakEnded,
    BreakTaken,
    Finished,
    HeardExplained,
    Stopped,
)
from conversations.facts import Facts, WhatWaits
from conversations.loop_events import TaskRaised
from conversations.loops import Notice, Told, WhatIWasTold
from conversations.screen import Act
from conversations.state import keep, recall
from conversations.turn import Key, SentMedia, Tapped, Typed
from tests.conversations.asked import EASIER, WAY, Member
from tests.conversations.ended import DECISION, NUMBER, consultation
from tests.conversations.people import MEMBER, MORNING, RIVERSIDE, Chat, english

FORTNIGHT = MORNING + timedelta(days=14)
LONG_WAITS = "Please stop the long waits"
IN_2019 = "My husband died in 2019, so I drove alone"
ALSO_STOP = "Do you also want me to stop writing to you?"
STOP_AT_ALL = "Do you want me to stop writing to you?"
GO_ON_ASKING = "Shall I go on asking you?"


def who_writes(words: str, *, last: bool = False) -> Member:
    """Let somebody answer the first of two questions, or the last, in these words."""
    member = Member(*((EASIER,) if last else (EASIER, WAY)))
    member.answer(words)
    return member


# --- stopping ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "stop the long waits",
        LONG_WAITS,
        "Could it STOP?",
        "Mae angen stopio aros hir",
        "لائن بند کریں پلیز",
    ],
)
def test_a_word_for_stop_in_an_answer_is_kept_and_heard_asks(words: str) -> None:
    member = who_writes(words)

    assert member.answers == {8: Given(text=words)}
    kept, aside = member.last.screens
    assert kept.replaces
    assert english(aside.lines[0]) == ALSO_STOP
    assert member.labels == ("No", "Yes, stop")
    assert not [one for one in member.events if isinstance(one, Stopped | BreakTaken)]


@pytest.mark.parametrize(
    "words",
    ["The bus stop is too far", "A non-stopping train", "Unstoppable queues", "The Stoppard ward"],
)
def test_what_only_sounds_like_stop_asks_nothing(words: str) -> None:
    member = who_writes(words)
    assert member.answers == {8: Given(text=words)}
    assert "Question 2 of 2" in member.text


@pytest.mark.parametrize("reply", ["Yes, stop", "2", "yes", "stop"])
def test_yes_stops(reply: str) -> None:
    member = who_writes(LONG_WAITS)
    member.say(reply)
    assert member.events[-1] == Stopped()
    assert "I have stopped." in member.text
    assert member.answers == {8: Given(text=LONG_WAITS)}


@pytest.mark.parametrize("reply", ["No", "1"])
def test_no_goes_on_with_the_next_question(reply: str) -> None:
    member = who_writes(LONG_WAITS)
    member.say(reply)
    assert member.lines[0] == "Question 2 of 2"
    member.say("By bus")
    assert member.answers[4] == Given(choices=(2,))
    assert isinstance(member.events[-1], Finished)


def test_after_the_last_answer_no_leads_home() -> None:
    member = who_writes(LONG_WAITS, last=True)
    thanks, aside = member.last.screens[1:]
    assert english(thanks.lines[0]) == "Thank you. That was the last question."
    assert english(aside.lines[0]) == ALSO_STOP
    member.tap("No")
    assert member.text == "That is fine. I will write to you as before."
    assert member.labels == ("Home",)


def test_other_words_are_not_kept_and_that_is_said() -> None:
    member = who_writes(LONG_WAITS)
    for heard in (Typed("And more buses"), SentMedia("voice", 1)):
        member.hear(heard)
        assert member.lines == [
            "I did not keep that. Please answer this first. Then send the next one.",
            ALSO_STOP,
        ]
    member.tap("No")
    member.say("Walk")
    assert member.answers == {8: Given(text=LONG_WAITS), 4: Given(choices=(3,))}


def test_the_button_works_later_too_and_changes_no_answer() -> None:
    member = who_writes(LONG_WAITS)
    member.command("home")
    member.tap("No")
    assert member.lines[0] == "Question 2 of 2"
    member.look_at(replace(member.asked, status="closed"))
    member.tap("No")
    assert "This consultation is closed" in member.text


def test_words_that_nothing_can_use_are_asked_about_alone() -> None:
    member = Member(WAY)
    member.answer("stop sending me these")
    assert member.lines == ["I could not keep what you wrote.", STOP_AT_ALL]
    member.say("no")
    assert member.lines[0] == "Question 1 of 1"

    at_home = Chat()
    at_home.say("I want you to stop writing")
    assert at_home.text == f"I could not keep what you wrote.\n{STOP_AT_ALL}"
    at_home.tap("Yes, stop")
    assert at_home.events == [Stopped()]


def test_a_reason_for_not_being_heard_is_asked_about_too() -> None:
    title = consultation("told").ask.title
    notice = Notice(NUMBER, 1, title, Told("decision", DECISION), asks=True)
    told = Chat(found={WhatIWasTold(NUMBER): notice})
    told.hear(Tapped(Act("h.rate", (NUMBER, 2))))
    told.say("It will not stop the queues")
    assert [one.why for one in told.events if isinstance(one, HeardExplained)]
    assert told.labels == ("No", "Yes, stop")


def test_a_question_about_what_was_decided_is_asked_about_too() -> None:
    title = consultation("told").ask.title
    notice = Notice(NUMBER, 1, title, Told("decision", DECISION))
    told = Chat(found={WhatIWasTold(NUMBER): notice})
    told.hear(Tapped(Act("h.question", (NUMBER,))))
    told.say("Why did you not stop the queues?")
    assert [one.words for one in told.events if isinstance(one, TaskRaised)]
    assert told.labels == ("No", "Yes, stop")


# --- a death -------------------------------------------------------------------------------------


def test_a_death_in_an_answer_is_kept_and_what_heard_would_start_waits() -> None:
    member = who_writes(IN_2019)

    assert member.answers == {8: Given(text=IN_2019)}
    assert member.events[-1] == BreakTaken(FORTNIGHT)
    kept, aside = member.last.screens
    assert kept.replaces
    assert [english(line) for line in aside.lines] == [
        "I am sorry.", "What I would have sent you waits.", GO_ON_ASKING,
    ]  # fmt: skip
    assert member.labels == ("Yes", "Not now", "Please stop")


@pytest.mark.parametrize("reply", ["Yes", "1"])
def test_yes_goes_on_at_once(reply: str) -> None:
    member = who_writes(IN_2019)
    member.say(reply)
    assert member.events[-1] == BreakEnded()
    assert member.lines[0] == "Question 2 of 2"
    assert not member.person.on_break(MORNING)


def test_not_now_is_a_break_of_two_weeks_with_all_its_ways_on() -> None:
    member = who_writes(IN_2019)
    member.wait(hours=2)
    member.say("Not now")
    assert member.events[-1] == BreakTaken(FORTNIGHT + timedelta(hours=2))
    assert "Nothing is lost." in member.text
    assert "Stop for good" in member.labels


@pytest.mark.parametrize("reply", ["Please stop", "3", "stop"])
def test_please_stop_stops(reply: str) -> None:
    member = who_writes(IN_2019)
    member.say(reply)
    assert member.events[-1] == Stopped()


def test_tired_is_a_break_here_too() -> None:
    member = who_writes(IN_2019)
    member.say("tired")
    assert "break" in member.text


def test_a_break_that_lasts_longer_stays_as_it_is() -> None:
    member = Member(EASIER, WAY)
    until = MORNING + timedelta(days=60)
    member.person = replace(MEMBER, break_since=MORNING, break_until=until)
    member.answer(IN_2019)
    assert not [one for one in member.events if isinstance(one, BreakTaken)]
    assert member.lines[-1] == GO_ON_ASKING
    assert "What I would have sent you waits." not in member.lines
    member.tap("Not now")
    assert "You are on a break until" in member.text
    member.person = replace(member.person, break_until=None)
    member.tap("Not now")
    assert "You are on a break until you write." in member.text
    member.tap("Yes")
    assert member.person.on_break(member.now) is False, "they wrote"


def test_a_break_until_they_write_does_not_end_by_telling_of_a_death() -> None:
    member = Member(EASIER, WAY)
    member.press("a.start")
    member.person = replace(MEMBER, break_since=MORNING)
    member.say(IN_2019)
    assert member.events[-1] == BreakTaken(FORTNIGHT)
    assert "Your break is over" not in member.text


def test_an_old_yes_ends_no_break_that_is_over() -> None:
    member = who_writes(IN_2019)
    member.wait(days=15)
    member.tap("Yes")
    assert BreakEnded() not in member.events
    assert "This consultation is closed" in member.text


def test_a_death_told_where_nothing_can_be_kept_is_met_in_the_same_way() -> None:
    chat = Chat()
    chat.say("Since my husband died I do not come any more")
    assert chat.text.splitlines() == [
        "I am sorry.", "I could not keep what you wrote.",
        "What I would have sent you waits.", GO_ON_ASKING,
    ]  # fmt: skip
    chat.tap("Yes")
    assert chat.text == "That is fine. I will write to you as before."


def test_words_of_danger_come_first_and_where_nothing_is_kept_alone() -> None:
    member = who_writes("My husband died last year and now I want to die")
    assert "Please call 999" in english(member.last.screens[0].title or "")
    assert member.lines[-1] == GO_ON_ASKING

    chat = Chat()
    chat.say("My husband died last year and now I want to die")
    assert len(chat.last.screens) == 1
    assert GO_ON_ASKING not in chat.text
    assert chat.events == [BreakTaken(FORTNIGHT)], "what Heard would start waits all the same"


def test_a_death_weighs_more_than_a_word_for_stop() -> None:
    member = who_writes("My husband died in 2019, please stop the long waits")
    assert member.lines[-1] == GO_ON_ASKING


# --- where nothing is asked ----------------------------------------------------------------------


@pytest.mark.parametrize("words", [LONG_WAITS, IN_2019])
def test_whoever_has_stopped_or_not_joined_is_asked_nothing(words: str) -> None:
    for person in (replace(MEMBER, stopped=True), replace(MEMBER, joined=False)):
        chat = Chat(person)
        chat.say(words)
        assert GO_ON_ASKING not in chat.text
        assert "writing to you?" not in chat.text


def test_words_that_wait_to_be_sorted_are_asked_about_once_they_have_a_place() -> None:
    member = Member(EASIER, WAY)
    member.press("a.start")
    member.focus = None
    member.say(LONG_WAITS)
    assert ALSO_STOP not in member.text
    member.tap(english(member.asked.ask.title))
    assert member.answers == {8: Given(text=LONG_WAITS)}
    assert member.lines[-1] == ALSO_STOP


def test_a_tap_or_a_voice_message_is_no_word_for_anything() -> None:
    member = Member(EASIER, WAY)
    member.press("a.start")
    member.voice()
    assert "Question 2 of 2" in member.text


def test_an_old_button_of_an_aside_that_is_gone_leads_home() -> None:
    chat = Chat(found={WhatWaits(): ()})
    chat.focus = Key("asides")
    chat.say("hello")
    assert chat.labels == ("Home",)


def test_what_is_no_aside_shows_none() -> None:
    answering = Member(EASIER)
    answering.press("a.start")
    state = answering.last.state
    assert state is not None
    assert asides.prompt(state, facts()) is None
    assert asides.needs(Key("asides"), None, Typed("x"), MEMBER) == ()


def facts() -> Facts:
    return Facts(person=MEMBER, network=RIVERSIDE, say=english)


@given(
    some.builds(
        Aside,
        asks=some.sampled_from((asides.STOP, asides.DEATH)),
        consultation=some.integers(0),
        question=some.integers(0),
        held=some.booleans(),
        kept=some.booleans(),
    )
)
def test_an_aside_comes_back_from_the_table_as_it_was(aside: Aside) -> None:
    assert recall(keep(aside)) == aside
    shown = asides.prompt(aside, facts())
    assert shown is not None
    assert shown.options


@given(some.text(max_size=60))
def test_whatever_is_written_the_answer_is_kept_or_it_is_said(words: str) -> None:
    member = Member(EASIER, WAY)
    member.press("a.start")
    member.say(f"{words} stop the queues")
    kept = [one for one in member.events if isinstance(one, Answered)]
    assert kept or member.lines
    assert Stopped() not in member.events
