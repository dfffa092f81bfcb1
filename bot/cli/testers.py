"""`heard testers`: who wrote to the bot and is not listed, so that a number can be listed."""

from zoneinfo import ZoneInfo

import typer

from bot.cli.plainly import opened, plainly, read_settings, the_account

MOST = 20


def testers() -> None:
    """Show the Telegram ids of people who wrote and are not listed in HEARD_TESTERS."""
    from bot.involvement.people import latest_to_write

    with plainly():
        settings = read_settings()
        listed = [str(number) for number in settings.testers]
        with opened(settings) as database, database.reading() as connection:
            account = the_account(connection)
            wrote = latest_to_write(connection, account.number, listed, MOST)
    if not wrote:
        typer.echo(
            f"Everybody who wrote to @{account.username} is listed. "
            "Press Start in the bot's chat on the phone that you want to list, and try again."
        )
        return
    zone = ZoneInfo(settings.timezone)
    typer.echo(f"Wrote to @{account.username} and not listed, the latest first:")
    for number, at in wrote:
        typer.echo(f"{number:>14}  wrote on {at.astimezone(zone):%d %B %Y at %H:%M}")
    typer.echo("Add the number of people you know to HEARD_TESTERS, and start heard run again.")
