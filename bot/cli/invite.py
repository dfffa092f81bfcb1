"""`heard invite`: a link into the bot, and a poster with it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.plainly import OfNetwork, Problem, opened, plainly, read_settings, the_account

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.cli.poster import Wording

ROLE_DAYS = 14
ROLE_USES = 1
MOST_DAYS = 366
MOST_USES = 100_000
MOST_ROLE_DAYS = 90
MOST_ROLE_USES = 20


class Role(StrEnum):
    """The roles that already let somebody do something here; others come with their features."""

    FACILITATOR = "facilitator"
    PROFESSIONAL = "professional"
    CHAIR = "chair"
    SCRIBE = "scribe"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The link that was asked for. Without `uses` or `until` it is not limited so."""

    role: Role | None
    group: str | None
    label: str
    language: str | None
    uses: int | None
    until: datetime | None
    poster: Path | None


def invite(  # noqa: PLR0913, PLR0917  one argument for each option
    role: Annotated[
        Role | None, typer.Option(help="What the link lets one person do; without it: take part.")
    ] = None,
    group: Annotated[
        str | None, typer.Option(help="The group that people join by it; made if it is new.")
    ] = None,
    label: Annotated[
        str | None, typer.Option(help="Your name for it, such as 'Ward 4 poster'.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="The language to suggest, such as cy.")
    ] = None,
    uses: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_USES,
            help="How many people it works for [1 with a role, at most 20; else any].",
        ),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_DAYS,
            help="How many days it works [14 with a role, at most 90; else for ever].",
        ),
    ] = None,
    poster: Annotated[
        Path | None, typer.Option(help="A folder for a poster with a QR code, as SVG and PDF.")
    ] = None,
    network: OfNetwork = None,
) -> None:
    """Make a link for people to join by or, with a role, for one facilitator.

    With a role and a group, the role is for what concerns that group only.
    """
    uses = ROLE_USES if role and uses is None else uses
    days = ROLE_DAYS if role and days is None else days
    until = datetime.now(UTC) + timedelta(days=days) if days else None
    name = label or group or (role.value if role else "Poster")
    with plainly():
        _limited(role, uses, days)
        _fitting(role, group)
        _make(Wanted(role, group, name, language, uses, until, poster), network)


def _limited(role: Role | None, uses: int | None, days: int | None) -> None:
    """Raise Problem for a link that gives a role to too many people or for too long."""
    if role and ((uses or 0) > MOST_ROLE_USES or (days or 0) > MOST_ROLE_DAYS):
        raise Problem(
            f"A link that gives a role works for at most {MOST_ROLE_USES} people and "
            f"{MOST_ROLE_DAYS} days. Make another one when it is over."
        )


def _fitting(role: Role | None, group: str | None) -> None:
    """Raise Problem for a role that there is only for the whole network."""
    if group and role in {Role.SCRIBE, Role.OPERATOR}:
        raise Problem(f"The role of {role} is for the whole network. Leave --group out.")


def _make(wanted: Wanted, network: str | None) -> None:
    """Make the link and its poster, or neither; the link alone goes to standard output."""
    from bot.channels.telegram.links import deep_link

    with opened(read_settings()) as database, database.transaction() as connection:
        account = the_account(connection, network)
        words = _words(connection, account.network, wanted)
        token, notes = _create(connection, account.network, wanted)
        link = deep_link(account.username, token)
        if wanted.poster:
            notes += _draw(wanted.poster, wanted.label, link, words)
            notes += _unread(wanted.language)
    typer.echo(link)
    for note in notes:
        typer.echo(note, err=True)


def _words(connection: "Connection", network: int, wanted: Wanted) -> "Wording":
    """Word the poster; raises Problem for a language that the network does not offer."""
    from bot.cli.poster import wording
    from bot.involvement.languages import ENGLISH, Catalogues
    from bot.involvement.people import network_of
    from bot.program import LOCALES

    served = network_of(connection, network)
    if wanted.language and wanted.language not in served["languages"]:
        offered = ", ".join(served["languages"])
        raise Problem(
            f"The language {wanted.language} is not offered. These are: {offered}. "
            "The settings say which; start `heard run` again after changing them."
        )
    catalogues = Catalogues.load(LOCALES)
    language = wanted.language or ENGLISH
    day = wanted.until.date() if wanted.until else None
    return wording(
        lambda words: catalogues.say(words, language), served["name"],
        role=wanted.role is not None, until=day,
    )  # fmt: skip


def _create(connection: "Connection", network: int, wanted: Wanted) -> tuple[str, list[str]]:
    from bot.involvement import invites, setup

    notes = []
    group = None
    if wanted.group:
        is_new = not setup.has_group(connection, network, wanted.group)
        notes += [f"The group {wanted.group} is new: made with this link."] if is_new else []
        group = setup.ensure_group(connection, network, wanted.group)
    token = invites.create(
        connection, network, wanted.label, role=wanted.role and wanted.role.value, group=group,
        language=wanted.language, uses=wanted.uses, expires_at=wanted.until, now=datetime.now(UTC),
    )  # fmt: skip
    return token, [_explained(wanted), *notes]


def _explained(wanted: Wanted) -> str:
    for_whom = _role_given(wanted) if wanted.role else "is to join"
    uses = {None: "for any number of people", 1: "for 1 person"}
    how_many = uses.get(wanted.uses, f"for {wanted.uses} people")
    until = f"until {wanted.until:%d %B %Y}" if wanted.until else "with no end"
    return f"This link {for_whom}; it works {how_many}, {until}. It cannot be shown again."


def _role_given(wanted: Wanted) -> str:
    given = f"gives whoever opens it the role of {wanted.role}"
    return f"{given}, for the group {wanted.group} only" if wanted.group else given


def _draw(folder: Path, name: str, link: str, words: "Wording") -> list[str]:
    from bot.cli.poster import write_poster

    made, why_no_pdf = write_poster(folder, name, link, words)
    return [f"The poster is in {' and '.join(map(str, made))}.", *([why_no_pdf] * bool(why_no_pdf))]


def _unread(tag: str | None) -> list[str]:
    """Warn where no speaker has read what stands on the poster."""
    from bot.involvement.languages import Catalogues
    from bot.program import LOCALES

    drafts = {one.tag: one.own_name for one in Catalogues.load(LOCALES).offered if one.is_draft}
    if tag not in drafts:
        return []
    return [f"Its words are a draft in {drafts[tag]}: let a speaker read it before it hangs."]
