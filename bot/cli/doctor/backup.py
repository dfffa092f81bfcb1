"""How old is the last backup."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.cli.doctor.around import Around
from bot.cli.doctor.finding import OK, Finding

NAME = "backup"
OLD = timedelta(days=2)


def look(around: Around) -> Iterator[Finding]:
    """Find the latest file of `heard backup` in HEARD_BACKUPS_DIR."""
    folder = around.settings.backups_dir
    if folder is None:
        told = "Nobody said where the backups lie."
        mend = (
            "Make a folder for them, set HEARD_BACKUPS_DIR to it, and then: "
            "heard backup FOLDER/first.heard"
        )
        yield Finding(NAME, around.grave(), told, mend)
        return
    latest = _latest(folder)
    mend = f"heard backup {folder}/{around.now:%Y-%m-%d}.heard --force"
    if latest is None:
        begin = "" if folder.is_dir() else f"mkdir -m 700 -p {folder} && "
        yield Finding(NAME, around.grave(), f"There is none in {folder}.", f"{begin}{mend}")
    elif around.now - latest > OLD:
        days = (around.now - latest).days
        yield Finding(NAME, around.grave(), f"The last one is {days} days old.", mend)
    else:
        yield Finding(NAME, OK, f"The last one is of {latest:%d %B %Y at %H:%M} UTC.")


def _latest(folder: Path) -> datetime | None:
    times = [file.stat().st_mtime for file in folder.glob("*.heard")] if folder.is_dir() else []
    return datetime.fromtimestamp(max(times), UTC) if times else None
