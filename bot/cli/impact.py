"""`heard impact`: the impact log and the influence map, to read or for other programs."""

import csv
import io
import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.plainly import OfNetwork, Problem, opened, plainly, read_settings, the_account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conversations.impacts import InfluenceMap

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run as a formula by a spreadsheet."""


def impact(
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the log as CSV.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the log and the influence maps as JSON.")
    ] = False,
    network: OfNetwork = None,
) -> None:
    """Show what promises changed, by level and domain; nobody's own words are in it."""
    from bot.involvement.impact import COLUMNS, lines_of
    from bot.involvement.influence import maps

    with plainly():
        if as_csv and as_json:
            raise Problem("Choose --csv or --json, not both.")
        with opened(read_settings()) as database, database.reading() as connection:
            here = the_account(connection, network).network
            lines, found = lines_of(connection, here), maps(connection, here)
    if as_csv:
        typer.echo(_csv(COLUMNS, lines), nl=False)
    elif as_json:
        typer.echo(json.dumps({"impact": lines, "influence": [_map(one) for one in found]},
                              indent=2, ensure_ascii=False))  # fmt: skip
    else:
        typer.echo(_told(lines))


def _csv(columns: "Sequence[str]", lines: "Sequence[dict[str, Any]]") -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_cell(line[name]) for name in columns] for line in lines)
    return written.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _map(one: "InfluenceMap") -> dict[str, Any]:
    """Give a map; a number that is hidden is null."""
    said = {domain: dict(numbers) for domain, numbers in one.strengths}
    return {"group": one.name, "year": one.year, "quarter": one.quarter, "people": one.people,
            "domains": said}  # fmt: skip


def _told(lines: "Sequence[dict[str, Any]]") -> str:
    if not lines:
        return "The impact log is empty. Facilitators note what promises changed: /impact"
    counted = Counter((line["level"], line["domain"]) for line in lines)
    rows = (f"{level:<14} {domain:<12} {count:>4}" for (level, domain), count in
            sorted(counted.items()))  # fmt: skip
    return "\n".join([f"Lines in the impact log: {len(lines)}", *rows])
