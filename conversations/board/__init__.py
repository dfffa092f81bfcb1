"""The loop board, for who facilitates or chairs: open loops, one screen a loop, and measures.

What has to be counted is asked for and worked out on a reader (`Requested`); it comes back here.
"""

from dataclasses import replace
from datetime import datetime

from conversations.board import archiving, listing, measuring
from conversations.board import one as single
from conversations.board.one import gap_told
from conversations.board.state import NAME, Board
from conversations.events import Requested, ToldAgain
from conversations.facts import Facts, Need, Person
from conversations.home import NOT_FOR_YOU, go_home
from conversations.loop_events import Archived
from conversations.open_loops import (
    UNSENT,
    Measures,
    OpenLoop,
    Standing,
    TheOpenLoop,
    TheOpenLoops,
)
from conversations.questions.free_text import LONGEST
from conversations.questions.kind import PICK_ONE
from conversations.rights import FACILITATOR, covers
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import (
    Commanded,
    Computed,
    Input,
    Instead,
    Key,
    Tapped,
    Turn,
    Typed,
    subject_of,
)
from conversations.wording import TheWording, Wording

PREFIX = "loop"
COMMANDS = frozenset({"loops"})
A_MOMENT = Text("One moment.")

__all__ = ["COMMANDS", "NAME", "PREFIX", "Board", "gap_told", "needs", "prompt", "take"]


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the loop, or all that are open."""
    here = key.subject
    return (TheOpenLoop(here), TheWording(here)) if here else (TheOpenLoops(),)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give what can be chosen now, without what was counted for the screen."""
    here = state if isinstance(state, Board) else Board()
    if not here.loop:
        at_measures = here.at == "measures"
        return Screen(lines=(), options=(single.LIST,)) if at_measures else _page(facts, here.page)
    loop: OpenLoop | None = facts.get(TheOpenLoop(here.loop))
    return _choices(facts, here, loop) if loop else None


def _choices(facts: Facts, state: Board, loop: OpenLoop) -> Screen:
    match state.at:
        case "asked":
            return archiving.asked(loop)
        case "again":
            return archiving.again(loop)
        case "reason":
            return archiving.why(loop)
        case "blocked":
            return Screen(lines=(), options=archiving.ways(loop))
        case "unsent":
            return Screen(lines=(), options=archiving.ways(loop, (UNSENT,)))
        case _:
            return Screen(lines=(), options=_options(loop, facts))


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show the list, a loop or the measures, and archive a loop."""
    here = state if isinstance(state, Board) else Board()
    if isinstance(heard, Tapped) and heard.act and heard.act.subject != here.loop and state:
        # A number typed in one list names what stands in another.
        return Turn(state, instead=Instead(Key(NAME, heard.act.subject), heard))
    match heard:
        case Computed(_, Measures() as found):
            return Turn(state, (measuring.shown(found),), focus=None)
        case Commanded() | Tapped(Act("loop.list")):
            return _list(facts, _page_in(heard))
        case Tapped(Act("loop.measures")):
            wanted = Requested("loop.measures", facts.network.id)
            return Turn(Board(at="measures"), (Screen(lines=(A_MOMENT,)),), (wanted,))
    subject = subject_of(heard, here)
    if not subject:
        return _not_understood(here, facts)
    loop: OpenLoop | None = facts.get(TheOpenLoop(subject))
    if loop is None:
        return go_home(facts, NOT_FOR_YOU)
    here = here if here.loop == loop.id else Board(loop.id, "one")
    return _about(here, loop, heard, facts, now)


# --- the list -------------------------------------------------------------------------------------


def _list(facts: Facts, page: int) -> Turn:
    page = page if 0 <= page < listing.pages(_loops(facts)) else 0
    return Turn(Board(page=page), (_page(facts, page),))


def _page(facts: Facts, page: int) -> Screen:
    return listing.listed(_loops(facts), page, asks=facts.person.facilitates)


def _loops(facts: Facts) -> tuple[OpenLoop, ...]:
    found: tuple[OpenLoop, ...] = facts.get(TheOpenLoops()) or ()
    return found


def _page_in(heard: Input) -> int:
    ids = heard.act.ids if isinstance(heard, Tapped) and heard.act else ()
    return ids[1] if len(ids) > 1 else 0


# --- one loop -------------------------------------------------------------------------------------


def _about(here: Board, loop: OpenLoop, heard: Input, facts: Facts, now: datetime) -> Turn:
    match heard:
        case Computed(request, Standing() as standing):
            return _counted(here, loop, request, standing, facts, now)
        case Tapped(Act("loop.anyway")) if loop.status == "open" and not loop.asks:
            return Turn(Board(loop.id, "reason"), (archiving.why(loop),))
        case Tapped(Act("loop.retell")) if here.at == "again" and loop.status == "open":
            done = Screen(lines=(archiving.ON_ITS_WAY,), options=(single.LIST,))
            return Turn(Board(loop.id, "over"), (done,), (ToldAgain(loop.id),))
        case Tapped(Act("loop.open" | "loop.archiving" | "loop.archive" | "loop.again" as name)):
            wanted = Requested(name, loop.id)
            return Turn(Board(loop.id, "one"), (Screen(lines=(A_MOMENT,)),), (wanted,))
        case Tapped():
            return Turn(Board(loop.id, "one"), (_cannot(loop, facts),))
        case Typed(text) if here.at == "reason" and not loop.reads_only:
            return _reason(here, loop, text, facts)
        case _:
            return _not_understood(here, facts)


def _counted(
    here: Board, loop: OpenLoop, request: Requested, standing: Standing, facts: Facts, now: datetime
) -> Turn:  # fmt: skip
    """Show what was counted, and archive what may be."""
    if request.name == "loop.open":
        shown = single.shown(loop, standing, facts.network.today(now), _options(loop, facts))
        return Turn(here, (shown,), focus=None)
    if loop.status != "open" or loop.asks:
        return Turn(here, (_cannot(loop, facts),), focus=None)
    if request.name == "loop.again" and UNSENT in standing.blocked:
        return Turn(replace(here, at="again"), (archiving.again(loop),), focus=None)
    if standing.blocked:
        at = "unsent" if UNSENT in standing.blocked else "blocked"
        return Turn(replace(here, at=at), (archiving.refused(loop, standing),), focus=None)
    if request.name in {"loop.archiving", "loop.again"}:
        return Turn(replace(here, at="asked"), (archiving.asked(loop),), focus=None)
    done = Screen(lines=(archiving.ARCHIVED,), options=(single.LIST,))
    return Turn(Board(loop.id, "over"), (done,), (Archived(loop.id),), focus=None)


def _reason(here: Board, loop: OpenLoop, text: str, facts: Facts) -> Turn:
    """Archive a loop for the reason that somebody typed."""
    words = text.strip()
    if loop.status != "open" or loop.asks:
        return Turn(Board(loop.id, "one"), (_cannot(loop, facts),))
    if not words or len(words) > LONGEST:
        line: Words = archiving.TOO_LONG if words else archiving.TYPE_WHY
        return Turn(here, (replace(archiving.why(loop), lines=(line,)),), understood=False)
    done = Screen(lines=(archiving.WITH_REASON,), options=(single.LIST,))
    return Turn(Board(loop.id, "over"), (done,), (Archived(loop.id, words),))


def _cannot(loop: OpenLoop, facts: Facts) -> Screen:
    why = archiving.STILL_ASKS if loop.asks else archiving.DONE_BEFORE
    return Screen(title=loop.title, lines=(why,), options=_options(loop, facts))


def _options(loop: OpenLoop, facts: Facts) -> tuple[Button, ...]:
    waits: Wording | None = facts.get(TheWording(loop.id))
    translates = bool(waits and waits.gaps)
    return single.options(loop, facilitates=_facilitates(facts, loop), translates=translates)


def _facilitates(facts: Facts, loop: OpenLoop) -> bool:
    mine = facts.person.groups_as(FACILITATOR)
    return facts.person.facilitates and covers(mine, loop.groups)


def _not_understood(here: Board, facts: Facts) -> Turn:
    shown = prompt(here, facts) or Screen(lines=(), options=(single.LIST,))
    line = archiving.TYPE_WHY if here.at == "reason" else PICK_ONE
    return Turn(here, (replace(shown, title=None, lines=(line,)),), understood=False)
