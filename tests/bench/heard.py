"""Heard as a contender: the real command, on a database of its own."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.store.database import Database, migrate
from tests.bench.processes import ROOT, Process, running

COMMAND = ("-c", "from bot.cli import app; app()", "run")
ON_A_TUESDAY = ("-m", "tests.bench.on_a_tuesday")
TOKEN = "1001:bench"


@dataclass(frozen=True, slots=True)
class Home:
    """Where a Heard of a bench lives: its folder, and its database's address."""

    folder: Path
    url: str

    @contextmanager
    def open(self) -> Iterator[Database]:
        """Open the database, from outside the program."""
        with Database(self.url) as database:
            yield database

    def count(self, table: sa.Table, *where: Any) -> int:
        """Count rows."""
        asked = sa.select(sa.func.count()).select_from(table).where(*where)
        with self.open() as database, database.reading() as connection:
            return int(connection.execute(asked).scalar_one())


def sqlite_home(folder: Path) -> Home:
    """Make a SQLite database in a new folder."""
    folder.mkdir()
    home = Home(folder, f"sqlite:///{folder / 'heard.db'}")
    migrate(home.url)
    return home


@contextmanager
def heard(
    home: Home, address: str, testers: Sequence[int], *, processes: int = 1,
    settings: Mapping[str, str] | None = None, run: Sequence[str] = COMMAND,
) -> Iterator[list[Process]]:  # fmt: skip
    """Run `heard run`, talking to the server at `address`, until the block ends."""
    secrets = home.folder / "secrets"
    secrets.mkdir(exist_ok=True)
    (secrets / "heard_testers").write_text(",".join(map(str, testers)))
    environment = {
        "PYTHONPATH": str(ROOT), "HEARD_SECRETS_DIR": str(secrets), "HEARD_DATABASE_URL": home.url,
        "HEARD_MEDIA_DIR": str(home.folder / "media"), "HEARD_TELEGRAM_TOKEN": TOKEN,
        "HEARD_TELEGRAM_BASE_URL": address, "HEARD_ORGANISATION": "Bench",
        "HEARD_EMERGENCY_NUMBER": "999", "HEARD_ONCOLOGY_LINE": "0", "HEARD_LOG_LEVEL": "warning",
        "HEARD_WEB_LISTEN": "off",
    }  # fmt: skip
    with ExitStack() as stack:
        yield [
            stack.enter_context(running(run, folder=home.folder, **environment, **(settings or {})))
            for _ in range(processes)
        ]


UNPACED = {"HEARD_MESSAGES_PER_SECOND": "0", "HEARD_CHAT_MESSAGES_PER_SECOND": "0"}


def copied(home: Home, folder: Path) -> Home:
    """Copy a SQLite home."""
    shutil.copytree(home.folder, folder)
    return Home(folder, f"sqlite:///{folder / 'heard.db'}")
