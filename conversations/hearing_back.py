"""Hearing back: what was decided, told to everyone who took part, and 'Were you heard?'."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.content import Consultation, Decision
from conversations.events import HeardExplained, HeardRated
from conversations.facts import Facts, Need, Part, Person, TheConsultation, ThePart
from conversations.home import NOT_FOR_YOU, go_home
from conversations.questions.free_text import LONGEST, TOO_LONG
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Plural, Text, Words
from conversations.turn import Input, Key, Tapped, Turn, Typed

NAME = "hearing_back"
PREFIX = "h"
COMMANDS: frozenset[str] = frozenset()

RATINGS: tuple[tuple[str, Text], ...] = (
    ("yes", Text("Yes")),
    ("partly", Text("Partly")),
    ("no", Text("No")),
    ("cannot_tell", Text("I can't tell")),
)
WHY = Text("Thank you. Why do you say that? You can type it, or skip. Nobody reads it at once.")
THANKS = Text("Thank you. That is kept.")
PLEASE_TYPE = Text("Please type a few words, or skip. Nobody reads it at once.")


@dataclass(frozen=True)
class HearingBack(State):
    """One person's answer to 'Were you heard?'; `asks_why` while we wait for the reason."""

    conversation: ClassVar[str] = NAME

    consultation: int
    asks_why: bool = False

    @property
    def subject(self) -> int:
        """The consultation."""
        return self.consultation


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the consultation and this person's part in it, with the decision."""
    return (TheConsultation(key.subject), ThePart(key.subject))


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the question why, or whether they were heard."""
    if isinstance(state, HearingBack) and state.asks_why:
        return _why(state.consultation)
    return were_you_heard(state.subject)


def asks_to_choose(state: State | None, facts: Facts) -> bool:
    """Tell whether no words of one's own are an answer to what waits."""
    return not (isinstance(state, HearingBack) and state.asks_why)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Take a rating and its reason, or show the decision again."""
    act = heard.act if isinstance(heard, Tapped) else None
    subject = act.subject if act else (state.subject if state else 0)
    consultation: Consultation | None = facts.get(TheConsultation(subject))
    part: Part | None = facts.get(ThePart(subject))
    if consultation is None or part is None or part.decision is None:
        return go_home(facts, NOT_FOR_YOU)
    if act is not None:
        return _act(act, consultation, part.decision, facts)
    if isinstance(state, HearingBack) and state.asks_why:
        return _reason(state, heard, facts)
    again = replace(were_you_heard(subject), lines=(PICK_ONE,))
    return Turn(HearingBack(subject), (again,), understood=False)


def _act(act: Act, consultation: Consultation, decision: Decision, facts: Facts) -> Turn:
    subject = consultation.id
    rating = RATINGS[act.ids[1]][0] if len(act.ids) > 1 and act.ids[1] < len(RATINGS) else None
    match act.verb:
        case "h.rate" if rating is not None:
            rated = HeardRated(subject, rating)
            return Turn(HearingBack(subject, asks_why=True), (_why(subject),), (rated,))
        case "h.skip":
            return go_home(facts, THANKS)
        case "h.again":
            return Turn(HearingBack(subject), (notice(consultation, decision),))
        case _:
            return go_home(facts, NOT_FOR_YOU)


def _reason(state: HearingBack, heard: Input, facts: Facts) -> Turn:
    match heard:
        case Typed(text) if len(text) > LONGEST:
            return Turn(state, (Screen(lines=(TOO_LONG,)),), understood=False)
        case Typed(text) if text.strip():
            explained = HeardExplained(state.consultation, text.strip())
            return replace(go_home(facts, THANKS), events=(explained,))
        case _:
            again = replace(_why(state.consultation), lines=(PLEASE_TYPE,))
            return Turn(state, (again,), understood=False)


def notice(consultation: Consultation, decision: Decision) -> Screen:
    """Tell what was decided, and ask whether the person was heard."""
    asked = were_you_heard(consultation.id)
    return Screen(
        title=Text("{title}: what was decided", title=consultation.ask.title),
        lines=(_who_answered(consultation.answered), *what_came_of_it(decision), *asked.lines),
        options=asked.options,
        slot=f"told:{consultation.id}",
    )


def what_came_of_it(decision: Decision) -> tuple[Words, ...]:
    """Say what people said, what was decided and when, and what cannot be done."""
    lines: list[Words] = [Text("You said: {what}", what=decision.you_said)]
    if decision.decided_on:
        lines.append(Text("This was decided on {day}.", day=decision.decided_on))
    if decision.we_will:
        lines.append(Text("We will: {what}", what=decision.we_will))
    if decision.we_cannot:
        lines.append(Text("We cannot: {what}", what=decision.we_cannot))
    return tuple(lines)


def _who_answered(answered_by_all: int | None) -> Words:
    if not answered_by_all:
        return Text("You took part in this. Thank you.")
    return Plural(
        "You and {count} other person answered.",
        "You and {count} other people answered.",
        answered_by_all - 1,
    )


def were_you_heard(consultation: int) -> Screen:
    """Ask whether the person was heard."""
    options = tuple(
        Button(label, Act("h.rate", (consultation, index)))
        for index, (_, label) in enumerate(RATINGS)
    )
    return Screen(lines=(Text("Were you heard?"),), options=options)


def _why(consultation: int) -> Screen:
    return Screen(lines=(WHY,), buttons=(Button(Text("Skip"), Act("h.skip", (consultation,))),))
