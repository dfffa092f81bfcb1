"""Are the numbers set that members in danger are sent to, and did somebody call them lately."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.cli.doctor.around import Around
from bot.cli.doctor.finding import OK, Finding
from bot.cli.doctor.governance import how_to_begin, where
from bot.cli.served import BEFORE_LIVE, UNSET, Served
from conversations.signposts import are_out_of_date

NAME = "signposts"


def look(around: Around) -> Iterator[Finding]:
    """Look for each network what is set, and how long ago it was checked."""
    for one in around.networks:
        found = list(_look(around, one))
        told = f"All are set, and were checked on {one.shown.get('checked_on')}."
        yield from found or [Finding(NAME, OK, told, network=around.slug(one))]


def _look(around: Around, one: Served) -> Iterator[Finding]:
    unset = [name for name in BEFORE_LIVE if one.signposts.get(name) in {None, UNSET.get(name)}]
    slug = around.slug(one)
    if unset:
        names = ", ".join(map(one.setting, unset))
        mend = f"Write these into {one.where or '.env'}, each a name and a number: {names}."
        yield Finding(NAME, around.grave(one), f"Not set: {names}.", mend, slug)
    checked_on = one.shown.get("checked_on", "")
    today = around.now.astimezone(ZoneInfo(one.timezone)).date()
    if are_out_of_date(checked_on, today):
        told = (
            f"They were last checked on {checked_on}." if checked_on else "Nobody has called them."
        )
        mend = (
            f"{how_to_begin(one)}Call each number, by day and by night. Then write into "
            f"[signposts] of {where(one)}: checked_on = {today}"
        )
        yield Finding(NAME, around.grave(one), told, mend, slug)
