"""Who sits where: the groups of a network, their seats and until when. Nobody's name is kept.

A facilitator makes a seat and hands its code to whoever is to sit there; the code works once.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from conversations.events import Event
from conversations.facts import Facts, Need, Person
from conversations.home import HOME
from conversations.no_such_day import misread_day
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.seat_events import (
    GroupPlaced,
    SeatChanged,
    SeatEnded,
    SeatFreed,
    SeatMade,
    SeatTaken,
)
from conversations.seats.screens import BACK, SCREENS
from conversations.seats.state import (
    ASK_AGAIN,
    GIVE_CODE,
    GONE,
    HOW_CODE,
    LONGEST_TITLE,
    NAME,
    NO_DAY,
    NOT_YOURS,
    TOO_LONG,
    WHAT_TITLE,
    WRONG_CODE,
    Seats,
    below,
    code_from,
    group_of,
    hash_of,
    manages,
    seat_of,
)
from conversations.state import State
from conversations.structure import SeatHere, TheSeatCode, TheStructure
from conversations.text import Text, Worded, Words
from conversations.turn import Commanded, Input, Key, Tapped, Turn, Typed

__all__ = ["COMMANDS", "NAME", "PREFIX", "needs", "prompt", "take"]

PREFIX = "seat"
COMMANDS = frozenset({"seats"})
_ON_ITS_OWN = Text("It is now part of no other group.")


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the tree; and where a code is typed, the seat that it is for."""
    if isinstance(heard, Typed) and isinstance(state, Seats) and state.step == "code":
        return (TheStructure(), TheSeatCode(hash_of(heard.text)))
    return (TheStructure(),)


def prompt(state: State, facts: Facts) -> Screen:
    """Give the step that waits for a reply."""
    here = state if isinstance(state, Seats) else Seats()
    return SCREENS[here.step](here, facts)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show the tree, a group or a seat, and change it."""
    here = state if isinstance(state, Seats) else Seats()
    match heard:
        case Tapped(Act(verb, ids)) if verb in _ACTS:
            return _ACTS[verb](here, ids[-1] if ids else 0, facts, now)
        case Typed() if here.step in _TYPED:
            return _TYPED[here.step](here, heard, facts, now)
        case Tapped() | Commanded():
            return _at(Seats(), facts)
        case _:
            return _again(here, PICK_ONE, facts)


# --- taps -----------------------------------------------------------------------------------------


def _show(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    return _at(Seats(), facts)


def _group(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    found = group_of(facts, number)
    return _at(Seats("group", number), facts) if found else _at(Seats(), facts, GONE)


def _one(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    found = seat_of(facts, number)
    if found is None:
        return _at(Seats(), facts, GONE)
    if not manages(facts.person, found[0].id):
        return _at(Seats("group", found[0].id), facts, NOT_YOURS)
    return _at(Seats("one", found[0].id, number), facts)


def _add(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    return _if_managed(Seats("title", number), facts)


def _place(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    return _if_managed(Seats("place", number), facts)


def _if_managed(there: Seats, facts: Facts) -> Turn:
    if group_of(facts, there.group) is None:
        return _at(Seats(), facts, GONE)
    if not manages(facts.person, there.group):
        return _at(Seats("group", there.group), facts, NOT_YOURS)
    return _at(there, facts)


def _placed(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    there = group_of(facts, here.group)
    fits = number == 0 or (group_of(facts, number) and number not in below(facts, here.group))
    if here.step != "place" or there is None or not fits:
        return _at(Seats(), facts, GONE)
    placed = GroupPlaced(here.group, number or None)
    above = group_of(facts, number)
    told = Text("It is now part of {group}.", group=above.name) if above else _ON_ITS_OWN
    return _done(Seats("group", here.group), told, placed)


def _until(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    found = _managed_seat(number, facts)
    return _at(replace(found, step="until"), facts) if found else _at(Seats(), facts, GONE)


def _no_end(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    return _dated(here, None, facts) if here.step in {"until", "made"} else _at(Seats(), facts)


def _free(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    found = _managed_seat(number, facts)
    if found is None:
        return _at(Seats(), facts, GONE)
    code = code_from(facts.seed)
    return _coded(found, code, facts, SeatFreed(number, hash_of(code)))


def _sit(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    found, there = _managed_seat(number, facts), seat_of(facts, number)
    if found is None or there is None or there[1].taken:
        return _at(Seats(), facts, GONE)
    return _done(Seats("group", found.group), Text("This is now your seat."), SeatTaken(number))


def _end(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    found = _managed_seat(number, facts)
    return _at(replace(found, step="end"), facts) if found else _at(Seats(), facts, GONE)


def _ended(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    found = _managed_seat(number, facts)
    if found is None or here.step != "end":
        return _at(Seats(), facts, GONE)
    return _done(Seats("group", found.group), Text("The seat is taken away."), SeatEnded(number))


def _managed_seat(number: int, facts: Facts) -> Seats | None:
    found = seat_of(facts, number)
    mine = found is not None and manages(facts.person, found[0].id)
    return Seats("one", found[0].id, number) if found and mine else None


def _code(here: Seats, number: int, facts: Facts, now: datetime) -> Turn:
    return _at(Seats("code"), facts)


# --- words ----------------------------------------------------------------------------------------


def _titled(here: Seats, heard: Typed, facts: Facts, now: datetime) -> Turn:
    text = " ".join(heard.text.split())
    if not text or len(text) > LONGEST_TITLE:
        return _again(here, TOO_LONG if text else WHAT_TITLE, facts)
    return _at(replace(here, step="made", title=text), facts)


def _day(here: Seats, heard: Typed, facts: Facts, now: datetime) -> Turn:
    if heard.day is None or heard.day <= facts.network.today(now):
        return _again(here, misread_day(heard, NO_DAY), facts)
    return _dated(here, heard.day, facts)


def _dated(here: Seats, day: date | None, facts: Facts) -> Turn:
    if here.step == "until":
        there = Seats("group", here.group)
        return _done(there, Text("The day is changed."), SeatChanged(here.seat, day))
    code = code_from(facts.seed)
    title = Worded.of({facts.person.language: here.title})
    return _coded(here, code, facts, SeatMade(here.group, title, day, hash_of(code)))


def _typed_code(here: Seats, heard: Typed, facts: Facts, now: datetime) -> Turn:
    text = " ".join(heard.text.split())
    found: SeatHere | None = facts.get(TheSeatCode(hash_of(text)))
    if found is None:
        wrong = Screen(lines=(WRONG_CODE, ASK_AGAIN), buttons=(BACK, HOME))
        return Turn(here, (wrong,), understood=False)
    told = Text("Thank you. You now sit here: {title}.", title=found.title)
    return _done(Seats(), told, SeatTaken(found.id, hash_of(text)))


# --- turns ----------------------------------------------------------------------------------------


def _at(here: Seats, facts: Facts, *first: Words) -> Turn:
    shown = prompt(here, facts)
    return Turn(here, (replace(shown, lines=(*first, *shown.lines)),))


def _again(here: Seats, hint: Words, facts: Facts) -> Turn:
    shown = prompt(here, facts)
    return Turn(here, (replace(shown, title=None, lines=(hint,)),), understood=False)


def _done(there: Seats, told: Words, event: Event) -> Turn:
    way = Button(Text("Who sits where"), Act("seat.show"))
    group = (Button(Text("Back to the group"), Act("seat.group", (0, there.group))),)
    shown = Screen(lines=(told,), options=(*(group if there.group else ()), way, HOME))
    return Turn(there, (shown,), events=(event,))


def _coded(here: Seats, code: str, facts: Facts, event: SeatMade | SeatFreed) -> Turn:
    back = Button(Text("Back to the group"), Act("seat.group", (0, here.group)))
    shown = Screen(title=code, lines=(GIVE_CODE, HOW_CODE), options=(back, HOME))
    return Turn(Seats("group", here.group), (shown,), events=(event,))


_TYPED: Mapping[str, Callable[[Seats, Typed, Facts, datetime], Turn]] = {
    "title": _titled,
    "made": _day,
    "until": _day,
    "code": _typed_code,
}
_ACTS: Mapping[str, Callable[[Seats, int, Facts, datetime], Turn]] = {
    "seat.show": _show,
    "seat.group": _group,
    "seat.one": _one,
    "seat.add": _add,
    "seat.until": _until,
    "seat.no_end": _no_end,
    "seat.free": _free,
    "seat.sit": _sit,
    "seat.end": _end,
    "seat.end_yes": _ended,
    "seat.place": _place,
    "seat.placed": _placed,
    "seat.code": _code,
}
