"""What an app cut off a long text is no message of its own."""

from datetime import UTC, datetime, timedelta

import pytest

from conversations.cut_off import CutOff, cut_off, is_rest
from conversations.facts import Facts
from conversations.home import Home
from conversations.state import keep, recall
from conversations.turn import Commanded, Typed
from tests.conversations.people import MEMBER, PHRASES, RIVERSIDE, STOP_WORDS, english

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
LONG = Typed("x" * 4001)
FACTS = Facts(person=MEMBER, network=RIVERSIDE, say=english, stop_words=STOP_WORDS, phrases=PHRASES)


def test_only_a_text_that_is_too_long_for_anything_may_have_been_cut() -> None:
    kept = cut_off(LONG, NOW)
    assert kept == CutOff(int(NOW.timestamp()))
    assert kept.subject == 0
    assert recall(keep(kept)) == kept
    assert cut_off(Typed("x" * 4000), NOW) is None
    assert cut_off(Commanded("home"), NOW) is None


@pytest.mark.parametrize(("seconds", "rest"), [(0, True), (4.9, True), (5, False), (3600, False)])
def test_words_that_follow_within_moments_are_the_rest(seconds: float, rest: bool) -> None:  # noqa: FBT001
    later = NOW + timedelta(seconds=seconds)
    assert is_rest(cut_off(LONG, NOW), Typed("and more"), FACTS, later) is rest


def test_buttons_commands_and_words_after_anything_else_are_no_rest() -> None:
    assert not is_rest(cut_off(LONG, NOW), Commanded("stop"), FACTS, NOW)
    assert not is_rest(None, Typed("and more"), FACTS, NOW)
    assert not is_rest(Home(), Typed("and more"), FACTS, NOW)


@pytest.mark.parametrize("said", ["Stop!", "stopio", "My husband died."])
def test_stop_and_a_death_are_heard_right_after_a_text_that_was_too_long(said: str) -> None:
    assert not is_rest(cut_off(LONG, NOW), Typed(said), FACTS, NOW)
