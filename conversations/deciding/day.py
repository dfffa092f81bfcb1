"""The day of a decision, which lies in the past."""

import re
from datetime import date, timedelta

from conversations.deciding.view import Go, View
from conversations.screen import Button
from conversations.text import Text, Words

_EITHER_WAY = frozenset({"کل", "پرسوں"})
"""Words for a day or two ahead that mean as well a day or two ago."""
_HALF_A_YEAR = timedelta(days=183)


def example(view: View) -> Words:
    """Give a day that can be typed: one that is past."""
    if not isinstance(view, Go):
        return Text("For example: yesterday")
    return Text("For example: {day}", day=view.today - timedelta(days=3))


def days(go: Go) -> tuple[Button, ...]:
    """Offer today, and the day that members were told of before. Both can be typed as dates."""
    today = go.option(Text("Today"), "d.day", go.today.toordinal())
    planned = go.consultation.ask.decides_on
    if planned is None or planned >= go.today:
        return (today,)
    return (today, go.option(Text("On {day}", day=planned), "d.day", planned.toordinal()))


def read_ordinal(number: int) -> date | None:
    """Give the day with that number in the calendar, if there is one."""
    first, last = date.min.toordinal(), date.max.toordinal()
    return date.fromordinal(number) if first <= number <= last else None


def as_past(text: str, day: date, today: date) -> date:
    """Take a day without its year, read as the next such day, for the last one if that is nearer.

    Dates are read as the days to come ('12 March' on 20 March is in 51 weeks).
    """
    if " ".join(text.split()) in _EITHER_WAY:
        return today - (day - today)
    names_a_year = re.search(r"\d{4}", text) or len(re.findall(r"\d+", text)) > 2
    if names_a_year or day - today < _HALF_A_YEAR or (day.month, day.day) == (2, 29):
        return day
    return day.replace(year=day.year - 1)
