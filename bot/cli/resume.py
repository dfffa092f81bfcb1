"""`heard resume`: let go on what a restore has held."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.plainly import Problem, opened, plainly, read_settings
from bot.cli.restore import said
from bot.cli.the_list import the_list

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.involvement.stop_list import StopList
    from bot.store.database import Database


def resume(
    send_again: Annotated[
        bool,
        typer.Option(
            "--send-again", help="Send what waits, though some people may have had it already."
        ),
    ] = False,
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Never send what may have been sent already.")
    ] = False,
) -> None:
    """Let Heard start messages again after a restore."""
    with plainly():
        if send_again and leave_out:
            raise Problem("--send-again and --leave-out are two ways. Choose one of them.")
        settings = read_settings()
        stop_list, now = the_list(settings), datetime.now(UTC)
        with opened(settings) as database, database.transaction() as connection:
            told = _resume(connection, stop_list, now, again=send_again, leave=leave_out)
    typer.echo(told)


def _resume(
    connection: "Connection", stop_list: "StopList | None", now: datetime, *, again: bool,
    leave: bool,
) -> str:  # fmt: skip
    from bot.involvement import after_restoring as after

    held = after.held_since(connection)
    if held is None:
        return "Nothing is held: Heard starts messages as it should."
    backup, complete = after.last_restored(connection)
    if backup is not None and not complete and stop_list is not None:
        taken = after.take_over(connection, stop_list, backup)
        complete = taken.complete
    if not complete and not again and not leave:
        raise Problem(_choice(backup, after.unclear(connection, held).messages))
    left = after.leave_out(connection, held) if leave else 0
    after.resume(connection, now)
    if left:
        return f"Heard starts messages again. Left out, as perhaps sent: {left:,}."
    return "Heard starts messages again."


def _choice(backup: datetime | None, messages: int) -> str:
    since = f"since the backup of {said(backup)}" if backup else "since the backup"
    return (
        f"Nobody knows who stopped {since}, nor whether {messages:,} messages that waited then "
        "were sent. --leave-out never sends them. --send-again sends them, and some people may "
        "be asked twice: right only if Heard had stopped before the backup was made."
    )


def held_note(database: "Database") -> str | None:
    """Say for `heard run` that what it starts is held, and how to go on; None where nothing is."""
    from bot.involvement.after_restoring import held_since

    with database.reading() as connection:
        held = held_since(connection)
    if held is None:
        return None
    return (
        f"What Heard starts is held since {said(held)}, when a backup was restored. Replies go. "
        "`heard resume` lets the rest go on."
    )
