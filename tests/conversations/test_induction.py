"""The first weeks: five short messages, ended by one tap."""

from conversations.facts import Facts, WhatWaits
from conversations.home import Home
from conversations.induction import MESSAGES, prompt, take
from conversations.screen import Act
from conversations.seat_events import InductionEnded
from conversations.turn import Instead, Key, Tapped, Typed
from tests.conversations.people import MEMBER, MORNING, RIVERSIDE, Chat, english, labels, said


def test_there_are_five_and_each_but_the_last_can_end_them() -> None:
    assert len(MESSAGES) == 5
    assert all("No more of these" in labels(shown) for shown in MESSAGES[:-1])
    assert labels(MESSAGES[-1]) == ("My choices",)
    assert all(len(said(shown)) < 400 for shown in MESSAGES)


def test_one_tap_ends_them() -> None:
    chat = Chat(found={WhatWaits(): ()})
    chat.show(MESSAGES[0])
    chat.tap("No more of these")
    assert chat.events == [InductionEnded()]
    assert chat.text == "That is fine. I will not send the other first messages."


def test_one_can_be_opened_by_somebody_discreet_and_leaves_what_waits_alone() -> None:
    chat = Chat()
    chat.focus = Key("answering", 77)
    chat.hear(Tapped(Act("intro.show", (4,))))
    assert chat.text.startswith("Words that nobody explains")
    assert chat.labels == ("What words mean", "No more of these", "Home")
    assert chat.focus == Key("answering", 77)


def test_a_number_that_is_none_of_the_five_is_refused() -> None:
    for act in (Act("intro.show", (6,)), Act("intro.show", (0,)), Act("intro.show")):
        chat = Chat(found={WhatWaits(): ()})
        chat.hear(Tapped(act))
        assert "I cannot use that button any more." in chat.text


def test_what_is_written_in_reply_goes_where_words_go() -> None:
    facts = Facts(MEMBER, RIVERSIDE, english)
    heard = Typed("the walk is long")
    assert take(None, heard, facts, MORNING).instead == Instead(Key("sorting"), heard)
    assert prompt(Home(), facts) is None
