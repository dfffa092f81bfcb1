"""What a backup says about itself: `About` at its beginning, `Manifest` at its end."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from bot.store.backup.errors import BackupDamaged

FORMAT = 1
ABOUT, MANIFEST = "about.json", "manifest.json"


@dataclass(frozen=True, slots=True)
class About:
    """Who made a backup, of what, and when (UTC). `database` is sqlite or postgresql.

    `running` says that a program worked on it then.
    """

    format: int
    version: str
    migration: str
    moment: datetime
    database: str
    running: bool

    def write(self) -> bytes:
        """Give the content of about.json."""
        return _json(asdict(self) | {"moment": self.moment.isoformat()})

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read about.json; raises BackupDamaged."""
        try:
            found = json.loads(content)
            found["moment"] = datetime.fromisoformat(found["moment"])
            return cls(**found)
        except (ValueError, TypeError, KeyError) as error:
            raise BackupDamaged(reason=f"{ABOUT} cannot be read") from error


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup: rows by table, the last numbers given, files and their bytes.

    `missing` are files that the database names and the media folder did not have.
    """

    rows: Mapping[str, int]
    numbers: Mapping[str, int]
    files: int
    size: int
    missing: tuple[int, ...]

    @property
    def all_rows(self) -> int:
        """The rows of all tables."""
        return sum(self.rows.values())

    def write(self) -> bytes:
        """Give the content of manifest.json."""
        return _json(asdict(self))

    @classmethod
    def read(cls, content: bytes) -> Self:
        """Read manifest.json; raises BackupDamaged."""
        try:
            found: dict[str, Any] = json.loads(content)
            return cls(**found | {"missing": tuple(found["missing"])})
        except (ValueError, TypeError, KeyError) as error:
            raise BackupDamaged(reason=f"{MANIFEST} cannot be read") from error


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
