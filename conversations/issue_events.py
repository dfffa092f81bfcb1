"""What happened to an issue or an idea that a member raised."""

from dataclasses import dataclass
from typing import TypeAlias

from conversations.text import Worded


@dataclass(frozen=True, slots=True)
class IssueRaised:
    """The person raised an issue in words or in a voice note, for a group or for everybody here."""

    issue: int
    group: int | None = None
    words: str | None = None
    media: int | None = None


@dataclass(frozen=True, slots=True)
class IssueTakenBack:
    """Whoever raised it took it back before anybody had looked at it: it is erased."""

    issue: int


@dataclass(frozen=True, slots=True)
class IssueSupported:
    """The person supports what somebody else raised, and hears what comes of it."""

    issue: int


@dataclass(frozen=True, slots=True)
class SupportEnded:
    """The person supports it no more."""

    issue: int


@dataclass(frozen=True, slots=True)
class IssueLetThrough:
    """A facilitator gave it the title that others see, or another one than before."""

    issue: int
    title: Worded


@dataclass(frozen=True, slots=True)
class IssueDeclined:
    """A facilitator did not let it through; whoever raised it is told why.

    `reason` is '@' with the name of a ready reason, or words.
    """

    issue: int
    reason: str


@dataclass(frozen=True, slots=True)
class IssueMerged:
    """A facilitator put it together with one that says the same; who raised it stays attached."""

    issue: int
    into: int


@dataclass(frozen=True, slots=True)
class IssueOnAgenda:
    """A facilitator put it on the agenda of a meeting."""

    issue: int
    meeting: int


@dataclass(frozen=True, slots=True)
class IssueAnswered:
    """What came of it was approved, in the same turn, to be told to everyone who is behind it."""

    issue: int


@dataclass(frozen=True, slots=True)
class IssueRuleChosen:
    """A facilitator chose in how many days issues are answered, and which reach an agenda."""

    days: int
    top: int
    supporters: int


IssueEvent: TypeAlias = (
    IssueRaised
    | IssueTakenBack
    | IssueSupported
    | SupportEnded
    | IssueLetThrough
    | IssueDeclined
    | IssueMerged
    | IssueOnAgenda
    | IssueAnswered
    | IssueRuleChosen
)
