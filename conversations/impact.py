"""The impact log: promises that ended are noted by one tap; what groups say of their influence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.facts import Facts, Need, Person
from conversations.home import HOME
from conversations.impacts import (
    DOMAINS,
    KINDS,
    LEVELS,
    STRENGTHS,
    Ended,
    ImpactLog,
    InfluenceMap,
    Noted,
    TheImpactLog,
    TheInfluence,
)
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.seat_events import ImpactDropped, ImpactNoted
from conversations.state import State
from conversations.text import Plural, Text, Words
from conversations.turn import Commanded, Input, Key, Tapped, Turn

NAME = "impact"
PREFIX = "impact"
COMMANDS = frozenset({"impact"})

NOTED = Text("It is in the impact log.")
NOTHING = Text("That is noted: nothing changed by it.")
DROPPED = Text("The line is out of the log.")
GONE = Text("This is done already. Here is what is left.")
_DOMAINS, _KINDS = tuple(DOMAINS), tuple(KINDS)


@dataclass(frozen=True)
class Impacting(State):
    """Where a facilitator is with the log; `domain` and `kind` as chosen for one promise."""

    conversation: ClassVar[str] = NAME

    step: str = "log"
    one: int = 0
    domain: str = ""
    kind: str = ""

    @property
    def subject(self) -> int:
        """There is one log."""
        return 0


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the log, and the influence maps."""
    return (TheImpactLog(), TheInfluence())


def prompt(state: State, facts: Facts) -> Screen:
    """Give the step that waits for a reply."""
    here = state if isinstance(state, Impacting) else Impacting()
    return _SCREENS[here.step](here, facts)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show the log, note a promise, or take a line out."""
    here = state if isinstance(state, Impacting) else Impacting()
    match heard:
        case Tapped(Act(verb, ids)) if verb in _ACTS:
            return _ACTS[verb](here, ids[-1] if ids else 0, facts)
        case Tapped() | Commanded():
            return _at(Impacting(), facts)
        case _:
            shown = replace(prompt(here, facts), title=None, lines=(PICK_ONE,))
            return Turn(here, (shown,), understood=False)


# --- taps -----------------------------------------------------------------------------------------


def _log(facts: Facts) -> ImpactLog:
    found: ImpactLog | None = facts.get(TheImpactLog())
    return found or ImpactLog()


def _ended(facts: Facts, number: int) -> Ended | None:
    return next((one for one in _log(facts).ended if one.id == number), None)


def _one(here: Impacting, number: int, facts: Facts) -> Turn:
    found = _ended(facts, number)
    if found is None:
        return _at(Impacting(), facts, GONE)
    return _at(Impacting("one", number, found.domain, found.kind), facts)


def _choose(step: str) -> "Handler":
    def handle(here: Impacting, number: int, facts: Facts) -> Turn:
        there = replace(here, step=step)
        return _at(there, facts) if _ended(facts, here.one) else _at(Impacting(), facts, GONE)

    return handle


def _domain(here: Impacting, number: int, facts: Facts) -> Turn:
    if here.step != "domain" or not 0 <= number < len(_DOMAINS):
        return _at(Impacting(), facts)
    return _at(replace(here, step="one", domain=_DOMAINS[number]), facts)


def _kind(here: Impacting, number: int, facts: Facts) -> Turn:
    if here.step != "kind" or not 0 <= number < len(_KINDS):
        return _at(Impacting(), facts)
    return _at(replace(here, step="one", kind=_KINDS[number]), facts)


def _note(here: Impacting, number: int, facts: Facts) -> Turn:
    return _noted(here, facts, NOTED, nothing=False)


def _nothing(here: Impacting, number: int, facts: Facts) -> Turn:
    return _noted(here, facts, NOTHING, nothing=True)


def _noted(here: Impacting, facts: Facts, told: Words, *, nothing: bool) -> Turn:
    if here.step != "one" or _ended(facts, here.one) is None:
        return _at(Impacting(), facts, GONE)
    left = Button(Text("Back to the log"), Act("impact.show"))
    noted = ImpactNoted(here.one, here.domain, here.kind, nothing)
    shown = Screen(lines=(told,), options=(left, HOME))
    return Turn(Impacting(), (shown,), events=(noted,))


def _lines(here: Impacting, number: int, facts: Facts) -> Turn:
    return _at(Impacting("lines"), facts)


def _line(here: Impacting, number: int, facts: Facts) -> Turn:
    there = Impacting("line", number)
    return _at(there, facts) if _line_of(there, facts) else _at(Impacting(), facts, GONE)


def _drop(here: Impacting, number: int, facts: Facts) -> Turn:
    if here.step != "line" or _line_of(here, facts) is None:
        return _at(Impacting(), facts, GONE)
    left = Button(Text("Back to the log"), Act("impact.show"))
    shown = Screen(lines=(DROPPED,), options=(left, HOME))
    return Turn(Impacting(), (shown,), events=(ImpactDropped(here.one),))


def _map(here: Impacting, number: int, facts: Facts) -> Turn:
    return _at(Impacting("map"), facts)


def _line_of(here: Impacting, facts: Facts) -> Noted | None:
    return next((one for one in _log(facts).noted if one.id == here.one), None)


# --- screens --------------------------------------------------------------------------------------

_BACK = Button(Text("Back"), Act("impact.show"))


def _at(here: Impacting, facts: Facts, *first: Words) -> Turn:
    shown = prompt(here, facts)
    return Turn(here, (replace(shown, lines=(*first, *shown.lines)),))


def _log_screen(here: Impacting, facts: Facts) -> Screen:
    log = _log(facts)
    options = tuple(Button(one.words, Act("impact.one", (0, one.id))) for one in log.ended)
    choose = Text("These promises ended. Choose one to note what it changed.")
    none = Text("No promise is waiting to be noted. When one ends, it comes here.")
    lines = Plural("{count} line is in the log.", "{count} lines are in the log.", log.lines)
    see = Button(Text("See the log"), Act("impact.lines"))
    influence = Button(Text("Influence map"), Act("impact.map"))
    return Screen(
        title=Text("Impact log"),
        lines=(lines, choose if options else none),
        options=(*options, *((see,) if log.noted else ()), influence),
        buttons=(HOME,),
    )


def _one_screen(here: Impacting, facts: Facts) -> Screen:
    found = _ended(facts, here.one)
    if found is None:
        return _log_screen(here, facts)
    said = (Text("What came of it: {words}", words=found.said),) if found.said else ()
    shown = (Text("Something shows it."),) if found.evidence else ()
    where = Text("Where it changed something: {domain}", domain=DOMAINS[here.domain])
    what = Text("Kind: {kind}", kind=KINDS[here.kind])
    options = (
        Button(Text("Note it"), Act("impact.note")),
        Button(Text("Somewhere else"), Act("impact.domains")),
        Button(Text("Another kind"), Act("impact.kinds")),
        Button(Text("It changed nothing"), Act("impact.nothing")),
    )
    promised = Text("Promised: {words}", words=found.words)
    return Screen(
        title=found.title,
        lines=(promised, *said, *shown, LEVELS[found.level], where, what),
        options=options,
        buttons=(_BACK,),
    )


def _domain_screen(here: Impacting, facts: Facts) -> Screen:
    options = tuple(
        Button(name, Act("impact.domain", (0, place)))
        for place, name in enumerate(DOMAINS.values())
    )
    return Screen(
        lines=(Text("Where did it change something?"),), options=options, buttons=(_BACK,)
    )


def _kind_screen(here: Impacting, facts: Facts) -> Screen:
    options = tuple(
        Button(name, Act("impact.kind", (0, place))) for place, name in enumerate(KINDS.values())
    )
    return Screen(
        lines=(Text("What did it have an impact on?"),), options=options, buttons=(_BACK,)
    )


def _lines_screen(here: Impacting, facts: Facts) -> Screen:
    noted = _log(facts).noted
    options = tuple(Button(one.words, Act("impact.line", (0, one.id))) for one in noted)
    last = Text("These were noted last. Choose one to see it, or to take it out.")
    none = Text("Nothing is in the log yet.")
    return Screen(lines=(last if options else none,), options=options, buttons=(_BACK, HOME))


def _line_screen(here: Impacting, facts: Facts) -> Screen:
    found = _line_of(here, facts)
    if found is None:
        return _lines_screen(here, facts)
    where = Text("Where it changed something: {domain}", domain=DOMAINS[found.domain])
    kind = Text("Kind: {kind}", kind=KINDS[found.kind])
    day = Text("Noted on {day}.", day=found.day)
    drop = Button(Text("Take it out"), Act("impact.drop"))
    lines = (LEVELS[found.level], where, kind, day)
    return Screen(title=found.words, lines=lines, options=(drop,), buttons=(_BACK,))


def _map_screen(here: Impacting, facts: Facts) -> Screen:
    maps: tuple[InfluenceMap, ...] = facts.get(TheInfluence()) or ()
    lines = tuple(line for one in maps for line in _of_group(one))
    none = Text("No group has been asked yet. I ask each group once a quarter.")
    return Screen(title=Text("Influence map"), lines=lines or (none,), buttons=(_BACK, HOME))


def _of_group(one: InfluenceMap) -> tuple[Words, ...]:
    head = Text("{group}, quarter {quarter} of {year}",
                group=one.name, quarter=one.quarter, year=str(one.year))  # fmt: skip
    if one.people is None:
        few = Text("{group}: fewer than 10 people have said. I show no map of so few.",
                   group=one.name)  # fmt: skip
        return (few,)
    return (head, *(_of_domain(domain, dict(said)) for domain, said in one.strengths))


def _of_domain(domain: str, said: Mapping[str, int | None]) -> Text:
    few = Text("few")
    numbers = {name: few if said.get(name) is None else str(said[name]) for name in STRENGTHS}
    return Text("{domain}: strong {strong}, some {some}, none {none}",
                domain=DOMAINS[domain], **numbers)  # fmt: skip


Handler = Callable[[Impacting, int, Facts], Turn]
_SCREENS: Mapping[str, Callable[[Impacting, Facts], Screen]] = {
    "log": _log_screen,
    "one": _one_screen,
    "domain": _domain_screen,
    "kind": _kind_screen,
    "lines": _lines_screen,
    "line": _line_screen,
    "map": _map_screen,
}
_ACTS: Mapping[str, Handler] = {
    "impact.one": _one,
    "impact.domains": _choose("domain"),
    "impact.kinds": _choose("kind"),
    "impact.domain": _domain,
    "impact.kind": _kind,
    "impact.note": _note,
    "impact.nothing": _nothing,
    "impact.lines": _lines,
    "impact.line": _line,
    "impact.drop": _drop,
    "impact.map": _map,
}
