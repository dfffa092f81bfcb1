"""Facilitators at one desk: what one changes is there for all, as in the program."""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from conversations.composing import Composing
from conversations.content import Audience, Choice, Question
from conversations.draft import Draft
from conversations.events import (
    Approved,
    DraftChanged,
    DraftDiscarded,
    DraftStarted,
    Event,
    Requested,
)
from conversations.facts import (
    AudienceCount,
    Desk,
    DeskItem,
    Group,
    Ledger,
    Need,
    Person,
    ReadyMade,
    ReadyMades,
    SharedDraft,
    TheDesk,
    TheDraft,
    TheLedger,
)
from conversations.screen import Act
from conversations.state import keep
from conversations.text import Worded
from conversations.turn import Computed, Key, Tapped, Turn, Typed
from tests.conversations.people import MEMBER, Chat

FACILITATOR = replace(MEMBER, roles=frozenset({"facilitator"}))
CLOSING = date(2026, 3, 16)
HEARING_BACK = date(2026, 4, 2)
MANY = AudienceCount(now=412, minutes=2)


def english(words: str) -> Worded:
    return Worded.of({"en_GB": words})


WHOLE = Draft(
    title=english("Evening chemotherapy"),
    asker=english("the lead nurse"),
    informs=english("Should late sessions stay?"),
    can_change=english("whether they stay"),
    cannot_change=english("the number of nurses"),
    decider=english("the board"),
    closes_on=CLOSING,
    hear_back_on=HEARING_BACK,
    questions=(
        Question(
            1,
            "single",
            english("How did you get home?"),
            (Choice(1, english("By car")), Choice(2, english("By bus"))),
        ),
    ),
    audience=Audience(),
)
READY = ReadyMade(
    "leaflet",
    english("A leaflet"),
    Draft(
        title=Worded.of({"en": "A leaflet", "cy": "Taflen"}),
        informs=english("How the leaflet is written."),
        questions=(Question(1, "free_text", english("What is missing?")),),
    ),
)


@dataclass
class Office:
    """What the facilitators of one network share."""

    drafts: dict[int, SharedDraft] = field(default_factory=dict)
    ledgers: dict[int, Ledger] = field(default_factory=dict)
    groups: tuple[Group, ...] = (Group(4, "Head and neck", 8), Group(5, "Lung", 1))
    last_ask: Draft | None = None
    ready: tuple[ReadyMade, ...] = (READY,)

    def desk(self) -> Desk:
        items = tuple(
            DeskItem(one.id, one.draft.title or "A draft", "draft") for one in self.drafts.values()
        )
        return Desk((*items, DeskItem(99, "Wig shop", "open")), self.groups, self.last_ask)

    def keep(self, number: int, draft: Draft, editor: int = 0) -> int:
        """Change a draft, whoever has seen what."""
        before = self.drafts.get(number)
        revision = before.revision + 1 if before else 1
        self.drafts[number] = SharedDraft(number, revision, draft, editor)
        return number


class Facilitator(Chat):
    """One facilitator's chat."""

    def __init__(self, office: Office | None = None, person: Person = FACILITATOR) -> None:
        super().__init__(person)
        self.office = office or Office()
        self.approved: list[Approved] = []

    @property
    def draft(self) -> Draft:
        """The only draft there is."""
        return self._only.draft

    @property
    def number(self) -> int:
        return self._only.id

    @property
    def _only(self) -> SharedDraft:
        (only,) = self.office.drafts.values()
        return only

    def begin(self, draft: Draft = WHOLE, number: int = 77) -> Turn:
        """Open a draft that was kept before."""
        self.office.keep(number, draft)
        return self.open_draft(number)

    def open_draft(self, number: int = 77) -> Turn:
        return self.press("c.open", number)

    def press(self, verb: str, *ids: int) -> Turn:
        """Tap a button whether it is shown or not."""
        return self.hear(Tapped(Act(verb, ids)))

    def on(self, day: date) -> Turn:
        return self.hear(Typed(f"{day:%d %B}", day))

    def counted(self, count: AudienceCount = MANY) -> Turn:
        """Work out what was asked for last."""
        asked = [event for event in self.events if isinstance(event, Requested)]
        return self.hear(Computed(asked[-1], count))

    def place(self, step: str, question: int = 0) -> None:
        """Put the saved state at a step, as another release might have left it."""
        key = Key("composing", self.number)
        state = self.state(key)
        assert isinstance(state, Composing)
        moved = replace(state, step=step, question=question)
        self._kept[key] = json.dumps(keep(moved))

    def change(self, part: str) -> Turn:
        """Choose a part from the overview's list, by the words that its line begins with."""
        self.tap("Change")
        label = next(one for one in self.labels if one.startswith(part))
        return self.tap(label)

    def _find(self, need: Need) -> Any:
        match need:
            case TheDraft(number):
                return self.office.drafts.get(number)
            case TheDesk():
                return self.office.desk()
            case ReadyMades():
                return self.office.ready
            case TheLedger(number):
                return self.office.ledgers.get(number)
            case _:
                return super()._find(need)

    def _happen(self, event: Event) -> None:
        match event:
            case DraftStarted(number, content):
                self.office.drafts[number] = SharedDraft(number, 1, content, self.person.id)
            case DraftChanged(number, revision, content):
                assert self.office.drafts[number].revision == revision
                self.office.keep(number, content, self.person.id)
            case DraftDiscarded(number):
                del self.office.drafts[number]
            case Approved(number, revision):
                assert self.office.drafts.pop(number).revision == revision
                self.approved.append(event)
            case _:
                super()._happen(event)
