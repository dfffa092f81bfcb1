"""The command `heard`: reads arguments, wires the rooms together and starts them.

Each command is a file of its own here, and imports what it starts only when it is called.
"""

from typing import Annotated

import typer

from bot import __version__
from bot.cli.audit import audit
from bot.cli.backup import backup
from bot.cli.demo import demo
from bot.cli.digest import digest
from bot.cli.doctor import doctor
from bot.cli.draw import draw
from bot.cli.handover import handover
from bot.cli.impact import impact
from bot.cli.invite import invite
from bot.cli.invites import invites
from bot.cli.letters import letters
from bot.cli.loop import loop
from bot.cli.receipts import receipts
from bot.cli.reseal import reseal
from bot.cli.restore import restore
from bot.cli.resume import resume
from bot.cli.roles import roles
from bot.cli.routes import routes
from bot.cli.run import run
from bot.cli.testers import testers
from bot.cli.upgrade import upgrade

app = typer.Typer(
    help="Hear from people affected by cancer, and tell them what changed.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals may hold what a member wrote
)
app.command()(demo)
app.command()(run)
app.command()(testers)
app.command()(invite)
app.command()(routes)
app.command()(doctor)
app.command()(backup)
app.command()(restore)
app.command()(resume)
app.command()(upgrade)
app.command()(reseal)
app.command()(digest)
app.command()(loop)
app.command()(receipts)
app.command()(impact)
app.command()(draw)
app.command()(handover)
app.add_typer(letters, name="letters")
app.add_typer(audit, name="audit")
app.add_typer(invites, name="invites")
app.add_typer(roles, name="roles")


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"heard {__version__}")
        raise typer.Exit


@app.callback()
def heard(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say the version and stop.", callback=_say_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Hear from people affected by cancer, and tell them what changed."""
