"""How strong a group's influence was: its members are asked once a quarter, one tap a domain."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.facts import Facts, Need, Person
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.impacts import DOMAINS, STRENGTHS, MyGroup
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.seat_events import InfluenceSaid
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Input, Key, Tapped, Turn

NAME = "influencing"
PREFIX = "infl"
COMMANDS: frozenset[str] = frozenset()

THANKS = Text("Thank you. That is all. The group sees it when at least 10 people have said.")
LATER = Text("That is fine. There is nothing that you have to do.")
_DOMAINS, _STRENGTHS = tuple(DOMAINS), tuple(STRENGTHS)


@dataclass(frozen=True)
class Influencing(State):
    """Where a member is: `at` is the place of the domain that is asked for; -1: none yet."""

    conversation: ClassVar[str] = NAME

    group: int
    year: int = 0
    quarter: int = 0
    at: int = -1

    @property
    def subject(self) -> int:
        """The group."""
        return self.group


def invitation(group: int, name: str, year: int, quarter: int) -> Screen:
    """Ask a member of a group, once a quarter."""
    when = group, year, quarter
    ask = Text("How strong was the influence of {group} in the last 3 months?", group=name)
    how = Text("8 short questions, about 1 minute. You may skip each of them.")
    start = Button(Text("Start"), Act("infl.start", when))
    return Screen(lines=(ask, how), options=(start, Button(Text("Not now"), Act("infl.no", when))))


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need to know that this person belongs to the group."""
    here = _where(state, heard)
    return (MyGroup(here.group, here.year, here.quarter),)


def _where(state: State | None, heard: Input) -> Influencing:
    if isinstance(heard, Tapped) and heard.act and len(heard.act.ids) > 2:
        group, year, quarter, *at = heard.act.ids
        return Influencing(group, year, quarter, at[0] if at else -1)
    return state if isinstance(state, Influencing) else Influencing(0)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the question that waits."""
    if not isinstance(state, Influencing) or state.at < 0:
        return None
    return _question(state, facts)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Put the questions one by one, and keep each answer as it comes."""
    here = _where(state, heard)
    if facts.get(MyGroup(here.group, here.year, here.quarter)) is None:
        return go_home(facts, NOT_FOR_YOU)
    match heard:
        case Tapped(Act("infl.start" | "infl.skip")):
            return _next(here, facts)
        case Tapped(Act("infl.say", (_, _, _, at, said, *_))) if _fits(at, said):
            kept = InfluenceSaid(
                here.group, here.year, here.quarter, _DOMAINS[at], _STRENGTHS[said]
            )
            return replace(_next(here, facts), events=(kept,))
        case Tapped():
            return go_home(facts, LATER)
        case _:
            shown = replace(_question(here, facts), title=None, lines=(PICK_ONE,))
            return Turn(here, (shown,), understood=False)


def _fits(at: int, said: int) -> bool:
    return 0 <= at < len(_DOMAINS) and 0 <= said < len(_STRENGTHS)


def _next(here: Influencing, facts: Facts) -> Turn:
    there = replace(here, at=here.at + 1)
    if not 0 <= there.at < len(_DOMAINS):
        return go_home(facts, THANKS)
    return Turn(there, (_question(there, facts),))


def _question(here: Influencing, facts: Facts) -> Screen:
    found: tuple[str, dict[str, str]] | None = facts.get(
        MyGroup(here.group, here.year, here.quarter)
    )
    name, said = found or ("", {})
    domain = _DOMAINS[here.at]
    when = here.group, here.year, here.quarter, here.at
    options = tuple(
        Button(label, Act("infl.say", (*when, place)))
        for place, label in enumerate(STRENGTHS.values())
    )
    ask: tuple[Words, ...] = (
        Text("{place} of 8. How strong was the influence of {group} on this?",
             place=here.at + 1, group=name),
    )  # fmt: skip
    before = said.get(domain)
    chose = (Text("You chose: {strength}", strength=STRENGTHS[before]),) if before else ()
    skip = Button(Text("Skip"), Act("infl.skip", when))
    return Screen(
        title=DOMAINS[domain], lines=(*ask, *chose), options=options, buttons=(skip, HOME)
    )
