"""`heard receipts`: who was told what of a loop and when, for whoever has to show it."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.plainly import Problem, opened, plainly, read_settings

if TYPE_CHECKING:
    from bot.involvement.receipts import Listed, Receipt

OfWhich = Annotated[
    int | None, typer.Argument(metavar="LOOP", help="The loop's number; without it, list them.")
]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print a line for each notice, as CSV.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print each notice as JSON.")]


def receipts(loop: OfWhich = None, as_csv: AsCsv = False, as_json: AsJson = False) -> None:
    """Show who was told what and when; members by their numbers only."""
    from bot.involvement.receipts import loops, of_loop
    from bot.involvement.untold import erased

    with plainly(), opened(read_settings()) as database, database.reading() as connection:
        known = loops(connection)
        if loop is not None and loop not in {one.id for one in known}:
            raise Problem(f"There is no loop {loop}. `heard receipts` lists them.")
        found = of_loop(connection, loop) if loop is not None else ()
        gone = erased(connection, [loop]) if loop is not None else 0
    if loop is None:
        typer.echo("\n".join(_listed(known)) or "There is no loop yet.")
    elif as_json:
        typer.echo(json.dumps(_as_json(loop, found, gone), indent=2))
    elif as_csv:
        typer.echo(_table(found), nl=False)
    else:
        typer.echo(
            "\n".join([*_told(found), *_erased(gone)]) or "Nobody was told anything of this yet."
        )


def _listed(known: "Sequence[Listed]") -> Iterator[str]:
    for one in known:
        where = f"{one.opened_at:%Y-%m-%d}  {one.network}  {one.kind}, {one.status}"
        yield f"{one.id}  {where}: {one.title}"


def _as_json(loop: int, found: "Sequence[Receipt]", gone: int) -> dict[str, Any]:
    return {"loop": loop, "receipts": [_plain(one) for one in found], "erased": gone}


def _plain(one: "Receipt") -> dict[str, Any]:
    """Give a receipt as JSON and CSV hold it; moments in UTC."""
    told = one.told_at.isoformat(timespec="seconds") if one.told_at else None
    due = one.due_at.isoformat(timespec="seconds")
    return asdict(one) | {"day": one.day.isoformat(), "due_at": due, "told_at": told}


def _table(found: "Sequence[Receipt]") -> str:
    written = io.StringIO()
    columns = (
        "member", "edition", "kind", "day", "status", "reason", "asked_heard", "due_at", "told_at",
    )  # fmt: skip
    table = csv.DictWriter(written, columns, lineterminator="\n")
    table.writeheader()
    table.writerows(_plain(one) for one in found)
    return written.getvalue()


def _told(found: "Sequence[Receipt]") -> Iterator[str]:
    """Say of each edition how many were told, and why others were not."""
    by_edition: dict[tuple[int, str, str], Counter[str]] = {}
    for one in found:
        named = one.edition, one.kind, one.day.isoformat()
        by_edition.setdefault(named, Counter())[one.reason or one.status] += 1
    for (version, kind, day), counted in by_edition.items():
        counts = ", ".join(f"{what} {people}" for what, people in sorted(counted.items()))
        yield f"Edition {version}, {kind}, for {day}: {counts}"


def _erased(gone: int) -> Iterator[str]:
    """Say how many were told nothing because they are gone; nothing else is known of them."""
    if gone:
        yield f"Erased everything before they were told: {gone}"
