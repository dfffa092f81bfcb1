"""`heard handover`: a group's hand-over pack as one file, for whoever facilitates it next."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.plainly import OfNetwork, Problem, opened, plainly, read_settings, the_account


def handover(
    group: Annotated[str, typer.Argument(help="The group's name.")],
    file: Annotated[
        Path | None, typer.Option("--file", help="Where to write the page; here by default.")
    ] = None,
    network: OfNetwork = None,
) -> None:
    """Write loops, promises, seats, meetings, calls and words of a group into one page."""
    from bot.involvement.handing_over import names, pack_of
    from bot.web.handover import page

    with plainly():
        with opened(read_settings()) as database, database.reading() as connection:
            here = the_account(connection, network).network
            pack, known = pack_of(connection, here, group), names(connection, here)
        if pack is None:
            there = f"There is: {', '.join(known)}." if known else "There is no group yet."
            raise Problem(f"There is no group {group}. {there}")
        path = file or Path(f"handover-{_plain(pack.name)}.html")
        if path.exists():
            raise Problem(f"{path} is there already. Move it, or name another file with --file.")
        try:
            path.write_text(page(pack, datetime.now(UTC).date()), encoding="utf-8")
        except OSError as error:
            raise Problem(f"{path} cannot be written: {error.strerror}.") from error
    typer.echo(f"Written: {path}. It holds no names and no words of members.")


def _plain(name: str) -> str:
    kept = "".join(sign if sign.isalnum() else "-" for sign in name.casefold())
    return "-".join(part for part in kept.split("-") if part) or "group"
