"""What the screens of finding are made from, and how a turn ends."""

from dataclasses import dataclass, replace
from typing import Any

from conversations.content import Consultation
from conversations.events import Event
from conversations.facts import Facts, Ledger
from conversations.finding.state import FindingOut
from conversations.findings import Finding
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words
from conversations.turn import Turn


@dataclass(frozen=True)
class View:
    """One facilitator, and what was heard in one consultation so far."""

    state: FindingOut
    ledger: Ledger
    facts: Facts
    findings: tuple[Finding, ...] = ()

    @property
    def consultation(self) -> Consultation:
        """What people answered."""
        return self.ledger.consultation

    @property
    def is_told(self) -> bool:
        """Tell whether it was decided, and people are told of it."""
        return self.ledger.decision is not None

    def button(self, label: Words, verb: str, *ids: int) -> Button:
        """Give a button about this consultation."""
        return Button(label, Act(verb, (self.consultation.id, *ids)))

    def back(self) -> Button:
        """Give the way back to the list."""
        return self.button(Text("Back"), "find.show")

    def at(self, screen: str, **changes: Any) -> "View":
        """Give the same, with another screen waiting for a reply."""
        return replace(self, state=replace(self.state, at=screen, **changes))

    def turn(self, *shown: Screen, events: tuple[Event, ...] = ()) -> Turn:
        """Show this, and wait here."""
        return Turn(self.state, shown, events)

    def hint(self, shown: Screen) -> Turn:
        """Show again what can be chosen."""
        again = replace(shown, title=None, lines=(PICK_ONE,))
        return Turn(self.state, (again,), understood=False)

    def refuse(self, why: Words) -> Turn:
        """Say why nothing is kept of what was sent."""
        return Turn(self.state, (Screen(lines=(why,), buttons=(self.back(),)),), understood=False)
