"""Whatever is tapped, typed or sent, in any order: each question keeps exactly its latest answer.

The buttons are all those ever shown, the oldest too, and some that nobody showed.
"""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.content import Given, Question
from conversations.events import Answered, BreakTaken, Finished
from conversations.screen import Act
from conversations.showing import said
from conversations.turn import Tapped, Turn
from tests.conversations.asked import EASIER, EVERY_KIND, USED, Member
from tests.conversations.ended import NUMBER
from tests.conversations.people import english

BY_NUMBER = {one.number: one for one in EVERY_KIND}
OF_A_QUESTION = ("a.choose", "a.done", "a.skip", "a.notsay")
AT_ONCE = {"a.skip": Given(declined="skipped"), "a.notsay": Given(declined="not_said")}
WORDS = (
    "0", "1", "2", "9", "1, 3", "by bus", "the shop", "done", "i'd rather not say", "skip", "back",
    "change", "later", "go on", "start", "not this one", "see my answers", "home", "xyzzy",
    " ", "x" * 4001,
)  # fmt: skip
OURS = frozenset({"a", "m", "w"})

Step = Callable[[Member], Turn]


def typed(words: str) -> Step:
    return lambda member: member.say(words)


def shown(place: int) -> Step:
    """Tap one of all the buttons ever shown."""

    def tap(member: Member) -> Turn:
        acts = [
            button.act
            for screen in member.screens
            for button in (*screen.options, *screen.buttons)
            if button.act.verb.partition(".")[0] in OURS
        ]
        return member.hear(Tapped(acts[-1 - place % len(acts)]))

    return tap


def forged(verb: str, question: int, choice: int) -> Step:
    return lambda member: member.press(verb, question, choice)


def sent(kind: str) -> Step:
    return lambda member: member.voice() if kind == "voice" else member.other(kind)


choices = st.integers(min_value=0, max_value=9)
steps = st.one_of(
    st.builds(shown, st.integers(min_value=0, max_value=60)),
    st.builds(typed, st.sampled_from(WORDS)),
    st.builds(
        forged,
        st.sampled_from((*OF_A_QUESTION, "a.change", "a.back", "a.unknown")),
        choices,
        choices,
    ),
    st.builds(sent, st.sampled_from(["voice", "sticker"])),
)
orders = st.lists(steps, max_size=25)


def fits(question: int, answer: Given) -> bool:
    """Tell whether an answer is one that its question can have."""
    asked = BY_NUMBER[question]
    chosen = [one for one in asked.choices if one.number in answer.choices]
    alone = len(chosen) <= 1 or (asked is USED and not any(one.exclusive for one in chosen))
    own_words = asked is EASIER or (answer.text is None and answer.media is None)
    return len(chosen) == len(answer.choices) and alone and own_words


@settings(deadline=None, max_examples=150)
@given(orders)
def test_each_question_keeps_exactly_its_latest_answer(order: list[Step]) -> None:
    member = Member()
    for step in order:
        turn = step(member)
        answered = [one for one in turn.events if isinstance(one, Answered)]
        assert len(answered) <= 1
        assert all(fits(one.question, one.given) for one in answered)
    member.press("a.mine")
    listed = [label for label in member.labels if " — " in label]
    latest = dict(member.given)
    assert listed == [
        f"{english(one.text)} — {english(said(one, latest.get(one.number)))}"
        for one in EVERY_KIND
        if one.kind != "information"
    ]


@settings(deadline=None, max_examples=150)
@given(orders)
def test_the_cursor_is_always_at_a_question_of_this_consultation_or_at_an_end(
    order: list[Step],
) -> None:
    member = Member()
    for step in order:
        step(member)
        assert member.at in {0, None, *BY_NUMBER}


@settings(deadline=None, max_examples=150)
@given(orders, st.sampled_from(OF_A_QUESTION), st.sampled_from(EVERY_KIND), choices)
def test_an_old_button_changes_its_own_question_only(
    order: list[Step], verb: str, asked: Question, choice: int
) -> None:
    member = Member()
    for step in order:
        step(member)
    before, was_at = dict(member.kept), member.at
    member.press(verb, asked.number, choice)
    others = {number: one for number, one in before.items() if number != asked.number}
    now = {number: one for number, one in member.kept.items() if number != asked.number}
    assert now == others
    if was_at not in {0, asked.number}:
        assert member.at == was_at
    if verb in AT_ONCE:
        assert member.kept[asked.number] == AT_ONCE[verb]


@settings(deadline=None, max_examples=150)
@given(orders)
def test_the_end_is_reached_exactly_when_nothing_is_left_open(order: list[Step]) -> None:
    member = Member()
    for step in order:
        turn = step(member)
        if any(isinstance(one, Finished) for one in turn.events):
            assert all(member.kept.get(number, Given()) != Given() for number in BY_NUMBER)
            assert member.at is None


@settings(deadline=None, max_examples=100)
@given(orders, orders)
def test_a_closed_consultation_changes_nothing(before: list[Step], after: list[Step]) -> None:
    member = Member()
    for step in before:
        step(member)
    member.look_at(replace(member.asked, status="closed"))
    kept, events = dict(member.kept), list(member.events)
    for step in after:
        step(member)
    assert member.kept == kept
    # 'tired' is no answer there, so it still asks for a break.
    assert [one for one in member.events if not isinstance(one, BreakTaken)] == events


@settings(deadline=None, max_examples=100)
@given(orders)
def test_start_leads_to_the_first_question_that_is_open(order: list[Step]) -> None:
    member = Member()
    for step in order:
        step(member)
    member.hear(Tapped(Act("a.start", (NUMBER,))))
    left = [number for number in BY_NUMBER if member.kept.get(number, Given()) == Given()]
    if left:
        assert member.at == left[0]
    else:
        assert any(" — " in label for label in member.labels)
