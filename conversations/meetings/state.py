"""What is kept of making or changing a meeting, and what each step is given and gives."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar, TypeAlias
from zoneinfo import ZoneInfo

from conversations.composing.step import Hint
from conversations.events import Event
from conversations.facts import Desk, Facts, TheDesk
from conversations.meetings_facts import AgendaItem, Plan
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Worded, Words
from conversations.turn import Input, Tapped, Turn

NAME = "meetings"
STEPS = (
    "title", "day", "begins", "minutes", "place", "link", "agenda", "item", "audience", "kinds",
    "overview", "parts", "discard", "cancel",
)  # fmt: skip
"""Buttons carry a step's place in this row, so new ones are added at its end only."""
WALK = ("title", "day", "begins", "minutes", "place", "link", "agenda", "audience")
"""The steps of the first way through; the rest is reached from the overview."""


@dataclass(frozen=True)
class Meetings(State):
    """Where a facilitator is with a meeting; `meeting` is 0 for the list, and for a new one.

    `plan` is what they have written. `before` is the meeting as it was when they began to change
    it, at `revision`, so that two people never overwrite each other. `jumped` says that a step was
    chosen from the overview, and leads back there. `item` is the item worked at, `last_item` the
    highest number that one had. `counted` is how many people are invited; `seen` is the plan that
    was last previewed.
    """

    conversation: ClassVar[str] = NAME

    meeting: int = 0
    step: str = "list"
    plan: Plan = field(default_factory=Plan)
    before: Plan | None = None
    revision: int = 0
    jumped: bool = False
    item: int = 0
    last_item: int = 0
    chosen: tuple[str, ...] = ()
    counted: int | None = None
    seen: Plan | None = None

    @property
    def subject(self) -> int:
        """The meeting."""
        return self.meeting

    @property
    def is_begun(self) -> bool:
        """Tell whether there is a plan to go on with."""
        return self.plan != Plan()


class Pick:
    """What the buttons Back and Skip of every step carry; a step's own options begin at 1."""

    BACK = 0
    SKIP = 99


Outcome: TypeAlias = Hint | Turn


@dataclass(frozen=True)
class View:
    """What a step needs to show itself."""

    state: Meetings
    facts: Facts

    @property
    def plan(self) -> Plan:
        """What is written so far."""
        return self.state.plan

    @property
    def zone(self) -> ZoneInfo:
        """The time zone where the network is."""
        return self.facts.network.zone

    @property
    def desk(self) -> Desk:
        """The groups that this facilitator can invite."""
        desk: Desk | None = self.facts.get(TheDesk())
        return desk or Desk()

    def option(self, label: Words, pick: int) -> Button:
        """Give an option of this step."""
        step = STEPS.index(self.state.step)
        ids = (self.state.meeting, step, self.state.item, pick)
        return Button(label, Act("meet.pick", ids))

    def back(self) -> Button:
        """Give the way back."""
        return self.option(Text("Back"), Pick.BACK)

    def worded(self, text: str) -> Worded:
        """Give words as this facilitator wrote them, in their language."""
        return Worded.of({self.facts.person.language or "en_GB": text})

    def item(self) -> AgendaItem | None:
        """Give the item of the agenda that is worked at."""
        return next((one for one in self.plan.agenda if one.item == self.state.item), None)


@dataclass(frozen=True)
class Go(View):
    """What a step needs to hear a reply."""

    now: datetime

    @property
    def today(self) -> date:
        """The civil day where the network is."""
        return self.facts.network.today(self.now)

    def at(self, step: str, **changes: Any) -> "Go":
        """Give the same at another step."""
        return replace(self, state=replace(self.state, step=step, **changes))

    def planning(self, **parts: Any) -> "Go":
        """Give the same with these parts of the plan changed."""
        changed = replace(self.plan, **parts)
        counted = self.state.counted if changed.audience == self.plan.audience else None
        return replace(self, state=replace(self.state, plan=changed, counted=counted))

    def turn(self, *screens: Screen, events: tuple[Event, ...] = ()) -> Turn:
        """Say this, and keep where they are."""
        return Turn(self.state, screens, events)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it shows, and what it makes of a reply."""

    show: Callable[[View], Screen]
    hear: Callable[[Go, Input], "Go | Outcome"]


def picked(heard: Input) -> int | None:
    """Give the option that was tapped (or typed by its number), None for anything else."""
    return heard.act.ids[3] if isinstance(heard, Tapped) and heard.act else None
