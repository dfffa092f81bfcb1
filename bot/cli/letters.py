"""`heard letters`: messages that did not go, and updates that were set aside."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.plainly import Problem, opened, plainly, read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from bot.delivery.letters import DeadLetter

MOST = 50

letters = typer.Typer(
    help="See, try again or drop messages that did not go and updates that were set aside.",
    no_args_is_help=True,
)

Number = Annotated[
    str | None, typer.Argument(help="The letter, as the list names it: out-12 or in-7.")
]
All = Annotated[bool, typer.Option("--all", help="All letters that are listed.")]


@letters.command("list")
def list_letters(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print all of them as one JSON array.")
    ] = False,
) -> None:
    """Show what did not go or was set aside: never what was said, nor to whom."""
    with plainly():
        found = _read()
    if as_json:
        typer.echo(json.dumps([_as_json(one) for one in found]))
    else:
        _show(found)


@letters.command()
def retry(
    number: Number = None,
    every: All = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to go on.")] = False,
) -> None:
    """Try letters again; asks first, and says how many people it reaches."""
    from bot.delivery import letters as dead

    with plainly():
        wanted = _named(number, every=every)
        found = [one for one in _read(wanted) if one.again]
        if not found:
            raise Problem(_why_not(wanted))
        typer.echo(_whom(found))
        if not (yes or typer.confirm("Try again?")):
            raise Problem("Nothing was done.")
        with opened(read_settings()) as database, database.transaction() as connection:
            now = datetime.now(UTC)
            numbers = {one.number for one in found}
            tried = dead.retry(connection, dead.find(connection, now, numbers), now)
    typer.echo(f"Tried again: {tried}. Each goes when quiet hours and the person's limits let it.")


@letters.command()
def drop(
    reason: Annotated[str, typer.Option("--reason", help="Why; it is kept on record.")],
    number: Number = None,
    every: All = False,
) -> None:
    """List letters no more; the reason is kept, and nobody is written to."""
    from bot.delivery import letters as dead

    with plainly():
        wanted = _named(number, every=every)
        with opened(read_settings()) as database, database.transaction() as connection:
            now = datetime.now(UTC)
            found = dead.find(connection, now, wanted)
            _miss_nothing(found, wanted)
            dead.drop(connection, found, reason, now)
    typer.echo(f"Dropped: {len(found)}.")


def _named(number: str | None, *, every: bool) -> "set[str] | None":
    """Give the letter that was named, or None for all; raises Problem for neither and for both."""
    if (number is None) is not every:
        raise Problem("Name one letter, such as out-12, or say --all.")
    return None if number is None else {number}


def _read(numbers: "set[str] | None" = None) -> "list[DeadLetter]":
    with opened(read_settings()) as database, database.reading() as connection:
        return _found(connection, numbers)


def _found(connection: "Connection", numbers: "set[str] | None") -> "list[DeadLetter]":
    from bot.delivery.letters import find

    found = find(connection, datetime.now(UTC), numbers)
    _miss_nothing(found, numbers)
    return found


def _miss_nothing(found: "Sequence[DeadLetter]", numbers: "set[str] | None") -> None:
    missing = sorted((numbers or set()) - {one.number for one in found})
    if missing:
        raise Problem(f"There is no letter {missing[0]}. `heard letters list` shows what there is.")


def _whom(found: "Sequence[DeadLetter]") -> str:
    from bot.delivery.letters import people

    reached = people(found)
    whom = f"This reaches {'1 person' if reached == 1 else f'{reached} people'}."
    perhaps = any(one.state == "uncertain" for one in found)
    return f"{whom} Some may get the same message twice." if perhaps else whom


def _why_not(numbers: "set[str] | None") -> str:
    if numbers is None:
        return "There is nothing that can be tried again."
    return (
        "This letter cannot be tried again: what it said is not kept, it is over, or the person "
        "has stopped. Drop it once you have read it."
    )


def _show(found: "Sequence[DeadLetter]") -> None:
    if not found:
        typer.echo("Nothing lies here: every message went or waits, and no update was set aside.")
        return
    for one in found[-MOST:]:
        typer.echo(
            f"{one.number:<10} {one.at:%Y-%m-%d %H:%M} UTC  {one.network:<12} {one.kind:<9} "
            f"{one.state:<9}  tries: {one.tries}  {_can(one)}  {one.why}"
        )
    if len(found) > MOST:
        typer.echo(f"These are the latest {MOST} of {len(found)}; --json shows them all.")


def _can(one: "DeadLetter") -> str:
    return "can be tried again" if one.again else "can only be dropped"


def _as_json(one: "DeadLetter") -> dict[str, Any]:
    return {
        "number": one.number,
        "network": one.network,
        "kind": one.kind,
        "state": one.state,
        "at": one.at.isoformat(),
        "why": one.why,
        "tries": one.tries,
        "can_be_tried_again": one.again,
    }
