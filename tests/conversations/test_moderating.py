"""Looking at issues that members raised: let through, not taken up, put together, answered."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from conversations.content import Decision
from conversations.events import DecisionApproved, Requested
from conversations.facts import AudienceCount, Facts
from conversations.issue_events import (
    IssueAnswered,
    IssueDeclined,
    IssueLetThrough,
    IssueMerged,
    IssueOnAgenda,
    IssueRuleChosen,
)
from conversations.issues import (
    Desk,
    Issue,
    IssueRule,
    IssuesHere,
    PlannedMeeting,
    TheIssue,
)
from conversations.moderating import prompt
from conversations.moderating.answer import COUNT
from conversations.moderating.looking import LONGEST_TITLE, TYPE_IT
from conversations.moderating.menu import GONE, LONGEST
from conversations.raising.state import Raising
from conversations.rights import NO_GROUP
from conversations.screen import Act, Attachment
from conversations.text import Worded
from conversations.turn import Computed, Key, Tapped
from conversations.wording import OF_ISSUE, READERS
from tests.conversations.facilitator import FACILITATOR
from tests.conversations.facilitator import english as words
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, english, labels, said

NEW = Issue(5, "waiting", "Nobody tells us where to park", answer_by=date(2026, 4, 13))
OPEN = Issue(6, "open", "Parking!", title=words("Parking is far"), by_rule=True)
COLD = Issue(7, "open", "Cold!", title=words("It is cold"), supporters=12)
SPRING = PlannedMeeting(9, words("Spring meeting"), date(2026, 3, 12))


def desk(*issues: Issue, rule: IssueRule | None = None, meetings: Any = ()) -> Chat:
    """Give the chat of a facilitator who has these issues on the desk."""
    waiting = tuple(one for one in issues if one.status == "waiting")
    opened = tuple(one for one in issues if one.status in {"open", "on_agenda"})
    found: dict[Any, Any] = {IssuesHere(): Desk(rule or IssueRule(), waiting, opened, meetings)}
    found |= {TheIssue(one.id): one for one in issues}
    return Chat(FACILITATOR, found=found)


def at(chat: Chat, verb: str, *ids: int) -> None:
    """Let the facilitator tap a button, perhaps an old one."""
    chat.hear(Tapped(Act(verb, ids)))


def shows(chat: Chat, *texts: str) -> bool:
    return all(text in chat.text for text in texts)


# --- the list ------------------------------------------------------------------------------------


def test_the_list_shows_what_waits_first_and_opens_by_number() -> None:
    chat = desk(NEW, OPEN, COLD)
    chat.command("issues")
    assert shows(chat, "1 issue is waiting to be looked at.", "2 issues are open.")
    assert chat.labels == (
        "New: Nobody tells us where to park", "For an agenda: Parking is far", "It is cold",
        "The rule", "Home",
    )  # fmt: skip
    chat.say("what is it")
    assert not chat.last.understood
    chat.say("1")
    assert shows(chat, "Nobody tells us where to park", "Monday 13 April 2026")
    assert chat.labels[:3] == ("Let it through", "Do not take it up", "Same as another")


def test_an_empty_list_says_so_and_a_group_has_no_rule_of_its_own() -> None:
    chat = desk()
    chat.person = replace(FACILITATOR, in_groups=frozenset({("facilitator", 4)}))
    at(chat, "issue.list")
    assert shows(chat, "No issue is waiting to be looked at.", "No issue is open.")
    assert chat.labels == ("Home",)


def test_long_and_spoken_and_untitled_issues_have_labels() -> None:
    long = replace(NEW, words="a word " * 30)
    spoken = replace(NEW, id=8, words=None, media=3)
    chat = desk(long, spoken, replace(COLD, title=None))
    chat.command("issues")
    assert [label[:12] for label in chat.labels[:3]] == ["New: a word ", "New: A voice", "Cold!"]
    at(chat, "issue.read", 8)
    assert chat.screens[-1].attachment == Attachment("voice", 3)


def test_long_words_are_shown_whole_and_erased_ones_say_so() -> None:
    chat = desk(replace(NEW, words="a" * LONGEST + "b" * 10), replace(COLD, words=None))
    at(chat, "issue.read", 5)
    assert said(chat.last.screens[0]) == "a" * LONGEST
    assert "b" * 10 in said(chat.last.screens[1])
    at(chat, "issue.read", 7)
    assert shows(chat, "The words were erased.", "At least 12 other people support it.")


def test_who_does_not_facilitate_finds_nothing_and_what_is_gone_says_so() -> None:
    chat = desk(NEW)
    at(chat, "issue.read", 99)
    assert shows(chat, english(GONE), "1 issue is waiting")
    chat.person = replace(FACILITATOR, in_groups=frozenset({("facilitator", 4)}))
    at(chat, "issue.read", 5)  # it is for the whole network
    assert shows(chat, "I cannot use that button any more")
    left = frozenset({("facilitator", 4), ("facilitator", NO_GROUP)})
    chat.person = replace(FACILITATOR, in_groups=left)
    at(chat, "issue.read", 5)  # nobody else could look at it
    assert "Let it through" in chat.labels
    chat.found[IssuesHere()] = None
    at(chat, "issue.list")
    assert shows(chat, "I cannot use that button any more")
    chat.person = MEMBER
    chat.command("issues")
    assert shows(chat, "Only some people here can use that command.")


# --- a title -------------------------------------------------------------------------------------


def test_a_title_lets_it_through() -> None:
    chat = desk(NEW)
    at(chat, "issue.through", 5)
    assert shows(chat, "without names")
    chat.say("No signs to the car park")
    assert chat.events == [IssueLetThrough(5, words("No signs to the car park"))]
    assert shows(chat, "Others can see it now")
    chat.say("see it again")
    assert shows(chat, "Nobody tells us where to park")


@pytest.mark.parametrize("bad", ["", "a" * (LONGEST_TITLE + 1)])
def test_a_title_that_cannot_be_used_is_asked_for_again(bad: str) -> None:
    chat = desk(NEW)
    at(chat, "issue.through", 5)
    chat.say(bad)
    assert not chat.last.understood
    assert shows(chat, english(TYPE_IT)) or shows(chat, "at most 120 characters")
    chat.say("No signs")
    assert chat.events == [IssueLetThrough(5, words("No signs"))]


def test_a_title_that_names_somebody_is_asked_about() -> None:
    chat = desk(replace(NEW, words="Nurse Jones never says where to park"))
    at(chat, "issue.read", 5)
    assert shows(chat, "This may name a person: Nurse Jones.")
    chat.tap("Let it through")
    chat.say("Nurse Jones gives no directions")
    assert shows(chat, "Please write it again, without the name.")
    chat.say("Dr Patel gives no directions")
    assert shows(chat, "Dr Patel")
    chat.tap("It is no person")
    assert chat.events == [IssueLetThrough(5, words("Dr Patel gives no directions"))]
    at(chat, "issue.keep", 5)
    assert shows(chat, "Write it in one plain sentence")


def test_the_title_of_an_open_one_can_be_changed_and_said_in_other_languages() -> None:
    chat = desk(OPEN)
    at(chat, "issue.through", 6)
    chat.say("Parking is far away")
    assert shows(chat, "Others see it like this now")
    at(chat, "issue.languages", 6)
    assert chat.labels == ("Cymraeg", "اردو", "Back")
    chat.say("1")
    assert shows(chat, "Cymraeg", "Parking is far")
    chat.say("Mae parcio yn bell")
    both = Worded((("en_GB", "Parking is far"), ("cy", "Mae parcio yn bell")))
    assert chat.events[-1] == IssueLetThrough(6, both)
    chat.found[TheIssue(6)] = replace(OPEN, title=both)
    at(chat, "issue.languages", 6)
    assert "Cymraeg (done)" in chat.labels
    chat.say("Cymraeg (done)")
    chat.say("Nyrs Gwen")
    assert shows(chat, "This may name a person: Nyrs Gwen.")
    at(chat, "issue.language", 6, 9)
    assert shows(chat, "Parking!")


def test_where_one_language_is_offered_there_are_no_others() -> None:
    chat = desk(OPEN)
    chat.network = replace(RIVERSIDE, languages=RIVERSIDE.languages[:1])
    at(chat, "issue.read", 6)
    assert "Other languages" not in chat.labels


# --- not taken up, or the same -------------------------------------------------------------------


def test_not_taking_it_up_needs_a_reason_typed_or_chosen() -> None:
    chat = desk(NEW)
    at(chat, "issue.decline", 5)
    chat.say("")
    assert not chat.last.understood
    chat.say("We have no money for it.")
    assert chat.events == [IssueDeclined(5, "We have no money for it.")]
    at(chat, "issue.decline", 5)
    chat.say("1")
    assert chat.events[-1] == IssueDeclined(5, "@care")
    at(chat, "issue.reason", 5, 9)
    assert shows(chat, "Why not?")
    chat.say("@ @nothing")
    assert chat.events[-1] == IssueDeclined(5, "nothing")


def test_two_that_say_the_same_are_put_together_after_one_question() -> None:
    chat = desk(NEW, OPEN)
    at(chat, "issue.same", 5)
    assert chat.labels == ("Parking is far", "Back")
    chat.say("1")
    assert shows(chat, "Shall I put it together with this one: Parking is far")
    chat.say("no")
    assert shows(chat, "Nobody tells us where to park")
    at(chat, "issue.pick", 5, 6)
    chat.say("1")
    assert chat.events == [IssueMerged(5, 6)]
    chat.say("1")
    assert shows(chat, "1 issue is waiting")


def test_the_title_of_a_group_is_kept_for_that_group_only() -> None:
    closed, mine = replace(OPEN, groups=(3,)), replace(NEW, groups=(4,))
    chat = desk(mine, closed, replace(COLD, groups=(4,)))
    at(chat, "issue.same", 5)
    assert chat.labels == ("It is cold", "Back")
    at(chat, "issue.merge", 5, 6)
    assert chat.events == []
    chat = desk(mine, closed)
    at(chat, "issue.same", 5)
    assert shows(chat, "There is no other open issue.")
    chat = desk(mine, OPEN)
    at(chat, "issue.same", 5)
    assert chat.labels == ("Parking is far", "Back")


def test_what_cannot_be_put_together_says_so() -> None:
    chat = desk(NEW)
    at(chat, "issue.same", 5)
    assert shows(chat, "There is no other open issue.")
    chat = desk(NEW, OPEN, COLD)
    at(chat, "issue.pick", 5, 99)
    assert shows(chat, "Which one says the same?")
    at(chat, "issue.merge", 5, 5)
    assert shows(chat, "Which one says the same?")
    at(chat, "issue.pick", 5, 6)
    chat.found[IssuesHere()] = Desk(IssueRule(), (NEW,), (COLD,))
    chat.say("hm")
    assert chat.labels == ("It is cold", "Back")
    assert chat.events == []


# --- an agenda -----------------------------------------------------------------------------------


def test_what_the_rule_lets_on_an_agenda_is_put_there_and_nothing_else() -> None:
    chat = desk(OPEN, COLD, meetings=(SPRING, PlannedMeeting(10, words("Autumn meeting"))))
    at(chat, "issue.read", 6)
    chat.tap("Put on an agenda")
    assert chat.labels == ("Spring meeting, Thursday 12 March 2026", "Autumn meeting", "Back")
    chat.say("1")
    assert chat.events == [IssueOnAgenda(6, 9)]
    at(chat, "issue.put", 6, 99)
    assert shows(chat, "On the agenda of which meeting?")
    for verb in ("issue.agenda", "issue.put"):
        at(chat, verb, 7, 9)
        assert shows(chat, "By your rule this one does not reach an agenda yet.")
    chat.found[TheIssue(6)] = replace(OPEN, status="on_agenda")
    at(chat, "issue.read", 6)
    assert "Put on an agenda" not in chat.labels


def test_without_a_meeting_there_is_no_agenda() -> None:
    chat = desk(OPEN)
    at(chat, "issue.agenda", 6)
    assert shows(chat, "No meeting is planned.")


# --- the answer ----------------------------------------------------------------------------------


def written(chat: Chat, *parts: str) -> None:
    at(chat, "issue.answer", 6)
    for part in parts:
        chat.say(part)


def test_an_answer_is_written_previewed_and_sent_to_everyone_behind_it() -> None:
    chat = desk(OPEN)
    written(chat, "A bus runs.", "Skip", "The board", "Skip")
    preview = chat.last.screens[1]
    assert said(preview).startswith("Parking is far: what was decided")
    assert "A bus runs." in said(preview)
    ways = ("Send it", "Write it anew", "Other languages", "Later")
    assert labels(chat.screens[-1]) == ways
    at(chat, "issue.answer", 6)
    assert shows(chat, "The next message is exactly what people get.")
    chat.say("1")
    decision = Decision(words("Parking is far"), words("A bus runs."), None, date(2026, 3, 2),
                        words("The board"))  # fmt: skip
    asked = [Requested(COUNT, 6), Requested(READERS, 6, OF_ISSUE)] * 2  # of each preview
    assert chat.events == [*asked, DecisionApproved(6, decision), IssueAnswered(6)]
    assert chat.labels == ("Promises", "Issues", "Home")
    chat.say("2")
    assert shows(chat, "1 issue is open.")


def test_no_needs_a_because_and_nothing_at_all_is_no_answer() -> None:
    chat = desk(OPEN)
    written(chat, "Skip", "Skip")
    assert shows(chat, "Please write what will be done, or what cannot be done and why.")
    chat.say("Skip")
    chat.say("A nearer car park.")
    chat.say("Skip")
    chat.say("skip")
    assert shows(chat, "Please say why it cannot be done.")
    chat.say("a" * 801)
    assert not chat.last.understood
    chat.say("The ground is not ours.")
    assert "We cannot: A nearer car park. The ground is not ours." in chat.text
    chat.tap("Tell me more")
    assert shows(chat, "This is a preview")
    chat.tap("Write it anew")
    assert shows(chat, "What will be done?")
    at(chat, "issue.send", 6)
    at(chat, "issue.skip", 6, 9)
    assert shows(chat, "What will be done?")
    assert chat.events == [Requested(COUNT, 6), Requested(READERS, 6, OF_ISSUE)]


@pytest.mark.parametrize(
    ("count", "says"),
    [
        (AudienceCount(7, (("break", 6),), last_on=date(2026, 3, 16)),
         ("At least 10 people get it.", "Some people get it later.", "on Monday 16 March 2026")),
        (AudienceCount(8), ("Fewer than 10 people get it.",)),
        (AudienceCount(0, never=(("stopped", 2),)), ("Nobody can be told now.",)),
    ],
)  # fmt: skip
def test_the_preview_of_an_answer_says_in_steps_how_many_get_it(
    count: AudienceCount, says: tuple[str, ...]
) -> None:
    chat = desk(OPEN)
    chat.hear(Computed(Requested(COUNT, 6), count))
    assert not chat.last.screens, "nothing was asked"
    written(chat, "A bus runs.", "Skip", "Skip", "Skip")
    assert shows(chat, "I am counting how many people will get it.", "Shall I send it?")
    chat.hear(Computed(Requested(COUNT, 6), count))
    assert shows(chat, *says, "Shall I send it?")
    counted = chat.screens[-1]
    assert counted.slot == "issue:6:people"
    assert chat.labels[0] == "Send it"
    chat.hear(Computed(Requested(COUNT, 6), None))
    assert not chat.last.screens
    chat.say("1")
    chat.hear(Computed(Requested(COUNT, 6), count))
    assert not chat.last.screens, "it is sent by now"


def test_an_old_preview_of_nothing_asks_for_it_again() -> None:
    chat = desk(OPEN)
    at(chat, "issue.skip", 6, 3)
    assert shows(chat, "What will be done?")


@pytest.mark.parametrize(
    "verb", ["issue.through", "issue.decline", "issue.same", "issue.answer", "issue.agenda"]
)
def test_what_somebody_has_dealt_with_is_only_shown(verb: str) -> None:
    chat = desk(replace(OPEN, status="answered"))
    at(chat, verb, 6)
    assert shows(chat, "Somebody has dealt with this since.", "It was answered.")
    assert chat.labels == ("Promises", "Issues", "Home")
    chat.found[TheIssue(6)] = replace(OPEN, status="declined")
    at(chat, "issue.read", 6)
    assert "Promises" not in chat.labels


def test_words_for_what_somebody_has_dealt_with_are_not_lost_in_silence() -> None:
    chat = desk(NEW)
    at(chat, "issue.decline", 5)
    chat.found[TheIssue(5)] = replace(NEW, status="open", title=words("Parking"))
    chat.say("We have no money for it.")
    assert shows(chat, "Somebody has dealt with this since.")
    assert chat.events == []
    chat.say("hm")
    assert not chat.last.understood


# --- the rule ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "choice", "chosen"),
    [
        ("Days to answer", "28 days", IssueRuleChosen(28, 3, 10)),
        ("How many reach it", "5", IssueRuleChosen(42, 5, 10)),
        ("Supporters needed", "0 people", IssueRuleChosen(42, 3, 0)),
    ],
)
def test_the_rule_can_be_changed(label: str, choice: str, chosen: IssueRuleChosen) -> None:
    chat = desk()
    at(chat, "issue.list")
    chat.tap("The rule")
    assert shows(chat, "within 42 days", "At least 10 people")
    chat.tap(label)
    chat.tap(choice)
    assert chat.events == [chosen]
    chat.say("1")
    assert chat.labels[0] == "Days to answer"


@pytest.mark.parametrize("verb", ["issue.set_days", "issue.set_top", "issue.set_least"])
def test_a_number_that_is_not_offered_is_asked_for_again(verb: str) -> None:
    chat = desk()
    at(chat, verb, 0, 1000)
    assert chat.events == []
    chat.tap("Back")
    assert shows(chat, "The rule")


def test_a_go_that_is_not_begun_shows_what_can_be_done() -> None:
    chat = desk(NEW)
    facts = Facts(FACILITATOR, RIVERSIDE, english, found={TheIssue(5): NEW, IssuesHere(): Desk()})
    assert labels(prompt(Raising(5), facts)) == ("The rule", "Home")
    chat.focus = Key("moderating", 5)
    chat.say("hello")
    assert not chat.last.understood
