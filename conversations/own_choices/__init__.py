"""A person's own choices. Stop comes first: at once, in any language, from any moment (promise 4).

Nothing but 'Start again', 'Only what changed' or 'Undo' takes a stop back; whatever else a stopped
person sends is not kept. Whoever stops before joining is forgotten. Each choice is a file beside
this one.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from conversations import home
from conversations.facts import Facts, Need, Person
from conversations.own_choices import (
    breaks,
    changes,
    code,
    consent,
    deaths,
    digests,
    erasing,
    how_often,
    language,
    lock_screen,
    menu,
    quiet,
    stopping,
    telling,
)
from conversations.own_choices.menu import named
from conversations.own_choices.state import (
    NAME,
    WAYS_ON,
    Asks,
    Choice,
    OwnChoices,
    Reads,
    Takes,
    misread,
)
from conversations.own_choices.stopping import CHANGE_YOUR_MIND, FORGOTTEN
from conversations.questions.kind import PICK_ONE
from conversations.screen import Screen, screen
from conversations.state import State
from conversations.text import Text
from conversations.turn import Commanded, Input, Key, Tapped, Turn, Typed

__all__ = [
    "CHANGE_YOUR_MIND", "COMMANDS", "FORGOTTEN", "NAME", "PREFIX", "OwnChoices",
    "named", "needs", "prompt", "take",
]  # fmt: skip

PREFIX = "o"
_COMMANDS: Mapping[str, Callable[[Facts], Turn]] = {
    "choices": menu.show,
    "break": breaks.show,
    "quiet": quiet.show,
    "died": deaths.show,
}
COMMANDS = frozenset({"stop", *_COMMANDS})

_CHOICES: tuple[Choice, ...] = (
    menu.CHOICE,
    stopping.CHOICE,
    deaths.CHOICE,
    erasing.CHOICE,
    breaks.CHOICE,
    how_often.CHOICE,
    quiet.CHOICE,
    telling.CHOICE,
    changes.CHOICE,
    digests.CHOICE,
    language.CHOICE,
    code.CHOICE,
    consent.CHOICE,
    lock_screen.CHOICE,
)
_ASKS: Mapping[str, Asks] = {name: asks for one in _CHOICES for name, asks in one.asks.items()}
_TAKES: Mapping[str, Takes] = {verb: takes for one in _CHOICES for verb, takes in one.takes.items()}
_ANY_TIME: Mapping[str, Takes] = {
    verb: takes for one in _CHOICES for verb, takes in one.any_time.items()
}
_READS: Mapping[str, Reads] = {name: reads for one in _CHOICES for name, reads in one.reads.items()}
_WAYS_ON: Mapping[str, Screen] = {
    **WAYS_ON,
    **{name: ways for one in _CHOICES for name, ways in one.ways_on.items()},
}


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what home needs, since the way out leads there."""
    return home.needs(key, state, heard, person)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen last shown."""
    shown = state.shown if isinstance(state, OwnChoices) else "choices"
    return _ASKS[shown](facts) if shown in _ASKS else _WAYS_ON.get(shown)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Stop at once where that is meant; else take the choice that was made."""
    act = heard.act if isinstance(heard, Tapped) else None
    if stopping.means_stop(heard, facts):
        return stopping.stop(facts)
    who_died = deaths.told_in(heard, facts)
    if who_died:
        return deaths.told(who_died, facts)
    if not facts.person.joined:
        first = screen(Text("You have not joined yet. To begin, send /start."))
        return Turn(None, (first,), understood=False)
    if act and act.verb in _ANY_TIME:
        return _ANY_TIME[act.verb](act, facts, now)
    if facts.person.stopped:
        return deaths.still_here(facts) if facts.person.death else stopping.still_stopped(heard)
    if act and act.verb in _TAKES:
        return _TAKES[act.verb](act, facts, now)
    return _in_words(state, heard, facts, now)


def _in_words(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Take what was typed at a choice's screen; anything else leads home."""
    if isinstance(heard, Commanded) and heard.name in _COMMANDS:
        return _COMMANDS[heard.name](facts)
    if isinstance(heard, Typed) and facts.break_words.ask_for_one(heard.text):
        a_day = facts.break_words.day_in(heard.text) is not None
        return breaks.until_a_day(heard, facts, now) if a_day else breaks.tired(facts, now)
    asking = state.shown if isinstance(state, OwnChoices) else ""
    if asking in _ASKS and not isinstance(heard, Tapped):
        if asking in _READS:
            return _READS[asking](heard, facts, now)
        return misread(asking, _ASKS[asking](facts), PICK_ONE)
    return home.take(None, heard, facts, now)
