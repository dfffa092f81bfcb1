"""What is said where a day was asked for, and the words that were typed name none."""

from conversations.text import Text, Words
from conversations.turn import Input, Typed

NO_SUCH_DAY = Text("There is no such day. Please type another one.")


def misread_day(heard: Input, otherwise: Words) -> Words:
    """Say that the calendar has no such day, as 31 February; `otherwise` for all other words."""
    return NO_SUCH_DAY if isinstance(heard, Typed) and heard.no_such_day else otherwise
