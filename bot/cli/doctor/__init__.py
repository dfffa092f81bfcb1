"""`heard doctor`: is everything as it must be, and what to do where it is not.

One file a check. With `--live` only the running program is asked, which is quick.
"""

import json
from typing import Annotated

import typer

from bot.cli.doctor import live as running
from bot.cli.doctor.finding import BROKEN, OK, WARNING, Finding
from bot.cli.plainly import plainly, read_settings


def doctor(
    live: Annotated[
        bool, typer.Option("--live", help="Check that the running program is well, in seconds.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object.")] = False,
) -> None:
    """Check whether Heard is as it must be: exit code 1 where something is broken."""
    if live:
        _tell_live(as_json=as_json)
        return
    from bot.cli.doctor.round import look_at_all

    seen = look_at_all()
    (_write if as_json else _say)(seen.findings, seen.mode)
    raise typer.Exit(int(any(one.state == BROKEN for one in seen.findings)))


def _tell_live(*, as_json: bool) -> None:
    with plainly():
        found = [
            Finding(name, state, told) for state, name, told in running.checks(read_settings())
        ]
    if as_json:
        _write(found)
    else:
        for one in found:
            typer.echo(f"{one.state:<7}{one.name}: {one.told}")
    raise typer.Exit(int(any(one.state == running.BROKEN for one in found)))


def _say(findings: list[Finding], mode: str) -> None:
    for one in findings:
        typer.echo(f"{one.state:<8} {one.title}: {one.told}")
        if one.mend:
            typer.echo(f"         Mend: {one.mend}")
    typer.echo(f"Mode: {mode}.")


def _write(findings: list[Finding], mode: str | None = None) -> None:
    worst = [BROKEN, WARNING, running.LATE, OK]
    states = {one.state for one in findings}
    whole = {"status": next(state for state in worst if state in states)}
    whole |= {"mode": mode} if mode else {}
    typer.echo(json.dumps({**whole, "checks": [one.as_json() for one in findings]}))
