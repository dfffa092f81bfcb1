"""`heard testers`: who wrote to the bot and is not listed, so that a number can be listed."""

from zoneinfo import ZoneInfo

import typer

from bot.cli.networks import listed
from bot.cli.plainly import OfNetwork, opened, plainly, read_settings, the_account

MOST = 20


def testers(network: OfNetwork = None) -> None:  # noqa: PT028  a command, not a test
    """Show the Telegram ids of people who wrote and are not listed in HEARD_TESTERS."""
    from bot.involvement.people import latest_to_write, network_of

    with plainly():
        settings = read_settings()
        with opened(settings) as database, database.reading() as connection:
            account = the_account(connection, network)
            known = [str(number) for number in listed(settings, account.slug)]
            wrote = latest_to_write(connection, account.number, known, MOST)
            zone = ZoneInfo(network_of(connection, account.network)["zone"])
    if not wrote:
        typer.echo(
            f"Everybody who wrote to @{account.username} is listed. "
            "Press Start in the bot's chat on the phone that you want to list, and try again."
        )
        return
    typer.echo(f"Wrote to @{account.username} and not listed, the latest first:")
    for number, at in wrote:
        typer.echo(f"{number:>14}  wrote on {at.astimezone(zone):%d %B %Y at %H:%M}")
    where = settings.networks_file or "HEARD_TESTERS"
    typer.echo(f"Add the number of people you know to {where}, and start heard run again.")
