"""What was heard: words, numbers that may be shown, and quotes that their authors agree to."""

import pytest

from conversations.events import Requested
from conversations.facts import OpenAnswer, QuestionResult, Results
from conversations.finding import LONGEST
from conversations.finding.quotes import LONGEST as LONGEST_QUOTE
from conversations.finding_events import (
    FindingDropped,
    HeardNoted,
    NumberNoted,
    QuoteAnswered,
    QuoteAsked,
)
from conversations.findings import Finding, Quote, TheFindings, TheQuote, findings_lines
from conversations.screen import Act
from conversations.turn import Computed, Key, Tapped
from tests.conversations.ended import DECISION, NUMBER, Lead, consultation
from tests.conversations.facilitator import english
from tests.conversations.people import MEMBER, Chat, labels
from tests.conversations.people import english as in_english

FOUND = Results(
    30,
    21,
    (
        QuestionResult(1, ((1, 14), (2, 7), (3, None)), 21),
        QuestionResult(2),
        QuestionResult(9, ((1, 21),), 21),
    ),
)
HEARD = Finding(4, "heard", words=english("Buses are late."))
COUNTED = Finding(
    5, "number", question=english("How?"), choice=english("By car"), people=14, mine=True
)
QUOTED = Finding(6, "quote", quote="A later bus.", status="agreed")
ANSWER = OpenAnswer(2, 3, 8, "I want a later bus. It is cold.", mark=123)


def lead(*findings: Finding, answered: int | None = 21, **ledger: object) -> Lead:
    """A facilitator who looks at what was heard."""
    one = Lead(consultation(answered=answered), **ledger)
    one.found[TheFindings(NUMBER)] = findings
    return one


def kept(one: Lead) -> list[object]:
    return [event for event in one.events if not isinstance(event, Requested)]


# --- as it is told --------------------------------------------------------------------------------


def test_what_was_heard_is_told_with_the_persons_own_part() -> None:
    shown = findings_lines([HEARD, COUNTED, QUOTED])
    assert [in_english(line) for line in shown] == [
        "We heard: Buses are late.",
        "How?\nYou and 13 other people said: By car",
        "Somebody wrote: “A later bus.”",
    ]


def test_a_number_of_others_is_told_as_theirs() -> None:
    others = Finding(5, "number", question=english("How?"), choice=english("By car"), people=14)
    assert in_english(findings_lines([others])[0]) == "How?\n14 people said: By car"


@pytest.mark.parametrize(
    "hidden",
    [
        Finding(6, "quote", quote="A later bus.", status="asked"),
        Finding(6, "quote", quote="A later bus.", status="refused"),
        Finding(6, "quote", status="agreed"),
        Finding(5, "number", people=14),
        Finding(4, "heard"),
    ],
)
def test_what_may_not_be_shown_is_left_out(hidden: Finding) -> None:
    assert findings_lines([hidden]) == ()


# --- words and numbers ----------------------------------------------------------------------------


def test_the_list_shows_what_there_is_and_what_can_be_added() -> None:
    waits = Finding(7, "quote", quote="It is cold.", status="asked")
    refused = Finding(8, "quote", quote="No.", status="refused")
    one = lead(HEARD, QUOTED, waits, refused, Finding(9, "number", people=2))
    one.press_here("find.show")
    assert one.text.splitlines() == [
        "What was heard",
        "We heard: Buses are late.",
        "Somebody wrote: “A later bus.”",
        "Somebody is asked whether we may show: “It is cold.”",
        "Somebody said no to a quote. It is not shown.",
        "People see it when they are told what was decided.",
    ]
    assert labels(one.screens[-1]) == (
        "Add words", "Add a number", "Find a quote", "Take one out", "Write the decision", "Home",
    )  # fmt: skip


def test_words_are_kept_in_the_facilitators_own_language() -> None:
    one = lead()
    one.press_here("find.show")
    assert "Nothing is written down yet." in one.text
    one.say("1")
    assert one.text.startswith("What did you hear?")
    one.say("Buses are late.")
    assert kept(one) == [HeardNoted(NUMBER, english("Buses are late."))]
    assert one.text.startswith("That is kept.")


def test_words_that_cannot_be_kept_get_a_sentence() -> None:
    one = lead()
    one.press_here("find.words")
    for bad in ("a" * (LONGEST + 1), " "):
        one.say(bad)
        assert not one.last.understood
    one.voice()
    assert one.text == "I need words here. Please type them."
    one.say("back")
    assert one.text.startswith("What was heard")
    assert kept(one) == []


def test_a_number_comes_from_what_the_results_show() -> None:
    one = lead()
    one.press_here("find.numbers")
    assert one.requests == [Requested("find.results", NUMBER)]
    one.hear(Computed(one.requests[-1], FOUND))
    assert labels(one.screens[-1]) == ("How did you get home?", "Back")
    one.say("1")
    assert labels(one.screens[-1]) == ("By car: 14", "By bus: 7", "Back")
    one.say("hm")
    assert not one.last.understood
    one.tap("By bus: 7")
    assert kept(one) == [NumberNoted(NUMBER, 1, 2, 7)]


def test_a_forged_or_old_number_is_looked_up_anew() -> None:
    one = lead()
    one.press_here("find.number", 1, 3)
    assert kept(one) == []
    assert one.requests == [Requested("find.results", NUMBER)]
    one.hear(Computed(one.requests[-1], Results(8, None)))
    assert one.text == "There are no numbers that can be shown. Fewer than 10 people answered."
    one.press_here("find.question", 77)
    assert labels(one.screens[-1]) == ("Back",)


def test_what_was_heard_can_be_taken_out_also_after_it_was_told() -> None:
    one = lead(HEARD, COUNTED, Finding(6, "quote", status="refused"), decision=DECISION)
    one.press_here("find.show")
    assert labels(one.screens[-1]) == ("Take one out", "Home")
    one.tap("Take one out")
    assert labels(one.screens[-1]) == ("Buses are late.", "By car: 14", "A quote", "Back")
    one.tap("Buses are late.")
    assert kept(one) == [FindingDropped(NUMBER, 4)]
    assert one.text.splitlines()[1] == "That is taken out."


@pytest.mark.parametrize("verb", ["find.words", "find.numbers", "find.quote"])
def test_nothing_is_added_once_people_are_told(verb: str) -> None:
    one = lead(decision=DECISION)
    one.press_here(verb, 0)
    assert "People were told already, so nothing can be added." in one.text


def test_words_typed_after_it_was_told_are_not_added() -> None:
    one = lead()
    one.press_here("find.words")
    one.look_at(consultation(), decision=DECISION)
    one.say("Buses are late.")
    assert kept(one) == []


def test_nothing_is_found_before_it_has_closed_nor_by_anybody_else() -> None:
    one = Lead(consultation("open"))
    one.press_here("find.show")
    assert one.text.startswith("There is nothing to see before this has closed.")
    one.press("find.show", 5)
    assert one.text.startswith("I cannot use that button any more.")
    one = lead()
    one.press_here("find.words")
    one.office.ledgers.clear()
    one.say("Buses are late.")
    assert kept(one) == []


# --- quotes ---------------------------------------------------------------------------------------


def quoting(answer: OpenAnswer | None = ANSWER, answered: int | None = 21) -> Lead:
    one = lead(answered=answered)
    one.press_here("find.quote", 3)
    assert one.requests[-1] == Requested("find.answer", NUMBER, 3)
    one.hear(Computed(one.requests[-1], answer))
    return one


def test_exact_words_are_asked_for_and_nothing_else() -> None:
    one = quoting()
    assert one.text.splitlines() == [
        "“I want a later bus. It is cold.”",
        "Send the exact words that you want to show. Or take all of them.",
    ]
    one.say("I want an earlier bus.")
    assert one.text.startswith("These words are not in the answer.")
    one.say("a later bus")
    assert kept(one) == [QuoteAsked(NUMBER, 123, "a later bus")]
    assert (
        one.text == "I will ask the person who wrote it. Nobody sees the words before they agree."
    )


def test_all_of_an_answer_can_be_asked_for_unless_it_is_long() -> None:
    one = quoting()
    one.tap("All of it")
    assert kept(one) == [QuoteAsked(NUMBER, 123, "I want a later bus. It is cold.")]
    one.press_here("find.whole")
    assert one.text.startswith("What was heard")
    long = quoting(OpenAnswer(2, 3, 8, "cold " * LONGEST_QUOTE, mark=123))
    long.tap("All of it")
    assert long.text == f"That is too long to show. Please send at most {LONGEST_QUOTE} characters."
    assert kept(long) == []


def test_where_few_answered_there_is_a_warning() -> None:
    assert "Few people answered. Others may guess who wrote it." in quoting(answered=None).text


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "This answer was erased or changed since."),
        (OpenAnswer(2, 3, 8, media=5), "This is a voice message, so there are no words to show."),
    ],
)
def test_what_cannot_be_quoted_is_said(answer: OpenAnswer | None, says: str) -> None:
    assert quoting(answer).text == says


def test_a_button_without_a_place_means_the_first_answer() -> None:
    one = lead()
    one.press_here("find.quote")
    assert one.requests == [Requested("find.answer", NUMBER, 0)]


# --- whoever wrote it -----------------------------------------------------------------------------

MINE = Quote(6, "A later bus.", english("Evening chemotherapy"), english("What would help?"))


def author(quote: Quote | None = MINE) -> Chat:
    return Chat(MEMBER, found={TheQuote(6): quote})


def test_the_author_sees_the_exact_words_and_says_yes_or_no() -> None:
    chat = author()
    chat.hear(Tapped(Act("quote.show", (6,))))
    assert chat.text.splitlines() == [
        "Evening chemotherapy",
        "What would help?",
        "“A later bus.”",
        "May we show these exact words, without your name?",
        "You can say no. Nothing changes for you.",
    ]
    chat.say("perhaps")
    assert not chat.last.understood
    chat.say("yes")
    assert chat.events == [QuoteAnswered(6, agrees=True)]
    chat.tap("Take it back")
    assert chat.events[-1] == QuoteAnswered(6, agrees=False)


def test_a_number_typed_to_the_question_answers_it() -> None:
    chat = author()
    chat.focus = Key("quoting", 6)
    chat.say("2")
    assert chat.events == [QuoteAnswered(6, agrees=False)]


def test_in_a_small_group_the_author_is_warned() -> None:
    few = Quote(6, "A later bus.", english("Evening chemotherapy"), few=True)
    chat = author(few)
    chat.hear(Tapped(Act("quote.show", (6,))))
    assert "Only few people answered. Others may guess that you wrote it." in chat.text


def test_words_that_were_erased_are_not_asked_for_any_more() -> None:
    chat = author(None)
    chat.hear(Tapped(Act("quote.yes", (6,))))
    assert chat.text == "These words were changed or erased. We do not show them."
    chat.focus = Key("quoting", 6)
    chat.say("yes")
    assert chat.events == []
