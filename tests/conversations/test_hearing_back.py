"""What was decided is told, and whether people felt heard is asked, with the reason."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from conversations.content import Decision
from conversations.events import Event, HeardExplained, HeardRated
from conversations.findings import Finding, TheFindings
from conversations.hearing_back import notice, shown
from conversations.home import NOT_FOR_YOU
from conversations.loop_events import TaskRaised
from conversations.loops import Notice, Promise, Told, WhatIWasTold
from conversations.questions.free_text import LONGEST
from conversations.screen import Act
from conversations.text import Text, Worded
from conversations.turn import Tapped
from tests.conversations.ended import DECISION, NUMBER, consultation
from tests.conversations.facilitator import english
from tests.conversations.people import Chat, labels, said

TOLD = consultation("told", 62)
WHY = "Thank you. Why do you say that? You can type it, or skip. Nobody reads it at once."


PROMISE = Promise(7, 1, english("A later bus."), owner="transport manager", due_on=date(2026, 5, 1))
WAYS = ("Tell me more", "Not what we meant", "I have a question")


def a_notice(told: Told | None = None, **more: Any) -> Notice:
    """What somebody was told, by default a decision with which nothing was promised."""
    what = told or Told("decision", DECISION)
    return replace(Notice(NUMBER, 1, TOLD.ask.title, what, 62, asks=told is None), **more)


def member(told: Notice | None = None) -> Chat:
    """Somebody who took part and was told."""
    what = told or a_notice()
    chat = Chat(found={WhatIWasTold(NUMBER): what})
    chat.show(shown(what))
    return chat


def read_again() -> Chat:
    chat = member()
    chat.hear(Tapped(Act("h.again", (NUMBER,))))
    return chat


def lines(promise: Promise) -> list[str]:
    """What a notice says of one promise that changed, below its title and who took part."""
    return said(shown(a_notice(Told("outcome", promises=(promise,))))).splitlines()[2:]


# --- the notice -----------------------------------------------------------------------------------


def test_the_notice_says_what_was_heard_decided_and_not_possible() -> None:
    whole = replace(DECISION, we_cannot=english("A third evening."))
    assert said(notice(TOLD, whole)).splitlines() == [
        "Evening chemotherapy: what was decided",
        "You and 61 other people answered.",
        "You said: Most want late sessions to stay.",
        "This was decided on Sunday 1 March 2026.",
        "We will: Late sessions stay until next March.",
        "We cannot: A third evening.",
        "Were you heard?",
    ]
    assert labels(notice(TOLD, whole)) == ("Yes", "Partly", "No", "I can't tell", *WAYS)


def test_the_notice_leaves_out_what_there_is_not() -> None:
    short = Decision(english("Little."))
    assert said(notice(TOLD, short)).splitlines()[2:] == ["You said: Little.", "Were you heard?"]


def test_people_upstream_of_a_meeting_took_part() -> None:
    assert "You and 61 other people took part." in said(shown(a_notice(kind="meeting")))


@pytest.mark.parametrize("answered", [None, 0])
def test_the_notice_hides_how_few_answered(answered: int | None) -> None:
    shown = said(notice(consultation("told", answered), DECISION))
    assert "You took part in this. Thank you." in shown
    assert "people" not in shown


def test_the_words_of_a_decision_come_in_the_language_of_the_reader() -> None:
    both = Worded.of({"en_GB": "Little.", "cy": "Ychydig."})
    lines = [line for line in notice(TOLD, Decision(both)).lines if isinstance(line, Text)]
    assert ("what", both) in [value for line in lines for value in line]


# --- promises and what became of them -------------------------------------------------------------


def test_a_decision_comes_with_what_is_promised_and_asks_nothing_before_it_is_kept() -> None:
    whole = notice(TOLD, DECISION, (PROMISE,))
    assert said(whole).splitlines()[-2:] == [
        "Promised: A later bus.",
        "Who does it: transport manager, by Friday 1 May 2026.",
    ]
    assert labels(whole) == WAYS


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"owner": None}, ["Promised: A later bus.", "By Friday 1 May 2026."]),
        ({"due_on": None}, ["Promised: A later bus.", "Who does it: transport manager"]),
        ({"owner": None, "due_on": None}, ["Promised: A later bus."]),
        ({"status": "done"}, ["Done: A later bus."]),
        (
            {"status": "partly", "said": english("Two days.")},
            ["Partly done: A later bus.", "From transport manager: Two days."],
        ),
        (
            {"status": "done", "said": english("Every day."), "owner": None},
            ["Done: A later bus.", "We were told: Every day."],
        ),
        (
            {"status": "cannot", "said": english("No drivers.")},
            ["Not possible: A later bus.", "Why: No drivers."],
        ),
        (
            {"before": date(2026, 4, 1), "said": english("No drivers.")},
            ["New date: A later bus.",
             "It was Wednesday 1 April 2026. It is Friday 1 May 2026 now.",
             "Why: No drivers."],
        ),
    ],
)  # fmt: skip
def test_a_change_is_told_in_one_sentence_and_what_is_said_of_it_in_another(
    changes: dict[str, Any], told: list[str]
) -> None:
    assert lines(replace(PROMISE, **changes)) == told


def test_a_change_has_its_own_title() -> None:
    first = said(shown(a_notice(Told("outcome", promises=(PROMISE,))))).splitlines()[0]
    assert first == "Evening chemotherapy: what changed"


def test_a_holding_message_says_honestly_that_nothing_is_decided() -> None:
    held = a_notice(Told("holding", hear_back_on=date(2026, 3, 20)))
    assert said(shown(held)).splitlines() == [
        "Evening chemotherapy: not decided yet",
        "You and 61 other people answered.",
        "I promised that you hear back by Friday 20 March 2026. It is not decided yet.",
        "The people who asked you know that you are waiting. I will write when it is decided.",
    ]


@pytest.mark.parametrize(
    ("before", "first"),
    [
        (date(2026, 3, 20),
         "You were to hear back by Friday 20 March 2026. The new day is Friday 1 May 2026."),
        (None, "You will hear back by Friday 1 May 2026."),
    ],
)  # fmt: skip
def test_a_moved_day_is_told_with_the_reason(before: date | None, first: str) -> None:
    moved = Told("holding", hear_back_on=before, moved_to=date(2026, 5, 1), why=english("Illness."))
    assert said(shown(a_notice(moved))).splitlines() == [
        "Evening chemotherapy: a new date", "You and 61 other people answered.", first,
        "Why: Illness.",
    ]  # fmt: skip


# --- more, and asking back ------------------------------------------------------------------------


def test_more_tells_who_decided_and_why_and_what_was_heard() -> None:
    why = replace(DECISION, decided_by=english("the board"), why=english("Buses are few."))
    told = Told("decision", why, (PROMISE,))
    chat = member(a_notice(told, answered=True))
    chat.found[TheFindings(NUMBER)] = (Finding(1, "heard", words=english("Buses are late.")),)
    chat.tap("Tell me more")
    assert chat.text.splitlines()[:2] == [
        "Evening chemotherapy",
        "You said: Most want late sessions to stay.",
    ]
    assert chat.text.splitlines()[-3:] == [
        "Who decided: the board", "Why: Buses are few.", "We heard: Buses are late.",
    ]  # fmt: skip
    assert chat.labels == ("Not what we meant", "I have a question", "See my answers", "Home")


def test_more_of_what_is_long_comes_in_several_messages_and_leaves_out_nothing() -> None:
    first_part, will, why = (
        english(f"{part}: {'word ' * 240}.") for part in ("you_said", "we_will", "why")
    )
    ended = [
        replace(PROMISE, id=number, status="done", said=english("said " * 100))
        for number in range(5)
    ]
    chat = member(a_notice(Told("decision", Decision(first_part, will, why=why), tuple(ended))))
    chat.tap("Tell me more")
    first, *_, last = chat.last.screens
    assert len(chat.last.screens) == 3
    assert all(len(said(one)) < 3200 for one in chat.last.screens)
    whole = "\n".join(map(said, chat.last.screens))
    assert [whole.count(part) for part in ("you_said: ", "we_will: ", "Why: why: ")] == [1, 1, 1]
    assert (whole.count("Done: A later bus."), whole.count("Evening chemotherapy")) == (5, 1)
    assert labels(first) == ()
    assert "I have a question" in labels(last)


def test_more_leaves_out_who_decided_and_why_where_nobody_said() -> None:
    short = Decision(english("Little."))
    chat = member(a_notice(Told("decision", short)))
    chat.tap("Tell me more")
    assert chat.text.splitlines() == ["Evening chemotherapy", "You said: Little."]


def test_more_of_a_holding_message_offers_no_answers_that_there_are_not() -> None:
    chat = member(a_notice(Told("holding", hear_back_on=date(2026, 3, 20))))
    chat.hear(Tapped(Act("h.again", (NUMBER,))))
    chat.say("1")
    assert "It is not decided yet." in chat.text
    assert chat.labels == ("Not what we meant", "I have a question", "Home")


def test_where_nothing_is_known_more_says_so() -> None:
    chat = member(a_notice(Told("outcome")))
    chat.tap("Tell me more")
    assert "That is all that I know about it." in chat.text


@pytest.mark.parametrize(
    ("label", "kind", "asked"),
    [
        ("Not what we meant", "not_meant", "What did you mean?"),
        ("I have a question", "question", "What is your question?"),
    ],
)
def test_words_about_a_notice_reach_the_people_who_wrote_it(
    label: str, kind: str, asked: str
) -> None:
    chat = member(a_notice(Told("outcome", promises=(PROMISE,))))
    chat.tap(label)
    assert chat.text == f"{asked} Please type it. This is not read at once."
    chat.say(" ")
    chat.voice()
    assert chat.text == "Please type it in a few words. This is not read at once."
    chat.say("a" * (LONGEST + 1))
    assert chat.text.startswith("That is longer than I can keep.")
    assert not chat.events
    chat.say(" Which bus? ")
    assert chat.events == [TaskRaised(kind, NUMBER, words="Which bus?")]
    assert chat.text.startswith("Thank you. The people who wrote this will read")


def test_home_leads_away_from_a_question_that_is_not_put() -> None:
    chat = member()
    chat.tap("I have a question")
    chat.say("home")
    assert chat.text.startswith("Home")
    assert not chat.events


# --- were you heard? ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "rating"),
    [("Yes", "yes"), ("Partly", "partly"), ("No", "no"), ("I can't tell", "cannot_tell")],
)
def test_each_rating_is_kept_and_the_reason_is_asked(label: str, rating: str) -> None:
    chat = member()
    chat.tap(label)
    assert chat.events == [HeardRated(NUMBER, rating)]
    assert chat.text == WHY
    chat.say(" You did what we said. ")
    assert chat.events[1:] == [HeardExplained(NUMBER, "You did what we said.")]
    assert chat.text == "Thank you. That is kept."
    chat.say("home")
    assert chat.text.startswith("Home")


def test_the_reason_can_be_skipped() -> None:
    chat = member()
    chat.tap("No")
    chat.say("skip")
    assert chat.text == "Thank you. That is kept."
    assert chat.events == [HeardRated(NUMBER, "no")]


def test_only_words_are_a_reason_and_not_too_many() -> None:
    chat = member()
    chat.tap("No")
    chat.say(" ")
    assert chat.text == "Please type a few words, or skip. Nobody reads it at once."
    chat.voice()
    assert chat.text == "Please type a few words, or skip. Nobody reads it at once."
    assert chat.labels == ("Skip",)
    chat.say("a" * (LONGEST + 1))
    assert chat.text.startswith("That is longer than I can keep.")
    assert chat.events == [HeardRated(NUMBER, "no")]
    chat.say("a" * LONGEST)
    assert len(chat.events) == 2


def test_a_rating_can_be_changed() -> None:
    chat = member()
    chat.tap("No")
    chat.tap("Yes")
    rated: list[Event] = [HeardRated(NUMBER, "no"), HeardRated(NUMBER, "yes")]
    assert chat.events == rated


# --- reading it again -----------------------------------------------------------------------------


def test_the_decision_can_be_read_again_and_rated_by_typing() -> None:
    chat = read_again()
    assert "You and 61 other people answered." in chat.text
    chat.say("2")
    assert chat.events == [HeardRated(NUMBER, "partly")]


def test_words_before_a_rating_are_not_called_kept() -> None:
    chat = read_again()
    chat.say("Well done.")
    assert chat.text == "Please choose one: tap a button, or type its number."
    assert chat.labels == ("Yes", "Partly", "No", "I can't tell", *WAYS)
    assert not chat.events
    chat.say("yes")
    assert chat.events == [HeardRated(NUMBER, "yes")]


def test_a_button_shows_the_edition_that_it_belongs_to() -> None:
    chat = member()
    moved = a_notice(Told("outcome", promises=(replace(PROMISE, status="done"),)))
    chat.found[WhatIWasTold(NUMBER, 2)] = moved
    chat.hear(Tapped(Act("h.again", (NUMBER, 2))))
    assert chat.text.startswith("Evening chemotherapy: what changed")
    chat.hear(Tapped(Act("h.again", (NUMBER, 3))))
    assert chat.text.startswith("Evening chemotherapy: what was decided")


# --- what cannot be -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "act", [Act("h.rate", (NUMBER,)), Act("h.rate", (NUMBER, 4)), Act("h.x", (NUMBER,))]
)
def test_a_button_that_means_nothing_leads_home(act: Act) -> None:
    chat = member()
    chat.hear(Tapped(act))
    assert chat.text == NOT_FOR_YOU.message
    assert not chat.events


def test_nobody_rates_what_they_were_not_told() -> None:
    chat = member()
    chat.found = {}
    chat.tap("Yes")
    assert chat.text == NOT_FOR_YOU.message
    assert not chat.events


def test_a_reason_for_what_is_gone_meanwhile_is_not_kept() -> None:
    chat = member()
    chat.tap("Yes")
    chat.found = {}
    chat.say("Because.")
    assert chat.text == NOT_FOR_YOU.message
    assert chat.events == [HeardRated(NUMBER, "yes")]
