"""What the checks look at: settings, networks, the database and Telegram, each asked once."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from bot.channels.telegram import UnusableCertificates, Wire, WrongToken
from bot.channels.telegram.seen import OutOfReach, Seen, look
from bot.cli.doctor.finding import BROKEN, WARNING
from bot.cli.networks import described
from bot.cli.served import Served
from bot.settings import Settings
from bot.store import engines, schema
from bot.store.database import Database
from bot.store.errors import DatabaseUnreachable, StoreError, UnknownDatabase

PATIENCE = 5.0  # seconds

Answer = Seen | WrongToken | OutOfReach | UnusableCertificates


@dataclass
class Around:
    """Everything at `now`. Use `with`.

    `database` is None where it does not open; `stands` is its migration. It `is_ready` where its
    tables are those of this program.
    """

    settings: Settings
    networks: Sequence[Served]
    now: datetime
    database: Database | None = None
    trouble: StoreError | None = None
    stands: str | None = None
    _answers: dict[str, Answer] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Describe what these settings name; raises Problem for what they cannot mean."""
        return cls(settings, described(settings), datetime.now(UTC))

    def __enter__(self) -> Self:
        try:
            self._open()
        except StoreError as error:
            self.database, self.trouble = None, error
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _open(self) -> None:
        if self.file is not None and not self.file.is_file():  # looking makes nothing
            raise DatabaseUnreachable(reason=f"{self.file} is not there")
        # Other keys than those that sealed its words are told by a check of their own.
        opened = Database(self.settings.database_url, wait=PATIENCE)
        self.database = self._stack.enter_context(opened)
        with self.database.reading() as connection:
            self.stands = schema.stands_at(connection)

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for Postgres, and for what names neither."""
        try:
            url = engines.read_url(self.settings.database_url)
        except UnknownDatabase:
            return None
        return engines.file_of(url) if engines.is_sqlite(url) else None

    @property
    def is_ready(self) -> bool:
        """Tell whether the tables can be asked."""
        return self.database is not None and self.stands == schema.newest()

    @property
    def is_live(self) -> bool:
        """Tell whether any network is more than a pilot."""
        return any(one.is_live(self.now) for one in self.networks)

    def grave(self, one: Served | None = None) -> str:
        """Give how bad it is that something is missing: in a pilot it is not there yet."""
        live = self.is_live if one is None else one.is_live(self.now)
        return BROKEN if live else WARNING

    def slug(self, one: Served) -> str:
        """Give what a network is called, where there are several."""
        return one.slug if len(self.networks) > 1 else ""

    def number(self, one: Served) -> int | None:
        """Give a network's number in the database; None before it was served."""
        from bot.involvement.networks import numbers

        if self.database is None or not self.is_ready:
            return None
        with self.database.reading() as connection:
            return numbers(connection).get(one.slug)

    def telegram(self, one: Served) -> Answer:
        """Ask Telegram who this network's bot is, once."""
        if one.slug not in self._answers:
            self._answers[one.slug] = self._ask(one)
        return self._answers[one.slug]

    def _ask(self, one: Served) -> Answer:
        wire = Wire(
            self.settings.telegram_proxy, self.settings.telegram_ca_file, PATIENCE, PATIENCE
        )
        base = str(self.settings.telegram_base_url)
        try:
            return asyncio.run(look(one.token, base, wire))
        except (WrongToken, OutOfReach, UnusableCertificates) as error:
            return error
