"""What the screens of deciding are made from, and what a turn is taken with."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from conversations.content import Consultation
from conversations.deciding.state import Deciding
from conversations.events import Event
from conversations.facts import Facts, Ledger, TheState
from conversations.promising import NAME as PROMISING
from conversations.promising import Drafted, Promising
from conversations.screen import Act, Button, Screen
from conversations.text import Worded, Words
from conversations.turn import Turn
from conversations.wording import OF_DECISION, TheWording, Wording

PHASES = ("scheduled", "open", "closing", "closed", "telling", "told", "cancelled")


@dataclass(frozen=True)
class View:
    """What a screen needs to show itself."""

    state: Deciding
    ledger: Ledger
    facts: Facts

    @property
    def consultation(self) -> Consultation:
        """What is decided about."""
        return self.ledger.consultation

    @property
    def phase(self) -> str:
        """Give which of `PHASES` it is in; 'telling' is closed and decided."""
        status = self.consultation.status
        return "telling" if status == "closed" and self.ledger.decision else status

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        """Give the offered languages in which the decision was not first written: (tag, name)."""
        said = self.state.you_said
        first = said.by_language[0][0] if said else self.facts.person.language or "en_GB"
        offered = self.facts.network.languages
        return tuple((tag, name) for tag, name, _ in offered if _base(tag) != _base(first))

    @property
    def promised(self) -> tuple[Drafted, ...]:
        """Give what is to be promised together with the decision."""
        written: Promising | None = self.facts.get(TheState(PROMISING, self.consultation.id))
        return written.drafts if written else ()

    def words(self, part: str) -> Worded | None:
        """Give what was written for a part, with what else it was put into beside the preview."""
        written = self.state.words(part)
        known: Wording | None = self.facts.get(TheWording(self.consultation.id, OF_DECISION))
        if written is None or known is None:
            return written
        also = {one.by_language[0]: one.by_language for one in known.words}
        said = dict(also.get(written.by_language[0], ()))
        return Worded.of({**dict(written.by_language[:1]), **said, **dict(written.by_language)})

    def option(self, label: Words, verb: str, *ids: int) -> Button:
        """Give a button about this consultation."""
        return Button(label, self.act(verb, *ids))

    def act(self, verb: str, *ids: int) -> Act:
        """Give an act about this consultation."""
        return Act(verb, (self.consultation.id, *ids))

    def worded(self, text: str) -> Worded:
        """Give words as this facilitator wrote them, in their language."""
        return Worded.of({self.facts.person.language or "en_GB": text})


def number_in(act: Act) -> int:
    """Give the number after the consultation's; -1 where a button has none."""
    return act.ids[1] if len(act.ids) > 1 else -1


def _base(tag: str) -> str:
    return tag.partition("_")[0]


@dataclass(frozen=True)
class Go(View):
    """What a reply is answered with."""

    now: datetime

    @property
    def today(self) -> date:
        """The civil day where the network is."""
        return self.facts.network.today(self.now)

    @property
    def phase(self) -> str:
        """Give the status; 'closing' where its time has come and nobody has closed it yet."""
        closing = super().phase == "open" and self.now >= self.consultation.closes_at
        return "closing" if closing else super().phase

    def at(self, screen: str, **changes: Any) -> "Go":
        """Give the same, with another screen waiting for a reply."""
        return replace(self, state=replace(self.state, at=screen, **changes))

    def turn(self, *screens: Screen, events: tuple[Event, ...] = ()) -> Turn:
        """Say `screens`, and wait here for a reply."""
        return Turn(self.state, screens, events)

    def computed(self, *screens: Screen, events: tuple[Event, ...] = ()) -> Turn:
        """Say what was worked out, and leave free text where it goes now."""
        return Turn(self.state, screens, events, focus=None)
