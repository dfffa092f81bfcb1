"""The reading rota: who reads words of danger and distress, and when; joined, left, taken over."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.duty import EVERY_DAY, WEEKDAYS, Duty, Rota
from conversations.events import DutyLeft, DutyTaken, DutyTakenOver
from conversations.facts import Facts, Flag, Need, Person, TheFlag
from conversations.home import HOME
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.signposts import who_reads
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Input, Key, Tapped, Turn, Typed

NAME = "rota"
PREFIX = "rota"
COMMANDS = frozenset({"rota"})

NO_READER = Text("Nobody is on the rota yet.")
ONE_NAME = Text("One reader is no cover, so the rota is not set. It needs a second reader.")
SET = Text("The rota is set. Whoever writes of danger or distress is told:")
NOT_SET = Text("Whoever writes of danger or distress is told:")
WAITS = Text("Something is waiting to be read.")
WHAT_READERS_DO = Text("I write to you when somebody may need a person. It is on record who reads.")
WHICH_HOURS = Text("Between which hours do you read? You can also type them: 10 to 14.")
NO_HOURS = Text("I need two full hours from 0 to 24, the earlier one first. Such as: 10 to 14.")
NO_DAY = Text("Please choose at least one day.")
PLACE_GONE = Text("That place has changed since. This is how the rota is now.")
TAKE_OVER = Text("Shall I put you in their place? They leave the rota. Please tell them yourself.")

DAYS = (
    Text("Monday"), Text("Tuesday"), Text("Wednesday"), Text("Thursday"), Text("Friday"),
    Text("Saturday"), Text("Sunday"),
)  # fmt: skip
OFFICE_HOURS = ((9, 12), (9, 17), (13, 17))
_HOURS = re.compile(r"\D*(\d{1,2})(?:[:.]00)?\D+(\d{1,2})(?:[:.]00)?\D*")


@dataclass(frozen=True)
class OnRota(State):
    """Where somebody is with the rota; `days` are those chosen so far, `place` is to be taken."""

    conversation: ClassVar[str] = NAME

    step: str = "rota"
    days: int = 0
    place: int = 0

    @property
    def subject(self) -> int:
        """There is one rota."""
        return 0


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need to know whether something waits to be read."""
    return (TheFlag(0),) if person.may_read else ()


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the step that waits for a reply."""
    here = state if isinstance(state, OnRota) else OnRota()
    return _STEPS[here.step](here, facts, facts.network.rota)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show the rota, or change one's own place on it."""
    here = state if isinstance(state, OnRota) else OnRota()
    if isinstance(heard, Typed):
        return _typed(here, heard.text, facts, now)
    if isinstance(heard, Tapped):
        act = heard.act or Act("rota.show")
        return _ACTS.get(act.verb, _show)(here, act, facts, now)
    return _rota(facts, facts.network.rota)


# --- replies --------------------------------------------------------------------------------------


def _typed(here: OnRota, text: str, facts: Facts, now: datetime) -> Turn:
    if here.step == "hours":
        found = _HOURS.fullmatch(text.strip())
        hours = (int(found[1]), int(found[2])) if found else (0, 0)
        return _take(here, hours, facts, now)
    again = _STEPS[here.step](here, facts, facts.network.rota)
    return Turn(here, (replace(again, title=None, lines=(PICK_ONE,)),), understood=False)


def _show(here: OnRota, act: Act, facts: Facts, now: datetime) -> Turn:
    return _rota(facts, facts.network.rota)


def _join(here: OnRota, act: Act, facts: Facts, now: datetime) -> Turn:
    mine = facts.network.rota.of(facts.person.id)
    return _at(OnRota("days", days=mine.weekdays if mine else 0), facts)


def _day(here: OnRota, act: Act, facts: Facts, now: datetime) -> Turn:
    place = act.ids[1] if len(act.ids) > 1 else len(DAYS)
    if here.step != "days" or not 0 <= place < len(DAYS):
        return _join(here, act, facts, now)
    switched = replace(here, days=here.days ^ 1 << place)
    return Turn(switched, (_days(switched, facts, facts.network.rota).in_place(),))


def _these_days(days: int) -> "Handler":
    def handle(here: OnRota, act: Act, facts: Facts, now: datetime) -> Turn:
        return _at(OnRota("hours", days=days), facts)

    return handle


def _days_done(here: OnRota, act: Act, facts: Facts, now: datetime) -> Turn:
    if not here.days:
        return _at(OnRota("days"), facts, NO_DAY)
    return _at(replace(here, step="hours"), facts)


def _hours_chosen(here: OnRota, act: Act, facts: Facts, now: datetime) -> Turn:
    if not here.days:
        return _join(here, act, facts, now)
    hours = (act.ids[1], act.ids[2]) if len(act.ids) > 2 else (0, 0)
    return _take(here, hours, facts, now)


def _take(here: OnRota, hours: tuple[int, int], facts: Facts, now: datetime) -> Turn:
    begins, ends = hours
    if not 0 <= begins < ends <= 24:
        return _at(replace(here, step="hours"), facts, NO_HOURS)
    mine = Duty(facts.person.id, here.days, begins, ends, now)
    taken = DutyTaken(here.days, begins, ends)
    shown = _rota(facts, facts.network.rota.with_place(mine), WHAT_READERS_DO)
    return replace(shown, events=(taken,))


def _leave(here: OnRota, act: Act, facts: Facts, now: datetime) -> Turn:
    left = facts.network.rota.without(facts.person.id)
    shown = _rota(facts, left, Text("You are not on the rota any more."))
    return replace(shown, events=(DutyLeft(),))


def _ask_to_take_over(here: OnRota, act: Act, facts: Facts, now: datetime) -> Turn:
    theirs = _theirs(act, facts)
    if theirs is None:
        return _rota(facts, facts.network.rota, PLACE_GONE)
    return _at(OnRota("taking", place=theirs.place), facts)


def _take_over(here: OnRota, act: Act, facts: Facts, now: datetime) -> Turn:
    theirs = _theirs(act, facts)
    if theirs is None:
        return _rota(facts, facts.network.rota, PLACE_GONE)
    rota = facts.network.rota.without(theirs.member)
    had = facts.network.rota.of(facts.person.id) or theirs
    mine = replace(had.together_with(theirs), member=facts.person.id)
    shown = _rota(facts, rota.with_place(mine), Text("You have taken over that place."))
    return replace(shown, events=(DutyTakenOver(theirs.place),))


def _theirs(act: Act, facts: Facts) -> Duty | None:
    named = facts.network.rota.named(act.ids[1]) if len(act.ids) > 1 else None
    return named if named and named.member != facts.person.id else None


# --- screens --------------------------------------------------------------------------------------


def _rota(facts: Facts, rota: Rota, *first: Words) -> Turn:
    shown = _rota_screen(OnRota(), facts, rota)
    return Turn(OnRota(), (replace(shown, lines=(*first, *shown.lines)),))


def _at(state: OnRota, facts: Facts, *first: Words) -> Turn:
    shown = _STEPS[state.step](state, facts, facts.network.rota)
    return Turn(state, (replace(shown, lines=(*first, *shown.lines)),))


def _rota_screen(state: OnRota, facts: Facts, rota: Rota) -> Screen:
    waiting: Flag | None = facts.get(TheFlag(0))
    me = facts.person.id
    places = tuple(_place(one, mine=one.member == me) for one in rota.places)
    alone = () if rota.is_set else (ONE_NAME,) if rota.places else (NO_READER,)
    told = (SET if rota.is_set else NOT_SET, who_reads(rota))
    waits = (WAITS,) if waiting else ()
    read = (Button(Text("Read it"), Act("flag.read", (waiting.id,))),) if waiting else ()
    return Screen(
        title=Text("Reading rota"),
        lines=(*waits, *places, *alone, *told),
        options=(*read, *_own_place(rota, me), *_places_of_others(rota, me)),
        buttons=(HOME,),
    )


def _own_place(rota: Rota, me: int) -> tuple[Button, ...]:
    if rota.of(me) is None:
        return (Button(Text("Join the rota"), Act("rota.join")),)
    change = Button(Text("Change my times"), Act("rota.join"))
    return (change, Button(Text("Leave the rota"), Act("rota.leave")))


def _places_of_others(rota: Rota, me: int) -> tuple[Button, ...]:
    return tuple(
        Button(Text("Take over: {days}", days=said_days(one.weekdays)), _act("take", one.place))
        for one in rota.places
        if one.member != me
    )


def _act(verb: str, *numbers: int) -> Act:
    return Act(f"rota.{verb}", (0, *numbers))


def _place(duty: Duty, *, mine: bool) -> Words:
    days, begins, ends = said_days(duty.weekdays), duty.from_hour, duty.until_hour
    if mine:
        return Text("You: {days}, {begins}:00 to {ends}:00", days=days, begins=begins, ends=ends)
    return Text(
        "Another reader: {days}, {begins}:00 to {ends}:00", days=days, begins=begins, ends=ends
    )


def said_days(days: int) -> Text:
    """Name days, given as bits; there is at least one."""
    whole = {WEEKDAYS: Text("weekdays"), EVERY_DAY: Text("every day")}
    if days in whole:
        return whole[days]
    named = [day for place, day in enumerate(DAYS) if days >> place & 1]
    together = named[0]
    for day in named[1:]:
        together = Text("{days}, {day}", days=together, day=day)
    return together


def _days(state: OnRota, facts: Facts, rota: Rota) -> Screen:
    options = tuple(
        Button(Text("✓ {day}", day=day) if state.days >> place & 1 else day, _act("day", place))
        for place, day in enumerate(DAYS)
    )
    buttons = (
        Button(Text("Weekdays"), Act("rota.weekdays")),
        Button(Text("Every day"), Act("rota.every")),
        Button(Text("Done"), Act("rota.days")),
        Button(Text("Back"), Act("rota.show")),
    )
    which = Text("On which days do you read? Tap each day, then Done.")
    return Screen(lines=(which,), options=options, buttons=buttons, slot="rota:days")


def _hours(state: OnRota, facts: Facts, rota: Rota) -> Screen:
    options = tuple(
        Button(
            Text("{begins}:00 to {ends}:00", begins=begins, ends=ends), _act("hours", begins, ends)
        )
        for begins, ends in OFFICE_HOURS
    )
    return Screen(
        lines=(WHICH_HOURS,), options=options, buttons=(Button(Text("Back"), Act("rota.join")),)
    )


def _taking(state: OnRota, facts: Facts, rota: Rota) -> Screen:
    yes = Button(Text("Yes"), _act("taking", state.place))
    return Screen(lines=(TAKE_OVER,), options=(yes, Button(Text("No"), Act("rota.show"))))


Handler = Callable[[OnRota, Act, Facts, datetime], Turn]
_STEPS: Mapping[str, Callable[[OnRota, Facts, Rota], Screen]] = {
    "rota": _rota_screen,
    "days": _days,
    "hours": _hours,
    "taking": _taking,
}
_ACTS: Mapping[str, Handler] = {
    "rota.show": _show,
    "rota.join": _join,
    "rota.day": _day,
    "rota.weekdays": _these_days(WEEKDAYS),
    "rota.every": _these_days(EVERY_DAY),
    "rota.days": _days_done,
    "rota.hours": _hours_chosen,
    "rota.leave": _leave,
    "rota.take": _ask_to_take_over,
    "rota.taking": _take_over,
}
