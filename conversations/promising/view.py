"""What the screens of promising are made from, and what a turn is taken with."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from conversations.events import Event
from conversations.evidence import Evidence, EvidenceHere, files_of
from conversations.facts import Facts
from conversations.loops import Commitment, Loop
from conversations.promises import Owners, Professional, TheOwners
from conversations.promising.state import Drafted, Promising
from conversations.screen import Act, Button, Screen
from conversations.text import Worded, Words
from conversations.turn import Turn


@dataclass(frozen=True)
class View:
    """What a screen needs to show itself."""

    state: Promising
    loop: Loop
    facts: Facts

    @property
    def draft(self) -> Drafted | None:
        """The draft that the screen is about."""
        return self.state.draft(self.state.number)

    @property
    def made(self) -> Commitment | None:
        """The commitment that the screen is about."""
        return next((one for one in self.loop.commitments if one.id == self.state.number), None)

    @property
    def evidence(self) -> list[Evidence]:
        """What shows what came of the commitment that the screen is about."""
        found: tuple[Evidence, ...] = self.facts.get(EvidenceHere(self.loop.id)) or ()
        return [one for one in found if one.commitment == self.state.number]

    @property
    def files(self) -> list[Evidence]:
        """Those of them that are files, the newest first."""
        return files_of(self.evidence)

    @property
    def file(self) -> Evidence | None:
        """The file that the screen is about."""
        return next((one for one in self.files if one.id == self.state.file), None)

    @property
    def as_it_is(self) -> tuple[int, int]:
        """The promise that the screen is about, and its version; 0 where it was not made."""
        return self.state.number, self.made.version if self.made else 0

    @property
    def owners(self) -> Owners:
        """Who can own a promise."""
        number = self.state.number if self.made else 0
        found: Owners | None = self.facts.get(TheOwners(self.loop.id, number))
        return found or Owners()

    def professional(self, member: int) -> Professional | None:
        """Give who is meant by a button, however the list has changed since; None if gone."""
        return next((one for one in self.owners.people if one.member == member), None)

    @property
    def waits_for_the_decision(self) -> bool:
        """Tell whether what is promised here is sent with the decision, and not at once."""
        return self.loop.kind == "consultation" and self.loop.decision is None

    def option(self, label: Words, verb: str, *ids: int) -> Button:
        """Give a button about this loop."""
        return Button(label, Act(verb, (self.loop.id, *ids)))

    def worded(self, text: str) -> Worded:
        """Give words as this facilitator wrote them, in their language."""
        return Worded.of({self.facts.person.language or "en_GB": text})


def number_in(act: Act, place: int = 1) -> int:
    """Give the number at that place after the loop's; 0 where a button has none."""
    return act.ids[place] if len(act.ids) > place else 0


@dataclass(frozen=True)
class Go(View):
    """What a reply is answered with."""

    now: datetime

    @property
    def today(self) -> date:
        """The civil day where the network is."""
        return self.facts.network.today(self.now)

    def at(self, screen: str, **changes: Any) -> "Go":
        """Give the same, with another screen waiting for a reply."""
        return replace(self, state=replace(self.state, at=screen, **changes))

    def asking(self, screen: str, **changes: Any) -> "Go":
        """Give the same, with a screen that asks about the promise as it is now."""
        return self.at(screen, seen=self.as_it_is, **changes)

    @property
    def is_as_it_was(self) -> bool:
        """Tell whether the promise is the one that was asked about, and as it was then."""
        return self.state.seen == self.as_it_is

    def changed(self, **changes: Any) -> "Go":
        """Give the same with the draft changed that the screen is about."""
        return replace(self, state=self.state.changed(self.state.number, **changes))

    def turn(self, *screens: Screen, events: tuple[Event, ...] = ()) -> Turn:
        """Say `screens`, and wait here for a reply."""
        return Turn(self.state, screens, events)
