"""`heard demo`: the program and a sandbox on this machine, without a token or a network."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.plainly import Problem, plainly

PORT = 8080


class Story(StrEnum):
    """What can be played."""

    ASK = "ask"
    CARE = "care"
    LOOP = "loop"


def demo(
    story: Annotated[Story, typer.Argument(help="With --script: which story.")] = Story.ASK,
    script: Annotated[
        bool, typer.Option("--script", help="Play the whole story here, without a browser.")
    ] = False,
    database: Annotated[
        Path | None, typer.Option(help="With --script: keep the database in this new file.")
    ] = None,
    port: Annotated[
        int, typer.Option(help="Serve the phones on this port of 127.0.0.1; 0 takes a free one.")
    ] = PORT,
    ready_file: Annotated[
        Path | None, typer.Option(help="Write the page's address to this file once it is there.")
    ] = None,
) -> None:
    """Show Heard at work: four phones in your browser, or the story as a transcript."""
    from bot import logs

    if story is not Story.CARE:
        logs.configure("warning")
    with plainly():
        if script:
            _play(story, database)
        elif database or story is not Story.ASK:
            raise Problem(
                "A story and --database go with --script. The phones begin anew at every start."
            )
        else:
            _serve(port, ready_file)


def _play(story: Story, database: Path | None) -> None:
    from bot.demo.run import play, play_care, play_loop

    if database and database.exists():
        raise Problem(f"{database} is there already. Name a new file, so that nothing is lost.")
    if database and not database.resolve().parent.is_dir():
        raise Problem(f"There is no folder {database.parent}. Make it first.")
    match story:
        case Story.ASK:
            figures = play(database, typer.echo).as_json()
        case Story.CARE:
            figures = play_care(database, typer.echo).as_json()
        case Story.LOOP:
            figures = play_loop(database, typer.echo).as_json()
    typer.echo("")
    typer.echo(json.dumps(figures))


def _serve(port: int, ready_file: Path | None) -> None:
    from bot.demo.run import serve

    def ready(address: str) -> None:
        typer.echo(f"The phones are here: {address}")
        typer.echo("Stop with Ctrl-C. Nothing of it is kept.")
        if ready_file:
            ready_file.write_text(address, encoding="utf-8")

    typer.echo("Filling a sample network (a few seconds)")
    serve(port, ready)
