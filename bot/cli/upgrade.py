"""`heard upgrade`: back up, bring the tables up to date, and check them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.backup import take, tell, there
from bot.cli.plainly import plainly, read_settings
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.store.database import Database


def upgrade(
    backup: Annotated[
        Path | None, typer.Option(help="Write the backup to this file [one beside the database].")
    ] = None,
    no_backup: Annotated[
        bool, typer.Option("--no-backup", help="Take no backup first: you have just taken one.")
    ] = False,
) -> None:
    """Bring the database of an older Heard up to date. Stop Heard first."""
    from bot.store import schema, upgrading
    from bot.store.database import Database

    with plainly():
        settings = read_settings()
        there(settings)
        with Database(settings.database_url) as database:
            before = upgrading.stands(database)
            if before == schema.newest():
                typer.echo(f"Nothing to do: the database is at {before}, the newest there is.")
                return
            if before is not None and not no_backup:
                _back_up(settings, database, backup or _beside(settings, before))
            done = upgrading.upgrade(database)
    typer.echo(
        f"Upgraded from {done.before or 'nothing'} to {done.after}. Checked: {done.rows:,} rows, "
        "none lost, each refers to one that is there."
    )


def _back_up(settings: Settings, database: "Database", target: Path) -> None:
    tell(take(settings, database, target, force=False), target)


def _beside(settings: Settings, migration: str) -> Path:
    """Name a backup beside a SQLite file; with Postgres, in this folder."""
    from bot.store import engines

    url = engines.read_url(settings.database_url)
    folder = engines.file_of(url).parent if engines.is_sqlite(url) else Path()
    return folder / f"before-upgrade-from-{migration}-{datetime.now(UTC):%Y%m%d-%H%M%S}.heard"
