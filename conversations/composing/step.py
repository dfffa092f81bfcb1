"""What each step of composing gets and gives: a screen to show, and what a reply leads to.

A step never builds events. It says what it wants (`Hint`: nothing changed; `Moved`: go there,
perhaps with a changed draft), and `walk` does it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeAlias

from conversations.composing.state import WALK, Composing, step_after
from conversations.draft import Draft
from conversations.facts import Desk, Facts, TheDesk
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Worded, Words
from conversations.turn import Input, Tapped, Turn, Typed


class Pick:
    """What the buttons Back and Skip of every step carry; a step's own options begin at 1."""

    BACK = 0
    SKIP = 99


@dataclass(frozen=True, slots=True)
class Hint:
    """The reply cannot be used: one sentence on what to do."""

    words: Words


@dataclass(frozen=True, slots=True)
class Moved:
    """Go where `state` says. `draft` is the changed draft, `said` is told first."""

    state: Composing
    draft: Draft | None = None
    said: tuple[Words, ...] = ()


Outcome: TypeAlias = Hint | Moved | Turn


@dataclass(frozen=True)
class View:
    """What a step needs to show itself."""

    state: Composing
    draft: Draft
    facts: Facts

    @property
    def desk(self) -> Desk:
        """What this facilitator has open."""
        desk: Desk | None = self.facts.get(TheDesk())
        return desk or Desk()

    def act(self, pick: int) -> Act:
        """Give what a button of this step does; a button of another step is told by its verb."""
        return Act(f"c.{self.state.step}", (self.state.draft, self.state.question, pick))

    def option(self, label: Words, pick: int) -> Button:
        """Give an option of this step."""
        return Button(label, self.act(pick))

    def back(self) -> Button:
        """Give the way back."""
        return Button(Text("Back"), self.act(Pick.BACK))

    def skip(self) -> Button:
        """Give the way past an optional part."""
        return Button(Text("Skip"), self.act(Pick.SKIP))

    def worded(self, text: str) -> Worded:
        """Give words as this facilitator wrote them, in their language."""
        return Worded.of({self.facts.person.language or "en_GB": text})

    @property
    def written_in(self) -> str:
        """The language that the draft was first written in, where its other words lack."""
        first = self.draft.title or next((one.text for one in self.draft.questions), None)
        return first.by_language[0][0] if first else "en_GB"

    def language_name(self, tag: str) -> str:
        """Give a language's own name, or its tag where it is not offered."""
        base = tag.partition("_")[0]
        own = (
            name for one, name, _ in self.facts.network.languages if one.partition("_")[0] == base
        )
        return next(own, tag)


@dataclass(frozen=True)
class Go(View):
    """What a step needs to hear a reply."""

    now: datetime

    @property
    def today(self) -> date:
        """The civil day where the network is."""
        return self.facts.network.today(self.now)

    def to(self, step: str, *said: Words, question: int = 0, **changes: Any) -> Moved:
        """Go to another step of this draft."""
        state = replace(self.state, step=step, question=question, **changes)
        return Moved(state, said=said)

    def on(self, draft: Draft, *said: Words) -> Moved:
        """Go to what comes next: back to the overview after a jump, else the next open part."""
        step = "overview" if self.state.jumped else step_after(self.state.step, draft)
        return replace(self.to(step, *said), draft=draft)

    def before(self) -> Moved:
        """Go to what came before: the overview after a jump, else the previous part."""
        if self.state.jumped:
            return self.to("overview")
        return self.to(WALK[WALK.index(self.state.step) - 1])


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it shows, and what it makes of a reply."""

    show: Callable[[View], Screen]
    hear: Callable[[Go, Input], Outcome]


def picked(heard: Input) -> int | None:
    """Give the option that was tapped (or typed by its number), None for anything else."""
    return heard.act.ids[2] if isinstance(heard, Tapped) and heard.act else None


def read_words(heard: Input, most: int) -> str | Hint:
    """Read words of at most `most` characters."""
    match heard:
        case Typed(text) if not text.strip():
            return Hint(Text("That message is empty. Please type your words."))
        case Typed(text) if len(text.strip()) > most:
            return Hint(Text("That is too long. Please use at most {most} characters.", most=most))
        case Typed(text):
            return text.strip()
        case _:
            return Hint(Text("I need words here. Please type them."))


def clipped(text: str, most: int = 60) -> str:
    """Shorten words for a list."""
    return text if len(text) <= most else text[: most - 1] + "…"


PLEASE_CHOOSE = Hint(Text("Please choose one: tap a button, or type its number."))
