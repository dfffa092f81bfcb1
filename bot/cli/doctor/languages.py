"""Did somebody review the languages that members can choose."""

from collections.abc import Iterator

from bot.cli.doctor.around import Around
from bot.cli.doctor.finding import OK, Finding
from bot.cli.doctor.governance import how_to_begin, where
from bot.cli.served import Served

NAME = "languages"


def look(around: Around) -> Iterator[Finding]:
    """Name for each network the languages that nobody is said to have reviewed."""
    for one in around.networks:
        yield _judge(around, one)


def _judge(around: Around, one: Served) -> Finding:
    reviewed = one.governance.said.get("languages.reviewed", [])
    left = [tag for tag in one.languages if tag not in reviewed]
    if not left:
        told = f"Reviewed: {', '.join(one.languages)}."
        return Finding(NAME, OK, told, network=around.slug(one))
    file, setting = where(one), "languages" if one.where else "HEARD_LANGUAGES"
    whole = ", ".join(f'"{tag}"' for tag in one.languages)
    mend = (
        f"{how_to_begin(one)}Have a speaker read the texts of consent, stop, distress and privacy, "
        f"then write into [languages] of {file}: reviewed = [{whole}]; or take out of {setting} "
        "what nobody has read."
    )
    told = f"Nobody is said to have reviewed: {', '.join(left)}."
    return Finding(NAME, around.grave(one), told, mend, around.slug(one))
