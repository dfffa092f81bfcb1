"""`heard reseal`: seal words at rest anew, after the key was changed or set for the first time."""

from functools import partial

import typer

from bot.cli.plainly import Problem, opened, plainly, read_settings


def reseal() -> None:
    """Seal all words with the key of HEARD_TEXT_KEY, also while Heard runs."""
    from bot.delivery.fetching import place_of
    from bot.store import resealing
    from bot.store.errors import BrokenSeal

    with plainly():
        settings = read_settings()
        with opened(settings) as database:
            if database.sealer.mark is None:
                raise Problem("There is no key: set HEARD_TEXT_KEY. See deploy/env.example.")
            try:
                files = partial(place_of, settings.media_dir)
                anew = resealing.reseal(database, files, _tell)
            except BrokenSeal as error:
                broken = str(error)
            else:
                broken = ""
        if broken:
            raise Problem(
                f"In the table {broken} there are words that no key here opens: they were changed, "
                "or need another key. Keep HEARD_TEXT_KEY_OLD as it is."
            )
    typer.echo(f"Sealed anew: {anew:,}. Everything is sealed with HEARD_TEXT_KEY.")
    if settings.text_key_old:
        typer.echo("HEARD_TEXT_KEY_OLD is needed no more, but for backups from before.")


def _tell(table: str, rows: int) -> None:
    typer.echo(f"{table}: {rows:,}", err=True)
