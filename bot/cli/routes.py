"""`heard routes`: how many people came by each recruitment route."""

import typer

from bot.cli.plainly import OfNetwork, opened, plainly, read_settings, the_account


def routes(network: OfNetwork = None) -> None:
    """Show how many people opened each link to join by, and how many of them joined."""
    from bot.involvement.invites import routes_of

    with plainly():
        settings = read_settings()
        with opened(settings) as database, database.reading() as connection:
            found = routes_of(connection, the_account(connection, network).network)
    if not found:
        typer.echo("There is no link to join by yet. Make one: heard invite --label 'Ward poster'")
        return
    width = max(len(route.label) for route in found)
    for route in found:
        opened_by, joined = _said(route.opened), _said(route.joined)
        typer.echo(f"{route.label:<{width}}  opened by {opened_by}, joined: {joined}")


def _said(people: int | None) -> str:
    return "fewer than 10" if people is None else str(people)
