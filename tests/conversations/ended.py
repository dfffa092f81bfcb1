"""A consultation about evening chemotherapy that has come to its end, and its facilitator."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from conversations.content import Choice, Consultation, Decision, HonestAsk, Question
from conversations.events import DecisionApproved, Requested
from conversations.facts import Ledger
from conversations.screen import Screen
from conversations.turn import Computed, Key, Tapped, Turn
from conversations.wording import READERS
from tests.conversations.facilitator import FACILITATOR, Facilitator, Office, english
from tests.conversations.people import MORNING, labels

NUMBER = 2**48 - 1
HERE = Key("deciding", NUMBER)
DECISION = Decision(
    you_said=english("Most want late sessions to stay."),
    we_will=english("Late sessions stay until next March."),
    decided_on=date(2026, 3, 1),
)
ASK = HonestAsk(
    title=english("Evening chemotherapy"),
    asker=english("the lead nurse"),
    informs=english("Should late sessions stay?"),
    can_change=english("whether they stay"),
    cannot_change=english("the number of nurses"),
    decider=english("the board"),
    hear_back_on=date(2026, 3, 20),
    decides_on=date(2026, 2, 27),
)
WAYS = Question(
    1,
    "single",
    english("How did you get home?"),
    (Choice(1, english("By car")), Choice(2, english("By bus")), Choice(3, english("On foot"))),
)
EASIER = Question(2, "free_text", english("What would have made it easier?"))


def consultation(status: str = "closed", answered: int | None = 21, **changes: Any) -> Consultation:
    whole = Consultation(
        id=NUMBER,
        version=1,
        ask=ASK,
        questions=(WAYS, EASIER),
        closes_at=datetime(2026, 3, 1, tzinfo=UTC),
        last_day=date(2026, 2, 28),
        status=status,
        answered=answered,
    )
    return replace(whole, **changes)


def still_open(answered: int | None = 21) -> Consultation:
    later = MORNING + timedelta(days=4)
    return consultation("open", answered, closes_at=later, last_day=later.date())


class Lead(Facilitator):
    """The facilitator who asked, and what was worked out for them."""

    def __init__(self, shown: Consultation | None = None, **of_ledger: Any) -> None:
        super().__init__(Office(), FACILITATOR)
        self.look_at(shown or consultation(), **of_ledger)

    def look_at(self, shown: Consultation, **of_ledger: Any) -> None:
        """Change what there is to see."""
        self.office.ledgers[NUMBER] = Ledger(shown, **{"asked": 30, **of_ledger})

    def press_here(self, verb: str, *more: int) -> Turn:
        """Tap a button of this consultation, whether it is shown or not."""
        return self.press(verb, NUMBER, *more)

    def hear_label(self, shown: Screen, label: str) -> Turn:
        """Tap the button of a certain message."""
        buttons = (*shown.options, *shown.buttons)
        return self.hear(Tapped(buttons[labels(shown).index(label)].act))

    def works_out(self, value: object) -> Turn:
        """Answer what was asked for last."""
        return self.hear(Computed(self.requests[-1], value))

    @property
    def choices(self) -> list[str]:
        """The buttons of the last message, in order."""
        return list(self.labels)

    @property
    def requests(self) -> list[Requested]:
        """All that was to be worked out here; who reads other languages comes back elsewhere."""
        asked = (event for event in self.events if isinstance(event, Requested))
        return [one for one in asked if one.name != READERS]

    @property
    def decided(self) -> list[Decision]:
        """What was approved."""
        return [one.decision for one in self.events if isinstance(one, DecisionApproved)]
