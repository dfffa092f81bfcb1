"""`heard digest`: what minutes decided, promised and ask, proposed for a facilitator to edit."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.plainly import Problem, plainly

if TYPE_CHECKING:
    from bot.involvement.minutes import Promised, Proposal, Told

Minutes = Annotated[
    Path, typer.Argument(help="Minutes as .txt, .md, .docx or .pdf.", metavar="FILE")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the proposal as JSON.")]
Held = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], metavar="YYYY-MM-DD",
        help="The day of the meeting, where the minutes do not say it.",
    ),
]  # fmt: skip


def digest(file: Minutes, as_json: AsJson = False, held: Held = None) -> None:
    """Propose a digest of minutes: what was decided, promised and asked, and when next."""
    from bot.involvement.minutes import MinutesError, propose, read_minutes

    with plainly():
        try:
            proposal = propose(read_minutes(file), held=held.date() if held else None)
        except MinutesError as error:
            raise Problem(str(error)) from None
    typer.echo(
        json.dumps(proposal.as_json(), ensure_ascii=False, indent=2) if as_json else _told(proposal)
    )


def _told(proposal: "Proposal") -> str:
    """Show a proposal to people: each part with its lines in the minutes."""
    following = proposal.next_meeting
    parts = (
        ("Decided", [_line(one) for one in proposal.decisions]),
        ("Promised", [_promise(one) for one in proposal.actions]),
        ("Asked of members", [_line(one) for one in proposal.asked_of_members]),
        (
            "Next meeting",
            [f"{following:%A} {following.day} {following:%B %Y}"] if following else [],
        ),
        (f"Digest, {len(proposal.digest)} characters", proposal.digest.splitlines()),
    )
    return "\n\n".join("\n".join([title, *(f"  {one}" for one in told or ["nothing found"])])
                       for title, told in parts)  # fmt: skip


def _line(one: "Told | Promised") -> str:
    return f"line {one.line}: {one.text}"


def _promise(one: "Promised") -> str:
    due = f"by {one.due.day} {one.due:%B %Y}" if one.due else "no day found"
    return f"{_line(one)} [{one.owner or 'nobody named'}, {due}]"
