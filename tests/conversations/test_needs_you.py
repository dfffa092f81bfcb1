"""The week's list, and the tasks in it: what is picked, what is said, and what comes of a reply."""

from dataclasses import replace
from typing import Any

import pytest

from conversations.loop_events import TaskDone, TaskOpened
from conversations.needing import (
    CHORES,
    MOST_ITEMS,
    MOST_MINUTES,
    Needing,
    NeedsItem,
    Task,
    TheTask,
    WhatNeedsMe,
    pick,
)
from conversations.needs_you import needs_screen
from conversations.screen import Act
from conversations.tasks import LONGEST, answer_notice
from conversations.turn import Tapped
from tests.conversations.facilitator import FACILITATOR, english
from tests.conversations.people import MEMBER, Chat, labels, said

TITLE = english("Evening chemotherapy")
QUESTION = Task(
    7, "question", loop=99, title=TITLE, words="Which bus?", answerable=True, theirs=True
)


def desk(*items: NeedsItem, more: int = 0) -> Chat:
    """A facilitator for whom these things wait."""
    return Chat(FACILITATOR, found={WhatNeedsMe(): Needing(items, more)})


def reader(task: Task | None = QUESTION) -> Chat:
    return Chat(FACILITATOR, found={TheTask(7): task})


# --- what is picked -------------------------------------------------------------------------------


def test_what_may_harm_comes_first_and_a_week_has_seven_items_and_45_minutes() -> None:
    items = [NeedsItem(kind, place) for place, kind in enumerate(reversed(list(CHORES)))]
    chosen = pick(items)
    assert [one.kind for one in chosen][:3] == ["flag", "not_meant", "overdue"]
    assert len(chosen) == MOST_ITEMS
    assert sum(one.minutes for one in chosen) <= MOST_MINUTES


def test_what_is_too_long_leaves_room_for_what_is_shorter() -> None:
    overdue = [NeedsItem("overdue", number) for number in range(4)]
    chosen = pick([*overdue, NeedsItem("offer", 9)])
    assert [one.subject for one in chosen] == [0, 1, 2]
    shorter = pick([*overdue[:2], NeedsItem("due_soon", 5, count=2), NeedsItem("offer", 9)])
    assert [one.subject for one in shorter] == [0, 1, 9]


@pytest.mark.parametrize(("count", "minutes"), [(1, 5), (3, 15), (80, 15)])
def test_of_one_kind_three_are_expected_in_a_week(count: int, minutes: int) -> None:
    assert NeedsItem("question", 1, count=count).minutes == minutes


# --- the list -------------------------------------------------------------------------------------


def test_the_list_says_how_long_it_takes_and_each_item_is_a_button() -> None:
    chat = desk(
        NeedsItem("flag", 3), NeedsItem("question", 7, TITLE, count=2, cover=True),
        NeedsItem("overdue", 99, TITLE), NeedsItem("overdue", 98, TITLE, source="issue"),
        NeedsItem("late_promise", 97, TITLE), more=2,
    )  # fmt: skip
    chat.command("needs")
    assert chat.text.splitlines() == [
        "Needs you",
        "This week's list takes about 48 minutes.",
        "Some of this is here because somebody else is away.",
        "2 more can wait until next week.",
    ]
    assert labels(chat.screens[-1]) == (
        "Somebody may need help (5 min)",
        "Answer a question: Evening chemotherapy (10 min)",
        "People wait too long: Evening chemotherapy (15 min)",
        "People wait too long: Evening chemotherapy (15 min)",
        "A promise is late: Evening chemotherapy (3 min)",
        "Home",
    )
    acts = [button.act for button in chat.screens[-1].options]
    assert acts == [
        Act("flag.read", (3,)), Act("task.read", (7,)), Act("d.open", (99,)),
        Act("issue.read", (98,)), Act("pm.list", (97,)),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", CHORES)
def test_each_kind_of_thing_has_its_words_and_leads_somewhere(kind: str) -> None:
    shown = needs_screen(Needing((NeedsItem(kind, 5, TITLE),)))
    assert labels(shown)[0].endswith(f"Evening chemotherapy ({CHORES[kind].minutes} min)")
    assert shown.options[0].act.subject == 5


def test_issues_that_nobody_has_read_are_one_line_that_leads_to_their_list() -> None:
    named = NeedsItem("issue", 3, TITLE)
    shown = needs_screen(Needing((NeedsItem("issue", 1), named, NeedsItem("issue", 2))))
    assert labels(shown)[:2] == (
        "Look at 2 issues (10 min)", "Look at an issue: Evening chemotherapy (5 min)"
    )  # fmt: skip
    assert "about 15 minutes" in said(shown)
    assert shown.options[0].act == Act("issue.list")
    one = needs_screen(Needing((NeedsItem("issue", 1), named)))
    assert labels(one)[0] == "Look at an issue (5 min)"


@pytest.mark.parametrize("found", [Needing(), None])
def test_an_empty_list_is_one_line(found: Any) -> None:
    chat = Chat(FACILITATOR, found={WhatNeedsMe(): found})
    chat.command("needs")
    assert chat.text == "Needs you\nNothing needs you now. Thank you."


def test_other_words_get_the_list_again_and_a_number_opens_an_item() -> None:
    chat = desk(NeedsItem("question", 7, TITLE))
    chat.found[TheTask(7)] = QUESTION
    chat.command("needs")
    chat.say("what now?")
    assert chat.text == "Please choose one: tap a button, or type its number."
    assert not chat.last.understood
    chat.say("1")
    assert chat.events == [TaskOpened(7)]


def test_only_who_facilitates_has_a_list() -> None:
    chat = Chat(MEMBER)
    chat.command("needs")
    assert chat.text.startswith("Only some people here can use that command.")


# --- one task -------------------------------------------------------------------------------------


def test_a_question_is_read_without_a_name_and_that_is_on_record() -> None:
    chat = reader()
    chat.hear(Tapped(Act("task.read", (7,))))
    assert chat.text.splitlines() == [
        "Evening chemotherapy",
        "Somebody has a question.",
        "Which bus?",
        "You do not see who wrote it. It is on record that you read it.",
    ]
    assert labels(chat.screens[-1]) == ("Reply", "See all of it", "Done", "Home")
    assert chat.events == [TaskOpened(7)]


def test_a_reply_is_shown_as_the_person_gets_it_before_it_is_sent() -> None:
    chat = reader()
    chat.hear(Tapped(Act("task.read", (7,))))
    chat.tap("Reply")
    assert chat.text == "What shall I write back? I will show it to you before I send it."
    chat.say("The 42.")
    assert chat.text.splitlines() == [
        "The next message is exactly what the person gets.",
        "Evening chemotherapy",
        "You asked: Which bus?",
        "We answer: The 42.",
        "Shall I send it?",
    ]
    chat.say("what?")
    assert labels(chat.screens[-1]) == ("Send", "Change", "Back")
    chat.tap("Change")
    chat.say("The 43.")
    chat.tap("Send")
    assert chat.events[-1] == TaskDone(7, "The 43.")
    assert labels(chat.screens[-1]) == ("What needs you", "Home")


def test_what_cannot_be_a_reply_gets_a_sentence_and_keeps_what_waits() -> None:
    chat = reader()
    chat.hear(Tapped(Act("task.reply", (7,))))
    chat.say("a" * (LONGEST + 1))
    assert chat.text == f"That is too long. Please use at most {LONGEST} characters."
    chat.voice()
    assert chat.text == "I need words here. Please type them."
    chat.say("  ")
    assert chat.text == "I need words here. Please type them."
    chat.say("The 42.")
    assert "We answer: The 42." in chat.text
    assert chat.events == []


def test_an_old_send_button_sends_nothing() -> None:
    chat = reader()
    chat.hear(Tapped(Act("task.send", (7,))))
    assert chat.events == [TaskOpened(7)]


def test_done_offers_the_next_of_the_same_kind() -> None:
    chat = reader(replace(QUESTION, following=8))
    chat.hear(Tapped(Act("task.close", (7,))))
    assert chat.events == [TaskDone(7)]
    assert chat.button("Next one").act == Act("task.read", (8,))


def test_a_promise_without_an_owner_has_nobody_to_reply_to() -> None:
    chat = reader(Task(7, "unowned", 99, title=TITLE, about=english("A later bus."), theirs=True))
    chat.hear(Tapped(Act("task.read", (7,))))
    assert chat.text.splitlines()[1:] == ["Nobody owns this promise.", "It is about: A later bus."]
    assert labels(chat.screens[-1]) == ("See all of it", "Done", "Home")
    chat.hear(Tapped(Act("task.reply", (7,))))
    assert labels(chat.screens[-1]) == ("See all of it", "Done", "Home")


def test_something_without_words_or_a_loop_can_still_be_dealt_with() -> None:
    chat = reader(Task(7, "new_here", answerable=True, theirs=True))
    chat.hear(Tapped(Act("task.read", (7,))))
    assert chat.text.splitlines()[:2] == ["Something needs you.", "There are no words with it."]
    assert labels(chat.screens[-1]) == ("Reply", "Done", "Home")
    chat.tap("Reply")
    chat.say("Thank you.")
    assert "We answer: Thank you." in chat.text
    assert "You wrote" not in chat.text


def test_what_is_done_or_gone_is_said() -> None:
    chat = reader(replace(QUESTION, done=True))
    chat.hear(Tapped(Act("task.read", (7,))))
    assert chat.text == "This is done already. Thank you."
    chat = reader(None)
    chat.hear(Tapped(Act("task.read", (7,))))
    assert chat.text.startswith("I cannot use that button any more.")
    chat = reader()
    chat.hear(Tapped(Act("task.reply", (7,))))
    chat.found[TheTask(7)] = None
    chat.say("The 42.")
    assert chat.text.startswith("I cannot use that button any more.")


def test_whoever_asked_reads_the_answer_again_and_nobody_else() -> None:
    answered = replace(QUESTION, reply="The 42.", done=True, mine=True)
    for task, is_shown in ((answered, True), (replace(answered, mine=False), False), (None, False)):
        chat = Chat(MEMBER, found={TheTask(7): task})
        chat.hear(Tapped(Act("task.mine", (7,))))
        assert ("We answer: The 42." in chat.text) is is_shown


def test_what_was_not_a_question_is_not_called_one() -> None:
    task = replace(QUESTION, kind="not_meant", reply="We mended it.", mine=True)
    chat = Chat(MEMBER, found={TheTask(7): task})
    chat.hear(Tapped(Act("task.mine", (7,))))
    assert said(chat.screens[-1]).splitlines()[1] == "You wrote: Which bus?"


def test_who_marks_a_question_as_done_is_asked_whether_to_say_that_it_was_read() -> None:
    chat = reader()
    chat.hear(Tapped(Act("task.done", (7,))))
    assert "Nobody answered. Shall the person be told that you have read it?" in chat.text
    assert chat.events == []
    chat.tap("Yes, tell them")
    assert chat.events == [TaskDone(7, "")]
    told = said(answer_notice(replace(QUESTION, reply="")))
    assert told.endswith("We have read it. There is no other answer now.")
    chat = reader()
    chat.hear(Tapped(Act("task.done", (7,))))
    chat.tap("No, only mark it")
    assert chat.events == [TaskDone(7)]


@pytest.mark.parametrize("verb", ["task.read", "task.reply", "task.done"])
def test_who_facilitates_elsewhere_does_nothing_about_what_they_wrote_themselves(verb: str) -> None:
    chat = reader(replace(QUESTION, kind="not_meant", mine=True, theirs=False))
    chat.hear(Tapped(Act(verb, (7,))))
    assert chat.events == []
    assert chat.text.startswith("I cannot use that button any more.")
