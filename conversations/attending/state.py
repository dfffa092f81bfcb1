"""What is kept of one person's way through a meeting's invitation, and what each step is given."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from conversations.events import Event
from conversations.facts import Facts
from conversations.meetings_facts import Meeting, MyPlace, MyPlaceAt, TheMeeting
from conversations.screen import Screen
from conversations.state import State
from conversations.turn import Turn

NAME = "attending"


@dataclass(frozen=True)
class Attending(State):
    """Where somebody is with a meeting; 0 stands for the list of all that come.

    `step` is asked, item, kind, words or put; `item` is the item of the agenda that they have a
    word on, `kind` question or view, and `question` the number of what they put last.
    """

    conversation: ClassVar[str] = NAME

    meeting: int = 0
    step: str = "asked"
    item: int = 0
    kind: str = "question"
    question: int = 0

    @property
    def subject(self) -> int:
        """The meeting."""
        return self.meeting


@dataclass(frozen=True)
class View:
    """A meeting as one person sees it now."""

    state: Attending
    meeting: Meeting
    place: MyPlace
    facts: Facts
    now: datetime | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone where the network is."""
        return self.facts.network.zone

    def is_to_come(self) -> bool:
        """Tell whether it is planned and has not begun."""
        begun = self.now is not None and self.now >= self.meeting.starts_at
        return self.meeting.status == "planned" and not begun

    def at(self, step: str, **changes: Any) -> "View":
        """Give the same view at another step."""
        return replace(self, state=replace(self.state, step=step, **changes))

    def turn(self, *screens: Screen, events: tuple[Event, ...] = ()) -> Turn:
        """Say this, and keep where they are."""
        return Turn(self.state, screens, events)

    def misread(self, *screens: Screen) -> Turn:
        """Say that the reply cannot be used."""
        return Turn(self.state, screens, understood=False)


def view_of(state: Attending, facts: Facts, now: datetime | None = None) -> View | None:
    """Give a meeting to which this person is invited; None for any other."""
    meeting: Meeting | None = facts.get(TheMeeting(state.meeting))
    place: MyPlace | None = facts.get(MyPlaceAt(state.meeting))
    if meeting is None or place is None:
        return None
    return View(state, meeting, place, facts, now)
