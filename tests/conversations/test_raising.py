"""Raising an issue or an idea, what became of it, and supporting what others raised."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.asides import Aside
from conversations.facts import Facts
from conversations.issue_events import (
    IssueRaised,
    IssueSupported,
    IssueTakenBack,
    SupportEnded,
)
from conversations.issues import (
    MOST_WAITING,
    Mine,
    MyIssue,
    MyIssues,
    OpenIssue,
    Others,
    OthersIssues,
)
from conversations.moderating.state import Moderating
from conversations.questions.free_text import LONGEST
from conversations.raising import news, prompt, told_of
from conversations.raising.mine import READY_REASONS, TOO_LATE, what_became
from conversations.raising.others import GONE
from conversations.raising.writing import NO_NUMBER
from conversations.screen import Act
from conversations.turn import Key, Tapped
from tests.conversations.facilitator import english as words
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, english, labels, said

PARKING = "The car park is too far from the clinic"
WAITS = MyIssue(5, "waiting", PARKING, answer_by=date(2026, 4, 13))
OTHER = OpenIssue(8, words("The waiting room is cold"))
WITH_OFFICE = replace(RIVERSIDE, complaints_office="PALS, 01234 222222")


def raising(*issues: MyIssue, groups: tuple[tuple[int, str], ...] = (),
            others: Others | None = None) -> Chat:  # fmt: skip
    """Give the chat of somebody who raised these issues."""
    found = Others() if others is None else others
    kept = {MyIssues(): Mine(issues=issues, groups=groups), OthersIssues(): found}
    kept |= {OthersIssues(one.id): replace(found, issues=(one,)) for one in found.issues}
    return Chat(network=WITH_OFFICE, found=kept)


def raised(chat: Chat) -> IssueRaised:
    (event,) = (one for one in chat.events if isinstance(one, IssueRaised))
    return event


def shows(chat: Chat, *texts: str) -> bool:
    return all(text in chat.text for text in texts)


# --- writing -------------------------------------------------------------------------------------


def test_words_are_sent_as_they_are_and_the_day_of_the_answer_is_said() -> None:
    chat = raising()
    chat.command("raise")
    assert shows(chat, "Nobody reads this straight away.", "leave out the names")
    chat.say(f"  {PARKING} ")
    assert raised(chat).words == PARKING
    assert raised(chat).media is None
    assert raised(chat).group is None
    assert shows(chat, "You will hear back by Monday 13 April 2026", "A facilitator"[2:])
    assert chat.labels == ("What others raised", "Take it back", "Home")


def test_a_voice_message_is_sent_too() -> None:
    chat = raising()
    chat.command("raise")
    chat.voice(9)
    assert (raised(chat).words, raised(chat).media) == (None, 9)


def test_what_cannot_be_kept_gets_a_sentence_and_what_waits_still_waits() -> None:
    chat = raising()
    chat.command("raise")
    for bad in ("a" * (LONGEST + 1), "\u200b \u2800"):
        chat.say(bad)
        assert not chat.last.understood
        assert chat.labels == ("My issues", "What others raised", "Home")
    chat.picture()
    assert shows(chat, "Please type it, or send a voice message.")
    for number in ("1", "٢", "1."):
        assert not chat.say(number).understood
        assert chat.text == english(NO_NUMBER)
        assert chat.labels == ("My issues", "What others raised", "Home")
    chat.say("Nurse Jones was rude")
    chat.say("3")
    assert shows(chat, "Please choose one: tap a button, or type its number.")
    assert chat.labels == ("Send it as it is", "Do not send it")
    assert chat.events == []
    chat.say(PARKING)
    assert raised(chat).words == PARKING


def test_whom_it_is_for_is_asked_where_somebody_belongs_to_a_group() -> None:
    chat = raising(groups=((4, "Lung group"),))
    chat.command("raise")
    chat.say("it is cold")
    assert not chat.last.understood
    assert chat.labels[:2] == ("Everybody here", "Lung group")
    assert not chat.say("well").understood
    assert chat.labels[-3:] == ("My issues", "What others raised", "Home")
    chat.say("2")
    chat.say(PARKING)
    assert raised(chat).group == 4


def test_a_group_that_is_none_of_theirs_is_asked_anew() -> None:
    chat = raising(groups=((4, "Lung group"),))
    for ids in ((0, 5), (0,)):
        chat.hear(Tapped(Act("raise.group", ids)))
        assert shows(chat, "Whom is it about?" if ids == (0, 5) else "What is the problem")


def test_a_name_is_asked_about_and_nothing_is_sent_before() -> None:
    chat = raising()
    chat.command("raise")
    chat.say("Nurse Jones was rude")
    assert shows(chat, "This may name a person: Nurse Jones.", "PALS, 01234 222222")
    assert chat.events == []
    chat.say("Nurse Lee was rude")
    assert shows(chat, "Nurse Lee")
    chat.say("A nurse was rude to me")
    assert raised(chat).words == "A nurse was rude to me"


@pytest.mark.parametrize("network", [RIVERSIDE, WITH_OFFICE])
def test_what_is_no_name_can_be_sent_as_it_is(network: object) -> None:
    chat = raising()
    chat.network = RIVERSIDE if network is RIVERSIDE else WITH_OFFICE
    chat.command("raise")
    chat.say("Sister Dora ward is cold")
    assert ("PALS" in chat.text) is (network is WITH_OFFICE)
    chat.tap("Send it as it is")
    assert raised(chat).words == "Sister Dora ward is cold"
    chat.tap("Send it as it is")  # an old button sends nothing twice
    assert shows(chat, "What is the problem")


def test_it_can_be_left_and_an_old_button_sends_nothing() -> None:
    chat = raising()
    chat.command("raise")
    chat.say("Nurse Jones was rude")
    chat.tap("Do not send it")
    assert shows(chat, "I did not keep it.")
    chat.say("1")
    assert shows(chat, "What is the problem")
    assert chat.events == []


def test_who_has_enough_waiting_is_told_so_before_they_write() -> None:
    many = tuple(replace(WAITS, id=number) for number in range(1, MOST_WAITING + 1))
    chat = raising(*many)
    chat.command("raise")
    assert shows(chat, "5 of your issues are waiting")
    chat.say("1")
    assert shows(chat, "My issues")


def test_words_of_stopping_inside_it_are_kept_and_asked_about() -> None:
    chat = raising()
    chat.command("raise")
    chat.say("Please stop the long waits")
    assert raised(chat).words == "Please stop the long waits"
    assert isinstance(chat.last.aside, Aside)


def test_words_of_danger_get_their_number_first() -> None:
    chat = raising()
    chat.command("raise")
    chat.say("I have a fever and nobody answers")
    assert "Please call now" in said(chat.last.screens[0])
    assert raised(chat).words


def test_a_complaint_is_kept_and_learns_who_takes_it() -> None:
    chat = raising()
    chat.command("raise")
    chat.say("The office never answers")
    assert "The complaints office can: PALS" in said(chat.last.screens[0])
    assert raised(chat).words == "The office never answers"


def test_tired_is_a_break_where_no_words_are_asked_for_and_an_issue_where_they_are() -> None:
    chat = raising(WAITS)
    chat.hear(Tapped(Act("raise.mine")))
    chat.say("tired")
    assert shows(chat, "I will not write")
    chat.command("raise")
    chat.say("I'm tired")
    assert raised(chat).words == "I'm tired"


def test_whoever_took_their_consent_back_is_asked_before_anything_is_kept() -> None:
    chat = raising()
    chat.person = replace(MEMBER, agreed=None)
    chat.command("raise")
    chat.say(PARKING)
    assert shows(chat, "What you sent waits here until you agree.")
    assert chat.events == []
    chat.tap("Read all at once") if "Read all at once" in chat.labels else None
    while not any(isinstance(one, IssueRaised) for one in chat.events):
        chat.tap(next(one for one in chat.labels if one in {"OK", "I agree to all five"}))
    assert raised(chat).words == PARKING


# --- my issues -----------------------------------------------------------------------------------


def test_my_issues_are_listed_by_their_first_words() -> None:
    long = replace(WAITS, id=6, words="a word " * 20)
    titled = MyIssue(7, "answered", title=words("Parking"))
    chat = raising(long, titled, replace(WAITS, id=9, words=None), WAITS)
    chat.hear(Tapped(Act("raise.mine")))
    first, *others = chat.labels
    assert first.endswith("…")
    assert len(first) <= 40
    assert others == ["Parking", "A voice message", PARKING, "Raise an issue", "Home"]
    chat.say("4")
    assert shows(chat, PARKING, "has not looked at it yet", "Monday 13 April 2026")
    assert chat.labels == ("Take it back", "My issues", "Home")


def test_nothing_raised_says_so_and_offers_to() -> None:
    chat = raising()
    chat.hear(Tapped(Act("raise.one", (5,))))
    assert shows(chat, "You have not raised anything yet.")
    chat.say("raise an issue")
    assert shows(chat, "What is the problem")


def test_each_status_says_what_became_of_it() -> None:
    title, day = words("Parking"), date(2026, 4, 13)
    became = {
        "open": ("Others see it like this: Parking", "Nobody else supports it yet."),
        "on_agenda": ("It is on the agenda of a meeting.", "13 April"),
        "answered": ("You find the answer under 'What changed'.",),
        "declined": ("It was not taken up.", "We have no money."),
        "merged": ("another one that says the same", "13 April"),
        "closed": ("It was closed without an answer.",),
    }
    for status, texts in became.items():
        one = MyIssue(5, status, PARKING, title, 0, day, "We have no money.")
        shown = "\n".join(map(english, what_became(one, RIVERSIDE)))
        assert all(text in shown for text in texts), status
    joined = MyIssue(5, "merged", PARKING, into=title)
    assert "this one: Parking" in english(what_became(joined, RIVERSIDE)[0])
    assert len(what_became(joined, RIVERSIDE)) == 1


@pytest.mark.parametrize(
    ("people", "text"),
    [(None, "Fewer than 10 other people"), (10, "10 other people support"), (0, "Nobody else")],
)
def test_few_supporters_are_not_counted(people: int | None, text: str) -> None:
    one = MyIssue(5, "open", PARKING, None, people)
    assert text in "\n".join(map(english, what_became(one, RIVERSIDE)))


def test_ready_reasons_are_said_and_a_complaint_gets_its_office() -> None:
    for kept, _, reason in READY_REASONS:
        one = MyIssue(5, "declined", PARKING, reason=kept)
        shown = "\n".join(map(english, what_became(one, WITH_OFFICE)))
        assert english(reason) in shown
        assert ("PALS" in shown) is (kept == "@care")
    assert len(what_became(MyIssue(5, "declined"), WITH_OFFICE)) == 1
    about_one = MyIssue(5, "declined", reason="@care")
    assert "PALS" not in "\n".join(map(english, what_became(about_one, RIVERSIDE)))


def test_taking_it_back_is_asked_once_and_erases_it() -> None:
    chat = raising(WAITS)
    chat.hear(Tapped(Act("raise.one", (5,))))
    chat.tap("Take it back")
    chat.say("no, keep it")
    assert shows(chat, PARKING)
    chat.tap("Take it back")
    chat.say("1")
    assert chat.events == [IssueTakenBack(5)]
    assert shows(chat, "It is erased.")
    chat.say("1")
    assert shows(chat, "What is the problem")


@pytest.mark.parametrize("verb", ["raise.back", "raise.back_yes"])
def test_what_was_looked_at_cannot_be_taken_back(verb: str) -> None:
    chat = raising(replace(WAITS, status="open"))
    chat.hear(Tapped(Act(verb, (5,))))
    assert shows(chat, english(TOO_LATE))
    chat.hear(Tapped(Act(verb, (6,))))  # not theirs, or gone
    assert shows(chat, "Choose one to see what became of it.")
    assert chat.events == []


# --- what others raised --------------------------------------------------------------------------


def others(*issues: OpenIssue, left: int = 5) -> Chat:
    return raising(others=Others(issues or (OTHER,), left))


def test_others_issues_are_shown_without_names_and_one_is_supported() -> None:
    chat = others()
    chat.command("raise")
    chat.tap("What others raised")
    assert shows(chat, "You can support 5 more this month.", "Nobody sees who supports what.")
    chat.say("1")
    assert shows(chat, "The waiting room is cold", "Fewer than 10 other people support it.")
    chat.say("1")
    assert chat.events == [IssueSupported(8)]
    assert shows(chat, "You will hear what comes of it.")
    chat.say("1")
    assert shows(chat, "Choose one to read it.")


def test_an_empty_list_says_so() -> None:
    chat = raising()
    chat.hear(Tapped(Act("raise.others")))
    assert shows(chat, "There is nothing to support this week.")


def test_what_is_supported_can_be_supported_no_more() -> None:
    chat = others(replace(OTHER, supported=True, supporters=12))
    chat.hear(Tapped(Act("raise.look", (8,))))
    assert shows(chat, "At least 12 people support it.", "You support this.")
    chat.hear(Tapped(Act("raise.support", (8,))))
    assert chat.events == []
    chat.tap("Stop supporting it")
    assert chat.events == [SupportEnded(8)]


def test_after_five_in_a_month_no_more_are_counted() -> None:
    chat = others(left=0)
    chat.hear(Tapped(Act("raise.others")))
    assert shows(chat, "You support 5 this month.")
    chat.hear(Tapped(Act("raise.support", (8,))))
    assert shows(chat, "You can support more next month.")
    chat.hear(Tapped(Act("raise.unsupport", (8,))))
    assert shows(chat, "The waiting room is cold")
    assert chat.events == []


@pytest.mark.parametrize("verb", ["raise.look", "raise.support", "raise.unsupport"])
def test_what_is_gone_says_so(verb: str) -> None:
    chat = others()
    chat.hear(Tapped(Act(verb, (9,))))
    assert shows(chat, english(GONE))
    assert chat.events == []


def test_what_was_looked_at_and_is_gone_since_leads_on() -> None:
    chat = others()
    chat.hear(Tapped(Act("raise.look", (8,))))
    chat.found[OthersIssues(8)] = Others()
    chat.say("1")
    assert shows(chat, "What is the problem")


# --- what Heard tells by itself ------------------------------------------------------------------


def test_news_says_why_and_a_number_leads_on() -> None:
    one = MyIssue(5, "declined", PARKING, reason="@known")
    chat = raising(one)
    chat.show(news(one, RIVERSIDE))
    assert PARKING not in said(news(one, RIVERSIDE))
    assert labels(news(one, RIVERSIDE)) == ("What I raised", "Raise an issue", "Home")
    chat.focus = Key("raising", 5)
    chat.say("what?")
    assert not chat.last.understood
    chat.focus = Key("raising", 5)
    chat.say("1")
    assert shows(chat, PARKING, "We are working on this already.")
    assert told_of(5).subject == 5


def test_what_is_asked_for_and_gone_since_leads_on() -> None:
    chat = raising(WAITS)
    chat.hear(Tapped(Act("raise.one", (5,))))
    chat.found[MyIssues()] = Mine()
    chat.say("2")
    assert shows(chat, "You have not raised anything yet.")


def test_words_where_nothing_is_asked_for_show_the_ways_on() -> None:
    chat = raising()
    chat.focus = Key("raising")
    chat.say("hello")
    assert not chat.last.understood
    assert chat.labels == ("Raise an issue", "My issues", "Home")


def test_a_number_that_is_not_there_leaves_what_can_be_chosen() -> None:
    chat = raising(WAITS)
    chat.hear(Tapped(Act("raise.one", (5,))))
    chat.say("99")
    assert not chat.last.understood
    assert chat.labels == ("Take it back", "My issues", "Home")
    chat.say("1")
    assert "Yes, take it back" in chat.labels
    assert prompt(Moderating(5), Facts(MEMBER, RIVERSIDE, english)) is not None
