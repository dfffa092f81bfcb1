"""Has the organisation settled what going live needs, and is none of it due to be looked at."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.cli.doctor.around import Around
from bot.cli.doctor.finding import BROKEN, OK, WARNING, Finding
from bot.cli.served import Served

NAME = "governance"
FILE = "governance.toml"


def look(around: Around) -> Iterator[Finding]:
    """Say for each network what is missing before it can go live, or what is due again."""
    for one in around.networks:
        yield from _look(around, one)


def where(one: Served) -> str:
    """Name a network's governance file, also before there is one."""
    return str(one.governance.file or FILE)


def how_to_begin(one: Served) -> str:
    """Say how a network gets its governance file; '' where it has one."""
    if one.governance.file is not None:
        return ""
    named = f"governance = '{FILE}'" if one.where else f"HEARD_GOVERNANCE_FILE={FILE}"
    place = one.where or ".env"
    return f"cp deploy/governance.example.toml {FILE}, and write {named} into {place}. "


def _look(around: Around, one: Served) -> Iterator[Finding]:
    slug = around.slug(one)
    today = around.now.astimezone(ZoneInfo(one.timezone)).date()
    if one.lacking:
        told = (
            f"This is a pilot, until {len(one.lacking)} things are there: {', '.join(one.lacking)}."
        )
        settings = [name for name in one.lacking if name not in one.governance.missing]
        parts = [
            f"Write into {one.where or '.env'}: {', '.join(settings)}." if settings else "",
            f"{how_to_begin(one)}Fill in each of the others in {where(one)}; the papers in "
            "deploy/governance/ help." if one.governance.missing else "",
        ]  # fmt: skip
        state = BROKEN if one.was_to_be_live(around.now) else WARNING
        yield Finding(NAME, state, told, " ".join(part for part in parts if part), slug)
        return
    said = one.governance.said
    if said["dpia.review_on"] < today:
        told = f"The impact assessment was to be looked at again on {said['dpia.review_on']}."
        mend = f"Review it, then write the next day into {where(one)}: dpia.review_on."
        yield Finding(NAME, around.grave(one), told, mend, slug)
    elif not one.is_live(around.now):
        told = f"All is filled in. It is a pilot until {said['decision.live_from']}."
        yield Finding(NAME, OK, told, network=slug)
    else:
        yield Finding(NAME, OK, "All is filled in.", network=slug)
