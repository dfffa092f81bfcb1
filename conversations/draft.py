"""A consultation being composed: every part may still be missing."""

from dataclasses import dataclass
from datetime import date

from conversations.content import Audience, HonestAsk, Question
from conversations.screen import Attachment
from conversations.text import Worded


@dataclass(frozen=True, slots=True)
class Draft:
    """What a facilitator has written so far.

    `opens_at` is None for 'now', else an ISO 8601 moment in UTC. `closes_on` is the last whole
    day on which answers are taken.
    """

    title: Worded | None = None
    asker: Worded | None = None
    informs: Worded | None = None
    can_change: Worded | None = None
    cannot_change: Worded | None = None
    decider: Worded | None = None
    decides_on: date | None = None
    closes_on: date | None = None
    hear_back_on: date | None = None
    questions: tuple[Question, ...] = ()
    attachment: Attachment | None = None
    audience: Audience | None = None
    opens_at: str | None = None
    started_from: str | None = None

    def missing(self) -> tuple[str, ...]:
        """Name the parts without which nothing may be sent, in the order they are asked for."""
        needed = (
            "title", "questions", "asker", "informs", "can_change", "cannot_change", "decider",
            "closes_on", "hear_back_on", "audience",
        )  # fmt: skip
        return tuple(name for name in needed if not getattr(self, name))

    def honest_ask(self) -> HonestAsk:
        """Give the ask, once nothing is missing; raises ValueError before."""
        parts = (
            self.title, self.asker, self.informs, self.can_change, self.cannot_change, self.decider,
            self.hear_back_on,
        )  # fmt: skip
        title, asker, informs, can_change, cannot_change, decider, day = parts
        if not (title and asker and informs and can_change and cannot_change and decider and day):
            msg = f"This draft still lacks {', '.join(self.missing())}."
            raise ValueError(msg)
        return HonestAsk(
            title=title,
            asker=asker,
            informs=informs,
            can_change=can_change,
            cannot_change=cannot_change,
            decider=decider,
            hear_back_on=day,
            decides_on=self.decides_on,
        )


def fresh_number(seed: int) -> int:
    """Give a number for a new draft, and so for its consultation: 48 bits of `seed`, never 0."""
    return seed % (2**48 - 1) + 1
