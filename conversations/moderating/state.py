"""What looking at issues keeps between two replies, and what its screens are made from."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar

from conversations.content import Decision
from conversations.events import Event
from conversations.facts import Facts
from conversations.issues import Desk, Issue, IssuesHere, TheIssue
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Worded, Words
from conversations.turn import Turn

NAME = "moderating"
PARTS = ("we_will", "we_cannot", "decided_by", "why")
"""The steps of an answer, in order, named as the part of the decision that each fills."""


@dataclass(frozen=True)
class Moderating(State):
    """Where a facilitator is: `at` names the screen that waits for a reply.

    `issue` is what it is about, 0 for the list and the rule. `title` is one that may name somebody,
    `language` that in which a title is asked for; the others are parts of the answer.
    """

    conversation: ClassVar[str] = NAME

    issue: int = 0
    at: str = "list"
    language: str = ""
    into: int = 0
    title: Worded | None = None
    we_will: Worded | None = None
    we_cannot: Worded | None = None
    decided_by: Worded | None = None
    why: Worded | None = None

    @property
    def subject(self) -> int:
        """The issue."""
        return self.issue


@dataclass(frozen=True)
class View:
    """What a screen needs to show itself."""

    state: Moderating
    facts: Facts

    @property
    def desk(self) -> Desk:
        """What waits and what is open, where this person facilitates."""
        desk: Desk = self.facts.get(IssuesHere()) or Desk()
        return desk

    @property
    def issue(self) -> Issue:
        """The issue that it is about."""
        issue: Issue = self.facts.get(TheIssue(self.state.issue)) or Issue(self.state.issue, "gone")
        return issue

    def option(self, label: Words, verb: str, *ids: int) -> Button:
        """Give a button about this issue."""
        return Button(label, Act(verb, (self.state.issue, *ids)))

    def back(self) -> Button:
        """Give the way back to this issue."""
        return self.option(Text("Back"), "issue.read")

    def worded(self, text: str) -> Worded:
        """Give words as this facilitator wrote them, in their language."""
        return Worded.of({self.facts.person.language or "en_GB": text})


@dataclass(frozen=True)
class Go(View):
    """What a reply is answered with."""

    now: datetime

    @property
    def decision(self) -> Decision | None:
        """The answer that was written, decided today; None while it lacks what it needs."""
        title, today = self.issue.title, self.facts.network.today(self.now)
        return answer_of(self.state, title, self.facts.person.language, today) if title else None

    def at(self, screen: str, **changes: Any) -> "Go":
        """Give the same, with another screen waiting for a reply."""
        return replace(self, state=replace(self.state, at=screen, **changes))

    def turn(self, *screens: Screen, events: tuple[Event, ...] = ()) -> Turn:
        """Say `screens`, and wait here for a reply."""
        return Turn(self.state, screens, events)

    def misread(self, *screens: Screen) -> Turn:
        """Say that it cannot be used, with what waits."""
        return Turn(self.state, screens, understood=False)


def answer_of(here: Moderating, title: Worded, language: str, today: date) -> Decision | None:
    """Give the answer to an issue that somebody wrote in `language`; None while it lacks a part."""
    if not (here.we_will or (here.we_cannot and here.why)):
        return None
    cannot, why = here.we_cannot, here.why
    if cannot and why:  # a 'no' is told with its reason
        cannot, why = Worded.of({language or "en_GB": f"{_said(cannot)} {_said(why)}"}), None
    return Decision(title, here.we_will, cannot, today, here.decided_by, why)


def _said(words: Worded) -> str:
    """Give one part of an answer as a sentence."""
    text = words.by_language[0][1]
    return text if text[-1] in ".!?…۔" else f"{text}."
