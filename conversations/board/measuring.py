"""How well a network closes its loops: each measure with what it is counted over."""

from conversations.board.one import LIST
from conversations.gap import gap_lines
from conversations.open_loops import DAYS, Measure, Measures
from conversations.screen import Screen
from conversations.text import Plural, Text, Words

NAMES: dict[str, Text] = {
    "told_within_30_days": Text("Told what came of it within 30 days"),
    "told_within_90_days": Text("Told what came of it within 90 days"),
    "days_to_first_notice": Text("From the end of an ask until people hear, half of them"),
    "days_to_outcome": Text("From the end of an ask until a promise ends, half of them"),
    "commitments_on_time": Text("Promises kept on the day first promised"),
    "late_explained": Text("Later days with a reason"),
    "cannot_explained": Text("'Not possible' with a reason"),
    "heard": Text("People who felt heard, at least in part"),
}
SAID: dict[str, Text] = {
    "yes": Text("Were you heard? Yes: {count}"),
    "partly": Text("Were you heard? Partly: {count}"),
    "no": Text("Were you heard? No: {count}"),
    "cannot_tell": Text("Were you heard? I can't tell: {count}"),
}


def shown(found: Measures) -> Screen:
    """Show the measures of a network."""
    open_now = Plural("{count} loop is open.", "{count} loops are open.", found.open)
    archived = Plural("{count} loop is archived.", "{count} loops are archived.", found.archived)
    by_hand = Plural(
        "{count} was archived though somebody was not told. A reason was given.",
        "{count} were archived though somebody was not told. A reason was given each time.",
        found.by_hand,
    )
    lines: list[Words] = [open_now, archived, *((by_hand,) if found.by_hand else ())]
    lines += [_measure(one) for one in found.measures]
    return Screen(title=Text("Measures"), lines=(*lines, *gap_lines(found.gap)), options=(LIST,))


def _measure(one: Measure) -> Words:
    name = NAMES[one.name]
    if one.value is None:
        value: Words = Text("{name}: not known yet, or too few to show.", name=name)
    elif one.unit == DAYS:
        value = Plural("{name}: {count} day.", "{name}: {count} days.", one.value, name=name)
    else:
        value = Text("{name}: {percent} %.", name=name, percent=one.value)
    over = _over(one)
    return Text("{above}\n{below}", above=value, below=over) if over else value


def _over(one: Measure) -> Words | None:
    if not one.of:
        return None
    match one.over:
        case "people":
            counted = Plural("Of {count} person.", "Of {count} people.", one.of)
        case "loops":
            counted = Plural("Of {count} loop.", "Of {count} loops.", one.of)
        case _:
            counted = Plural("Of {count} promise.", "Of {count} promises.", one.of)
    if not one.lag:
        return counted
    old = Plural(
        "Only what ended at least {count} day ago counts.",
        "Only what ended at least {count} days ago counts.",
        one.lag,
    )
    return Text("{above} {below}", above=counted, below=old)
