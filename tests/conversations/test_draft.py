"""A draft says what it still lacks, and becomes an ask only when it lacks nothing."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.content import HonestAsk
from conversations.draft import Draft, fresh_number
from tests.conversations.facilitator import WHOLE

OF_THE_ASK = (
    "title", "asker", "informs", "can_change", "cannot_change", "decider", "hear_back_on",
)  # fmt: skip


def test_a_whole_draft_gives_the_ask_that_members_see() -> None:
    ask = WHOLE.honest_ask()
    assert WHOLE.missing() == ()
    assert {name: getattr(ask, name) for name in OF_THE_ASK} == {
        name: getattr(WHOLE, name) for name in OF_THE_ASK
    }
    assert {field.name for field in fields(HonestAsk)} == {*OF_THE_ASK, "decides_on", "level"}


@pytest.mark.parametrize("part", OF_THE_ASK)
def test_without_any_part_of_the_honest_ask_there_is_no_ask(part: str) -> None:
    nothing: Any = {part: None}
    lacking = replace(WHOLE, **nothing)
    assert lacking.missing() == (part,)
    with pytest.raises(ValueError, match=part):
        lacking.honest_ask()


def test_an_empty_draft_lacks_everything_in_the_order_it_is_asked_for() -> None:
    assert Draft().missing() == (
        "title", "questions", "asker", "informs", "can_change", "cannot_change", "decider",
        "closes_on", "hear_back_on", "audience",
    )  # fmt: skip


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=2**128 - 1))
def test_a_fresh_number_has_48_bits_and_is_never_nothing(seed: int) -> None:
    assert 1 <= fresh_number(seed) < 2**48
