"""Is there a list of stops, so that no restored backup undoes one."""

from collections.abc import Iterator
from datetime import timedelta

from bot.cli.doctor.around import Around
from bot.cli.doctor.finding import BROKEN, OK, WARNING, Finding
from bot.cli.plainly import Problem
from bot.cli.the_list import the_list
from bot.involvement.stop_list import StopListError

NAME = "stops"
OLD = timedelta(days=1)
MAKE = 'python3 -c "import secrets; print(secrets.token_hex(32))"'


def look(around: Around) -> Iterator[Finding]:
    """Read the list with its key, and say until when it is whole."""
    try:
        found = the_list(around.settings)
        until = found.read().until if found else None
    except (Problem, StopListError) as error:
        mend = (
            "Put back the key with which the list was begun; or, where that is lost, move the file "
            "away and start `heard run`: a new list begins."
        )
        yield Finding(NAME, BROKEN, str(error), mend if isinstance(error, StopListError) else _SET)
        return
    if found is None:
        told = "There is none, so a restored backup would undo what people stopped and erased."
        yield Finding(NAME, around.grave(), told, f"{_SET} Then start `heard run`.")
    elif until is None or around.now - until > OLD:
        told = f"It is whole until {until:%d %B %Y}." if until else "It is not begun yet."
        yield Finding(NAME, WARNING, told, "Start `heard run`: it brings the list up to date.")
    else:
        yield Finding(NAME, OK, f"It is whole until {until:%d %B %Y at %H:%M} UTC.")


_SET = (
    "Set HEARD_STOPS_FILE to a file in a folder that is there, on another disk than the database, "
    f"and HEARD_STOPS_KEY to what this prints: {MAKE}."
)
