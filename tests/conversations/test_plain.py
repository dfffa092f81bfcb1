"""What is kept as JSON comes back as it was, with what is None."""

import json
from datetime import date

import pytest

from conversations.answering import Answering
from conversations.content import Audience, Decision, Question
from conversations.draft import Draft
from conversations.joining_steps import Joining
from conversations.plain import from_plain, to_plain
from conversations.sorting import Sorting
from conversations.state import State, keep, recall
from conversations.text import Worded

STATES = (
    Answering(5, None),
    Answering(5, 0),
    Answering(5, 3, listing=True),
    Joining(),
    Sorting(text="a later bus"),
    Sorting(media=7),
)


@pytest.mark.parametrize("state", STATES)
def test_a_state_comes_back_as_it_was(state: State) -> None:
    assert recall(json.loads(json.dumps(keep(state)))) == state


def test_a_draft_and_a_decision_come_back_as_they_were() -> None:
    words = Worded.of({"en_GB": "Parking", "cy": "Parcio"})
    whole = Draft(title=words, closes_on=date(2027, 3, 9), audience=Audience(groups=(1, 2)),
                  questions=(Question(1, "free_text", words),))  # fmt: skip
    for kind, value in ((Draft, whole), (Draft, Draft()), (Decision, Decision(words))):
        assert from_plain(kind, json.loads(json.dumps(to_plain(value)))) == value
