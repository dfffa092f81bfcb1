"""The list of open loops, the oldest first: what needs somebody, and a page of all of them."""

from collections.abc import Sequence

from conversations.home import HOME
from conversations.open_loops import OpenLoop
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words

PAGE = 10
MOST_TOLD = 3
"""Loops that need somebody and are told in words; the others are marked in the list."""

NONE = Text("No loop is open. Nobody is waiting to hear from you.")
WHAT_NEXT = Text("To begin one, ask members something, or make a meeting.")


def pages(loops: Sequence[OpenLoop]) -> int:
    """Count the pages that the list has."""
    return max(1, -(-len(loops) // PAGE))


def listed(loops: Sequence[OpenLoop], page: int, *, asks: bool) -> Screen:
    """Show one page of the list; `asks` says that this person may ask members."""
    measures = Button(Text("Measures"), Act("loop.measures"))
    if not loops:
        ask = (Button(Text("Ask members"), Act("c.ask")),) if asks else ()
        nothing = (NONE, WHAT_NEXT) if asks else (NONE,)
        return Screen(title=Text("Open loops"), lines=nothing, options=(*ask, measures, HOME))
    shown = loops[page * PAGE : (page + 1) * PAGE]
    options = tuple(Button(_label(one), Act("loop.open", (one.id,))) for one in shown)
    more = (page + 1) % pages(loops)
    turn_over = Button(Text("Next page"), Act("loop.list", (0, more)))
    further = (turn_over,) if pages(loops) > 1 else ()
    lines = (*_need_somebody(loops), Text("Choose one to see who waits for what."))
    return Screen(
        title=Text("Open loops"), lines=lines, options=(*options, *further, measures),
        buttons=(HOME,),
    )  # fmt: skip


def _need_somebody(loops: Sequence[OpenLoop]) -> tuple[Words, ...]:
    late = [one for one in loops if one.needs_me]
    if not late:
        return (_open(len(loops)), Text("Nothing is late."))
    need = Plural("{count} of them needs you.", "{count} of them need you.", len(late))
    return (_open(len(loops)), need, *(_late(one) for one in late[:MOST_TOLD]))


def _open(loops: int) -> Words:
    return Plural("{count} loop is open.", "{count} loops are open.", loops)


def _late(one: OpenLoop) -> Words:
    if not one.overdue:
        return Plural(
            "{title}: {count} promise is late.", "{title}: {count} promises are late.", one.late,
            title=one.title,
        )  # fmt: skip
    said = Plural(
        "{title}: people were to hear back {count} day ago.",
        "{title}: people were to hear back {count} days ago.",
        one.overdue,
        title=one.title,
    )
    return Text("{above}\n{below}", above=said, below=people_wait(one.people))


def people_wait(people: int | None) -> Words:
    """Say how many people wait to hear; None where it must be hidden."""
    if people is None:
        return Text("Fewer than 10 people are waiting to hear.")
    if not people:
        return Text("Nobody answered. You can still say what was decided.")
    return Plural(
        "{count} person is waiting to hear.", "{count} people are waiting to hear.", people
    )


def _label(one: OpenLoop) -> Words:
    age = Plural("{title}, {count} day", "{title}, {count} days", one.days, title=one.title)
    return Text("Late: {loop}", loop=age) if one.needs_somebody else age
