"""Deciding: the facilitator's side of the end of a consultation.

Where it stands, closing it, its results, its open answers; then what was decided is written in
six steps, previewed with what is promised exactly as members get it, and sent. Everything about one
consultation is refused by the same rule, for a button that has become old as for one that was
forged.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from conversations.deciding import (
    answers,
    menu,
    moving,
    preview,
    results,
    translating,
    untold,
    writing,
)
from conversations.deciding.notices import closed_notice, nag, told_account
from conversations.deciding.state import NAME, PARTS, Deciding
from conversations.deciding.view import PHASES, Go, View, number_in
from conversations.events import Requested
from conversations.facts import (
    AudienceCount,
    Facts,
    Ledger,
    Need,
    OpenAnswer,
    Person,
    Results,
    TheLedger,
    TheState,
)
from conversations.findings import TheFindings
from conversations.home import NOT_FOR_YOU, go_home
from conversations.promising import NAME as PROMISING
from conversations.screen import Act, Screen
from conversations.state import State
from conversations.text import Text
from conversations.turn import Computed, Input, Key, Tapped, Turn, subject_of
from conversations.wording import OF_DECISION, TheWording

PREFIX = "d"
COMMANDS: frozenset[str] = frozenset()

__all__ = [
    "COMMANDS",
    "NAME",
    "PREFIX",
    "closed_notice",
    "nag",
    "needs",
    "prompt",
    "take",
    "told_account",
]


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the ledger, which only a facilitator of the network gets, and what is promised.

    Once it is written, also its words in other languages.
    """
    here = key.subject
    written = isinstance(state, Deciding) and state.writing == "preview"
    others = (TheWording(here, OF_DECISION),) if written else ()
    return (TheLedger(here), TheFindings(here), TheState(PROMISING, here), *others)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen that waits for a reply."""
    ledger: Ledger | None = facts.get(TheLedger(state.subject))
    if ledger is None or not isinstance(state, Deciding):
        return None
    return _PROMPTS[state.at](View(state, ledger, facts))


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Answer one input about the end of one consultation."""
    subject = subject_of(heard, state)
    ledger: Ledger | None = facts.get(TheLedger(subject))
    if ledger is None:
        return go_home(facts, NOT_FOR_YOU)
    here = state if isinstance(state, Deciding) else Deciding(subject)
    go = Go(here, ledger, facts, now)
    match heard:
        case Computed(request, value):
            return _computed(go, request, value)
        case Tapped(act) if act:
            return _act(go, act)
        case _:
            return _reply(go, heard)


def _computed(go: Go, request: Requested, value: object) -> Turn:
    if isinstance(value, Results):
        return results.show(go, value)
    if request.name == preview.COUNT:
        return preview.counted(go, value) if isinstance(value, AudienceCount) else go.computed()
    answer = value if isinstance(value, OpenAnswer) else None
    return answers.show(go, request.position, answer)


def _reply(go: Go, heard: Input) -> Turn:
    """Take words where words are asked for; elsewhere say what can be done."""
    if go.state.at in _HEARS:
        return _refused(go, _WRITE) or _HEARS[go.state.at](go, heard)
    hint = Text("I did not understand that. Please tap a button, or type its number.")
    shown = _PROMPTS[go.state.at](go)
    return replace(go.turn(replace(shown, title=None, lines=(hint,))), understood=False)


# --- what is asked for by a button, and when it may be -------------------------------------------

Handler: TypeAlias = Callable[[Go, Act], Turn]
Rule: TypeAlias = tuple[frozenset[str], Text]
"""In which phases something can be done, and what is said in any other."""

_ANY: Rule = frozenset(PHASES), NOT_FOR_YOU
_CLOSE: Rule = frozenset({"open"}), Text("This is not open, so it cannot be closed.")
_CANCEL: Rule = (
    frozenset({"scheduled"}),
    Text("This does not wait to open, so it cannot be cancelled."),
)
_LOOK: Rule = (
    frozenset({"closed", "telling", "told"}),
    Text("There is nothing to see before this has closed."),
)
_WRITE: Rule = frozenset({"closed"}), Text("You can write what was decided after this has closed.")
_DECIDED: Rule = frozenset({"telling", "told"}), Text("Nothing has been decided here yet.")
_SENT = Text("What was decided is approved already, so nothing is sent twice.")


def _plain(handler: Callable[[Go], Turn]) -> Handler:
    """Let a handler that needs no number be called like the others."""
    return lambda go, _: handler(go)


def _about(handler: Callable[[Go, str], Turn]) -> Handler:
    """Let a handler be called with the part of the decision that the button names."""

    def handle(go: Go, act: Act) -> Turn:
        place = number_in(act)
        return handler(go, PARTS[place]) if 0 <= place < len(PARTS) else writing.write(go)

    return handle


_ACTS: Mapping[str, tuple[Rule, Handler]] = {
    "d.open": (_ANY, _plain(menu.shown)),
    "d.closing": (_CLOSE, _plain(menu.closing)),
    "d.close": (_CLOSE, _plain(menu.close)),
    "d.cancelling": (_CANCEL, _plain(menu.cancelling)),
    "d.cancel": (_CANCEL, _plain(menu.cancel)),
    "d.results": (_LOOK, _plain(results.ask)),
    "d.read": (_LOOK, answers.ask),
    "d.told": (_DECIDED, _plain(untold.told)),
    "d.again": (_DECIDED, _plain(untold.ask)),
    "d.retell": (_DECIDED, _plain(untold.write_again)),
    "d.decision": (_DECIDED, _plain(menu.decision)),
    "d.move": (_WRITE, _plain(moving.ask)),
    "d.moved": (_WRITE, _plain(moving.moved)),
    "d.write": (_WRITE, _plain(writing.write)),
    "d.back": (_WRITE, _about(writing.back)),
    "d.keep": (_WRITE, _about(writing.keep)),
    "d.skip": (_WRITE, _about(writing.skip)),
    "d.part": (_WRITE, _about(writing.change)),
    "d.day": (_WRITE, writing.take_day),
    "d.by": (_WRITE, _plain(writing.decider)),
    "d.later": (_WRITE, _plain(writing.later)),
    "d.preview": (_WRITE, _plain(writing.look)),
    "d.sample": (_WRITE, _plain(preview.sample)),
    "d.change": (_WRITE, _plain(preview.change)),
    "d.languages": (_WRITE, _plain(translating.languages)),
    "d.language": (_WRITE, translating.language),
    "d.word": (_WRITE, translating.word),
    "d.send": (_WRITE, _plain(writing.send)),
}


def _act(go: Go, act: Act) -> Turn:
    rule, handler = _ACTS[act.verb]  # `rights` knows no other
    return _refused(go, rule) or handler(go, act)


def _refused(go: Go, rule: Rule) -> Turn | None:
    """Say in one sentence why something cannot be done now; None where it can."""
    phases, why = rule
    if go.phase in phases:
        return None
    twice = rule is _WRITE and go.phase in {"telling", "told"}
    return go.at("menu").turn(menu.menu(go, _SENT if twice else why))


_PROMPTS: Mapping[str, Callable[[View], Screen]] = {
    "menu": menu.menu,
    "closing": menu.ask_close,
    "cancelling": menu.ask_cancel,
    "answers": answers.waiting,
    "again": untold.ask_again,
    "moving": moving.which_day,
    "moving_why": moving.why,
    "moving_check": moving.check,
    **dict.fromkeys(PARTS, writing.show),
    "left": writing.left,
    "preview": preview.choices,
    "change": preview.which,
    "languages": translating.which,
    "words": translating.show,
}
_HEARS: Mapping[str, Callable[[Go, Input], Turn]] = {
    **writing.HEARS,
    "words": translating.hear,
    "moving": moving.hear_day,
    "moving_why": moving.hear_why,
}
