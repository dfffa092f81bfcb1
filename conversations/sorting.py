"""Words that could belong to several consultations: they are kept, and Heard asks which."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations import answering
from conversations.events import Answered
from conversations.facts import (
    Facts,
    Need,
    Person,
    TheAnswers,
    TheConsultation,
    TheState,
    Waiting,
    WhatWaits,
)
from conversations.home import HOME, NOT_FOR_YOU, NOT_UNDERSTOOD, go_home
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text
from conversations.turn import Input, Key, SentMedia, Tapped, Turn, Typed

NAME = "sorting"
PREFIX = "w"
COMMANDS: frozenset[str] = frozenset()
WHICH = Text("I kept what you sent. Which of these is it for?")
NO_PLACE = Text("I could not keep your words there. They do not answer the question that waits.")
FIRST_THIS = Text("Please choose first what your last message is for. Then send the next one.")
NOT_KEPT = Text("That is fine. I did not keep what you sent.")


@dataclass(frozen=True)
class Sorting(State):
    """What was said and has no place yet: words, or a voice note by its number."""

    conversation: ClassVar[str] = NAME

    text: str | None = None
    media: int | None = None

    @property
    def subject(self) -> int:
        """There is one heap."""
        return 0

    def again(self) -> Input:
        """Give back what was said, as it came in."""
        return Typed(self.text) if self.text is not None else SentMedia("voice", self.media or 0)


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what is half done; after the choice, all of the chosen consultation."""
    chosen = _chosen(heard)
    if chosen is None:
        return (WhatWaits(),)
    go = TheState(answering.NAME, chosen)
    return (WhatWaits(), go, TheConsultation(chosen), TheAnswers(chosen))


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the question which one is meant."""
    return _which(_half_done(facts))


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Ask which consultation is meant, and hand the words over to it."""
    chosen = _chosen(heard)
    if chosen is not None and isinstance(state, Sorting):
        go = facts.get(TheState(answering.NAME, chosen)) or answering.Answering(chosen)
        return _told_if_lost(answering.take(go, state.again(), facts, now))
    if isinstance(heard, Tapped):
        waits = isinstance(state, Sorting) and chosen is None
        return go_home(facts, NOT_KEPT if waits else NOT_FOR_YOU)
    half_done = _half_done(facts)
    if isinstance(state, Sorting) and half_done and not _goes_on(state, heard):
        shown = replace(_which(half_done), lines=(FIRST_THIS,))
        return Turn(state, (shown,), understood=False)
    kept = _keepable(heard, state)
    if kept is None or not half_done:
        return replace(go_home(facts, NOT_UNDERSTOOD), understood=False)
    return Turn(kept, (_which(half_done),))


def nothing_waits(_state: State | None, facts: Facts) -> bool:
    """Tell whether there is nothing half done that words could belong to."""
    return not _half_done(facts)


def _told_if_lost(turn: Turn) -> Turn:
    """Say so where the words have no place: the question that waits there takes choices only."""
    kept = any(isinstance(event, Answered) for event in turn.events)
    if kept or not isinstance(turn.state, answering.Answering):
        return turn
    return replace(turn, screens=(Screen(lines=(NO_PLACE,)), *turn.screens))


def _chosen(heard: Input) -> int | None:
    if isinstance(heard, Tapped) and heard.act and heard.act.verb == "w.pick":
        return heard.act.ids[1] if len(heard.act.ids) > 1 else None
    return None


def _goes_on(state: Sorting, heard: Input) -> bool:
    """Tell whether words go on from those that wait; a voice message stands alone."""
    return isinstance(heard, Typed) and bool(heard.text.strip()) and state.text is not None


def _keepable(heard: Input, state: State | None) -> Sorting | None:
    match heard:
        case Typed(text) if text.strip():
            before = state.text if isinstance(state, Sorting) else None
            return Sorting(text=f"{before}\n{text}" if before else text)
        case SentMedia("voice", media, _):
            return Sorting(media=media)
        case _:
            return None


def _half_done(facts: Facts) -> tuple[Waiting, ...]:
    waits: tuple[Waiting, ...] = facts.get(WhatWaits()) or ()
    parts = {"started", "put_off"}
    return tuple(one for one in waits if one.consultation.status == "open" and one.part in parts)


def _which(half_done: tuple[Waiting, ...]) -> Screen:
    options = tuple(
        Button(one.consultation.ask.title, Act("w.pick", (0, one.consultation.id)))
        for one in half_done
    )
    none = Button(Text("None of these"), Act("w.none"))
    return Screen(lines=(WHICH,), options=options, buttons=(none, HOME))
