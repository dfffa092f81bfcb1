"""Where somebody is in a conversation outlives a restart, and an upgrade of the program."""

import json
import sys
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations import cut_off, respond
from conversations.state import State, keep, recall
from tests.conversations.kept import any_of

CONVERSATIONS = (
    "agreeing", "answering", "asides", "attending", "believing", "board", "by_telephone",
    "calls", "composing", "cut_off", "deciding", "digest", "discreet", "finding", "flags",
    "hearing_back", "home", "impact", "influencing", "jargon", "joining", "meetings", "minutes",
    "moderating", "more", "my_data", "needs_you", "own_choices", "owning", "passing",
    "promising", "quoting", "raising", "recovering", "roles", "rota", "seats", "sorting",
    "still_you", "tasks", "translating",
)  # fmt: skip


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_every_state_comes_back_as_it_was_kept(conversation: str) -> None:
    @settings(deadline=None, max_examples=60)
    @given(any_of(State.kinds[conversation]))
    def comes_back(state: State) -> None:
        assert recall(json.loads(json.dumps(keep(state)))) == state

    comes_back()


def test_every_conversation_is_tried_here() -> None:
    assert {respond.__name__, cut_off.__name__} <= set(sys.modules)
    assert set(State.kinds) == set(CONVERSATIONS)


@pytest.fixture
def tea(monkeypatch: pytest.MonkeyPatch) -> type[State]:
    """A conversation about tea, in its third version."""
    monkeypatch.setattr(State, "kinds", dict(State.kinds))

    @dataclass(frozen=True)
    class Tea(State):
        conversation: ClassVar[str] = "tea"
        version: ClassVar[int] = 3
        upgrades: ClassVar[Any] = {
            1: lambda body: {"cups": body["mugs"]},
            2: lambda body: {**body, "hot": True},
        }

        cups: int
        hot: bool

        @property
        def subject(self) -> int:
            return self.cups

    return Tea


@pytest.mark.parametrize(
    ("version", "body"),
    [(1, {"mugs": 2}), (2, {"cups": 2}), (3, {"cups": 2, "hot": True})],
)
def test_every_version_once_released_can_be_read(
    tea: type[State], version: int, body: dict[str, Any]
) -> None:
    read = recall({"conversation": "tea", "version": version, "state": body})
    assert keep(read) == {
        "conversation": "tea", "version": 3, "state": {"cups": 2, "hot": True},
    }  # fmt: skip
    assert isinstance(read, tea)


@pytest.mark.parametrize(("conversation", "version"), [("tea", 4), ("tea", 0), ("coffee", 1)])
@pytest.mark.usefixtures("tea")
def test_what_this_program_does_not_know_is_refused(conversation: str, version: int) -> None:
    with pytest.raises(KeyError):
        recall({"conversation": conversation, "version": version, "state": {}})


@settings(deadline=None)
@given(st.sampled_from(CONVERSATIONS), st.data())
def test_a_state_names_what_it_is_about_by_a_whole_number(name: str, data: st.DataObject) -> None:
    assert isinstance(data.draw(any_of(State.kinds[name])).subject, int)
