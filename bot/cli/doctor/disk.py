"""Is there room for twice what there is, and may nobody else read the media folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.cli.doctor.around import Around
from bot.cli.doctor.finding import BROKEN, OK, WARNING, Finding
from bot.cli.doctor.token import OTHERS

NAME = "disk"
LEAST = 200_000_000  # bytes, however little there is
HARDLY = 20_000_000  # bytes, with which nothing goes on for long
MB = 1_000_000


def look(around: Around) -> Iterator[Finding]:
    """Compare what is free with what is used, where the database and where the files are."""
    media = around.settings.media_dir.absolute()
    files = _size(media)
    if around.file is not None:
        folder = around.file.parent
        rows = sum(file.stat().st_size for file in folder.glob(f"{around.file.name}*"))
        yield judge("the database", _there(folder), rows)
    yield judge("the files", _there(media), files)
    if media.is_dir() and media.stat().st_mode & OTHERS:
        told = f"Others on this machine can read the folder {media}."
        yield Finding(NAME, WARNING, told, f"chmod 700 {media}")


def judge(what: str, folder: Path, used: int, free: int | None = None) -> Finding:
    """Say whether what is free is twice what is used; both in bytes."""
    free = shutil.disk_usage(folder).free if free is None else free
    needed = max(2 * used, LEAST)
    told = f"{free // MB:,} MB are free for {what} in {folder}, which take {used // MB:,} MB."
    if free >= needed:
        return Finding(NAME, OK, told)
    mend = f"Free {(needed - free) // MB + 1:,} MB on that disk, or move {what} to a larger one."
    return Finding(NAME, BROKEN if free < HARDLY else WARNING, told, mend)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _there(folder: Path) -> Path:
    return next(one for one in (folder, *folder.parents) if one.is_dir())
