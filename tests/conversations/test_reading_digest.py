"""A digest as members read it: short first, more of each item, reactions, questions, help."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.digest_events import DigestsChosen, GroupFollowed, HelpOffered, Reacted
from conversations.digests import (
    LONGEST_FIRST,
    SUBSCRIPTIONS,
    Digest,
    DigestsOut,
    GroupsToFollow,
    Piece,
    Put,
    TheDigest,
    answered,
    first_screen,
    longest,
    round_up,
    whole,
)
from conversations.hearing_back import shown
from conversations.loop_events import TaskRaised
from conversations.loops import Notice, Promise, Told
from conversations.screen import Act
from conversations.text import Text, Worded
from conversations.turn import Key, Tapped
from tests.conversations.facilitator import english
from tests.conversations.people import Chat, labels, said
from tests.conversations.people import english as in_english
from tests.conversations.writing_up import DUE, HELD, LATE, MEETING, NEXT, PERMIT, WHOLE

TITLE = english("Partnership")
AT_MOST = 4000


def reader(digest: Digest = WHOLE, put: tuple[Put, ...] = ()) -> Chat:
    found: dict[Any, Any] = {
        TheDigest(MEETING): (TITLE, digest, {}, put),
        DigestsOut(): ((MEETING, TITLE, HELD),),
    }
    chat = Chat(found=found)
    chat.hear(Tapped(Act("digest.show", (MEETING,))))
    return chat


def press(chat: Chat, verb: str, *ids: int) -> None:
    chat.hear(Tapped(Act(f"digest.{verb}", (MEETING, *ids))))


# --- the first message ----------------------------------------------------------------------------


def test_the_first_message_says_what_was_decided_asked_and_promised() -> None:
    chat = reader()
    assert chat.text.splitlines() == [
        "Partnership, Friday 27 February 2026, in one minute",
        "Decided: Late sessions stay.",
        "Asked of you: Please utilise a permit.",
        "Next meeting: Tuesday 14 April 2026",
        "Promised: ST to bring figures.",
    ]
    assert chat.labels == ("More", "I have a question", "I can help")


def test_several_promises_are_counted_with_the_next_day() -> None:
    one = WHOLE.pieces[1]
    both = Digest((one, replace(one, number=9, due=date(2026, 3, 9))))
    assert "Promised: 2 things, the next by Monday 9 March 2026." in said(
        first_screen(MEETING, TITLE, both)
    )
    never = Digest(tuple(replace(each, due=None) for each in both.pieces))
    assert "Promised: 2 things." in said(first_screen(MEETING, TITLE, never))
    kept = Digest((replace(one, in_ledger=True), both.pieces[1]))
    assert "Promised: 1 thing, by" in said(first_screen(MEETING, TITLE, kept)), "nobody keeps both"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("decided", "asked", "next", "promised", "told")),
            st.integers(1, 700),
            st.booleans(),
        ),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 100),
)
def test_the_first_message_never_has_more_than_600_characters(
    made: list[tuple[str, int, bool]], title: int
) -> None:
    pieces = tuple(
        Piece(number, kind, english("x" * length), due=DUE if dated else None)
        for number, (kind, length, dated) in enumerate(made, 1)
    )
    screen = first_screen(MEETING, english("t" * title), Digest(pieces, HELD))
    assert len(said(screen)) <= LONGEST_FIRST
    told = said(screen)
    for piece in pieces:
        fits = in_english(piece.words) in told or "There is more to read." in told
        assert fits or piece.kind in {"next", "promised"}


def test_what_does_not_fit_is_behind_more() -> None:
    long = Digest((LATE, replace(LATE, number=5, words=english("x" * 700))))
    chat = reader(long)
    assert "There is more to read." in chat.text
    chat.tap("More")
    assert chat.labels[:2] == ("Late sessions stay.", "x" * 700)


def test_words_count_in_the_language_that_needs_most() -> None:
    assert longest(Worded((("en_GB", "One"), ("cy", "Pedwar")))) == 6
    assert longest("four") == 4
    assert longest(Text("Home")) == 0


# --- more of it -----------------------------------------------------------------------------------


def test_a_promise_says_who_and_by_when() -> None:
    chat = reader()
    chat.tap("More")
    chat.tap("ST to bring figures.")
    assert "Who: ST\nBy when: Monday 30 March 2026" in chat.text
    bare = Piece(1, "promised", english("A plan."))
    assert len(whole(bare)) == 1
    assert len(whole(NEXT)) == 2
    assert len(whole(replace(NEXT, due=None))) == 1


def test_one_reacts_and_may_think_again() -> None:
    chat = reader()
    press(chat, "item", 1)
    chat.tap("I am worried")
    assert "You said: I am worried" in chat.text
    chat.tap("Good")
    assert [one.reaction for one in chat.events if isinstance(one, Reacted)] == ["worried", "good"]
    chat.tap("Back")
    assert "Choose one to read more" in chat.text
    chat.tap("Back")
    assert "in one minute" in chat.text


@pytest.mark.parametrize("ids", [(99,), (99, 0), (1, 7), ()])
def test_an_old_or_forged_button_shows_the_digest(ids: tuple[int, ...]) -> None:
    chat = reader()
    press(chat, "react" if len(ids) == 2 else "item", *ids)
    assert "I cannot show that any more." in chat.text
    assert not any(isinstance(one, Reacted) for one in chat.events)


def test_what_was_left_out_cannot_be_opened() -> None:
    chat = reader(Digest((replace(LATE, left_out=True), PERMIT)))
    press(chat, "item", 1)
    assert "I cannot show that any more." in chat.text


def test_a_recording_can_be_heard_where_there_is_one() -> None:
    chat = reader(replace(WHOLE, voice=31))
    chat.tap("Listen")
    attachment = chat.screens[-1].attachment
    assert attachment is not None
    assert attachment.media == 31
    silent = reader()
    press(silent, "listen")
    assert "I cannot show that any more." in silent.text


# --- a question, an offer -------------------------------------------------------------------------


def test_a_question_about_an_item_reaches_the_facilitator() -> None:
    chat = reader()
    press(chat, "item", 1)
    chat.tap("I have a question")
    assert "Nobody reads this straight away." in chat.text
    chat.sticker()
    chat.say(" ")
    assert "Please type a few words" in chat.text
    chat.say("x" * (AT_MOST + 1))
    chat.say("Until when?")
    assert "I will send you the answer." in chat.text
    assert chat.events == [TaskRaised("question", MEETING, 1, "Until when?")]


def test_an_offer_to_help_is_kept_and_one_hears_what_follows() -> None:
    chat = reader()
    chat.tap("I can help")
    chat.tap("Back")
    chat.tap("Back")
    chat.tap("I can help")
    chat.say("I can drive.")
    assert chat.events == [TaskRaised("offer", MEETING, None, "I can drive."), HelpOffered(MEETING)]


def test_the_way_back_from_a_question_leads_to_its_item() -> None:
    chat = reader()
    press(chat, "item", 1)
    chat.tap("I have a question")
    chat.tap("Back")
    assert "What do you think?" in chat.text


def test_words_where_a_choice_waits_are_not_understood() -> None:
    chat = reader()
    chat.say("hello there")
    assert "Please choose one" in chat.text
    chat.say("1")
    assert "Choose one to read more" in chat.text


def test_words_in_reply_to_a_digest_that_heard_sent_choose_from_it() -> None:
    chat = reader()
    chat.focus = Key("digest", MEETING)
    chat.say("2")
    assert "What is your question?" in chat.text


# --- the list, and one's own answers --------------------------------------------------------------


def test_news_are_listed_by_command_and_chosen_by_number() -> None:
    chat = reader()
    chat.command("news")
    assert chat.labels == ("Partnership, Friday 27 February 2026", "Home")
    chat.say("what is this?")
    assert "Please choose one" in chat.text
    chat.say("1")
    assert "in one minute" in chat.text
    assert "There is no news of meetings now." in said(round_up(()))


def test_groups_are_followed_and_left_with_one_tap() -> None:
    chat = reader()
    chat.found[GroupsToFollow()] = ((4, "Lung", False), (5, "Skin", True))
    chat.command("news")
    chat.tap("Groups I follow")
    assert chat.labels == ("Lung", "✓ Skin", "Back", "Home")
    chat.tap("Lung")
    assert chat.labels == ("✓ Lung", "✓ Skin", "Back", "Home")
    assert chat.events == [GroupFollowed(4)]
    chat.tap("✓ Skin")
    assert chat.events[-1] == GroupFollowed(5, follows=False)
    chat.say("which?")
    assert "Please choose one" in chat.text
    chat.hear(Tapped(Act("digest.follow", (0, 99))))
    assert len(chat.events) == 2
    chat.tap("Back")
    assert "These meetings have news." in chat.text


def test_ones_own_answer_is_shown_again() -> None:
    put = (Put(5, "question", "Why dear?", answer="For guards."), Put(6, "view", answer="Thanks."))
    chat = reader(put=put)
    press(chat, "answers")
    assert "You wrote: Why dear?\nThe answer: For guards." in chat.text
    assert "You put a view to this meeting." in chat.text
    none = reader()
    press(none, "answers")
    assert "I cannot show that any more." in none.text
    assert "The answer: " in said(answered(MEETING, TITLE, Put(1, "view")))


def test_who_may_not_read_it_is_led_home() -> None:
    chat = Chat(found={TheDigest(MEETING): None})
    press(chat, "show")
    assert "I cannot use that button any more." in chat.text
    chat.focus = Key("digest", MEETING)
    chat.say("1")
    assert "I cannot use that button any more." in chat.text


def test_which_digests_one_gets_is_an_own_choice() -> None:
    chat = Chat()
    chat.command("choices")
    for label, which in zip(("All of them", "Only of my groups", "Once a month", "None"),
                            SUBSCRIPTIONS, strict=True):  # fmt: skip
        chat.command("choices")
        chat.tap("News of meetings")
        chat.tap(label)
        assert chat.events[-1] == DigestsChosen(which)
    chat.hear(Tapped(Act("o.digests_pick", (9,))))
    assert "Which news of meetings" in chat.text


# --- as a notice ----------------------------------------------------------------------------------


def test_a_notice_of_a_digest_is_the_digest_and_tells_what_became_of_promises_since() -> None:
    kept = Promise(1, 2, english("Figures."), status="done", due_on=DUE)
    told = Told("digest", None, (kept, replace(kept, id=2, status="waiting")), digest=WHOLE)
    notice = Notice(MEETING, 3, TITLE, told, 12, asks=False)
    screen = shown(notice)
    assert "in one minute" in said(screen)
    assert said(screen).count("Figures.") == 1
    assert labels(screen) == ("More", "I have a question", "I can help")
