"""The groups of a network and their seats, as conversations know them."""

from dataclasses import dataclass
from datetime import date

from conversations.content import Decision
from conversations.text import Worded


@dataclass(frozen=True, slots=True)
class SeatHere:
    """A seat in a group; nobody's name is kept. `mine` tells of whoever asks."""

    id: int
    title: Worded
    taken: bool = False
    mine: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class GroupHere:
    """A group in the tree; `parent` is the group that it is part of."""

    id: int
    name: str
    kind: str = "locality"
    parent: int | None = None
    seats: tuple[SeatHere, ...] = ()


@dataclass(frozen=True, slots=True)
class TheStructure:
    """Found: tuple of `GroupHere` of this person's network, by name."""


@dataclass(frozen=True, slots=True)
class TheSeatCode:
    """Found: `SeatHere` that is free and has a code with this hash, else None."""

    hash: str


@dataclass(frozen=True, slots=True)
class Passable:
    """Something of a group that can be passed on: a decision, or an issue that somebody raised.

    Of a decision `decision` is what it says now, `revision` counts how often it was changed, and
    `passed` are the groups that it was passed to before.
    """

    id: int
    title: Worded
    decision: Decision | None = None
    revision: int = 0
    passed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ThePassed:
    """Found: (title, `Decision`, the group's name that passed it) where it came to this person."""

    loop: int


@dataclass(frozen=True, slots=True)
class WhatPasses:
    """Found: (decisions, issues), each a tuple of `Passable` of that group, the newest first."""

    group: int
