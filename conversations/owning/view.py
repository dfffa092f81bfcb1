"""What the screens of owning are made from, and what a turn is taken with."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from conversations.events import Event
from conversations.facts import Facts
from conversations.loops import Commitment
from conversations.owning.state import Owning
from conversations.rights import FACILITATOR, covers
from conversations.screen import Act, Button, Screen
from conversations.text import Worded, Words
from conversations.turn import Turn


@dataclass(frozen=True)
class View:
    """What a screen needs to show itself."""

    state: Owning
    one: Commitment
    facts: Facts
    now: datetime

    @property
    def today(self) -> date:
        """The civil day where the network is."""
        return self.facts.network.today(self.now)

    @property
    def is_mine(self) -> bool:
        """Tell whether whoever reads this owns the promise."""
        return self.one.owner == self.facts.person.id

    @property
    def may_tell(self) -> bool:
        """Tell whether they may say what came of it: its owner, and who facilitates its loop."""
        person = self.facts.person
        theirs = covers(person.groups_as(FACILITATOR), self.one.groups)
        return self.is_mine or (person.facilitates and theirs)

    def option(self, label: Words, verb: str, *ids: int) -> Button:
        """Give a button about this promise."""
        return Button(label, Act(verb, (self.one.id, *ids)))

    def worded(self, text: str) -> Worded:
        """Give words as they were written, in the writer's language."""
        return Worded.of({self.facts.person.language or "en_GB": text})

    def at(self, screen: str, **changes: Any) -> "View":
        """Give the same, with another screen waiting for a reply."""
        return replace(self, state=replace(self.state, at=screen, **changes))

    def turn(self, *screens: Screen, events: tuple[Event, ...] = ()) -> Turn:
        """Say `screens`, and wait here for a reply."""
        return Turn(self.state, screens, events)
