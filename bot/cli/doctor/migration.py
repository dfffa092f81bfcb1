"""Are the tables those of this program."""

from collections.abc import Iterator

from bot.cli.doctor.around import Around
from bot.cli.doctor.database import unasked
from bot.cli.doctor.finding import BROKEN, OK, Finding
from bot.store import schema

NAME = "migration"


def look(around: Around) -> Iterator[Finding]:
    """Compare the last migration that was run with the last that there is."""
    if around.database is None:
        yield unasked(NAME)
    elif around.is_ready:
        yield Finding(NAME, OK, f"The tables are at {around.stands}, the newest.")
    elif around.stands is None or around.stands in schema.known():
        told = f"The tables are at {around.stands or 'none'}, and Heard needs {schema.newest()}."
        yield Finding(NAME, BROKEN, told, "Stop Heard, then: heard upgrade")
    else:
        told = "This database was made by a newer Heard."
        yield Finding(NAME, BROKEN, told, "Install that version of Heard again.")
