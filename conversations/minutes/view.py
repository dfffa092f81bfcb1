"""What the screens of minutes are made from, and what a turn is taken with."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from conversations.digest_events import DigestChanged
from conversations.digests import Digest, Minutes, Piece
from conversations.events import Event
from conversations.facts import Facts
from conversations.minutes.state import WritingUp
from conversations.screen import Act, Button, Screen
from conversations.text import Worded, Words
from conversations.turn import Turn


@dataclass(frozen=True)
class View:
    """What a screen needs to show itself."""

    state: WritingUp
    minutes: Minutes
    facts: Facts

    @property
    def digest(self) -> Digest:
        """The digest as it is now, empty where there is none."""
        return self.minutes.digest or Digest(held_on=self.minutes.held_on)

    @property
    def piece(self) -> Piece | None:
        """The piece that the screen is about."""
        return self.digest.piece(self.state.piece)

    def option(self, label: Words, verb: str, *ids: int) -> Button:
        """Give a button about this meeting's minutes."""
        return Button(label, Act(verb, (self.minutes.meeting, *ids)))

    def worded(self, text: str) -> Worded:
        """Give words as this facilitator wrote them, in their language."""
        return Worded.of({self.facts.person.language or "en_GB": text})


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

    def turn(self, *screens: Screen, events: tuple[Event, ...] = ()) -> Turn:
        """Say `screens`, and wait here for a reply."""
        return Turn(self.state, screens, events)

    def changed(self, digest: Digest) -> tuple["Go", DigestChanged]:
        """Give the same with the digest changed, and the event that tells it."""
        revision = self.minutes.revision
        minutes = replace(self.minutes, digest=digest, revision=revision + 1, status="read")
        state = replace(self.state, revision=revision + 1)
        event = DigestChanged(self.minutes.meeting, revision, digest)
        return replace(self, minutes=minutes, state=state), event


def number_in(ids: tuple[int, ...], place: int = 1) -> int:
    """Give the number at a place of a button's; 0 where it has none."""
    return ids[place] if len(ids) > place else 0
