"""A facilitator who writes up a meeting: what they change is there at once, as in the program."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from conversations.digest_events import (
    DigestApproved,
    DigestChanged,
    MinutesPasted,
    MinutesSent,
    MinutesThrownAway,
    MinutesWhole,
    PutAnswered,
)
from conversations.digests import Digest, MeetingsHeld, Minutes, Piece, Put, TheMinutes
from conversations.events import Event, Requested
from conversations.facts import AudienceCount, Need, Person
from conversations.minutes import NUMBERS
from conversations.screen import Act
from conversations.turn import Computed, Tapped, Turn
from tests.conversations.facilitator import FACILITATOR, english
from tests.conversations.people import Chat

MEETING = 77
HELD = date(2026, 2, 27)
DUE = date(2026, 3, 30)
LATE = Piece(1, "decided", english("Late sessions stay."), "It was agreed that they stay.", 7)
FIGURES = Piece(2, "promised", english("ST to bring figures."), "ST to bring figures.", 8,
                owner="ST", due=DUE)  # fmt: skip
PERMIT = Piece(3, "asked", english("Please utilise a permit."), "Please utilise a permit.", 9)
NEXT = Piece(4, "next", english("Wed 14 April, Room 2."), "Wed 14 April, Room 2.", 11,
             due=date(2026, 4, 14))  # fmt: skip
WHOLE = Digest((LATE, FIGURES, PERMIT, NEXT), HELD)
PUT = Put(5, "question", "Why is parking dear?", item=english("Parking"))
AGENDA = ((1, "decision", english("Late sessions")), (2, "views", english("Parking")))


class WritingUp(Chat):
    """One facilitator's chat about one meeting."""

    def __init__(
        self, minutes: Minutes | None = None, person: Person = FACILITATOR,
        found: Mapping[Any, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(person, found=found)
        self.minutes = minutes or Minutes(MEETING, english("Partnership"), HELD, "none")

    @classmethod
    def of(cls, digest: Digest = WHOLE, **changes: Any) -> "WritingUp":
        """Begin where minutes were read."""
        read = Minutes(MEETING, english("Partnership"), HELD, "read", 3, digest)
        chat = cls(replace(read, **changes))
        chat.press("minutes.open")
        return chat

    def press(self, verb: str, *ids: int) -> Turn:
        """Tap a button of this meeting, whether it is shown or not."""
        return self.hear(Tapped(Act(verb, (MEETING, *ids))))

    def read(self, why: str = "", digest: Digest | None = None) -> Turn:
        """Let the minutes have been read, or let it have come to nothing."""
        status = "none" if digest is None else "read"
        revision = self.minutes.revision + (digest is not None)
        self.minutes = replace(self.minutes, status=status, digest=digest, revision=revision)
        return self.hear(Computed(Requested("minutes.read", MEETING, NUMBERS[why]), NUMBERS[why]))

    def tap(self, label: str) -> Turn:
        """Tap a button; who gets a digest has been counted by the time that it is sent."""
        asked = [one for one in self.last.events if isinstance(one, Requested)]
        if label == "Send" and asked:
            self.hear(Computed(asked[0], AudienceCount(now=12)))
        return super().tap(label)

    @property
    def digest(self) -> Digest:
        """The digest as it is now."""
        assert self.minutes.digest is not None
        return self.minutes.digest

    @property
    def approved(self) -> DigestApproved:
        """What was sent."""
        (one,) = (event for event in self.events if isinstance(event, DigestApproved))
        return one

    def _find(self, need: Need) -> Any:
        match need:
            case TheMinutes(meeting):
                return self.minutes if meeting == MEETING and self.person.facilitates else None
            case MeetingsHeld():
                held = (MEETING, self.minutes.title, HELD, self.minutes.status)
                return self.found.get(need, (held,))
            case _:
                return super()._find(need)

    def _happen(self, event: Event) -> None:
        match event:
            case MinutesPasted(text=text, first=first):
                before = 0 if first else self.minutes.characters
                self._change(status="pasting", characters=before + len(text))
            case MinutesSent() | MinutesWhole():
                self._change(status="reading", characters=0)
            case MinutesThrownAway(revision=revision):
                assert revision == self.minutes.revision
                self._change(status="none", digest=None, revision=revision + 1, characters=0)
            case DigestChanged(revision=revision, digest=digest):
                assert revision == self.minutes.revision
                self._change(status="read", digest=digest, revision=revision + 1)
            case DigestApproved(revision=revision):
                assert revision == self.minutes.revision
                self._change(status="sent")
            case PutAnswered(put=put, answer=answer):
                those = tuple(replace(one, answer=answer) if one.id == put else one
                              for one in self.minutes.put)  # fmt: skip
                self._change(put=those)
            case _:
                super()._happen(event)

    def _change(self, **changes: Any) -> None:
        self.minutes = replace(self.minutes, **changes)
