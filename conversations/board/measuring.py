"""How well a network closes its loops: each measure with what it is counted over."""

from conversations.board.one import LIST
from conversations.gap import gap_lines
from conversations.open_loops import DAYS, Measure, Measures
from conversations.screen import Screen
from conversations.text import Plural, Text, Words

NAMES: dict[str, Text] = {
    "told_within_30_days": Text("Told what came of it within 30 days"),
    "told_within_90_days": Text("Told what came of it within 90 days"),
    "commitments_on_time": Text("Promises kept on the day first promised"),
    "late_explained": Text("Later days with a reason"),
    "cannot_explained": Text("'Not possible' with a reason"),
    "heard": Text("People who felt heard, at least in part"),
}


def shown(found: Measures) -> Screen:
    """Show the measures of a network."""
    open_now = Plural("{count} loop is open.", "{count} loops are open.", found.open)
    archived = Plural("{count} loop is archived.", "{count} loops are archived.", found.archived)
    by_hand = Plural(
        "Archived though somebody was not told: {count} time. The reason is kept.",
        "Archived though somebody was not told: {count} times. Each reason is kept.",
        found.by_hand,
    )
    lines: list[Words] = [open_now, archived, *((by_hand,) if found.by_hand else ())]
    known = [one for one in found.measures if one.value is not None]
    lines += [_measure(one, one.value or 0) for one in known]
    if len(known) < len(found.measures):
        lines.append(Text("What else I measure is not known yet, or too few to show."))
    return Screen(title=Text("Measures"), lines=(*lines, *gap_lines(found.gap)), options=(LIST,))


def _measure(one: Measure, value: int) -> Words:
    if one.unit == DAYS:
        said: Words = _days(one.name, value)
    else:
        said = Text("{name}: {percent}%.", name=NAMES[one.name], percent=value)
    return Text("{above}\n{below}", above=said, below=_over(one))


def _days(name: str, days: int) -> Words:
    if name == "days_to_first_notice":
        return Plural(
            "For half of the loops, people first heard within {count} day of the end of an ask.",
            "For half of the loops, people first heard within {count} days of the end of an ask.",
            days,
        )
    return Plural(
        "Half of the promises ended within {count} day of the end of an ask.",
        "Half of the promises ended within {count} days of the end of an ask.",
        days,
    )


def _over(one: Measure) -> Words:
    of = one.of or 0
    match one.over:
        case "people":
            counted = Plural("Of {count} person.", "Of {count} people.", of)
        case "loops":
            counted = Plural("Of {count} loop.", "Of {count} loops.", of)
        case _:
            counted = Plural("Of {count} promise.", "Of {count} promises.", of)
    if not one.lag:
        return counted
    old = Plural(
        "Only what ended at least {count} day ago counts.",
        "Only what ended at least {count} days ago counts.",
        one.lag,
    )
    return Text("{above} {below}", above=counted, below=old)
