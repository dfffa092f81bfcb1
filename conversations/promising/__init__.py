"""Promising: a facilitator writes down what is promised in a loop, and who does it by when.

Promises of a consultation that nobody was told of yet wait here, and are sent with its decision;
later ones, and those of a meeting or an issue, are promised one by one. What was promised can be
mended, changed and handed over; nothing is ever without somebody who does it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from conversations.evidence import EvidenceHere
from conversations.facts import Facts, Need, Person
from conversations.home import NOT_FOR_YOU, go_home
from conversations.loops import Loop, TheLoop
from conversations.promises import TheOwners
from conversations.promising import details, listing, showing, standing, writing
from conversations.promising.listing import lacks
from conversations.promising.sent import links, made, promised
from conversations.promising.state import NAME, Drafted, Promising
from conversations.promising.view import Go, View, number_in
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Screen
from conversations.state import State
from conversations.turn import Input, Key, Tapped, Turn

PREFIX = "pm"
COMMANDS: frozenset[str] = frozenset()

__all__ = [
    "COMMANDS",
    "NAME",
    "PREFIX",
    "Drafted",
    "Promising",
    "lacks",
    "links",
    "made",
    "needs",
    "promised",
    "prompt",
    "take",
]


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the loop, which only its facilitators get, and who can own a promise of it."""
    named = heard.act if isinstance(heard, Tapped) else None
    number = number_in(named) if named else state.number if isinstance(state, Promising) else 0
    loop = key.subject
    return (TheLoop(loop), TheOwners(loop), TheOwners(loop, number), EvidenceHere(loop))


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen that waits for a reply."""
    loop: Loop | None = facts.get(TheLoop(state.subject))
    if loop is None or not isinstance(state, Promising):
        return None
    return _PROMPTS[state.at](View(state.without(loop.commitments), loop, facts))


def asks_to_choose(state: State | None, facts: Facts) -> bool:
    """Tell whether no words of one's own are an answer to what waits."""
    return not (isinstance(state, Promising) and state.at in _HEARS)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Answer one input about the promises of one loop."""
    act = heard.act if isinstance(heard, Tapped) else None
    subject = act.subject if act else state.subject if state else 0
    loop: Loop | None = facts.get(TheLoop(subject))
    if loop is None:
        return go_home(facts, NOT_FOR_YOU)
    here = state if isinstance(state, Promising) else Promising(subject)
    go = Go(here.without(loop.commitments), loop, facts, now)
    return _act(go, act) if act else _reply(go, heard)


def _act(go: Go, act: Act) -> Turn:
    """Do what a button says, about the promise that it names."""
    number = number_in(act)
    about = replace(go, state=replace(go.state, number=number)) if number else go
    return _ACTS[act.verb](about, act)  # `rights` knows no other


def _reply(go: Go, heard: Input) -> Turn:
    """Take words where words are asked for; elsewhere say what can be done."""
    if go.state.number and not (go.draft or go.made):
        return listing.show(go, standing.GONE)
    if go.state.at in _HEARS:
        return _HEARS[go.state.at](go, heard)
    shown = _PROMPTS[go.state.at](go)
    return replace(go.turn(replace(shown, title=None, lines=(PICK_ONE,))), understood=False)


def _my_role(go: Go, heard: Input) -> Turn:
    """Let this facilitator do it, by the words that members know them by."""
    named = writing.hear_my_role(go, heard)
    if isinstance(named, Turn):
        return named
    if not go.is_as_it_was:
        return standing.one(go, standing.MEANWHILE)
    return writing.me(named) if go.draft else standing.me(named)


# --- what each button does ------------------------------------------------------------------------

Handler: TypeAlias = Callable[[Go, Act], Turn]


def _of_a_draft(handler: Callable[[Go, Act], Turn]) -> Handler:
    """Do it where the promise is a draft; else show the list."""
    return lambda go, act: handler(go, act) if go.draft else listing.show(go)


def _step(name: str) -> Handler:
    return _of_a_draft(lambda go, _: writing.step(go.at(name), name))


def _owner(go: Go, _: Act) -> Turn:
    return writing.step(go, "owner") if go.draft or go.made else listing.show(go)


def _either(for_a_draft: Handler, for_one_made: Handler) -> Handler:
    """Do one thing with a draft, another with what was promised."""

    def handle(go: Go, act: Act) -> Turn:
        return for_a_draft(go, act) if go.draft else for_one_made(go, act)

    return handle


def _named(handler: Callable[[Go], Turn]) -> Handler:
    """Do it once a name was typed for this promise; else ask for it."""

    def handle(go: Go, act: Act) -> Turn:
        gone = not (go.draft or go.made)
        named = go.state.name and go.is_as_it_was
        return handler(go) if gone or named else _owner(go, act)

    return handle


_ACTS: Mapping[str, Handler] = {
    "pm.list": lambda go, _: listing.show(go),
    "pm.add": lambda go, _: writing.add(go),
    "pm.draft": _of_a_draft(lambda go, _: listing.look(go)),
    "pm.what": _step("what"),
    "pm.due": _step("due"),
    "pm.owner": _owner,
    "pm.person": _either(writing.person, standing.person),
    "pm.new": _named(lambda go: writing.new(go) if go.draft else standing.new(go)),
    "pm.me": _named(lambda go: writing.me(go) if go.draft else standing.me(go)),
    "pm.back": lambda go, _: writing.back(go) if go.draft else standing.one(go),
    "pm.keep": _of_a_draft(lambda go, _: listing.keep(go)),
    "pm.drop": _of_a_draft(lambda go, _: listing.drop(go)),
    "pm.more": _of_a_draft(lambda go, _: details.more(go)),
    "pm.part": _of_a_draft(details.part),
    "pm.tag": _of_a_draft(details.tag),
    "pm.languages": _of_a_draft(lambda go, _: details.languages(go)),
    "pm.language": _of_a_draft(details.language),
    "pm.one": lambda go, _: standing.one(go),
    "pm.mend": lambda go, _: standing.mend(go),
    "pm.reword": lambda go, _: standing.reword(go),
    "pm.all": lambda go, _: standing.everything(go),
    "pm.only": lambda go, _: standing.only(go),
    "pm.link": lambda go, _: standing.link(go),
    "pm.evidence": showing.look,
    "pm.shows": showing.decide,
    "pm.hides": showing.decide,
}
_PROMPTS: Mapping[str, Callable[[View], Screen]] = {
    "list": listing.listed,
    "draft": listing.drafted,
    "promised": standing.way_on,
    "what": writing.what,
    "owner": writing.owner,
    "who": writing.who,
    "my_role": writing.my_role,
    "due": writing.due,
    "more": details.tagged,
    **dict.fromkeys(details.PARTS, details.which),
    "languages": details.offered,
    "words": details.words,
    "one": standing.waiting,
    **dict.fromkeys(("mend", "reword"), standing.asks),
    "handing": standing.handing,
    "evidence": showing.shown,
}
_HEARS: Mapping[str, Callable[[Go, Input], Turn]] = {
    "what": writing.hear_what,
    "owner": writing.hear_name,
    "my_role": _my_role,
    "due": writing.hear_due,
    "words": details.hear_words,
    **dict.fromkeys(("mend", "reword"), standing.hear_words),
}
