"""When a meeting is: its day, its hour and how long it takes, as people type them."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import time

from conversations.composing.step import Hint
from conversations.meetings.state import Go, Outcome, Pick, Step, View, picked
from conversations.no_such_day import misread_day
from conversations.screen import Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Input, Typed

SHORTEST, LONGEST = 15, 600
"""Minutes that a meeting takes."""
EARLIEST = 7
"""An hour before this is said with am or pm, or with two figures: '2' could mean either."""
USUAL = (30, 60, 90, 120)

PAST = Text("That is in the past. Please choose a later time.")
_NO_DATE = Hint(
    Text("I cannot read that as a date. Please type one like 12 March, Friday or in 2 weeks.")
)
_NO_TIME = Hint(Text("I cannot read that as a time. Please type one like 14:00 or 2 pm."))
_NO_LENGTH = Hint(Text("Please type how long it takes, such as 90 minutes or 2 hours."))

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2})(?:[.,](\d))?\s*(?:h|hr|hrs|hours?)(?:\s*(?:and)?\s*(\d{1,2})\D*)?")
_MINUTES = re.compile(r"(\d{1,3})\s*(?:m|min|mins|minutes?)?")


# --- the day --------------------------------------------------------------------------------------


def _show_day(view: View) -> Screen:
    asks = Text("On which day is the meeting?")
    example = Text("For example: 12 March, Friday or in 2 weeks.")
    return Screen(lines=(asks, example, *_now(view.plan.day)), buttons=(view.back(),))


def _hear_day(go: Go, heard: Input) -> "Go | Outcome":
    if picked(heard) == Pick.BACK:
        return go.at("back")
    day = heard.day if isinstance(heard, Typed) else None
    if day is None:
        return Hint(misread_day(heard, _NO_DATE.words))
    if day < go.today:
        return Hint(Text("{day} is in the past. Please choose a later day.", day=day))
    return go.planning(day=day).at("on")


# --- the hour -------------------------------------------------------------------------------------


def _show_begins(view: View) -> Screen:
    asks = Text("At what time does it begin?")
    example = Text("For example: 14:00 or 2 pm.")
    return Screen(lines=(asks, example, *_now(view.plan.begins)), buttons=(view.back(),))


def _hear_begins(go: Go, heard: Input) -> "Go | Outcome":
    if picked(heard) == Pick.BACK:
        return go.at("back")
    begins = read_time(heard.text) if isinstance(heard, Typed) else None
    if begins is None:
        return _NO_TIME
    changed = go.planning(begins=begins)
    wrong = wrong_time(changed)
    return Hint(wrong) if wrong else changed.at("on")


def wrong_time(go: Go) -> Words | None:
    """Say why a meeting cannot begin then; None where it can, or where the day is not said yet."""
    if go.plan.day is None or go.plan.begins is None:
        return None
    starts = go.plan.starts_at(go.zone)
    if starts is None:
        return Text(
            "The clocks change that night, and there is no {begins}. Please choose another time.",
            begins=go.plan.begins,
        )
    return PAST if starts <= go.now else None


def read_time(text: str) -> str | None:
    """Read '14:00', '2 pm', '2.30pm' or 'noon' as an hour like '14:00'; None for anything else."""
    typed = unicodedata.normalize("NFKC", text).strip().casefold()
    if typed in {"noon", "midday", "12 noon"}:
        return "12:00"
    found = _CLOCK.fullmatch(typed)
    if found is None:
        return None
    figures, half = found[1], found[3]
    hour, minute = int(figures), int(found[2] or 0)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half or (hour < EARLIEST and len(figures) == 1):
        return None
    return f"{time(hour, minute):%H:%M}" if hour < 24 and minute < 60 else None


# --- how long -------------------------------------------------------------------------------------


def _show_minutes(view: View) -> Screen:
    asks = Text("How long does it take?")
    options = tuple(view.option(lasting(minutes), minutes) for minutes in USUAL)
    now = (lasting(view.plan.minutes),) if view.plan.minutes else ()
    return Screen(lines=(asks, *_now(*now)), options=options, buttons=(view.back(),))


def lasting(minutes: int) -> Words:
    """Say how long something takes."""
    return Plural("{count} minute", "{count} minutes", minutes)


def _hear_minutes(go: Go, heard: Input) -> "Go | Outcome":
    pick = picked(heard)
    if pick == Pick.BACK:
        return go.at("back")
    minutes = pick if pick in USUAL else None
    if isinstance(heard, Typed):
        minutes = read_length(heard.text)
    if minutes is None:
        return _NO_LENGTH
    if not SHORTEST <= minutes <= LONGEST:
        return Hint(
            Text(
                "A meeting takes {least} to {most} minutes. Please choose another length.",
                least=SHORTEST,
                most=LONGEST,
            )
        )
    return go.planning(minutes=minutes).at("on")


def read_length(text: str) -> int | None:
    """Read '90', '90 minutes', '2 hours', '1.5 h' or '1 hour 30' in minutes; None for others."""
    typed = unicodedata.normalize("NFKC", text).strip().casefold()
    found = _HOURS.fullmatch(typed)
    if found:
        return int(found[1]) * 60 + int(found[2] or 0) * 6 + int(found[3] or 0)
    found = _MINUTES.fullmatch(typed)
    return int(found[1]) if found else None


def _now(*value: object) -> tuple[Words, ...]:
    return tuple(Text("Now: {words}", words=one) for one in value if one)  # type: ignore[arg-type]


TIME_STEPS: Mapping[str, Step] = {
    "day": Step(_show_day, _hear_day),
    "begins": Step(_show_begins, _hear_begins),
    "minutes": Step(_show_minutes, _hear_minutes),
}
