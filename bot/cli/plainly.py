"""What every command shares: settings, the database, and faults told as one sentence."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from bot.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.involvement.setup import Account
    from bot.store.database import Database
    from bot.store.sealing import Sealer

TELEGRAM_SECRET = "telegram_token"  # noqa: S105  the name of a secret, not the secret
"""Names the bot's account in the database; the token itself stands in no table."""


class Problem(Exception):  # noqa: N818  it is told to people, not a fault of the program
    """A command cannot do what was asked; the message says why and what to do."""


class Missing(Problem):
    """Several things are not there yet; the message lists them, line by line."""


@contextmanager
def plainly() -> Iterator[None]:
    """Tell what people can put right on standard error, and exit with 1; only lists have lines."""
    try:
        yield
    except Exception as error:
        told = _in_a_sentence(error)
        if told is None:
            raise
        listed = isinstance(error, Missing)
    else:
        return
    typer.echo(told if listed else " ".join(told.split()), err=True)
    raise typer.Exit(1)


def _in_a_sentence(error: Exception) -> str | None:
    """Give what to tell of an error; None for a fault that people cannot put right."""
    from bot.channels.telegram import UnusableCertificates, WrongToken
    from bot.involvement.posters import PosterError
    from bot.involvement.setup import SetupError
    from bot.involvement.stop_list import StopListError
    from bot.store.errors import StoreError
    from bot.web.listening import CannotListen

    ours = Problem, PosterError, SetupError, StopListError, StoreError
    if isinstance(error, (*ours, WrongToken, UnusableCertificates, CannotListen)):
        return str(error)
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "Another program uses this port. Choose another one, or 0 for any that is free."
    return None


def read_settings() -> Settings:
    """Read the settings; raises Problem, which names the setting and never shows its value."""
    try:
        return Settings()
    except ValidationError as error:
        # Telling only the first is enough: the next one is told when this one is put right.
        first = error.errors(include_input=False, include_url=False)[0]
    name = f"HEARD_{first['loc'][0]}".upper()
    why = first["msg"].removeprefix("Value error, ")
    raise Problem(f"{name} cannot be used: {why}. See deploy/env.example.")


@contextmanager
def opened(settings: Settings) -> Iterator["Database"]:
    """Open the database, its tables up to date, its words to be sealed; raises StoreError."""
    from bot.store.database import Database
    from bot.store.resealing import know_keys

    sealer = sealer_from(settings)
    with Database(settings.database_url, sealer=sealer) as database:
        database.upgrade()
        with database.transaction() as connection:
            know_keys(connection, sealer, datetime.now(UTC))
        yield database


def sealer_from(settings: Settings) -> "Sealer":
    """Give the sealer with the keys that are set; raises UnfitKey."""
    from bot.store.sealing import Sealer

    keys = (settings.text_key, settings.text_key_old)
    if settings.text_key is None and settings.text_key_old is not None:
        raise Problem("HEARD_TEXT_KEY_OLD is set without HEARD_TEXT_KEY: set the newer key too.")
    return Sealer(*(key.get_secret_value() for key in keys if key))


def the_account(connection: "Connection", slug: str | None = None) -> "Account":
    """Give the bot's account, of the network with that slug where there are several.

    Raises Problem until `heard run` has once learnt its name.
    """
    from bot.involvement.setup import accounts_that_ran

    accounts = accounts_that_ran(connection)
    if not accounts:
        raise Problem(
            "This database does not know the bot's name yet. Start `heard run` once, "
            "with the same settings, and try again."
        )
    found = [one for one in accounts if slug in {None, one.slug}]
    if len(found) == 1:
        return found[0]
    slugs = ", ".join(one.slug for one in accounts)
    if found:
        raise Problem(f"There are several networks: {slugs}. Say which one with --network.")
    raise Problem(f"There is no network {slug} that has run. There is: {slugs}.")


OfNetwork = Annotated[
    str | None, typer.Option("--network", help="The network's slug, where there are several.")
]
