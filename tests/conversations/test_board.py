"""The loop board: what is open and late, one screen a loop, archiving, measures."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from conversations.board import archiving
from conversations.board.one import gap_told
from conversations.events import Requested, ToldAgain
from conversations.facts import Facts, Need, Person
from conversations.gap import Gap, Share
from conversations.loop_events import Archived
from conversations.loops import Promise
from conversations.open_loops import (
    ASKING,
    DAYS,
    PERCENT,
    PROMISED,
    UNDECIDED,
    UNSENT,
    WAITING,
    Measure,
    Measures,
    OpenLoop,
    Standing,
    TheOpenLoop,
    TheOpenLoops,
)
from conversations.questions.free_text import LONGEST
from conversations.respond import respond
from conversations.screen import Act
from conversations.text import Worded
from conversations.turn import Commanded, Computed, Key, Tapped, Turn, Typed
from conversations.wording import TheWording, Wording
from tests.conversations.people import MEMBER, MORNING, RIVERSIDE, Chat, english, labels, said

LEAD = replace(MEMBER, roles=frozenset({"facilitator"}))
CHAIR = replace(MEMBER, roles=frozenset({"chair"}))
LOOP = 77
TODAY = date(2026, 3, 2)
WIGS = OpenLoop(
    LOOP, "consultation", Worded.of({"en_GB": "Wig shop hours"}), TODAY - timedelta(days=40), 40,
    hear_back_on=TODAY - timedelta(days=3), closed=True, overdue=3, people=61,
)  # fmt: skip
DECIDED = replace(WIGS, decided=True, overdue=0)
ALL_TOLD = Standing(told=58, untold=(("stopped", None), ("unreachable", 7)))
REASON = "The clinic has closed."


def board(*loops: OpenLoop, person: Person = LEAD) -> Chat:
    found: dict[Need, Any] = {TheOpenLoop(one.id): one for one in loops}
    found[TheOpenLoops()] = loops
    chat = Chat(person, found=found)
    chat.command("loops")
    return chat


def computed(chat: Chat, standing: object) -> Turn:
    """Let what was asked for have been worked out."""
    (asked,) = chat.last.events
    assert isinstance(asked, Requested)
    return chat.hear(Computed(asked, standing))


def opened(loop: OpenLoop, standing: Standing = ALL_TOLD, person: Person = LEAD) -> Chat:
    chat = board(loop, person=person)
    chat.say("1")
    computed(chat, standing)
    return chat


# --- the list -------------------------------------------------------------------------------------


def test_the_list_says_what_is_late_for_how_long_and_how_many_wait() -> None:
    chat = board(WIGS, replace(WIGS, id=8, overdue=0, title=Worded.of({"en": "Bus stop"}), late=2))
    assert "2 loops are open." in chat.text
    assert "2 of them need you." in chat.text
    assert "Wig shop hours: people were to hear back 3 days ago." in chat.text
    assert "61 people are waiting to hear." in chat.text
    assert "Bus stop: 2 promises are late." in chat.text
    first = "Late: Wig shop hours, 40 days"
    assert labels(chat.screens[-1])[0] == first


def test_where_nothing_is_late_it_says_so() -> None:
    chat = board(replace(WIGS, overdue=0))
    assert "1 loop is open." in chat.text
    assert "Nothing is late." in chat.text


def test_where_nobody_answered_something_can_still_be_said() -> None:
    assert "Nobody answered." in board(replace(WIGS, people=0)).text


def test_few_who_wait_are_not_counted() -> None:
    assert "Fewer than 10 people are waiting to hear." in board(replace(WIGS, people=None)).text


def test_an_empty_board_says_what_to_do_next() -> None:
    chat = board()
    assert "No loop is open. Nobody is waiting to hear from you." in chat.text
    assert "ask members something" in chat.text
    assert labels(chat.screens[-1]) == ("Ask members", "Measures", "Home")


def test_a_chair_who_asks_nobody_is_not_offered_to_ask() -> None:
    assert labels(board(person=CHAIR).screens[-1]) == ("Measures", "Home")


def test_a_long_list_has_pages_and_the_last_leads_to_the_first() -> None:
    many = [replace(WIGS, id=number, late=0, overdue=0) for number in range(1, 13)]
    chat = board(*many)
    assert len(labels(chat.screens[-1])) == 10 + 3
    chat.tap("Next page")
    assert len(labels(chat.screens[-1])) == 2 + 3
    chat.tap("Next page")
    assert len(labels(chat.screens[-1])) == 10 + 3


@pytest.mark.parametrize("page", [-1, 7])
def test_a_page_that_is_not_there_any_more_is_the_first(page: int) -> None:
    turn = respond(None, Tapped(Act("loop.list", (0, page))), facts(LEAD, WIGS), MORNING)
    assert "Late: Wig shop hours" in labels(turn.screens[-1])[0]


def test_other_words_are_answered_with_the_list() -> None:
    chat = board(WIGS)
    assert not chat.say("what now").understood
    assert "Please choose one" in chat.text


def test_what_is_the_whole_networks_can_be_read_and_not_changed_for_one_group() -> None:
    of_lung = replace(LEAD, in_groups=frozenset({("facilitator", 4)}))
    read = replace(WIGS, reads_only=True)
    chat = board(read, replace(WIGS, id=8, groups=(4,)), person=of_lung)
    assert "1 of them needs you." in chat.text
    chat.say("1")
    computed(chat, Standing(told=0, waiting=61))
    assert "It is the whole network's. You can read it; you cannot change it." in chat.text
    assert chat.labels == ("Open loops",)
    for verb in ("loop.archiving", "loop.archive", "loop.anyway"):
        chat.hear(Tapped(Act(verb, (LOOP,))))
        assert "I cannot use that button any more." in chat.text
        assert chat.last.events == ()


def test_whoever_facilitates_only_a_group_meanwhile_archives_nothing_of_the_network() -> None:
    chat = opened(DECIDED)
    chat.hear(Tapped(Act("loop.anyway", (LOOP,))))
    chat.person = replace(LEAD, in_groups=frozenset({("facilitator", 4)}))
    chat.found[TheOpenLoop(LOOP)] = replace(DECIDED, reads_only=True)
    chat.say(REASON)
    assert not chat.last.understood
    assert not [one for one in chat.events if isinstance(one, Archived)]


def test_members_have_no_board() -> None:
    turn = respond(None, Commanded("loops"), facts(MEMBER), MORNING)
    assert "Only some people here" in said(turn.screens[0])


# --- one loop -------------------------------------------------------------------------------------


def test_a_loop_that_is_late_leads_to_writing_the_decision() -> None:
    chat = opened(WIGS, Standing(blocked=(UNDECIDED,), told=0, waiting=61))
    assert "People were to hear back 3 days ago." in chat.text
    assert "61 people are waiting to hear." in chat.text
    assert labels(chat.screens[-1]) == ("Write the decision", "Archive it", "Open loops")


def test_promises_are_added_where_something_was_decided_or_is_talked_about() -> None:
    assert labels(opened(DECIDED).screens[-1])[0] == "Promises"
    assert labels(opened(replace(WIGS, kind="meeting")).screens[-1])[0] == "Promises"
    assert "Promises" not in labels(opened(DECIDED, person=CHAIR).screens[-1])
    assert "Promises" not in labels(opened(replace(DECIDED, status="archived")).screens[-1])


def test_a_chair_does_not_write_the_decision() -> None:
    assert "Write the decision" not in labels(opened(WIGS, person=CHAIR).screens[-1])


def test_a_loop_says_who_was_told_and_why_others_were_not() -> None:
    chat = opened(DECIDED)
    assert "58 people were told." in chat.text
    assert "Some people were not told, because they stopped." in chat.text
    assert "7 people could not be reached." in chat.text
    assert "if they were heard" not in chat.text.split("Nobody has said")[0]


def test_hidden_numbers_stay_hidden() -> None:
    chat = opened(DECIDED, Standing(told=None, waiting=None, untold=(("other", None),)))
    assert "Some people were told." in chat.text
    assert "Some people are waiting to be told." in chat.text
    assert "Some people were not told." in chat.text
    few = opened(DECIDED, Standing(few=True, told=None))
    assert "Fewer than 10 people took part. I show no numbers." in few.text
    assert "told." not in few.text


@pytest.mark.parametrize(
    ("promise", "line"),
    [
        (Promise(1, 1, Worded.of({"en": "A bus"}), due_on=TODAY), "It is due on Monday 2 March"),
        (Promise(1, 1, Worded.of({"en": "A bus"}), due_on=TODAY - timedelta(days=1)),
         "It is late. It was due on Sunday 1 March 2026."),
        (Promise(1, 1, Worded.of({"en": "A bus"})), "Not done yet. No day was set."),
        (Promise(1, 1, Worded.of({"en": "A bus"}), "done"), "It is done."),
        (Promise(1, 1, Worded.of({"en": "A bus"}), "partly"), "It is done in part."),
        (Promise(1, 1, Worded.of({"en": "A bus"}), "cannot"), "It cannot be done."),
    ],
)  # fmt: skip
def test_each_promise_says_how_it_stands(promise: Promise, line: str) -> None:
    chat = opened(DECIDED, Standing((promise,), told=12, waiting=20))
    assert "Promised: A bus\n" in chat.text
    assert line in chat.text
    assert "20 people are waiting to be told." in chat.text


def test_many_promises_are_counted_on() -> None:
    promise = Promise(1, 1, Worded.of({"en": "A bus"}))
    chat = opened(DECIDED, Standing((promise,) * 10, told=12))
    assert chat.text.count("Promised: A bus") == 8
    assert "2 more promises are kept." in chat.text


@pytest.mark.parametrize(
    ("loop", "line"),
    [
        (replace(WIGS, asks=True, closed=False, overdue=0), "People can still answer it."),
        (DECIDED, "What was decided is written."),
        (replace(DECIDED, status="archived"), "It is archived."),
        (replace(WIGS, overdue=0, hear_back_on=None), "Nothing has been decided yet."),
        (replace(WIGS, overdue=0, hear_back_on=TODAY), "hear back by Monday 2 March 2026."),
    ],
)
def test_a_loop_says_how_far_it_is(loop: OpenLoop, line: str) -> None:
    assert line in opened(loop, Standing(told=0)).text


def test_a_loop_of_somebody_else_is_not_shown() -> None:
    turn = respond(None, Tapped(Act("loop.open", (5,))), facts(LEAD), MORNING)
    assert "cannot use that button" in said(turn.screens[0])


def test_a_role_in_another_group_does_not_reach_it() -> None:
    other = replace(CHAIR, in_groups=frozenset({("chair", 5)}))
    mine = facts(other, replace(WIGS, groups=(4,)))
    turn = respond(None, Tapped(Act("loop.open", (LOOP,))), mine, MORNING)
    assert "cannot use that button" in said(turn.screens[0])


def test_words_on_a_loops_screen_choose_from_it() -> None:
    chat = opened(DECIDED)
    assert not chat.say("hm").understood
    chat.say("open loops")
    assert "1 loop is open." in chat.text


def test_words_about_a_loop_that_is_gone_lead_home() -> None:
    chat = opened(DECIDED)
    del chat.found[TheOpenLoop(LOOP)]
    chat.say("hm")
    assert "cannot use that button" in chat.text


def test_an_issue_that_is_not_answered_leads_to_where_it_can_be() -> None:
    raised = replace(WIGS, kind="issue", closed=False)
    assert "See the issue" in labels(opened(raised).screens[-1])
    assert "See the issue" not in labels(opened(replace(raised, decided=True)).screens[-1])


# --- archiving ------------------------------------------------------------------------------------


def test_a_loop_in_which_everybody_was_told_is_archived_after_one_question() -> None:
    chat = opened(DECIDED)
    chat.tap("Archive it")
    computed(chat, ALL_TOLD)
    assert "Shall I archive it?" in chat.text
    chat.say("1")
    computed(chat, ALL_TOLD)
    assert chat.last.events == (Archived(LOOP),)
    assert "It is archived." in chat.text
    assert not chat.say("thanks").understood


def test_whoever_changes_their_mind_keeps_it() -> None:
    chat = opened(DECIDED)
    chat.tap("Archive it")
    computed(chat, ALL_TOLD)
    chat.say("no, keep it")
    assert chat.last.events == (Requested("loop.open", LOOP),)


def test_an_old_yes_archives_nothing_where_somebody_waits_by_now() -> None:
    chat = opened(DECIDED)
    chat.tap("Archive it")
    computed(chat, ALL_TOLD)
    chat.tap("Yes, archive it")
    computed(chat, Standing(told=50, waiting=11, blocked=(WAITING,)))
    assert chat.last.events == ()
    assert "It cannot be archived yet." in chat.text


def refused(standing: Standing) -> Chat:
    chat = opened(DECIDED, standing)
    chat.tap("Archive it")
    computed(chat, standing)
    return chat


def test_it_is_refused_while_somebody_is_untold_and_says_why() -> None:
    chat = refused(Standing(waiting=11, told=50, blocked=(UNDECIDED, PROMISED, WAITING)))
    for line in ("Nothing was decided", "A promise here is not finished", "still waiting",
                 "11 people are waiting to be told."):  # fmt: skip
        assert line in chat.text
    assert labels(chat.screens[-1]) == ("Archive it anyway", "No, keep it")
    chat.say("2")
    assert chat.last.events == (Requested("loop.open", LOOP),)


def test_where_messages_did_not_go_they_can_be_written_again() -> None:
    chat = refused(Standing(few=True, told=None, untold=(("failed", None),), blocked=(UNSENT,)))
    assert "A message to somebody did not go." in chat.text
    assert "told." not in chat.text.split("Somebody")[0]
    assert labels(chat.screens[-1])[0] == "Write to them again"
    chat.say("2")
    assert "Why archive it while people are still waiting?" in chat.text


UNSENT_ONES = Standing(told=50, untold=(("expired", 11),), blocked=(UNSENT,))


@pytest.mark.parametrize("kind", ["consultation", "meeting", "issue"])
def test_whoever_a_message_did_not_reach_is_written_to_again_once_that_is_asked(kind: str) -> None:
    chat = opened(replace(DECIDED, kind=kind), UNSENT_ONES, CHAIR)
    chat.tap("Archive it")
    computed(chat, UNSENT_ONES)
    chat.tap("Write to them again")
    computed(chat, UNSENT_ONES)
    assert "Some of them may get it twice." in chat.text
    assert not chat.say("hm").understood
    chat.say("1")
    (again,) = chat.last.events
    assert isinstance(again, ToldAgain)
    assert "It is on its way." in chat.text
    chat.hear(Tapped(Act("loop.retell", (LOOP,))))
    assert not chat.last.events, "an old button sends nothing a second time"


def test_where_nobody_is_left_to_write_to_it_is_asked_whether_it_is_archived() -> None:
    chat = refused(UNSENT_ONES)
    chat.tap("Write to them again")
    computed(chat, ALL_TOLD)
    assert chat.last.events == ()
    assert "Shall I archive it?" in chat.text


def test_it_is_archived_all_the_same_for_a_reason_that_is_typed() -> None:
    chat = refused(Standing(waiting=11, blocked=(WAITING,)))
    chat.tap("Archive it anyway")
    assert "it counts in the measures." in chat.text
    assert not chat.say("   ").understood
    assert english(archiving.TYPE_WHY) in chat.text
    assert not chat.say("x" * (LONGEST + 1)).understood
    assert "longer than I can keep" in chat.text
    assert not chat.picture().understood
    chat.say(REASON)
    assert chat.last.events == (Archived(LOOP, REASON),)
    assert "Your reason is kept on record" in chat.text


def test_whoever_gives_no_reason_can_keep_it() -> None:
    chat = refused(Standing(waiting=11, blocked=(WAITING,)))
    chat.tap("Archive it anyway")
    chat.say("no, keep it")
    assert chat.last.events == (Requested("loop.open", LOOP),)


def test_what_is_not_over_is_not_archived() -> None:
    asks = replace(WIGS, asks=True, closed=False)
    for verb in ("loop.anyway", "loop.archiving"):
        chat = board(asks)
        chat.hear(Tapped(Act(verb, (LOOP,))))
        if chat.last.events:
            computed(chat, Standing(blocked=(ASKING,)))
        assert "This is not over yet, so it cannot be archived." in chat.text
    assert "Archive it" not in labels(opened(asks).screens[-1])


def test_what_began_meanwhile_is_refused_too() -> None:
    chat = refused(Standing(blocked=(ASKING,)))
    assert "This is not over yet" in chat.text
    assert labels(chat.screens[-1]) == ("Open loops",)


def test_what_is_archived_already_is_not_archived_again() -> None:
    chat = refused(Standing(waiting=11, blocked=(WAITING,)))
    chat.tap("Archive it anyway")
    chat.found[TheOpenLoop(LOOP)] = replace(DECIDED, status="archived")
    chat.say(REASON)
    assert chat.last.events == ()
    assert "This is archived already." in chat.text


# --- the gap and the measures ---------------------------------------------------------------------


def test_the_gap_is_told_to_the_group_and_leads_to_the_board() -> None:
    gap = Gap(Share(50, 20), Share(100, 2), Share(100, 2))
    shown = gap_told(LOOP, WIGS.title, gap, looks=True)
    assert "50 percentage points: fewer" in said(shown)
    assert labels(shown) == ("See this loop",)
    assert labels(gap_told(LOOP, WIGS.title, gap, looks=False)) == ("Home",)


MEASURED = Measures(
    open=2, archived=1, by_hand=1,
    measures=(
        Measure("told_within_30_days", PERCENT, "people", 83, 412, 30),
        Measure("days_to_first_notice", DAYS, "loops", 1, 1),
        Measure("days_to_outcome", DAYS, "promises", 9, 4),
        Measure("commitments_on_time", PERCENT, "promises", 50, 2),
        Measure("heard", PERCENT, "people"),
    ),
)  # fmt: skip


def test_measures_are_told_with_what_they_are_counted_over() -> None:
    chat = board(WIGS)
    chat.tap("Measures")
    assert chat.last.events == (Requested("loop.measures", RIVERSIDE.id),)
    computed(chat, MEASURED)
    for line in (
        "2 loops are open.", "1 loop is archived.", "The reason is kept.",
        "Told what came of it within 30 days: 83%.\nOf 412 people. Only what ended",
        "Only what ended at least 30 days ago counts.",
        "For half of the loops, people first heard within 1 day of the end of an ask.\nOf 1 loop.",
        "Half of the promises ended within 9 days of the end of an ask.\nOf 4 promises.",
        "Promises kept on the day first promised: 50%.\nOf 2 promises.",
        "What else I measure is not known yet, or too few to show.",
    ):  # fmt: skip
        assert line in chat.text
    chat.say("1")
    assert "1 loop is open." in chat.text


def test_nothing_archived_by_hand_is_not_mentioned() -> None:
    chat = board(WIGS)
    chat.tap("Measures")
    computed(chat, replace(MEASURED, by_hand=0, measures=()))
    assert "reason" not in chat.text
    assert "not known yet" not in chat.text


def facts(person: Person, *loops: OpenLoop) -> Facts:
    found: dict[Need, Any] = {TheOpenLoop(one.id): one for one in loops}
    found[TheOpenLoops()] = loops
    return Facts(person, RIVERSIDE, english, found=found)


def test_words_for_a_board_that_nobody_opened_show_the_list() -> None:
    turn = respond(None, Typed("hm"), facts(LEAD, WIGS), MORNING, Key("board"))
    assert not turn.understood
    assert "Please choose one" in said(turn.screens[0])


def test_words_that_not_everybody_can_read_are_offered_to_be_translated() -> None:
    chat = opened(DECIDED)
    assert "In other languages" not in chat.labels
    chat.found[TheWording(LOOP)] = Wording((Worded.of({"en_GB": "A bus."}),), ("ur",))
    chat.hear(Tapped(Act("loop.open", (LOOP,))))
    computed(chat, ALL_TOLD)
    assert chat.button("In other languages").act == Act("lang.open", (LOOP, 0))
