"""Does the database open, may nobody else read it, and does nothing hold it."""

from collections.abc import Iterator

from bot.cli.doctor.around import Around
from bot.cli.doctor.finding import BROKEN, OK, WARNING, Finding
from bot.cli.doctor.token import OTHERS
from bot.store.errors import (
    DatabaseBusy,
    DatabaseUnreachable,
    NetworkFileSystem,
    UnknownDatabase,
)

NAME = "database"
LATER = "Mend the database first, then look again."
"""The mend of every check that needs the tables, where they cannot be asked."""


def unasked(name: str) -> Finding:
    """Say that a check could not be made, since the tables cannot be asked."""
    return Finding(name, WARNING, "This could not be looked at without the database.", LATER)


def look(around: Around) -> Iterator[Finding]:
    """Say how the database is."""
    if around.trouble is not None:
        told = " ".join(str(around.trouble).split())
        yield Finding(NAME, BROKEN, told, _mend(around))
        return
    yield from _modes(around)
    yield from _held(around)
    yield Finding(NAME, OK, f"It answers ({_kind(around)}).")


def _mend(around: Around) -> str:
    match around.trouble:
        case UnknownDatabase():
            return "Write HEARD_DATABASE_URL=sqlite:///heard.db, or postgresql://heard@localhost/heard."
        case DatabaseBusy():
            return "Wait for the backup that keeps it, or stop the second program that does."
        case NetworkFileSystem():
            return "Stop Heard, move the file to a local disk, and name it in HEARD_DATABASE_URL."
        case DatabaseUnreachable() if around.file is not None:
            folder = around.file.parent
            begin = "" if folder.is_dir() else f"mkdir -p {folder}, then "
            return f"{begin}start `heard run`: it makes the database where there is none."
        case _:
            return "Start the database server, and see that HEARD_DATABASE_URL names it."


def _kind(around: Around) -> str:
    return "Postgres" if around.file is None else f"SQLite, {around.file}"


def _modes(around: Around) -> Iterator[Finding]:
    if around.file is not None and around.file.stat().st_mode & OTHERS:
        told = "Others on this machine can read the file of the database."
        yield Finding(NAME, WARNING, told, f"chmod 600 {around.file}")


def _held(around: Around) -> Iterator[Finding]:
    from bot.involvement.after_restoring import held_since

    if around.database is None or not around.is_ready:
        return
    with around.database.reading() as connection:
        held = held_since(connection)
    if held is not None:
        told = f"What Heard starts is held since {held:%d %B %Y}, when a backup was restored."
        yield Finding(NAME, WARNING, told, "heard resume")
