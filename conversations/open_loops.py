"""Open loops as their board shows them: how old, what is due, who was not told and why."""

from dataclasses import dataclass
from datetime import date

from conversations.gap import NOTHING_SAID, Gap
from conversations.loops import Promise
from conversations.text import Worded

ASKING, UNDECIDED, PROMISED, WAITING, UNSENT = (
    "asking", "undecided", "promised", "waiting", "unsent",
)  # fmt: skip
"""Why a loop cannot be archived: it still asks; nothing was decided; a promise has no end; people
wait to be told; or messages did not go, for no reason that ends the wait."""


@dataclass(frozen=True, slots=True)
class OpenLoop:
    """One loop as the list shows it; `hear_back_on` is the day promised as it stands now.

    `days` is how long it is open. `asks` says that people may still answer it, `closed` that what
    was decided can be written. `overdue` counts the days since people were to hear what was
    decided, and did not, `late` the promises whose day is past. `people` wait to hear of it, None
    where that must be hidden.
    `groups` are those that it belongs to, none of them for the whole network. `reads_only` says
    that this person may look at it and change nothing: it is the network's, their role a group's.
    """

    id: int
    kind: str
    title: Worded
    opened_on: date
    days: int = 0
    status: str = "open"
    hear_back_on: date | None = None
    asks: bool = False
    closed: bool = False
    decided: bool = False
    overdue: int = 0
    late: int = 0
    people: int | None = 0
    groups: tuple[int, ...] = ()
    reads_only: bool = False

    @property
    def needs_somebody(self) -> bool:
        """Tell whether something here is late."""
        return bool(self.overdue or self.late)

    @property
    def needs_me(self) -> bool:
        """Tell whether whoever looks at it can do something about that."""
        return self.needs_somebody and not self.reads_only


@dataclass(frozen=True, slots=True)
class TheOpenLoops:
    """Found: tuple of `OpenLoop` that this person facilitates or chairs, the oldest first.

    At most 100 of them. Those of the whole network are there for every such role, to be read.
    """


@dataclass(frozen=True, slots=True)
class TheOpenLoop:
    """Found: `OpenLoop`, where this person facilitates or chairs it, or may read it; or None.

    Also one that is archived.
    """

    id: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How one loop stands, counted: people told, who wait, and who cannot be told, by reason.

    A number is None where it must be hidden, and so are all of them where `few` people are
    upstream. `blocked` says why it cannot be archived without a reason.
    """

    promises: tuple[Promise, ...] = ()
    few: bool = False
    told: int | None = 0
    waiting: int | None = 0
    untold: tuple[tuple[str, int | None], ...] = ()
    blocked: tuple[str, ...] = ()
    gap: Gap = NOTHING_SAID


# --- measures ------------------------------------------------------------------------------------

PERCENT, DAYS = "percent", "days"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of how well loops are closed, with what it is counted over.

    `value` is whole percent or days; None where there is nothing yet, or it must be hidden. `of`
    counts people, promises or loops, as `over` says. Only what is at least `lag` days old counts.
    """

    name: str
    unit: str
    over: str
    value: int | None = None
    of: int | None = None
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Measures:
    """Everything measured in a network. `heard` counts people by what they said last, or None.

    `by_hand` counts how often one was archived though somebody was untold, for a reason each time.
    """

    open: int = 0
    archived: int = 0
    by_hand: int = 0
    measures: tuple[Measure, ...] = ()
    heard: tuple[tuple[str, int | None], ...] = ()
    gap: Gap = NOTHING_SAID
