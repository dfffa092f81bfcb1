"""Checking a backup from its first byte to its last, before anything is done with it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.store import schema
from bot.store.backup.errors import BackupDamaged, BackupTooNew, NoBackup
from bot.store.backup.manifest import ABOUT, FORMAT, MANIFEST, About, Manifest
from bot.store.backup.parts import Part, PartReader
from bot.store.backup.taking import Progress, no_progress


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that is whole, and that this Heard can restore."""

    path: Path
    about: About
    manifest: Manifest


def check(path: Path, progress: Progress = no_progress) -> Checked:
    """Read a whole backup; `progress` is told its bytes.

    Raises NoBackup, BackupDamaged and BackupTooNew.
    """
    with opened(path) as file:
        size = path.stat().st_size
        parts = iter(PartReader(file))
        about = read_about(path, next(parts))
        manifest, files = None, 0
        for part in parts:
            if manifest is not None:
                raise BackupDamaged(reason=f"{part.name} stands behind its end")
            if part.name == MANIFEST:
                manifest = Manifest.read(part.read())
            files += part.name.startswith("media/")
            progress(file.tell(), size)
    if manifest is None:
        raise BackupDamaged(reason=f"{MANIFEST} is missing")
    if files != manifest.files:
        raise BackupDamaged(reason="it does not have as many files as it says")
    return Checked(path, about, manifest)


def read_about(path: Path, part: Part) -> About:
    """Read the first part; raises NoBackup, and BackupTooNew for what this Heard cannot know."""
    if part.name != ABOUT:
        raise NoBackup(path=path, reason="it does not begin like one")
    about = About.read(part.read())
    if about.format > FORMAT or about.migration not in schema.known():
        raise BackupTooNew(version=about.version)
    return about


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a backup to read it; raises NoBackup where there is none."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise NoBackup(path=path, reason=error.strerror or "it cannot be opened") from error
    with file:
        yield file


def table_of(part: Part) -> str | None:
    """Name the table whose rows a part holds; None where it holds something else."""
    kind, _, rest = part.name.partition("/")
    return rest.partition("/")[0] if kind == "tables" else None


def same_rows(manifest: Manifest, loaded: Counter[str]) -> None:
    """Raise BackupDamaged unless as many rows of each table were loaded as there should be."""
    for table, rows in manifest.rows.items():
        if loaded[table] != rows:
            raise BackupDamaged(reason=f"it has {loaded[table]} of the {rows} rows of {table}")
