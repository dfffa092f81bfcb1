"""The right number comes first, wherever a person is, and everything else goes on as it was."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.content import Given
from conversations.danger import (
    CLINICAL,
    COMPLAINT,
    DISTRESS,
    KINDS,
    UNSAFE,
    URGENT,
    Listed,
    Phrases,
)
from conversations.events import Answered, Stopped
from conversations.facts import Facts, Network, Person
from conversations.joining_steps import Joining, step_screen
from conversations.loops import Notice, Told, WhatIWasTold
from conversations.screen import Act
from conversations.signposts import NOBODY_READS, are_out_of_date, put_first, signposts
from conversations.turn import SentMedia, Tapped, Turn, Typed
from tests.conversations.asked import EASIER, WAY, Member
from tests.conversations.ended import DECISION, NUMBER, consultation
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, english, labels, said

CALL = "Please call now: 01234 000000 (acute oncology, 24 hours) or 999."
EVERY_LINE = replace(
    RIVERSIDE,
    support_line="Listeners, 01234 222222",
    team_line="01234 333333",
    complaints_office="Riverside complaints, 01234 444444",
)
BY_NAME = Phrases((Listed({kind: kind for kind in KINDS}),))
TOLD = {
    WhatIWasTold(NUMBER): Notice(
        NUMBER, 1, consultation("told").ask.title, Told("decision", DECISION), 62, asks=True
    )
}


def shown(text: str, network: Network = EVERY_LINE) -> list[str]:
    """Give the signposts to a text that names the kinds of words in it."""
    return [said(one) for one in signposts(text, network, BY_NAME)]


# --- what is said --------------------------------------------------------------------------------


def test_a_body_in_danger_gets_both_numbers() -> None:
    (one,) = shown(URGENT)
    assert one.startswith(f"{CALL}\nThis can be urgent during treatment. Please do not wait.")


def test_a_life_in_danger_gets_the_emergency_number_the_acute_line_and_somebody_to_talk_to() -> (
    None
):
    (one,) = shown(UNSAFE)
    assert one.startswith("Please call 999 now if you are not safe.")
    assert "Listeners, 01234 222222" in one
    assert "01234 000000 (acute oncology, 24 hours)" in one


def test_distress_gets_somebody_to_talk_to() -> None:
    (one,) = shown(DISTRESS)
    assert "If you want to talk to someone now: Listeners, 01234 222222." in one
    assert "If you are not safe, call 999." in one


def test_a_question_for_the_team_gets_its_number() -> None:
    (one,) = shown(CLINICAL)
    assert one.startswith("I cannot give medical advice.")
    assert "call 01234 333333" in one


def test_a_complaint_gets_the_complaints_office() -> None:
    (one,) = shown(COMPLAINT)
    assert one.startswith("I cannot take a complaint.")
    assert "Riverside complaints, 01234 444444" in one


@pytest.mark.parametrize("kind", KINDS)
def test_no_signpost_claims_that_somebody_reads(kind: str) -> None:
    (one,) = shown(kind)
    assert NOBODY_READS.message in one.splitlines()
    assert "nobody may read this" in one


def test_a_signpost_whose_number_is_not_set_is_left_out() -> None:
    assert shown(f"{CLINICAL} {COMPLAINT}", RIVERSIDE) == []
    for kind in (UNSAFE, DISTRESS):
        (one,) = shown(kind, RIVERSIDE)
        assert "talk to someone" not in one
        assert "" not in one.splitlines()


def test_several_kinds_come_the_gravest_first_and_none_says_what_another_says() -> None:
    everything = shown(" ".join(reversed(KINDS)))
    assert [one.splitlines()[0] for one in everything] == [
        CALL, "Please call 999 now if you are not safe.", "I cannot take a complaint.",
    ]  # fmt: skip


def test_words_without_danger_leave_a_turn_as_it_is() -> None:
    turn = Turn(None)
    assert put_first(turn, "a later bus", Facts(Person(7), RIVERSIDE, english)) is turn


# --- where nothing could be kept -----------------------------------------------------------------


@pytest.mark.parametrize("words", ["fever", "want to die", "cannot cope"])
def test_at_a_question_with_choices_the_number_stands_alone(words: str) -> None:
    member = Member(WAY)
    member.answer(f"I have {words}")
    (only,) = member.last.screens
    assert not labels(only)
    assert member.answers == {}
    member.say("2")
    assert member.answers == {WAY.number: Given(choices=(2,))}


def test_alone_it_leaves_every_state_as_it_was() -> None:
    member = Member(WAY)
    member.press("a.start")
    before = (member.last.state, member.focus)
    member.say("fever")
    assert (member.last.state, member.focus) == before


def test_at_home_nothing_pushes_the_number_off_the_screen() -> None:
    chat = Chat()
    chat.command("home")
    chat.say("fever")
    assert len(chat.last.screens) == 1
    assert chat.last.focus is None


@pytest.mark.parametrize("step", ["first", "at once", "a day later"])
def test_alone_on_the_way_in(step: str) -> None:
    chat = Chat(Person(7, guess="en"))
    if step != "first":
        chat.open()
    chat.wait(days=step == "a day later")
    chat.say("I want to die")
    assert len(chat.last.screens) == 1


def test_alone_before_the_first_question_and_after_the_last_word_was_told() -> None:
    member = Member(WAY)
    member.press("a.ask")
    member.say("fever")
    assert len(member.last.screens) == 1

    told = Chat(found=TOLD)
    told.hear(Tapped(Act("h.again", (NUMBER,))))
    told.say("fever")
    assert len(told.last.screens) == 1


def test_alone_after_a_stop_and_in_a_changed_message() -> None:
    for chat, hear in ((Chat(replace(MEMBER, stopped=True)), Chat.say), (Chat(), Chat.edit)):
        hear(chat, "fever")
        assert len(chat.last.screens) == 1


def test_a_complaint_that_could_not_be_kept_is_followed_by_what_can_be_done() -> None:
    member = Member(WAY)
    member.network = EVERY_LINE
    member.press("a.start")
    member.say("office")
    first, *following = member.last.screens
    assert said(first).startswith("I cannot take a complaint.")
    assert following


# --- wherever a person is ------------------------------------------------------------------------


def test_an_answer_in_own_words_is_kept_and_the_signpost_comes_before_what_follows() -> None:
    member = Member(EASIER, WAY)
    member.answer("A bus. I have a fever tonight.")
    first, *following = member.last.screens
    assert said(first).startswith(CALL)
    assert following
    (given,) = [one for one in member.events if isinstance(one, Answered)]
    assert given.given.text == "A bus. I have a fever tonight."
    assert member.at == WAY.number


def test_the_third_time_in_a_row_too() -> None:
    chat = Chat()
    for _ in range(3):
        chat.say("fever")
        assert [said(one).startswith(CALL) for one in chat.last.screens].count(True) == 1
        assert chat.text.startswith(CALL)


def test_before_joining_and_nothing_of_it_is_kept() -> None:
    chat = Chat(Person(7, guess="en"))
    chat.open()
    before = chat.last.state
    chat.say("I want to die")
    assert chat.text.startswith("Please call 999 now if you are not safe.")
    assert chat.last.state == before
    assert chat.events == []


def test_after_a_stop_which_stays_a_stop() -> None:
    chat = Chat(replace(MEMBER, stopped=True))
    chat.say("fever 38.5, shaking")
    assert chat.text.startswith(CALL)
    assert chat.person.stopped
    assert chat.events == []


def test_with_the_stop_itself() -> None:
    chat = Chat()
    chat.say("stop")
    assert isinstance(chat.events[-1], Stopped)
    assert CALL not in chat.text


def test_in_a_changed_message_and_under_a_picture() -> None:
    chat = Chat()
    chat.edit("I have a fever")
    assert chat.text.startswith(CALL)
    chat.hear(SentMedia("photo", 3, "my fever chart"))
    assert chat.text.startswith(CALL)


# --- nothing is promised -------------------------------------------------------------------------


def test_wherever_text_is_free_it_is_said_that_nobody_reads_it_at_once() -> None:
    member = Member(EASIER)
    member.press("a.start")
    asked = [member.text]
    for reply in (Typed(""), Typed("a" * 5000), SentMedia("photo", 3)):
        member.hear(reply)
        asked.append(member.text)
    told = Chat(found=TOLD)
    told.hear(Tapped(Act("h.rate", (NUMBER, 0))))
    asked.append(told.text)
    for reply in (Typed("a" * 5000), SentMedia("photo", 3)):
        told.hear(reply)
        asked.append(told.text)
    area = step_screen(Joining("area"), Facts(Person(7), RIVERSIDE, english))
    for text in (*asked, said(area)):
        assert "Nobody reads this straight away." in text or "Nobody reads it at once." in text


# --- numbers that nobody has called for a year ---------------------------------------------------


@pytest.mark.parametrize(
    ("checked_on", "out_of_date"),
    [
        ("", True),
        ("2026-03-02", False),
        ("2025-03-03", False),
        ("2025-03-02", True),
        ("2024-12-31", True),
        ("2024-02-29", True),
    ],
)
def test_numbers_hold_for_twelve_months(checked_on: str, out_of_date: bool) -> None:  # noqa: FBT001
    assert are_out_of_date(checked_on, date(2026, 3, 2)) is out_of_date


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="soon"):
        are_out_of_date("soon", date(2026, 3, 2))
