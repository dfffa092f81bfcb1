"""What happened to a meeting before it was held: planned, changed, answered, questions put."""

from dataclasses import dataclass
from typing import TypeAlias

from conversations.meetings_facts import Plan


@dataclass(frozen=True, slots=True)
class MeetingPlanned:
    """A facilitator approved a whole plan, as previewed; its audience is invited."""

    meeting: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class MeetingChanged:
    """A facilitator changed a meeting that was at `revision`; at any other, nothing is changed.

    Another time, place or link is told to everyone invited. Who is invited stays as it was.
    """

    meeting: int
    revision: int
    plan: Plan


@dataclass(frozen=True, slots=True)
class MeetingCancelled:
    """A facilitator cancelled a meeting that was at `revision`; everyone invited is told."""

    meeting: int
    revision: int


@dataclass(frozen=True, slots=True)
class QuestionsRead:
    """A facilitator read what people put to a meeting: an act of power, so it is on record."""

    meeting: int


@dataclass(frozen=True, slots=True)
class InvitationAnswered:
    """Somebody said whether they come: comes, cannot or unsure."""

    meeting: int
    reply: str


@dataclass(frozen=True, slots=True)
class QuestionPut:
    """Somebody put a question or a view to an item of the agenda; `question` is its own number."""

    meeting: int
    item: int
    question: int
    kind: str
    words: str | None = None
    media: int | None = None


@dataclass(frozen=True, slots=True)
class ReadOutChosen:
    """Whoever put a question or view said whether it is to be read out at the meeting."""

    question: int
    read_out: bool


@dataclass(frozen=True, slots=True)
class QuestionTakenBack:
    """Whoever put a question or view took it back before the meeting: it is erased."""

    question: int


@dataclass(frozen=True, slots=True)
class WasThere:
    """Somebody said after a meeting whether they were there."""

    meeting: int
    came: bool


MeetingEvent: TypeAlias = (
    MeetingPlanned
    | MeetingChanged
    | MeetingCancelled
    | QuestionsRead
    | InvitationAnswered
    | QuestionPut
    | ReadOutChosen
    | QuestionTakenBack
    | WasThere
)
