"""Did somebody review the languages that members can choose."""

from collections.abc import Collection, Iterator

from bot.cli.doctor.around import Around
from bot.cli.doctor.finding import OK, Finding
from bot.cli.doctor.governance import how_to_begin, where
from bot.cli.served import Served
from bot.involvement.languages import Catalogues
from bot.program import LOCALES

NAME = "languages"


def look(around: Around) -> Iterator[Finding]:
    """Name for each network the languages that nobody has reviewed, or is said to have."""
    catalogues = Catalogues.load(LOCALES)
    drafts = {one.tag for one in catalogues.offered if not one.may_consent}
    for one in around.networks:
        yield _judge(around, one, drafts)


def _judge(around: Around, one: Served, drafts: Collection[str]) -> Finding:
    reviewed = one.governance.said.get("languages.reviewed", [])
    left = [tag for tag in one.languages if tag not in reviewed or tag in drafts]
    slug = around.slug(one)
    if not left:
        return Finding(NAME, OK, f"Reviewed: {', '.join(one.languages)}.", network=slug)
    whole = ", ".join(f'"{tag}"' for tag in one.languages)
    marked = [f"locales/{tag}/LC_MESSAGES/heard.po" for tag in left if tag in drafts]
    unmark = f" take the marks 'fuzzy' from these in {', '.join(marked)}, and" if marked else ""
    setting = f"'languages' of {one.where}" if one.where else "HEARD_LANGUAGES"
    without = (
        f"; or take {', '.join(left)} out of {setting}" if len(left) < len(one.languages) else ""
    )
    mend = (
        f"{how_to_begin(one)}Have a speaker read the texts of consent, stop, distress and privacy, "
        f"then{unmark} write into [languages] of {where(one)}: reviewed = [{whole}]{without}."
    )
    told = f"Nobody is said to have reviewed: {', '.join(left)}."
    if marked:
        told += " Newcomers are not offered a draft."
    return Finding(NAME, around.grave(one), told, mend, slug)
