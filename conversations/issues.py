"""Issues and ideas that members raise, as those see them who raise, support or look at them.

Supporters are everyone behind an issue but whoever raised it first. Their numbers are None where
they must be hidden; nobody sees who they are.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from conversations.text import Worded

MOST_WAITING = 5
"""How many issues of one person may wait to be looked at."""
MOST_A_MONTH = 5
"""How many issues a person may support in a calendar month, so that each support counts."""


@dataclass(frozen=True, slots=True)
class IssueRule:
    """By when an issue is answered, in days, and which reach an agenda: the network's own rule.

    Those are the `top` ones that at least so many `supporters` are behind; 0 asks for none.
    """

    days: int = 42
    top: int = 3
    supporters: int = 10


# --- for whoever raises and supports -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MyIssue:
    """An issue that this person raised. `into` is what it joined.

    `status` is as in the table, or 'closed' where it was archived without an answer.
    """

    id: int
    status: str
    words: str | None = None
    title: Worded | None = None
    supporters: int | None = None
    answer_by: date | None = None
    reason: str | None = None
    into: Worded | None = None


@dataclass(frozen=True, slots=True)
class Mine:
    """What this person raised, newest first, at most 20; and the groups that they belong to."""

    rule: IssueRule = IssueRule()
    groups: tuple[tuple[int, str], ...] = ()
    issues: tuple[MyIssue, ...] = ()

    @property
    def waiting(self) -> int:
        """How many nobody has looked at yet."""
        return sum(one.status == "waiting" for one in self.issues)


@dataclass(frozen=True, slots=True)
class OpenIssue:
    """An issue of somebody else that this person may support; `supported` says that they do."""

    id: int
    title: Worded
    supporters: int | None = None
    supported: bool = False


@dataclass(frozen=True, slots=True)
class Others:
    """What others raised: this week's list, and how many more this person may support by now."""

    issues: tuple[OpenIssue, ...] = ()
    left: int = MOST_A_MONTH


@dataclass(frozen=True, slots=True)
class MyIssues:
    """Found: `Mine`."""


@dataclass(frozen=True, slots=True)
class OthersIssues:
    """Found: `Others`, this week's at most 7; with `issue` that one only, however old its button.

    The list is another one each week, in an order that has nothing to do with numbers, so that
    each issue is seen.
    """

    issue: int = 0


# --- for whoever facilitates ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as its facilitators see it, without whoever raised it.

    `groups` are those that it is for, none for the whole network. `by_rule` says that the network's
    rule lets it on an agenda, `language` that in which it was written.
    """

    id: int
    status: str
    words: str | None = None
    media: int | None = None
    title: Worded | None = None
    supporters: int | None = None
    raised_on: date | None = None
    answer_by: date | None = None
    groups: tuple[int, ...] = ()
    by_rule: bool = False


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A meeting whose agenda can still be added to; `on` is its day, None without one yet."""

    id: int
    title: Worded
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits to be looked at, longest first, and what is open, the most supported first.

    At most 20 of each. `meetings` are those to come.
    """

    rule: IssueRule = IssueRule()
    waiting: tuple[Issue, ...] = ()
    open: tuple[Issue, ...] = ()
    meetings: tuple[PlannedMeeting, ...] = ()


@dataclass(frozen=True, slots=True)
class TheIssue:
    """Found: `Issue`, where this person facilitates what it is for; else None."""

    id: int


@dataclass(frozen=True, slots=True)
class IssuesHere:
    """Found: `Desk` of what this person facilitates; else None."""


IssueNeed: TypeAlias = MyIssues | OthersIssues | TheIssue | IssuesHere
