"""Each kind of question reads taps, digits, words and voice messages in its own way."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.content import Choice, Given, Question
from conversations.questions import KINDS, Misread
from conversations.questions.free_text import LONGEST, TOO_LONG
from conversations.questions.kind import Kept
from conversations.screen import Act
from conversations.text import Worded
from conversations.turn import Edited, SentMedia, SentOther, Tapped, Typed
from tests.conversations.asked import EASIER, EVERY_KIND, KNOW, RATED, USED, WAY, Member
from tests.conversations.ended import NUMBER
from tests.conversations.people import english

NONE = 9  # the choice of USED that rules out the others
several = KINDS["several"]


def tapped(question: Question, choice: int) -> Tapped:
    return Tapped(Act("a.choose", (NUMBER, question.number, choice)))


# --- several choices -------------------------------------------------------------------------


def test_several_choices_are_switched_on_and_off_until_done() -> None:
    member = Member(USED, EASIER)
    member.tap("Start")
    assert member.labels[:5] == ("The café", "The garden", "The shop", "None", "Done")
    member.tap("The shop")
    member.tap("The café")
    assert member.labels[:3] == ("✓ The café", "The garden", "✓ The shop")
    assert member.last.screens[0].replaces
    member.tap("✓ The shop")
    member.tap("Done")
    assert member.answers == {6: Given(choices=(1,))}
    assert member.lines[2] == "You chose: The café"


def test_switching_everything_off_leaves_the_question_open() -> None:
    member = Member(USED)
    member.tap("Start")
    member.tap("The shop")
    member.tap("✓ The shop")
    assert member.answers == {6: Given()}
    member.tap("Done")
    assert member.lines[1] == "Please choose at least one, or skip."
    member.press("a.start")
    assert member.lines[1] == "Welcome back. You were at question 1 of 1."


def test_a_choice_that_rules_out_the_others_does_so_either_way() -> None:
    member = Member(USED)
    member.tap("Start")
    member.tap("The shop")
    member.tap("None")
    assert member.answers[6] == Given(choices=(NONE,))
    member.tap("The garden")
    assert member.answers[6] == Given(choices=(2,))


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("1, 3", (1, 3)),
        ("3 and 1", (1, 3)),
        ("2 2", (2,)),
        ("۱ اور ۳", (1, 3)),
        ("1 9", (NONE,)),
        ("9, 1", (1,)),
        ("the garden", (2,)),
        ("cafe", None),
        ("1, 4", None),
        ("0", None),
        ("…", None),
    ],
)
def test_what_is_typed_is_all_of_the_answer(words: str, chosen: tuple[int, ...] | None) -> None:
    reading = several.read(USED, Typed(words), Given(choices=(2,)))
    assert reading == Kept(Given(choices=chosen)) if chosen else isinstance(reading, Misread)


def test_a_choice_can_be_named_in_any_of_its_languages() -> None:
    garden = Choice(1, Worded.of({"en": "The garden", "cy": "Yr ardd"}))
    signs = Choice(2, Worded.of({"en": "👍"}))
    question = replace(USED, choices=(garden, signs))
    for words in ("the garden", "YR ARDD"):
        assert several.read(question, Typed(words), None) == Kept(Given(choices=(1,)))
    assert isinstance(several.read(question, Typed("👎"), None), Misread)


@settings(deadline=None)
@given(st.lists(st.sampled_from([1, 2, 3, NONE]), max_size=12))
def test_no_order_of_taps_puts_an_exclusive_choice_beside_another(taps: list[int]) -> None:
    given_now: Given | None = None
    expected: set[int] = set()
    for number in taps:
        reading = several.read(USED, tapped(USED, number), given_now)
        assert isinstance(reading, Kept)
        assert not reading.complete
        given_now = reading.given
        others = set() if number == NONE else expected - {NONE}
        expected = expected - {number} if number in expected else others | {number}
        assert set(given_now.choices) == expected
        assert given_now.choices == tuple(sorted(expected))


# --- one choice, a scale ---------------------------------------------------------------------


def test_a_scale_is_numbered_by_its_own_steps() -> None:
    member = Member(RATED, EASIER)
    member.tap("Start")
    assert member.screens[-1].first == 0
    member.say("0")
    assert member.answers == {7: Given(choices=(0,))}


@pytest.mark.parametrize("question", [WAY, RATED], ids=lambda one: one.kind)
def test_the_number_after_the_last_choice_is_rather_not_say(question: Question) -> None:
    member = Member(question)
    member.answer(str(question.choices[-1].number + 1))
    assert member.answers == {question.number: Given(declined="not_said")}


@pytest.mark.parametrize("question", EVERY_KIND, ids=lambda one: one.kind)
@pytest.mark.parametrize(
    "heard", [SentMedia("photo", 3), SentOther("sticker"), Edited("1"), Tapped(None)]
)
def test_what_no_question_can_use_is_misread(question: Question, heard: object) -> None:
    if question is KNOW and isinstance(heard, Tapped):
        return
    assert isinstance(KINDS[question.kind].read(question, heard, None), Misread)  # type: ignore[arg-type]


@pytest.mark.parametrize("question", [WAY, RATED, USED, EASIER], ids=lambda one: one.kind)
@pytest.mark.parametrize("ids", [(), (77,)], ids=["no choice", "a foreign one"])
def test_a_forged_button_chooses_nothing(question: Question, ids: tuple[int, ...]) -> None:
    member = Member(question)
    member.tap("Start")
    member.press("a.choose", question.number, *ids)
    assert member.given == []
    assert english(question.text) in member.lines, "the question is put again"


# --- own words -------------------------------------------------------------------------------


@pytest.mark.parametrize(("length", "kept"), [(1, True), (LONGEST, True), (LONGEST + 1, False)])
def test_words_are_kept_up_to_what_can_be_kept(length: int, kept: bool) -> None:  # noqa: FBT001
    member = Member(EASIER)
    member.answer("x" * length)
    assert bool(member.given) is kept
    assert (english(TOO_LONG) in member.lines) is not kept


@settings(deadline=None)
@given(st.text(max_size=40))
def test_own_words_are_kept_as_they_are_without_the_space_around(text: str) -> None:
    reading = KINDS["free_text"].read(EASIER, Typed(text), None)
    if text.strip():
        assert reading == Kept(Given(text=text.strip()))
    else:
        assert isinstance(reading, Misread)


def test_a_number_among_own_words_is_words() -> None:
    member = Member(EASIER)
    member.answer("2")
    assert member.answers == {8: Given(text="2")}


# --- what is only told -----------------------------------------------------------------------


def test_what_was_seen_can_be_seen_again() -> None:
    member = Member(KNOW, EASIER)
    member.answer("go on", "back")
    assert member.lines[-1] == "You have seen this."
    member.tap("Go on")
    assert member.answers == {3: Given(declined="seen")}
