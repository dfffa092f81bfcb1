"""What a consultation is made of, as members see it. Everything here is frozen and plain."""

from dataclasses import dataclass
from datetime import date, datetime

from conversations.screen import Attachment
from conversations.text import Worded


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose. `exclusive` rules out the others ('none of these')."""

    number: int
    label: Worded
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a consultation; `number` is stable within it and never used again.

    `kind` names a file of `conversations.questions`. For a scale, `choices` are its steps, the
    first and the last with their meaning in the label.
    """

    number: int
    kind: str
    text: Worded
    choices: tuple[Choice, ...] = ()
    optional: bool = True

    def choice(self, number: int) -> Choice | None:
        """Give the choice with that number, if there is one."""
        return next((choice for choice in self.choices if choice.number == number), None)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: choices, words, a voice note; or why there is none ('skipped', 'not_said')."""

    choices: tuple[int, ...] = ()
    text: str | None = None
    media: int | None = None
    declined: str | None = None


@dataclass(frozen=True, slots=True)
class HonestAsk:
    """What must be said before anything is asked (promise 1)."""

    title: Worded
    asker: Worded
    informs: Worded
    can_change: Worded
    cannot_change: Worded
    decider: Worded
    hear_back_on: date
    decides_on: date | None = None
    level: str = "consultation"


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation as one member may see it now.

    `status` is scheduled, open, closed, told or cancelled. `closes_at` is UTC, `last_day` the last
    civil day on which answers are taken. `answered` counts people, None where it must be hidden.
    """

    id: int
    version: int
    ask: HonestAsk
    questions: tuple[Question, ...]
    closes_at: datetime
    last_day: date
    status: str
    attachment: Attachment | None = None
    answered: int | None = None

    def question(self, number: int) -> Question | None:
        """Give the question with that number, if there is one."""
        return next((question for question in self.questions if question.number == number), None)

    @property
    def minutes(self) -> int:
        """How long it takes, in whole minutes: 20 s a choice, 45 s a free text, rounded up."""
        seconds = sum(45 if question.kind == "free_text" else 20 for question in self.questions)
        return max(1, -(-seconds // 60))


@dataclass(frozen=True, slots=True)
class Audience:
    """A rule that picks members: everyone, or only some groups, only some kinds of member."""

    groups: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of it: what people said, what will be done, what cannot be; by whom, and why."""

    you_said: Worded
    we_will: Worded | None = None
    we_cannot: Worded | None = None
    decided_on: date | None = None
    decided_by: Worded | None = None
    why: Worded | None = None
