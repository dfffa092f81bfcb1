"""`heard audit`: who did what, and whether the record of it is whole."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.plainly import OfNetwork, Problem, opened, plainly, read_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.involvement.record import Line, Verified

audit = typer.Typer(
    help="See who did what, and check that no line of that record was changed or removed.",
    no_args_is_help=True,
)


@audit.command()
def verify(
    network: OfNetwork = None,
    seal: Annotated[
        str | None, typer.Option("--seal", help="A seal that you noted: is its line still there?")
    ] = None,
) -> None:
    """Check every line against the one before it; exit code 1 if one does not fit."""
    with plainly(), opened(read_settings()) as database, database.reading() as connection:
        found = _verified(connection, network)
        missing = bool(seal) and not _holds(connection, network, str(seal))
        guarded = _is_guarded(connection)
    for slug, one in found.items():
        typer.echo(_told(slug, one))
    if missing:
        typer.echo("No line has the seal that you noted: lines at the end were removed.", err=True)
    if not guarded:
        typer.echo("The database no longer refuses to change the audit.", err=True)
    if missing or not guarded or any(one.broken is not None for one in found.values()):
        raise typer.Exit(1)


@audit.command("list")
def list_lines(
    network: OfNetwork = None,
    last: Annotated[int, typer.Option(min=1, max=10_000, help="How many lines.")] = 50,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print them as JSON, one a line.")
    ] = False,
) -> None:
    """Show the last acts of power: when, what, by which member; never what was said."""
    from bot.involvement.record import latest

    with plainly(), opened(read_settings()) as database, database.reading() as connection:
        for slug, number in _networks(connection, network).items():
            for line, one in latest(connection, number, last):
                typer.echo(json.dumps(_as_json(slug, line, one)) if as_json else _shown(line, one))


def _networks(connection: "Connection", slug: str | None) -> dict[str, int]:
    """Give the networks by slug, or the one that was named; raises Problem where it is unknown."""
    from bot.involvement.networks import numbers

    known = numbers(connection)
    if slug is not None and slug not in known:
        raise Problem(f"There is no network {slug}. There is: {', '.join(known)}.")
    return {slug: known[slug]} if slug else known


def _verified(connection: "Connection", slug: str | None) -> "dict[str, Verified]":
    from bot.involvement.record import verify as verified

    return {name: verified(connection, one) for name, one in _networks(connection, slug).items()}


def _holds(connection: "Connection", slug: str | None, seal: str) -> bool:
    from bot.involvement.record import holds

    return any(holds(connection, one, seal) for one in _networks(connection, slug).values())


def _is_guarded(connection: "Connection") -> bool:
    from bot.store.guards import audit_is_guarded

    return audit_is_guarded(connection)


def _told(slug: str, one: "Verified") -> str:
    if one.broken is not None:
        return (
            f"{slug}: line {one.broken} does not fit the line before it. "
            "One of the two was changed, or a line between them was removed or slipped in."
        )
    return f"{slug}: {one.lines} lines, whole. Last seal: {one.seal}"


def _shown(number: int, one: "Line") -> str:
    who = f"member {one.actor}" if one.actor else "Heard or its operator"
    about = f"  about {one.subject}" if one.subject is not None else ""
    detail = "".join(f"  {name}: {value}" for name, value in one.detail.items())
    return f"{number:>8}  {one.at:%Y-%m-%d %H:%M} UTC  {one.act:<24} {who}{about}{detail}"


def _as_json(slug: str, number: int, one: "Line") -> dict[str, Any]:
    return {
        "line": number, "network": slug, "at": one.at.isoformat(), "act": one.act,
        "actor": one.actor, "subject": one.subject, "detail": one.detail,
    }  # fmt: skip
