"""Finding: a facilitator puts together what was heard, before it is said what comes of it.

In their own words, as numbers that the results show, and as quotes whose authors agree. Everything
can be dropped again; nothing is ever changed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from conversations.events import Event, Requested
from conversations.facts import Facts, Ledger, Need, OpenAnswer, Person, Results, TheLedger
from conversations.finding import quotes, screens
from conversations.finding.state import NAME, FindingOut
from conversations.finding.view import View
from conversations.finding_events import FindingDropped, HeardNoted, NumberNoted
from conversations.findings import TheFindings
from conversations.home import NOT_FOR_YOU, go_home
from conversations.screen import Act, Screen
from conversations.state import State
from conversations.text import Text, Worded, Words
from conversations.turn import Computed, Input, Key, Tapped, Turn, Typed, subject_of

PREFIX = "find"
COMMANDS: frozenset[str] = frozenset()

__all__ = ["COMMANDS", "NAME", "PREFIX", "asks_to_choose", "needs", "prompt", "take"]

LONGEST = 500  # characters of one thing that was heard
TOO_LONG = Text("That is too long. Please use at most {most} characters.", most=LONGEST)
WORDS_PLEASE = Text("I need words here. Please type them.")
KEPT = Text("That is kept. People see it when they are told what was decided.")
DROPPED = Text("That is taken out.")
TOLD = Text("People were told already, so nothing can be added. You can still take out.")
NOT_YET = Text("There is nothing to see before this has closed.")


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the ledger, which only a facilitator of it gets, and what was found so far."""
    return (TheLedger(key.subject), TheFindings(key.subject))


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen that waits for a reply."""
    ledger: Ledger | None = facts.get(TheLedger(state.subject))
    if ledger is None or not isinstance(state, FindingOut):
        return None
    return screens.SCREENS[state.at](_view(state, ledger, facts))


def asks_to_choose(state: State | None, facts: Facts) -> bool:
    """Tell whether no words of one's own are an answer to what waits."""
    return not (isinstance(state, FindingOut) and state.at in {"words", "quote"})


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show what was heard, and take in more of it."""
    subject = subject_of(heard, state)
    ledger: Ledger | None = facts.get(TheLedger(subject))
    if ledger is None:
        return go_home(facts, NOT_FOR_YOU)
    here = state if isinstance(state, FindingOut) else FindingOut(subject)
    view = _view(here, ledger, facts)
    match heard:
        case Computed(_, value):
            return _computed(view, value)
        case Tapped(act) if act:
            return _act(view, act)
        case _:
            return _hear(view, heard)


def _view(state: FindingOut, ledger: Ledger, facts: Facts) -> View:
    return View(state, ledger, facts, facts.get(TheFindings(ledger.consultation.id)) or ())


# --- what was worked out --------------------------------------------------------------------------


def _computed(view: View, value: object) -> Turn:
    if isinstance(value, Results):
        cells = tuple(
            (question.number, choice, people)
            for question in value.questions
            for choice, people in question.counts or ()
            if people
        )
        there = view.at("numbers", cells=cells)
        return there.turn(screens.SCREENS["numbers"](there))
    return quotes.found(view, value if isinstance(value, OpenAnswer) else None)


# --- buttons --------------------------------------------------------------------------------------

_Handler: TypeAlias = Callable[[View, Act], Turn]


def _shown(view: View, *said: Words) -> Turn:
    there = view.at("list", text="", cells=())
    return there.turn(screens.listed(there, *said))


def _asks(screen: str) -> _Handler:
    def ask(view: View, _act: Act) -> Turn:
        there = view.at(screen)
        return there.turn(screens.SCREENS[screen](there))

    return ask


def _numbers(view: View, _act: Act) -> Turn:
    requested = Requested("find.results", view.consultation.id)
    return view.turn(screens.ONE_MOMENT, events=(requested,))


def _question(view: View, act: Act) -> Turn:
    there = view.at("choices", question=act.ids[-1])
    return there.turn(screens.SCREENS["choices"](there))


def _number(view: View, act: Act) -> Turn:
    """Keep a number as it was shown; one that is not on the screen any more is asked for again."""
    shown = {(question, choice): people for question, choice, people in view.state.cells}
    question, choice = (0, *act.ids)[-2:]
    if (question, choice) not in shown:
        return _numbers(view, act)
    noted = NumberNoted(view.consultation.id, question, choice, shown[question, choice])
    return _added(view, noted)


def _drop(view: View, act: Act) -> Turn:
    there = view.at("list")
    left = tuple(one for one in view.findings if one.id != act.ids[-1])
    shown = screens.listed(View(there.state, view.ledger, view.facts, left), DROPPED)
    return there.turn(shown, events=(FindingDropped(view.consultation.id, act.ids[-1]),))


def _added(view: View, event: Event) -> Turn:
    there = view.at("list", text="", cells=())
    return there.turn(screens.offered(there, KEPT), events=(event,))


_ALWAYS: Mapping[str, _Handler] = {
    "find.show": lambda view, _: _shown(view),
    "find.dropping": _asks("dropping"),
    "find.drop": _drop,
}
_BEFORE_IT_IS_TOLD: Mapping[str, _Handler] = {
    "find.words": _asks("words"),
    "find.numbers": _numbers,
    "find.results": _numbers,
    "find.question": _question,
    "find.number": _number,
    "find.quote": quotes.ask,
    "find.whole": quotes.whole,
    "find.answer": quotes.ask,
}


def _act(view: View, act: Act) -> Turn:
    if view.consultation.status not in {"closed", "told"}:
        return go_home(view.facts, NOT_YET)
    if act.verb in _ALWAYS:
        return _ALWAYS[act.verb](view, act)
    if view.is_told:
        return _shown(view, TOLD)
    return _BEFORE_IT_IS_TOLD[act.verb](view, act)


# --- words ----------------------------------------------------------------------------------------


def _hear(view: View, heard: Input) -> Turn:
    if asks_to_choose(view.state, view.facts):
        return view.hint(screens.SCREENS[view.state.at](view))
    if view.is_told:
        return _shown(view, TOLD)
    match heard:
        case Typed(text) if not text.strip():
            return view.refuse(WORDS_PLEASE)
        case Typed(text) if len(text.strip()) > LONGEST:
            return view.refuse(TOO_LONG)
        case Typed(text) if view.state.at == "quote":
            return quotes.words(view, text.strip())
        case Typed(text):
            language = view.facts.person.language or "en_GB"
            noted = HeardNoted(view.consultation.id, Worded.of({language: text.strip()}))
            return _added(view, noted)
        case _:
            return view.refuse(WORDS_PLEASE)
