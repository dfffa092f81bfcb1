"""Dates as people write them, understood or refused, and shown back in full.

Every meaning of every word is tried (`date_words.py`); a date comes out only if all readings that
make sense agree. The conventions, which people see because dates are shown back in full:

- numbers are day first, except after a year of four figures; a year of two figures is allowed
  only in numbers, and only where the date is not past;
- without a year it is the next such day, today included; 'Friday' on a Friday is in seven days;
- 'next Friday' is the Friday of next week, weeks starting on Monday; 'this Friday' is the coming
  one, and is not understood on a Friday;
- 'in a month' on 31 January is the last day of February;
- 'next week' and 'March' name no single day, so they are not understood;
- a weekday that contradicts the date makes the whole unreadable.

English is understood in every language.
"""

import calendar
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from typing import TypeAlias

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from bot.involvement.date_words import (
    DAY,
    FORTNIGHT,
    MONTH,
    WEEK,
    YEAR,
    Mark,
    cut,
    meanings,
)

LONGEST_TEXT = 80
MOST_MARKS = 6
FULL_YEAR = 4  # figures
LARGEST_COUNT = 400
CENTURY = 2000
YEARS_TO_A_LEAP_DAY = 8
PATTERNS = {"en": "EEEE d MMMM y", "cy": "EEEE d MMMM y"}

Marks: TypeAlias = Sequence[Mark]
Reader: TypeAlias = Callable[[Marks, date], date | None]


def read_date(text: str, *, today: date, language: str) -> date | None:
    """Give the day that a text names; None if it names none, an impossible one or perhaps two.

    A date written with its year may lie in the past: whoever asks decides about that. Any text,
    language and day are taken; nothing is raised.
    """
    if len(text) > LONGEST_TEXT:
        return None
    pieces = cut(text)
    found = _read_in(pieces, today, language)
    return found or _read_in(pieces, today, "en")


def names_no_day(text: str, *, today: date, language: str) -> bool:
    """Tell whether a text names a day that no calendar has, as '31 February' and '29/2/2027'.

    Any text, language and day are taken; nothing is raised.
    """
    if len(text) > LONGEST_TEXT or read_date(text, today=today, language=language):
        return False
    pieces = cut(text)
    return any(_is_impossible(pieces, tongue, today) for tongue in (language, "en"))


def _is_impossible(pieces: Sequence[str], language: str, today: date) -> bool:
    meant = meanings(pieces, language)
    if not 0 < len(meant) <= MOST_MARKS:
        return False
    return any(_is_in_no_calendar(marks, today) for marks in product(*meant))


def _is_in_no_calendar(marks: Marks, today: date) -> bool:
    shape = " ".join(mark.kind for mark in marks)
    if shape not in NAMES_A_MONTH:
        return False
    figures = [len(part) for part in marks[0].parts] if shape == "numeric" else []
    past_or_odd = len(figures) not in {0, 2} and max(figures) < FULL_YEAR  # as 1/2/20
    return not past_or_odd and _read_safely(ABSOLUTE[shape], marks, today) is None


def show_date(day: date, language: str) -> str:
    """Give the day in full, as 'Friday 12 March 2027'; in English if the language is unknown."""
    code = language.replace("-", "_").split("_")[0]
    try:
        locale = Locale.parse("en_GB" if code == "en" else code)
    except (UnknownLocaleError, ValueError):
        code, locale = "en", Locale.parse("en_GB")
    shown = format_date(day, PATTERNS.get(code, "full"), locale=locale)
    return shown[0].lower() + shown[1:] if code == "cy" else shown  # 'erbyn dydd Gwener'


def _read_in(pieces: Sequence[str], today: date, language: str) -> date | None:
    """Give the one day that all readings in a language agree on."""
    meant = meanings(pieces, language)
    if not 0 < len(meant) <= MOST_MARKS:
        return None
    days: set[date | None] = set()
    for marks in product(*meant):
        reader = SHAPES.get(" ".join(mark.kind for mark in marks))
        if reader:
            days.add(_read_safely(reader, marks, today))
    return days.pop() if len(days) == 1 else None


def _read_safely(reader: Reader, marks: Marks, today: date) -> date | None:
    try:
        return reader(marks, today)
    except (ValueError, OverflowError):  # 31 February; a day beyond the calendar's end
        return None


def _numeric(marks: Marks, today: date) -> date | None:
    parts = marks[0].parts
    match [len(part) for part in parts]:
        case [4, 1 | 2, 1 | 2]:
            year, month, day = map(int, parts)
            return date(year, month, day)
        case [1 | 2, 1 | 2, 4]:
            day, month, year = map(int, parts)
            return date(year, month, day)
        case [1 | 2, 1 | 2, 2]:
            day, month, year = map(int, parts)
            full = date(CENTURY + year, month, day)
            return full if full >= today else None
        case [1 | 2, 1 | 2]:
            day, month = map(int, parts)
            return _next_such_day(day, month, today)
    return None


def _next_such_day(day: int, month: int, today: date) -> date | None:
    for year in range(today.year, today.year + YEARS_TO_A_LEAP_DAY + 1):
        if day <= _last_day(year, month).day:
            found = date(year, month, day)
            if found >= today:
                return found
    return None


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _value(marks: Marks, kind: str) -> int:
    return next(mark.value for mark in marks if mark.kind == kind)


def _day_and_month(marks: Marks, today: date) -> date | None:
    return _next_such_day(_value(marks, "number"), _value(marks, "month"), today)


def _day_month_year(marks: Marks, today: date) -> date | None:
    del today
    return date(_value(marks, "year"), _value(marks, "month"), _value(marks, "number"))


def _day_of_month(marks: Marks, today: date) -> date | None:
    wanted = _value(marks, "ordinal")
    days = (today + timedelta(days=ahead) for ahead in range(2 * 31))
    return next((day for day in days if day.day == wanted), None)


def _soon(marks: Marks, today: date) -> date | None:
    return today + timedelta(days=marks[0].value)


def _coming(weekday: int, today: date) -> date:
    """Give the next such weekday after today: 1 to 7 days ahead."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _weekday(marks: Marks, today: date) -> date | None:
    return _coming(_value(marks, "weekday"), today)


def _this_weekday(marks: Marks, today: date) -> date | None:
    weekday = _value(marks, "weekday")
    return None if weekday == today.weekday() else _coming(weekday, today)


def _weekday_of_week(marks: Marks, today: date, weeks_ahead: int) -> date | None:
    if any(mark.kind == "unit" and mark.value != WEEK for mark in marks):
        return None
    monday = today - timedelta(days=today.weekday())
    found = monday + timedelta(weeks=weeks_ahead, days=_value(marks, "weekday"))
    return found if found >= today else None


def _next_weekday(marks: Marks, today: date) -> date | None:
    return _weekday_of_week(marks, today, 1)


def _weekday_this_week(marks: Marks, today: date) -> date | None:
    return _weekday_of_week(marks, today, 0)


def _ahead(marks: Marks, today: date) -> date | None:
    """Read 'in two weeks', and 'mewn pythefnos' without a number."""
    count = next((mark.value for mark in marks if mark.kind == "number"), 1)
    unit = _value(marks, "unit")
    if not 1 <= count <= LARGEST_COUNT:
        return None
    if unit in (DAY, WEEK, FORTNIGHT):
        return today + timedelta(days=count * unit)
    return _months_later(today, count * (12 if unit == YEAR else 1))


def _months_later(day: date, months: int) -> date:
    """Give the same day of a later month, or its last day where that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = _last_day(year, month + 1)
    return last.replace(day=min(day.day, last.day))


def _end_of_month(marks: Marks, today: date) -> date | None:
    month = _value(marks, "month")
    return _last_day(today.year + (month < today.month), month)


def _end_of_month_and_year(marks: Marks, today: date) -> date | None:
    del today
    return _last_day(_value(marks, "year"), _value(marks, "month"))


def _end_of_unit(marks: Marks, today: date) -> date | None:
    """Give the end of this or the next month or year; a week's could be Friday or Sunday: None."""
    later = any(mark.kind == "next" for mark in marks)
    unit = _value(marks, "unit")
    if unit == MONTH:
        month = _months_later(today, int(later))
        return _last_day(month.year, month.month)
    return date(today.year + later, 12, 31) if unit == YEAR else None


def _no_single_day(marks: Marks, today: date) -> date | None:
    """Understood, but not one day: so that 'Mawrth' (March, Tuesday) is not taken for Tuesday."""
    del marks, today
    return None


def _on(*, weekday_first: bool, reader: Reader) -> Reader:
    """Give a reader for a date written beside its weekday, which must agree."""

    def read(marks: Marks, today: date) -> date | None:
        weekday, rest = (marks[0], marks[1:]) if weekday_first else (marks[-1], marks[:-1])
        found = reader(rest, today)
        return found if found and found.weekday() == weekday.value else None

    return read


ABSOLUTE: dict[str, Reader] = {
    "numeric": _numeric,
    "number month": _day_and_month,
    "month number": _day_and_month,
    "number month year": _day_month_year,
    "month number year": _day_month_year,
    "ordinal": _day_of_month,
}


NAMES_A_MONTH = frozenset(ABSOLUTE) - {"ordinal"}


def _with_weekdays() -> Iterator[tuple[str, Reader]]:
    for shape, reader in ABSOLUTE.items():
        yield f"weekday {shape}", _on(weekday_first=True, reader=reader)
        yield f"{shape} weekday", _on(weekday_first=False, reader=reader)


SHAPES: dict[str, Reader] = {
    **ABSOLUTE,
    **dict(_with_weekdays()),
    "soon": _soon,
    "weekday": _weekday,
    "month": _no_single_day,
    **dict.fromkeys(("next unit", "unit next", "this unit", "unit this"), _no_single_day),
    **dict.fromkeys(("this weekday", "weekday this"), _this_weekday),
    **dict.fromkeys(("next weekday", "weekday next"), _next_weekday),
    **dict.fromkeys(("weekday next unit", "weekday unit next", "next unit weekday"), _next_weekday),
    **dict.fromkeys(
        ("weekday this unit", "weekday unit this", "this unit weekday"), _weekday_this_week
    ),
    **dict.fromkeys(
        ("number unit", "in number unit", "number unit in", "in number unit in"), _ahead
    ),
    **dict.fromkeys(("in unit", "unit in"), _ahead),
    **dict.fromkeys(("end month", "month end"), _end_of_month),
    **dict.fromkeys(("end month year", "month year end", "year month end"), _end_of_month_and_year),
    **dict.fromkeys(("end unit", "unit end", "end this unit", "end unit this"), _end_of_unit),
    "this unit end": _end_of_unit,
    **dict.fromkeys(("end next unit", "end unit next", "next unit end"), _end_of_unit),
}
