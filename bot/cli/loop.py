"""`heard loop`: how well a network closes its loops, measure by measure."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.plainly import Problem, opened, plainly, read_settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from conversations.gap import Gap, Share
    from conversations.open_loops import Measure, Measures

OfWhich = Annotated[
    str | None,
    typer.Argument(metavar="NETWORK", help="The network's slug, where there are several."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the measures as JSON.")]


def loop(network: OfWhich = None, as_json: AsJson = False) -> None:
    """Show how many people were told in time, which promises were kept, and who felt heard."""
    from bot.involvement.measures import of_network, people

    now = datetime.now(UTC)
    with plainly(), opened(read_settings()) as database, database.reading() as connection:
        slug, number = _named(connection, network)
        found, them = of_network(connection, number, now), people(connection, number, now)
    if as_json:
        typer.echo(json.dumps(_as_json(slug, found, now) | {"people": them}, indent=2))
    else:
        typer.echo("\n".join([_told(found), *_people_told(them)]))


def _named(connection: "Connection", slug: str | None) -> tuple[str, int]:
    """Give the network that was named, or the only one; raises Problem."""
    from bot.involvement.networks import numbers

    known = numbers(connection)
    if not known:
        raise Problem("There is no network yet. Start `heard run` once, and try again.")
    if slug is None and len(known) > 1:
        raise Problem(f"There are several networks: {', '.join(known)}. Say which one.")
    if slug is not None and slug not in known:
        raise Problem(f"There is no network {slug}. There is: {', '.join(known)}.")
    name = slug or next(iter(known))
    return name, known[name]


# --- for programs ---------------------------------------------------------------------------------


def _as_json(slug: str, found: "Measures", now: datetime) -> dict[str, Any]:
    """Give the measures; what is None is hidden, or not known yet."""
    return {
        "network": slug,
        "at": now.isoformat(timespec="seconds"),
        "loops": {"open": found.open, "archived": found.archived, "by_hand": found.by_hand},
        "measures": {one.name: _measure(one) for one in found.measures},
        "heard": dict(found.heard),
        "gap": _gap(found.gap),
    }


def _measure(one: "Measure") -> dict[str, Any]:
    return {
        "value": one.value, "unit": one.unit, "of": one.of, "over": one.over, "lag_days": one.lag,
    }  # fmt: skip


def _gap(gap: "Gap") -> dict[str, Any]:
    return {
        "heard": _share(gap.heard),
        "believed_to_know": _share(gap.know),
        "believed_to_influence": _share(gap.influenced),
        "points": gap.apart,
        "segments": [
            {"by": kind, "name": name, **_share(share)} for kind, name, share in gap.segments
        ],
    }


def _share(share: "Share") -> dict[str, int | None]:
    return {"percent": share.percent, "of": share.of}


# --- for people -----------------------------------------------------------------------------------


def _told(found: "Measures") -> str:
    first = f"Loops: {found.open} open, {found.archived} archived"
    by_hand = f"; by hand, for a reason: {found.by_hand}" if found.by_hand else ""
    width = max(len(one.name) for one in found.measures)
    lines = [f"{one.name:<{width}}  {_value(one)}{_over(one)}" for one in found.measures]
    return "\n".join([first + by_hand, *lines, _gap_told(found.gap)])


def _people_told(them: "dict[str, int | None]") -> list[str]:
    """Say how everyone who took part stands, but where that is hidden."""
    known = [f"{name} {people}" for name, people in them.items() if people is not None]
    return [f"People who took part, each once a loop: {', '.join(known)}"] if known else []


def _value(one: "Measure") -> str:
    if one.value is None:
        return "not known yet, or hidden"
    return f"{one.value} days" if one.unit == "days" else f"{one.value}%"


def _over(one: "Measure") -> str:
    over = f" of {one.of} {one.over}" if one.of else ""
    return f"{over}, {one.lag} days after the end of the ask" if one.lag else over


def _gap_told(gap: "Gap") -> str:
    if gap.apart is None:
        return "The gap between what is believed and what people say is not known yet, or hidden."
    return f"Believed by those who work on it, less what people say: {gap.apart} percent points."
