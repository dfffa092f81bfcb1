"""What conversations keep goes to JSON and comes back the same, or is refused."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.content import Audience, Choice, Decision, Given, HonestAsk, Question
from conversations.draft import Draft
from conversations.events import Requested
from conversations.plain import from_plain, to_plain
from conversations.text import Worded
from tests.conversations.kept import any_of

KINDS = (Worded, Choice, Question, Given, HonestAsk, Audience, Decision, Draft)


@dataclass(frozen=True, slots=True)
class Tea:
    """Something with one of each: what has a default, what has not, and what defaults to more."""

    leaves: str
    cups: int | None = 2
    hot: bool = True
    day: date | None = None
    pair: tuple[str, int] = ("milk", 1)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from((*KINDS, Tea)).flatmap(any_of))
def test_anything_comes_back_from_json_as_it_was(value: Any) -> None:
    assert from_plain(type(value), json.loads(json.dumps(to_plain(value)))) == value


def test_dates_are_iso_8601_and_what_is_none_takes_no_room() -> None:
    assert to_plain(Tea("green", day=date(2026, 3, 2))) == {
        "leaves": "green",
        "cups": 2,
        "hot": True,
        "day": "2026-03-02",
        "pair": ["milk", 1],
    }
    assert to_plain(Given(choices=(1, 3))) == {"choices": [1, 3]}


def test_none_is_kept_where_leaving_it_out_would_mean_something_else() -> None:
    assert from_plain(Tea, to_plain(Tea("green", cups=None))).cups is None


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("green", "Tea is kept as an object, not as str"),
        (["green"], "Tea is kept as an object, not as list"),
        ({"leaves": "green", "sugar": 1, "lemon": 2}, "Tea has no lemon, sugar"),
        ({"leaves": 3}, "3 is not <class 'str'>"),
        ({"leaves": "green", "cups": "2"}, "'2' is not <class 'int'>"),
        ({"leaves": "green", "cups": True}, "True is not <class 'int'>"),
        ({"leaves": "green", "hot": 1}, "1 is not <class 'bool'>"),
        ({"leaves": None}, "None is not <class 'str'>"),
        ({}, "leaves"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(value: Any, why: str) -> None:
    with pytest.raises(TypeError, match=why):
        from_plain(Tea, value)


@pytest.mark.parametrize("wrong", [{"day": "2026-02-30"}, {"pair": ["milk"]}])
def test_a_day_that_never_was_and_half_a_pair_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"day|shorter|argument"):
        from_plain(Tea, {"leaves": "green", **wrong})


def test_a_moment_of_a_request_comes_back_with_its_zone() -> None:
    asked = Requested("meet.count", 7, begins=datetime(2027, 3, 30, 13, tzinfo=UTC))
    assert from_plain(Requested, json.loads(json.dumps(to_plain(asked)))) == asked
