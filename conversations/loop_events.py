"""What happened to a loop: promises made and changed, what people say back, tasks, beliefs."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from conversations.text import Worded


@dataclass(frozen=True, slots=True)
class CommitmentMade:
    """A facilitator wrote down a promise, with a decision or after it.

    The owner is a member, or a name as written until somebody joins for it.
    """

    loop: int
    commitment: int
    words: Worded
    owner: int | None = None
    owner_name: str | None = None
    due_on: date | None = None
    level: str = "consultation"
    lead: str = "professionals"
    pathway_stage: str | None = None
    commissioning_stage: str | None = None


@dataclass(frozen=True, slots=True)
class CommitmentChanged:
    """The owner or a facilitator changed a commitment that was at `version`; else nothing changes.

    What is None stays. A new status or date is told to everyone upstream, with what is `said` of
    it; so are new words, unless they only mend a slip of the pen (`mends`). A new owner is not.
    """

    commitment: int
    version: int
    status: str | None = None
    due_on: date | None = None
    said: Worded | None = None
    words: Worded | None = None
    mends: bool = False


@dataclass(frozen=True, slots=True)
class OwnerChanged:
    """A commitment has another owner: a member, or a name until somebody joins for it."""

    commitment: int
    version: int
    owner: int | None = None
    owner_name: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceGiven:
    """Something shows what came of a commitment: a file, or words."""

    commitment: int
    media: int | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceShown:
    """A facilitator lets members see a file that shows what came of a promise, or not any more."""

    evidence: int
    shown: bool


@dataclass(frozen=True, slots=True)
class HearBackMoved:
    """A facilitator moved the day by which people hear back, and says why."""

    loop: int
    day: date
    why: Worded


@dataclass(frozen=True, slots=True)
class TaskRaised:
    """Somebody wrote something that a person has to deal with; `kind` is not_meant, question, ….

    `about` is what it is about: a commitment, an agenda item, a consultation's question.
    """

    kind: str
    loop: int | None = None
    about: int | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A facilitator read a task: an act of power, so it is on record."""

    task: int


@dataclass(frozen=True, slots=True)
class TaskDone:
    """Somebody dealt with a task; a `reply` goes to whoever raised it."""

    task: int
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class Believed:
    """A professional or facilitator said what they believe of the people upstream of a loop."""

    loop: int
    as_role: str
    know: str | None = None
    influenced: str | None = None


@dataclass(frozen=True, slots=True)
class Archived:
    """A facilitator or chair archived a loop; `override` is why, though somebody is untold."""

    loop: int
    override: str | None = None


@dataclass(frozen=True, slots=True)
class NoticesChosen:
    """The person chose of which changes they hear: 'every' one, or the decision and the 'ends'."""

    which: str


LoopEvent: TypeAlias = (
    CommitmentMade
    | CommitmentChanged
    | OwnerChanged
    | EvidenceGiven
    | EvidenceShown
    | HearBackMoved
    | TaskRaised
    | TaskOpened
    | TaskDone
    | Believed
    | Archived
    | NoticesChosen
)
