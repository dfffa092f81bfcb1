"""Quiet hours: when Heard may write of its own accord, by the clock on the wall."""

import re
from datetime import datetime

from conversations.events import QuietHoursChosen
from conversations.facts import Facts
from conversations.own_choices.state import CHOICES, Choice, ask, done, misread
from conversations.quiet_hours import HOURS, USUAL, QuietHours
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words
from conversations.turn import Input, Turn, Typed

_MORNINGS, _AFTERNOONS, _EVENINGS = (12, 9), (17, 12), (21, 17)
_ANY_TIME = (0, 0)
_OFFERED = (
    ((USUAL.begin, USUAL.end), Text("9:00 to 19:00")),
    (_MORNINGS, Text("Only mornings")),
    (_AFTERNOONS, Text("Only afternoons")),
    (_EVENINGS, Text("Only evenings")),
    (_ANY_TIME, Text("Any time")),
)
_HOUR = re.compile(r"(?<![\d:.])(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?(?![\d:.]*\d)", re.IGNORECASE)
_NOON, _LAST_MINUTE = 12, 59
TWO_HOURS = Text("Please choose one, or type 2 different hours, such as: 21 to 8.")


def show(facts: Facts) -> Turn:
    """Ask when Heard may write."""
    return ask("quiet", _screen(facts))


def _screen(facts: Facts) -> Screen:
    lines: tuple[Words, ...] = (
        *_said(facts.person.quiet),
        Text("When may I write to you? An answer to you always comes at once."),
        Text("You can also type when it shall be quiet, such as: 21 to 8."),
    )
    sundays = facts.person.quiet.sundays
    sunday = Text("Sundays too") if sundays else Text("Not on Sundays")
    options = (
        *(Button(label, Act("o.quiet_hours", (0, *hours))) for hours, label in _OFFERED),
        Button(sunday, Act("o.quiet_sundays", (0, int(not sundays)))),
    )
    return Screen(title=Text("Quiet hours"), lines=lines, options=options, buttons=(CHOICES,))


def _said(quiet: QuietHours) -> tuple[Words, ...]:
    begin, end = quiet.end % HOURS, quiet.begin % HOURS
    hours: Words = (
        Text("I may write at any time of day.")
        if begin == end
        else Text("I write only between {begin} and {end}.", begin=f"{begin}:00", end=f"{end}:00")
    )
    return hours, Text("Not on Sundays.") if quiet.sundays else Text("Also on Sundays.")


def _hours(act: Act, facts: Facts, _now: datetime) -> Turn:
    match act.ids[1:]:
        case (begin, end) if max(begin, end) < HOURS:
            return _chosen(QuietHours(begin, end, facts.person.quiet.sundays), facts)
        case _:
            return misread("quiet", _screen(facts), TWO_HOURS)


def _sundays(act: Act, facts: Facts, _now: datetime) -> Turn:
    now = facts.person.quiet
    return _chosen(QuietHours(now.begin, now.end, act.ids[1:] == (1,)), facts)


def _read(heard: Input, facts: Facts, _now: datetime) -> Turn:
    hours = read_hours(heard.text) if isinstance(heard, Typed) else None
    if hours is None:
        return misread("quiet", _screen(facts), TWO_HOURS)
    return _chosen(QuietHours(*hours, facts.person.quiet.sundays), facts)


def _chosen(quiet: QuietHours, facts: Facts) -> Turn:
    kept = QuietHoursChosen(quiet.begin, quiet.end, quiet.sundays)
    return done(facts, Text("That is kept."), *_said(quiet), events=(kept,))


def read_hours(text: str) -> tuple[int, int] | None:
    """Read '21 to 8', '9.30 pm - 8 am' or '۲۱ ۸': two different hours; None for anything else.

    What begins or ends within an hour is quiet for that whole hour.
    """
    found = [_hour(one, up=place == 1) for place, one in enumerate(_HOUR.finditer(text))]
    match found:
        case [int(begin), int(end)] if begin % HOURS != end % HOURS:
            return begin % HOURS, end % HOURS
        case _:
            return None


def _hour(found: re.Match[str], *, up: bool) -> int | None:
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "").casefold()
    if minute > _LAST_MINUTE or hour > (_NOON if half else HOURS):
        return None
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    return hour + 1 if up and minute else hour


CHOICE = Choice(
    asks={"quiet": _screen},
    takes={
        "o.quiet": lambda _act, facts, _now: show(facts),
        "o.quiet_hours": _hours,
        "o.quiet_sundays": _sundays,
    },
    reads={"quiet": _read},
)
