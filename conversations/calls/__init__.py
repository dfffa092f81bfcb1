"""Calls for volunteers: a role brief, offered to members; a fair draw; everybody is thanked."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from conversations.calling import MOST_PLACES, Call, TheCall, TheCalls
from conversations.calls.screens import (
    ASKED,
    asked,
    cancel_screen,
    drawn_notice,
    how_screen,
    invitation,
    listed,
    one_screen,
    preview,
    thanks_notice,
)
from conversations.calls.state import NAME, Calling
from conversations.facts import Facts, Need, Person
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.no_such_day import misread_day
from conversations.questions.kind import PICK_ONE
from conversations.reading import read_number
from conversations.screen import Act, Button, Screen
from conversations.seat_events import CallCancelled, CallMade, HelpOffered, HelpTakenBack
from conversations.seats.state import manages
from conversations.state import State
from conversations.structure import TheStructure
from conversations.text import Text, Words
from conversations.turn import Commanded, Input, Key, Tapped, Turn, Typed

__all__ = ["COMMANDS", "NAME", "PREFIX", "Calling", "needs", "prompt", "take"]

PREFIX = "call"
COMMANDS = frozenset({"call"})

LONGEST_TITLE, LONGEST_PART = 60, 400
CLOSED = Text("This call is closed now. Thank you for looking at it.")
NOT_NOW = Text("That is fine. Thank you for looking at it.")
TOO_LONG = Text("That is too long. Please use at most {most} letters.", most=LONGEST_PART)
TITLE_TOO_LONG = Text("That is too long. Please use at most {most} letters.", most=LONGEST_TITLE)
HOW_MANY = Text("I need a number from 1 to {most}.", most=MOST_PLACES)
NO_DAY = Text("I cannot read that as a day to come. Please type one like 31 March.")
SENT = Text("It goes to members now, at a time that suits each. After the last day I draw.")
_TEXTS = ("title", "what", "how_long", "influence", "expenses", "support")
_STEPS = (*_TEXTS, "places", "group", "closes_on", "preview")


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the call; or, for a facilitator who makes one, what there is."""
    if key.subject:
        return (TheCall(key.subject),)
    return (TheCalls(), TheStructure()) if person.facilitates else ()


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give what waits for a reply."""
    here = state if isinstance(state, Calling) else Calling()
    if here.call:
        call: Call | None = facts.get(TheCall(here.call))
        return _shown(call) if call else None
    if here.step == "list":
        return listed(facts.get(TheCalls()) or ())
    return preview(here, facts)[-1] if here.step == "preview" else asked(here, facts)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show a call, take an offer, or let a facilitator make one."""
    here = state if isinstance(state, Calling) else Calling()
    match heard:
        case Tapped(Act(verb, ids)) if verb in _OF_ONE:
            call: Call | None = facts.get(TheCall(ids[0] if ids else 0))
            return _OF_ONE[verb](call, facts, now) if call else go_home(facts, NOT_FOR_YOU)
        case Tapped(Act("call.group", (_, group, *_))) if here.step == "group":
            return _group(here, group, facts)
        case Tapped(Act("call.send")) if here.step == "preview":
            return _send(here, facts)
        case Tapped(Act("call.preview")) if here.step == "preview":
            return Turn(here, preview(here, facts))
        case Tapped(Act("call.make")):
            return _at(Calling(step="title"), facts)
        case Typed() if not here.call and here.step in _STEPS:
            return _typed(here, heard, facts, now)
        case Tapped() | Commanded():
            return _at(Calling(), facts)
        case _:
            return _again(here, PICK_ONE, facts)


# --- members --------------------------------------------------------------------------------------


def _shown(call: Call) -> Screen:
    if call.part == "drawn":
        return drawn_notice(call)
    return thanks_notice(call) if call.part == "thanked" else invitation(call)


def _show(call: Call, facts: Facts, now: datetime) -> Turn:
    return Turn(Calling(call.id), (_shown(call),))


def _how(call: Call, facts: Facts, now: datetime) -> Turn:
    return Turn(Calling(call.id), (how_screen(call),))


def _help(call: Call, facts: Facts, now: datetime) -> Turn:
    if call.status != "open" or call.closes_on < facts.network.today(now) or not call.part:
        return go_home(facts, CLOSED)
    undo = Button(Text("I cannot after all"), Act("call.not_now", (call.id,)))
    told = Text(
        "Thank you for offering. I will tell you after {day} if you have a place.",
        day=call.closes_on,
    )
    shown = Screen(title=call.title, lines=(told,), options=(undo,), buttons=(HOME,))
    return Turn(Calling(call.id), (shown,), events=(HelpOffered(call.id),))


def _not_now(call: Call, facts: Facts, now: datetime) -> Turn:
    if not call.part:
        return go_home(facts, NOT_FOR_YOU)
    return replace(go_home(facts, NOT_NOW), events=(HelpTakenBack(call.id),))


# --- facilitators ---------------------------------------------------------------------------------


def _one(call: Call, facts: Facts, now: datetime) -> Turn:
    return Turn(Calling(), (one_screen(call),)) if call.managed else go_home(facts, NOT_FOR_YOU)


def _cancel(call: Call, facts: Facts, now: datetime) -> Turn:
    if not call.managed or call.status != "open":
        return go_home(facts, NOT_FOR_YOU)
    return Turn(Calling(), (cancel_screen(call),))


def _cancelled(call: Call, facts: Facts, now: datetime) -> Turn:
    if not call.managed or call.status != "open":
        return go_home(facts, NOT_FOR_YOU)
    gone = replace(call, status="cancelled")
    return Turn(Calling(), (one_screen(gone),), events=(CallCancelled(call.id),))


def _typed(here: Calling, heard: Typed, facts: Facts, now: datetime) -> Turn:
    text = " ".join(heard.text.split())
    if here.step in _TEXTS:
        most = LONGEST_TITLE if here.step == "title" else LONGEST_PART
        if not text or len(text) > most:
            long = TITLE_TOO_LONG if here.step == "title" else TOO_LONG
            return _again(here, long if text else ASKED[here.step], facts)
        written: dict[str, Any] = {here.step: text}
        return _on(replace(here, **written), facts)
    if here.step == "places":
        number = read_number(text) or 0
        fits = 1 <= number <= MOST_PLACES
        return _on(replace(here, places=number), facts) if fits else _again(here, HOW_MANY, facts)
    if here.step == "closes_on":
        day = heard.day
        if day is None or day <= facts.network.today(now):
            return _again(here, misread_day(heard, NO_DAY), facts)
        return _on(replace(here, closes_on=day), facts)
    return _again(here, PICK_ONE, facts)


def _group(here: Calling, group: int, facts: Facts) -> Turn:
    whole = facts.person.groups_as("facilitator") is None
    if not (manages(facts.person, group) if group else whole):
        return _again(here, PICK_ONE, facts)
    return _on(replace(here, group=group), facts)


def _send(here: Calling, facts: Facts) -> Turn:
    call = here.as_call(facts.person.language)
    number = facts.seed & (1 << 48) - 1
    made = CallMade(
        number, call.title, call.brief, call.places, call.closes_on, call.group,
        f"{facts.seed >> 48:020x}",
    )  # fmt: skip
    shown = Screen(title=call.title, lines=(SENT,), buttons=(HOME,))
    return Turn(Calling(), (shown,), events=(made,))


# --- turns ----------------------------------------------------------------------------------------


def _on(here: Calling, facts: Facts) -> Turn:
    """Go to the step after this one."""
    there = replace(here, step=_STEPS[_STEPS.index(here.step) + 1])
    return Turn(there, preview(there, facts)) if there.step == "preview" else _at(there, facts)


def _at(here: Calling, facts: Facts) -> Turn:
    shown = prompt(here, facts)
    return Turn(here, (shown,) if shown else ())


def _again(here: Calling, hint: Words, facts: Facts) -> Turn:
    shown = prompt(here, facts)
    if shown is None:
        return replace(go_home(facts, hint), understood=False)
    return Turn(here, (replace(shown, title=None, lines=(hint,)),), understood=False)


_OF_ONE: Mapping[str, Callable[[Call, Facts, datetime], Turn]] = {
    "call.show": _show,
    "call.how": _how,
    "call.help": _help,
    "call.not_now": _not_now,
    "call.one": _one,
    "call.cancel": _cancel,
    "call.cancel_yes": _cancelled,
}
