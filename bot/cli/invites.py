"""`heard invites`: the links that were made, and ending one at once."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.plainly import OfNetwork, Problem, opened, plainly, read_settings, the_account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.involvement.invites import Link

invites = typer.Typer(help="See the links that were made, and end one.", no_args_is_help=True)


@invites.command("list")
def list_links(network: OfNetwork = None) -> None:
    """Show each link with its number, what it is for, and whether it still works."""
    from bot.involvement.invites import links

    with plainly(), opened(read_settings()) as database, database.reading() as connection:
        found = links(connection, the_account(connection, network).network, datetime.now(UTC))
    if not found:
        typer.echo("There is no link yet. Make one: heard invite --label 'Ward poster'")
    for link in found:
        typer.echo(_shown(link))


@invites.command()
def revoke(
    number: Annotated[int | None, typer.Argument(help="The link, as the list numbers it.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All links that give a role.")] = False,
    with_roles: Annotated[
        bool, typer.Option("--with-roles", help="Take away the roles that were given by it, too.")
    ] = False,
    network: OfNetwork = None,
) -> None:
    """End a link at once: nobody can join by it, or get a role by it, any more."""
    from bot.involvement import invites as made
    from bot.involvement import roles

    now, taken = datetime.now(UTC), 0
    with plainly(), opened(read_settings()) as database, database.transaction() as connection:
        here = the_account(connection, network).network
        wanted = _named(made.links(connection, here, now), number, every=every)
        ended = sum(made.revoke(connection, here, one, now) for one in wanted)
        for one in wanted if with_roles else ():
            taken += roles.take(connection, here, roles.given_by(connection, one), now)
    typer.echo(f"Links ended: {ended}.")
    if with_roles:
        typer.echo(f"Roles taken away: {taken}.")


def _named(found: "Sequence[Link]", number: int | None, *, every: bool) -> list[int]:
    if (number is None) is not every:
        raise Problem("Name one link by its number, or say --all.")
    wanted = [link.id for link in found if (link.role if every else link.id == number)]
    if not (wanted or every):
        raise Problem(f"There is no link {number}. `heard invites list` shows what there is.")
    return wanted


def _shown(link: "Link") -> str:
    what = link.role or "to join"
    within = f" of {link.group}" if link.group else ""
    used = "fewer than 10" if link.used is None else str(link.used)
    left = "any number" if link.uses_left is None else f"{link.uses_left} more"
    until = f"until {link.expires_at:%d %B %Y}" if link.expires_at else "with no end"
    return (
        f"{link.id:>5}  {link.state:<8}  {link.label}: {what}{within}; "
        f"used by {used}, works for {left}, {until}"
    )
