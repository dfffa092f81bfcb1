"""`heard draw`: how volunteers were drawn, so that anybody can repeat it."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.plainly import OfNetwork, Problem, opened, plainly, read_settings, the_account

if TYPE_CHECKING:
    from bot.involvement.drawing import Drawn


def draw(
    call: Annotated[
        int | None, typer.Argument(help="The call's number. Without it, all draws are listed.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Repeat the draw, and exit with 1 where it differs.")
    ] = False,
    network: OfNetwork = None,
) -> None:
    """Show the seed, the tickets and what was drawn; no ticket tells who it is."""
    from bot.involvement.drawing import published

    with plainly():
        with opened(read_settings()) as database, database.reading() as connection:
            found = published(connection, the_account(connection, network).network)
        wanted = [one for one in found if call in (None, one.call)]
        if call is not None and not wanted:
            raise Problem(f"No draw of a call {call} is done. `heard draw` lists those that are.")
        wrong = [one for one in wanted if one.wrong] if check else []
        for one in wanted:
            typer.echo(_line(one) if call is None else _whole(one))
        if wrong:
            raise Problem(f"The draw of call {wrong[0].call} is wrong. {wrong[0].wrong}")
    if not found:
        typer.echo("No call for volunteers was drawn yet.")
    elif check:
        typer.echo("Repeated: the same tickets are drawn.")


def _line(one: "Drawn") -> str:
    title = next(iter(one.title.values()))
    return f"{one.call}  {title}: {one.places} places, {len(one.tickets)} tickets"


def _whole(one: "Drawn") -> str:
    drawn = set(one.drawn)
    tickets = (
        f"{'drawn' if each.mark in drawn else '     '}  {each.mark}  {each.stratum}, "
        f"drawn {each.used} times in the 2 years before"
        for each in one.tickets
    )
    return "\n".join([
        _line(one), f"promise  {one.promise}", f"secret   {one.secret}", f"seed     {one.seed}",
        *tickets,
    ])  # fmt: skip
