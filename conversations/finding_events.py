"""What happens to findings and quotes."""

from dataclasses import dataclass
from typing import TypeAlias

from conversations.text import Worded


@dataclass(frozen=True, slots=True)
class HeardNoted:
    """A facilitator wrote down something that was heard."""

    loop: int
    words: Worded


@dataclass(frozen=True, slots=True)
class NumberNoted:
    """A facilitator chose a number of the results: so many people made this choice."""

    loop: int
    question: int
    choice: int
    people: int


@dataclass(frozen=True, slots=True)
class QuoteAsked:
    """A facilitator wants to show exact words; `mark` names the answer that they stand in."""

    loop: int
    mark: int
    words: str


@dataclass(frozen=True, slots=True)
class QuoteAnswered:
    """Whoever wrote the words said whether they may be shown."""

    quote: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class FindingDropped:
    """A facilitator let something that was heard count no more."""

    loop: int
    finding: int


FindingEvent: TypeAlias = HeardNoted | NumberNoted | QuoteAsked | QuoteAnswered | FindingDropped
