"""The question about a day so far ahead that it may be a slip: hardly a promise is due then.

It is asked wherever the day of a promise is given: typed by who writes it or moves it, or read from
minutes. The same day once more is the answer that it is meant.
"""

from datetime import date, timedelta

from conversations.text import Text

FAR = timedelta(days=5 * 366)


def is_far(day: date, today: date, asked: date | None) -> bool:
    """Tell whether a day is to be asked about; the one that was `asked` about is not, again."""
    return day > today + FAR and day != asked


def far_ahead(day: date) -> Text:
    """Ask whether that day is meant."""
    return Text("{day} is more than 5 years ahead. If you mean it, type it again.", day=day)
