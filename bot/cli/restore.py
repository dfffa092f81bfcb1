"""`heard restore`: a backup put back, without asking anybody twice or undoing a stop."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.backup import counted, source
from bot.cli.plainly import Problem, plainly, read_settings
from bot.cli.progress import Progress
from bot.cli.the_list import the_list

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.involvement.after_restoring import TakenOver
    from bot.involvement.stop_list import StopList
    from bot.store.backup.checking import Checked


def restore(
    file: Annotated[Path, typer.Argument(help="The backup to restore.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Lose what the database and the media folder hold.")
    ] = False,
    moved: Annotated[
        bool,
        typer.Option(
            "--moved", help="A planned move: Heard had stopped before the backup, and stayed so."
        ),
    ] = False,
) -> None:
    """Put a backup into the database and the media folder, and hold what Heard starts."""
    from bot.store.backup import restoring
    from bot.store.database import Database

    with plainly():
        settings = read_settings()
        following = _Following(the_list(settings), moved=moved)
        with Database(settings.database_url) as database, Progress("Restoring") as progress:
            checked = restoring.restore(
                file, source(settings, database), following, replace=replace, progress=progress
            )
    about = checked.about
    typer.echo(
        f"Restored {counted(checked.manifest)} from the backup of "
        f"{said(about.moment)}, made by Heard {about.version}."
    )
    following.tell()


class _Following:
    """What follows in the same transaction: the list is heeded, and what Heard starts is held."""

    def __init__(self, stop_list: "StopList | None", *, moved: bool) -> None:
        self._list, self._moved = stop_list, moved
        self._taken: TakenOver | None = None

    def __call__(self, connection: "Connection", checked: "Checked") -> None:
        from bot.involvement import after_restoring

        if self._moved and checked.about.running:
            raise Problem(
                "Heard was running when this backup was made, so it is no planned move: stop it, "
                "back up again, or leave --moved out. Nothing was restored."
            )
        backup, now = checked.about.moment, datetime.now(UTC)
        taken = after_restoring.TakenOver()
        if self._list is not None:
            taken = after_restoring.take_over(connection, self._list, backup)
        after_restoring.restored(connection, backup, now, taken, moved=self._moved)
        self._taken = taken

    def tell(self) -> None:
        """Say what was taken over, and how to go on."""
        taken = self._taken
        if taken is not None and taken.until is not None:
            typer.echo(
                f"From the list of stops, which ends on {said(taken.until)}: {taken.stopped:,} "
                f"stopped since the backup, {taken.started:,} started again, {taken.died:,} told "
                f"of a death, {taken.erased:,} were erased or had answers erased, and "
                f"{taken.sent:,} messages had been sent."
            )
        if self._moved:
            typer.echo("A planned move: `heard run` goes on from where it was.")
            return
        typer.echo("What Heard starts is held; replies go. `heard resume` lets it go on.")
        if taken is None or not taken.complete:
            typer.echo(
                "No list covers the time since the backup: who stopped since then is not known, "
                "nor what was sent. Think before you say `heard resume`.", err=True,
            )  # fmt: skip


def said(moment: datetime) -> str:
    """Say a moment, in UTC."""
    return f"{moment.astimezone(UTC):%d %B %Y at %H:%M:%S} UTC"
