"""Archiving a loop by hand: refused while somebody is untold, unless a reason is given."""

from conversations.board.one import LIST, waiting, why_untold
from conversations.open_loops import (
    ASKING,
    PROMISED,
    UNDECIDED,
    UNSENT,
    WAITING,
    OpenLoop,
    Standing,
)
from conversations.questions.free_text import LONGEST
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words

STILL_ASKS = Text("This is not over yet, so it cannot be archived.")
DONE_BEFORE = Text("This is archived already.")
ARCHIVED = Text("It is archived. What people were told is kept.")
ON_ITS_WAY = Text("It is on its way. I write to nobody at night or on Sundays.")
WITH_REASON = Text("It is archived. Your reason is kept on record, and it is counted.")
TYPE_WHY = Text("Please type why, in a few words. Nobody reads it at once.")
TOO_LONG = Text(
    "That is longer than I can keep. Please send at most {most} characters. "
    "Nobody reads it at once.",
    most=LONGEST,
)


def asked(one: OpenLoop) -> Screen:
    """Ask once before a loop is archived in which everybody was told."""
    all_told = Text("Everybody was told, or there is a reason that they cannot be.")
    yes = Button(Text("Yes, archive it"), Act("loop.archive", (one.id,)))
    no = Button(Text("No, keep it"), Act("loop.open", (one.id,)))
    lines = (all_told, Text("Shall I archive it?"))
    return Screen(title=one.title, lines=lines, options=(yes, no))


def refused(one: OpenLoop, standing: Standing) -> Screen:
    """Say why a loop cannot be archived, and what can be done instead."""
    if ASKING in standing.blocked:
        return Screen(title=one.title, lines=(STILL_ASKS,), options=(LIST,))
    lines = (
        Text("It cannot be archived yet."),
        *(line for name, line in _WHY.items() if name in standing.blocked),
        *(() if standing.few else (*waiting(standing), *why_untold(standing))),
    )
    return Screen(title=one.title, lines=lines, options=ways(one, standing.blocked))


def ways(one: OpenLoop, blocked: tuple[str, ...] = ()) -> tuple[Button, ...]:
    """Give the ways on from a loop that cannot be archived."""
    again = Button(Text("Write to them again"), Act("loop.again", (one.id,)))
    unsent = (again,) if UNSENT in blocked else ()
    anyway = Button(Text("Archive it anyway"), Act("loop.anyway", (one.id,)))
    return (*unsent, anyway, Button(Text("No, keep it"), Act("loop.open", (one.id,))))


def again(one: OpenLoop) -> Screen:
    """Ask once before those are written to again whom a message did not reach."""
    yes = Button(Text("Yes, write again"), Act("loop.retell", (one.id,)))
    no = Button(Text("No, leave it"), Act("loop.open", (one.id,)))
    lines = (Text("Some of them may get it twice."), Text("Shall I write to them again?"))
    return Screen(title=one.title, lines=lines, options=(yes, no))


def why(one: OpenLoop) -> Screen:
    """Ask for the reason to archive a loop all the same."""
    lines: tuple[Words, ...] = (
        Text("Why archive it while people are still waiting?"),
        Text("Your reason is kept with the loop, and it counts in the measures."),
        TYPE_WHY,
    )
    keep = Button(Text("No, keep it"), Act("loop.open", (one.id,)))
    return Screen(title=one.title, lines=lines, buttons=(keep,))


_WHY: dict[str, Text] = {
    UNDECIDED: Text("Nothing was decided that people could be told."),
    PROMISED: Text("A promise here is not finished yet."),
    WAITING: Text("Somebody is still waiting to be told."),
    UNSENT: Text("A message to somebody did not go."),
}
