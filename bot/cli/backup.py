"""`heard backup`: the database and the files, from one moment, in one file."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.plainly import plainly, read_settings
from bot.cli.progress import Progress
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.store.backup.manifest import Manifest
    from bot.store.backup.taking import Source
    from bot.store.database import Database


def backup(
    target: Annotated[Path, typer.Argument(help="The file to write, such as monday.heard.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if it is there already.")
    ] = False,
) -> None:
    """Write everything into one file, also while Heard runs."""
    from bot.store.database import Database

    with plainly():
        settings = read_settings()
        there(settings)
        with Database(settings.database_url) as database:
            manifest = take(settings, database, target, force=force)
    tell(manifest, target)


def take(settings: Settings, database: "Database", target: Path, *, force: bool) -> "Manifest":
    """Take a backup with progress; raises StoreError."""
    from bot.store.backup import taking

    with Progress("Backing up") as progress:
        now = datetime.now(UTC)
        return taking.take(source(settings, database), target, now, force=force, progress=progress)


def tell(manifest: "Manifest", target: Path) -> None:
    """Say what is in a backup."""
    typer.echo(f"Backed up {counted(manifest)} to {target}. Keep it as secret as the original.")
    if manifest.missing:
        typer.echo(
            f"Not in it: {len(manifest.missing):,} files that the database names and the media "
            "folder does not have. They were erased meanwhile, or are missing.", err=True,
        )  # fmt: skip


def counted(manifest: "Manifest") -> str:
    """Say how much a backup holds."""
    rows = f"{manifest.all_rows:,} rows ({manifest.rows.get('member', 0):,} members)"
    return f"{rows} and {manifest.files:,} files ({manifest.size / 1e6:,.1f} MB)"


def source(settings: Settings, database: "Database") -> "Source":
    """Give the database with its media folder."""
    from bot.delivery.fetching import place_of
    from bot.store.backup.taking import Source

    return Source(database, partial(place_of, settings.media_dir))


def there(settings: Settings) -> None:
    """Raise NothingToBackUp where a SQLite file is not there: looking would make it."""
    from bot.store import engines
    from bot.store.backup.errors import NothingToBackUp

    url = engines.read_url(settings.database_url)
    if engines.is_sqlite(url) and not engines.file_of(url).exists():
        raise NothingToBackUp
