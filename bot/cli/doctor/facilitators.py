"""Are there two people who can ask, read and tell, in the network and for each of its groups."""

from collections.abc import Iterator

from bot.cli.doctor.around import Around
from bot.cli.doctor.database import unasked
from bot.cli.doctor.finding import OK, Finding
from bot.cli.served import Served
from bot.involvement.cover import alone, only_of_groups
from bot.involvement.reach import facilitators

NAME = "facilitators"
FEWEST = 2


def look(around: Around) -> Iterator[Finding]:
    """Count in each network the facilitators that can be reached."""
    if not around.is_ready:
        yield unasked(NAME)
        return
    for one in around.networks:
        yield _judge(around, one)
        yield from _groups(around, one)
        yield from _whole(around, one)


def _judge(around: Around, one: Served) -> Finding:
    number, found = around.number(one), 0
    if number is not None and around.database is not None:
        with around.database.reading() as connection:
            found = facilitators(connection, number)
    if found >= FEWEST:
        return Finding(NAME, OK, f"There are {found}.", network=around.slug(one))
    told = f"There {'is 1' if found else 'is nobody'}, and it takes 2, so that one can be away."
    option = f" --network {one.slug}" if around.slug(one) else ""
    begin = "Start `heard run` once. " if number is None else ""
    mend = (
        f"{begin}heard invite --role facilitator{option}, for each who is missing; they open the "
        "link on their phone and join."
    )
    return Finding(NAME, around.grave(one), told, mend, around.slug(one))


def _whole(around: Around, one: Served) -> Iterator[Finding]:
    """Say where everybody who facilitates does so for some groups only."""
    number = around.number(one)
    if number is None or around.database is None:
        return
    with around.database.reading() as connection:
        lacking = facilitators(connection, number) and only_of_groups(connection, number)
    if lacking:
        told = (
            "Nobody facilitates the whole network: nobody can ask everybody. What belongs to no "
            "group is left to those who facilitate any group."
        )
        option = f" --network {one.slug}" if around.slug(one) else ""
        mend = f"heard invite --role facilitator{option}, without --group; they open the link."
        yield Finding(NAME, around.grave(one), told, mend, around.slug(one))


def _groups(around: Around, one: Served) -> Iterator[Finding]:
    """Name the groups for which fewer than two people can act."""
    number = around.number(one)
    if number is None or around.database is None:
        return
    with around.database.reading() as connection:
        lacking = alone(connection, number, around.now)
    for name, found in lacking:
        told = f"For the group {name} there {'is 1' if found else 'is nobody'}, and it takes 2."
        option = f" --network {one.slug}" if around.slug(one) else ""
        mend = (
            f'heard invite --role facilitator --group "{name}"{option}, for each who is missing; '
            "they open the link on their phone and join."
        )
        yield Finding(NAME, around.grave(one), told, mend, around.slug(one))
