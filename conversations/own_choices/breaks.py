"""Breaks: nothing is started until a day, or until the person writes. Nothing is lost meanwhile."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from conversations.danger import DISTRESS, UNSAFE, URGENT
from conversations.events import BreakEnded, BreakTaken, DeathTold, MeErased, Stopped, StopUndone
from conversations.facts import Facts
from conversations.home import HOME
from conversations.no_such_day import misread_day
from conversations.own_choices.state import CHOICES, Choice, OwnChoices, ask, misread, offer
from conversations.own_choices.stopping import STOP_FOR_GOOD
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Computed, Input, Turn, Typed

TWO_WEEKS = timedelta(days=14)
LONGEST = timedelta(days=366)
FORTNIGHT, MONTH, UNTIL_I_WRITE = 14, 30, 0
"""How a button names the length of a break."""

TAKE = Button(Text("Take a break"), Act("o.breaks"))
MINE = Button(Text("My break"), Act("o.breaks"))
END = Button(Text("End my break"), Act("o.break_end"))
_LENGTHS = (
    Button(Text("2 weeks"), Act("o.break", (0, FORTNIGHT))),
    Button(Text("A month"), Act("o.break", (0, MONTH))),
    Button(Text("Until I write"), Act("o.break", (0, UNTIL_I_WRITE))),
)
_LONGER = (  # after 'tired'; the first number says so
    Button(Text("Make it a month"), Act("o.break", (1, MONTH))),
    Button(Text("Until I write"), Act("o.break", (1, UNTIL_I_WRITE))),
)
"""Each list is offered again as it was, so that a number typed twice says the same thing twice."""
_NOTHING_IS_LOST = Text("Nothing is lost.")
_OR_A_DAY = Text("You can also type a day, such as 5 March.")
NO_DAY = Text("I found no future day in that, so no break has begun.")
TOO_FAR = Text("That is more than a year ahead, so no break has begun.")
_WAYS_ON: Mapping[str, Screen] = {
    "tired": Screen(lines=(), options=_LONGER, buttons=(STOP_FOR_GOOD,)),
    "break": Screen(lines=(), options=_LENGTHS, buttons=(END, STOP_FOR_GOOD)),
    "break_over": Screen(lines=(), options=(TAKE, HOME)),
}
_ABOUT_BREAKS = frozenset({"choices", "breaks", "my_break", *_WAYS_ON})
"""Screens from which a break is chosen: looking at them ends none."""


# --- choosing one ---------------------------------------------------------------------------------


def show(facts: Facts) -> Turn:
    """Show the break that there is, or ask how long one shall be."""
    shown = "breaks" if facts.person.break_since is None else "my_break"
    return ask(shown, _ASKS[shown](facts))


def tired(facts: Facts, now: datetime) -> Turn:
    """Give two weeks at once to whoever is tired; a break that is longer stays as it is."""
    person = facts.person
    if person.on_break(now) and (person.break_until or now + LONGEST) >= now + TWO_WEEKS:
        return show(facts)
    until = now + TWO_WEEKS
    lines = (
        Text("That is fine. I will not write for 2 weeks."),
        Text("I start again on {day}.", day=_day(until, facts)),
        _NOTHING_IS_LOST,
    )
    return offer("tired", _WAYS_ON["tired"], *lines, events=(BreakTaken(until),))


def until_a_day(heard: Input, facts: Facts, now: datetime) -> Turn:
    """Take a break until the day that was typed; a day that is over begins none."""
    shown = "breaks" if facts.person.break_since is None else "my_break"
    body = _ASKS[shown](facts)
    if not isinstance(heard, Typed):
        return misread(shown, body, PICK_ONE)
    today = facts.network.today(now)
    if heard.day is None or heard.day <= today:
        return misread(shown, body, misread_day(heard, NO_DAY))
    if heard.day > today + LONGEST:
        return misread(shown, body, TOO_FAR)
    morning = datetime.combine(heard.day, time(), facts.network.zone)
    return _take("break", morning.astimezone(UTC), heard.day)


def _for(act: Act, facts: Facts, now: datetime) -> Turn:
    shown, length = "tired" if act.subject else "break", act.ids[1:]
    if length == (UNTIL_I_WRITE,):
        lines = (Text("That is fine. I will not write until you do."), _NOTHING_IS_LOST)
        return offer(shown, _WAYS_ON[shown], *lines, events=(BreakTaken(None),))
    if length not in {(FORTNIGHT,), (MONTH,)}:
        return replace(show(facts), understood=False)
    until = now + TWO_WEEKS if length == (FORTNIGHT,) else _a_month_later(now, facts)
    return _take(shown, until, _day(until, facts))


def _take(shown: str, until: datetime, day: date) -> Turn:
    lines = (Text("That is fine. I will not write before {day}.", day=day), _NOTHING_IS_LOST)
    return offer(shown, _WAYS_ON[shown], *lines, events=(BreakTaken(until),))


def _end(facts: Facts) -> Turn:
    if facts.person.break_since is None:
        return offer("break_over", _WAYS_ON["break_over"], Text("You are not on a break."))
    over = Text("Your break is over. I may write to you again.")
    return offer("break_over", _WAYS_ON["break_over"], over, events=(BreakEnded(),))


def _day(moment: datetime, facts: Facts) -> date:
    return moment.astimezone(facts.network.zone).date()


def _a_month_later(now: datetime, facts: Facts) -> datetime:
    """Give the same time on the same day of the next month, or on its last day (UTC)."""
    local = now.astimezone(facts.network.zone)
    year, month = divmod(local.year * 12 + local.month, 12)
    last = monthrange(year, month + 1)[1]
    later = local.replace(year=year, month=month + 1, day=min(local.day, last))
    return later.astimezone(UTC)


def caught_up(asks: int, decisions: int) -> Screen:
    """Say at the end of a break that it is over, and what comes; `asks` and `decisions` count."""
    lines: list[Words] = [Text("Your break is over. I may write to you again.")]
    if asks:
        lines.append(
            Plural(
                "{count} consultation waited for you. It comes soon. There is no hurry.",
                "{count} consultations waited for you. They come one at a time. There is no hurry.",
                asks,
            )
        )
    if decisions:
        lines.append(Text("I will also tell you what was decided meanwhile."))
    return Screen(lines=tuple(lines), buttons=(TAKE, HOME))


# --- a break until they write ---------------------------------------------------------------------


def end_by_writing(turn: Turn, heard: Input, written: str, facts: Facts, /) -> Turn:
    """End a break that lasts until the person writes, unless this is a choice about breaks.

    Nor do words of danger end it: who needs help now has not asked to be asked.
    """
    person = facts.person
    until_they_write = person.break_since is not None and person.break_until is None
    if not until_they_write or person.stopped or isinstance(heard, Computed):
        return turn
    chose = isinstance(turn.state, OwnChoices) and turn.state.shown in _ABOUT_BREAKS
    if chose or any(isinstance(event, _OTHER_ENDS) for event in turn.events):
        return turn
    if written and facts.phrases.found_in(written) & _DANGER:
        return turn
    over = Text("Your break is over, since you wrote. I may write to you again.")
    first = Screen(lines=(over,), buttons=(TAKE,))
    return replace(turn, screens=(first, *turn.screens), events=(*turn.events, BreakEnded()))


_OTHER_ENDS = (BreakTaken, BreakEnded, Stopped, StopUndone, DeathTold, MeErased)
_DANGER = frozenset({URGENT, UNSAFE, DISTRESS})


# --- screens --------------------------------------------------------------------------------------


def _breaks_screen(_facts: Facts) -> Screen:
    lines: tuple[Words, ...] = (
        Text("During a break I do not write to you, unless you write first."),
        _NOTHING_IS_LOST,
        Text("How long shall it be?"),
        _OR_A_DAY,
    )
    return Screen(title=Text("Take a break"), lines=lines, options=_LENGTHS, buttons=(CHOICES,))


def _my_break_screen(facts: Facts) -> Screen:
    until = facts.person.break_until
    lasts: Words = (
        Text("You are on a break until {day}.", day=_day(until, facts))
        if until
        else Text("You are on a break until you write.")
    )
    options = (*_LENGTHS, END)
    return Screen(lines=(lasts, _OR_A_DAY), options=options, buttons=(CHOICES,))


_ASKS = {"breaks": _breaks_screen, "my_break": _my_break_screen}

CHOICE = Choice(
    asks=_ASKS,
    takes={
        "o.breaks": lambda _act, facts, _now: show(facts),
        "o.break": _for,
        "o.break_end": lambda _act, facts, _now: _end(facts),
    },
    reads={"breaks": until_a_day, "my_break": until_a_day},
    ways_on=_WAYS_ON,
)
