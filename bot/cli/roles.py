"""`heard roles`: who may do what, and taking a role away at once."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.plainly import OfNetwork, Problem, opened, plainly, read_settings, the_account

if TYPE_CHECKING:
    from bot.involvement.roles import Held

roles = typer.Typer(help="See who holds which role, and take one away.", no_args_is_help=True)


@roles.command("list")
def list_roles(network: OfNetwork = None) -> None:
    """Show each role with its number, its group, since when, and the link that gave it."""
    from bot.involvement.roles import held

    with plainly(), opened(read_settings()) as database, database.reading() as connection:
        found = held(connection, the_account(connection, network).network)
    if not found:
        typer.echo("Nobody holds a role yet. Give one: heard invite --role facilitator")
    for one in found:
        typer.echo(_shown(one))


@roles.command()
def revoke(
    number: Annotated[int | None, typer.Argument(help="The role, as the list numbers it.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All roles of the network.")] = False,
    network: OfNetwork = None,
) -> None:
    """Take a role away: whoever held it can do nothing by it from this moment on."""
    from bot.involvement.roles import held, take

    with plainly(), opened(read_settings()) as database, database.transaction() as connection:
        if (number is None) is not every:
            raise Problem("Name one role by its number, or say --all.")
        here = the_account(connection, network).network
        there = {one.id for one in held(connection, here)}
        wanted = there if number is None else there & {number}
        if not wanted:
            raise Problem("There is no such role. `heard roles list` shows what there is.")
        taken = take(connection, here, wanted, datetime.now(UTC))
    typer.echo(f"Roles taken away: {taken}.")


def _shown(one: "Held") -> str:
    reach = f"the group {one.group}" if one.group else "the whole network"
    link = f"by the link {one.link}" if one.link else "by no link that is kept"
    return f"{one.id:>5}  {one.role:<12} for {reach}, since {one.since:%d %B %Y}, {link}"
