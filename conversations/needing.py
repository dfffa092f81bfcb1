"""What waits for a facilitator: the week's list, and single tasks, as conversations know them.

A facilitator has 45 minutes a week. What may harm somebody comes first; what does not fit waits for
the next week, or for whoever opens the list again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conversations.text import Words

MOST_ITEMS = 7
MOST_MINUTES = 45
MOST_AT_ONCE = 3
"""Of things of one kind about one loop, so many are expected to be dealt with in a week."""


@dataclass(frozen=True, slots=True)
class Chore:
    """A kind of thing that waits: how many minutes one takes."""

    minutes: int


CHORES: Mapping[str, Chore] = {
    "flag": Chore(5),
    "not_meant": Chore(5),
    "overdue": Chore(15),
    "unowned": Chore(3),
    "not_mine": Chore(5),
    "late_promise": Chore(3),
    "question": Chore(5),
    "languages": Chore(3),
    "issue": Chore(5),
    "due_soon": Chore(15),
    "minutes": Chore(10),
    "put_back": Chore(5),
    "passed_up": Chore(5),
    "offer": Chore(3),
    "task": Chore(5),
    "quotes": Chore(2),
}
"""What can wait, what may do harm first. A task of a kind that is not named here is a 'task'."""


@dataclass(frozen=True, slots=True)
class NeedsItem:
    """One line of the week's list: `count` things of a kind about the same loop.

    `subject` is what its button opens: a task, a flag, a loop, a promise, an issue or a meeting.
    `cover` says that it is another facilitator's, who is away. `source` is the loop's kind.
    """

    kind: str
    subject: int
    title: Words | None = None
    count: int = 1
    cover: bool = False
    source: str = "consultation"

    @property
    def minutes(self) -> int:
        """How long it takes this week."""
        return CHORES[self.kind].minutes * min(self.count, MOST_AT_ONCE)


def pick(items: Sequence[NeedsItem]) -> tuple[NeedsItem, ...]:
    """Give what fits into a week, harm first; what is too long leaves room for what is shorter."""
    ranks = list(CHORES)
    chosen: list[NeedsItem] = []
    left = MOST_MINUTES
    for item in sorted(items, key=lambda one: ranks.index(one.kind)):
        if item.minutes <= left and len(chosen) < MOST_ITEMS:
            chosen.append(item)
            left -= item.minutes
    return tuple(chosen)


@dataclass(frozen=True, slots=True)
class Needing:
    """What waits for one facilitator: this week's items, and how many more there are."""

    items: tuple[NeedsItem, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """Something to deal with, as who facilitates it sees it (`theirs`) or who raised it (`mine`).

    `title` is the loop's, `about` the promise or question that it is about. `answerable` means that
    a reply reaches whoever wrote it. `following` is the next of the same kind about the same loop,
    or 0. `promise` is the number of the promise whose owner is asked for, or 0.
    """

    id: int
    kind: str
    loop: int = 0
    promise: int = 0
    title: Words | None = None
    about: Words | None = None
    words: str | None = None
    reply: str | None = None
    answerable: bool = False
    done: bool = False
    mine: bool = False
    theirs: bool = False
    following: int = 0


@dataclass(frozen=True, slots=True)
class WhatNeedsMe:
    """Found: `Needing`, for a facilitator; else None."""


@dataclass(frozen=True, slots=True)
class TheTask:
    """Found: `Task`, where this person facilitates what it is about, or raised it; else None."""

    id: int
