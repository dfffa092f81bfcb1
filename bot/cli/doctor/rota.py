"""Is it so that somebody reads, or is it said that nobody does."""

from collections.abc import Iterator

from bot.cli.doctor.around import Around
from bot.cli.doctor.database import unasked
from bot.cli.doctor.finding import OK, WARNING, Finding
from bot.cli.doctor.governance import how_to_begin, where
from bot.cli.governance import NOBODY_READS, ROTA
from bot.cli.served import Served
from bot.involvement import rota

NAME = "rota"


def look(around: Around) -> Iterator[Finding]:
    """Compare what was decided with the rota that is set."""
    if not around.is_ready:
        yield unasked(NAME)
        return
    for one in around.networks:
        yield _judge(around, one)


def _judge(around: Around, one: Served) -> Finding:
    number, is_set = around.number(one), False
    if number is not None and around.database is not None:
        with around.database.reading() as connection:
            is_set = rota.load(connection, [number])[number].is_set
    decided, slug = one.governance.said.get("reading.who"), around.slug(one)
    file = where(one)
    match decided, is_set:
        case ("rota", True):
            return Finding(
                NAME, OK, "Two people or more read, and members are told when.", "", slug
            )
        case ("rota", False):
            mend = (
                "Two facilitators or scribes write /rota to the bot and say when they read; or "
                f'write into [reading] of {file}: who = "{NOBODY_READS}"'
            )
            told = "It was decided that people read, and fewer than two are on the rota."
            return Finding(NAME, around.grave(one), told, mend, slug)
        case (None, _):
            mend = f'{how_to_begin(one)}Write into [reading] of {file}: who = "{ROTA}", or who = '
            told = "It is not decided whether somebody reads words of danger and distress."
            return Finding(NAME, WARNING, told, f'{mend}"{NOBODY_READS}"', slug)
        case (_, True):
            told = "It was decided that nobody reads, and there is a rota."
            return Finding(
                NAME, around.grave(one), told, f'Write into [reading] of {file}: who = "{ROTA}"',
                slug,
            )  # fmt: skip
        case _:
            return Finding(NAME, OK, "Members are told that nobody may read this.", "", slug)
