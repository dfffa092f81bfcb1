"""A conversation's state between two replies: a tagged union of frozen dataclasses, kept as JSON.

Each state names its conversation, its subject and its version. A version once released is read
for ever: `upgrades` turns the JSON of version n into that of n + 1.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from conversations.plain import from_plain, to_plain

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]


class State(ABC):
    """The base of every conversation's state."""

    conversation: ClassVar[str]
    version: ClassVar[int] = 1
    upgrades: ClassVar[Mapping[int, Upgrade]] = {}
    kinds: ClassVar[dict[str, type["State"]]] = {}

    def __init_subclass__(cls) -> None:
        """Know every state by its conversation's name."""
        State.kinds[cls.conversation] = cls

    @property
    @abstractmethod
    def subject(self) -> int:
        """What this go is about: a consultation, a draft, or 0."""


def keep(state: State) -> dict[str, Any]:
    """Give `state` as JSON: {"conversation", "version", "state"}."""
    return {
        "conversation": state.conversation,
        "version": state.version,
        "state": to_plain(state),
    }


def recall(kept: Mapping[str, Any]) -> State:
    """Build the state that `keep` gave, upgrading older versions on the way.

    Raises KeyError for a conversation or version that this program does not know.
    """
    kind = State.kinds[kept["conversation"]]
    version, body = kept["version"], kept["state"]
    while version != kind.version:
        body, version = kind.upgrades[version](body), version + 1
    return from_plain(kind, body)
