"""Recovering: with the code, somebody moves here, stops, sees or erases from another account.

Whoever facilitates is not served here: people tell them codes by telephone, and those open nothing
to them (`by_telephone`). Two phones may claim one code; the first one wins, and the other is told.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from conversations import recovery
from conversations.events import (
    CodeGiven,
    CodeRefused,
    ErasedByCode,
    Event,
    Moved,
    StoppedByCode,
)
from conversations.facts import CodeHolder, Facts, Need, Person, TheCode, TheirAnswers
from conversations.home import HOME
from conversations.joining import STAY
from conversations.recovering_screens import Go, Recovering, ask_for_code
from conversations.recovery import given_code
from conversations.screen import Act, Button, Screen, screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Commanded, Input, Key, Tapped, Turn, Typed

NAME = Recovering.conversation
PREFIX = "k"
COMMANDS = frozenset({"recover"})

_ANOTHER = Button(Text("Another code"), Act("k.begin"))
_JOIN = Button(Text("Join"), STAY)
_TOLD: tuple[Words, ...] = (
    Text("This code was told to us by telephone. So it works by telephone only."),
    Text("On your own phone you can make a new one. There, send /choices."),
)
_TOTALS_STAY = Text("Totals that were published before stay. They do not show who answered.")


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need whose the code is, and their answers where these may be seen."""
    before = state.code if isinstance(state, Recovering) else ""
    code = given_code(heard) or before
    if not code or person.facilitates:
        return ()
    return (TheCode(code), TheirAnswers(code)) if _may_see(state, heard) else (TheCode(code),)


def _may_see(state: State | None, heard: Input) -> bool:
    listed = isinstance(state, Recovering) and state.shown in {"answers", "one"}
    verb = heard.act.verb if isinstance(heard, Tapped) and heard.act else ""
    return listed or verb in {"k.see", "k.one"} or isinstance(heard, Typed)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen last shown."""
    if not isinstance(state, Recovering) or not state.code:
        return ask_for_code()
    holder = facts.get(TheCode(state.code))
    return Go(state, facts, holder).screen() if holder else None


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Take a code, or do what was chosen with the one given before."""
    verb = heard.act.verb if isinstance(heard, Tapped) and heard.act else ""
    if facts.person.facilitates:
        return _ended(facts, _NOT_HERE, _BY_TELEPHONE)
    if verb == "k.leave":
        return _ended(facts, Text("That is fine. I changed nothing."))
    if isinstance(heard, Commanded) or verb == "k.begin":
        return _ask()
    code = given_code(heard)
    return _given(code, facts, now) if code else _go_on(state, heard, facts, now)


_NOT_HERE = Text("You ask members for their views. So I open nothing to you with a code.")
_BY_TELEPHONE = Text("Is somebody with a code on the telephone? Then send /code.")


def _ask(*notes: Words, events: tuple[Event, ...] = ()) -> Turn:
    first = (screen(*notes),) if notes else ()
    return Turn(Recovering(), (*first, ask_for_code()), events)


def _ended(facts: Facts, *lines: Words, events: tuple[Event, ...] = ()) -> Turn:
    """Say what was done, and offer the way on."""
    on = HOME if facts.person.joined else _JOIN
    return Turn(None, (Screen(lines=lines, options=(on, _ANOTHER)),), events)


# --- a code ---------------------------------------------------------------------------------------


def _given(code: str, facts: Facts, now: datetime) -> Turn:
    holder: CodeHolder = facts.get(TheCode(code)) or CodeHolder()
    if holder.wrong >= recovery.MOST_WRONG:
        return _ended(facts, recovery.LOCKED, events=(CodeRefused(),))
    if holder.member is None:
        return _ask(*recovery.not_taken(holder.wrong + 1), events=(CodeRefused(wrong=True),))
    if holder.told:
        return _ended(facts, *_TOLD, events=(CodeRefused(),))
    if holder.member == facts.person.id:
        yours = Text("This is the code of this very account. Nothing is to be done.")
        return _ended(facts, yours, events=(CodeRefused(),))
    go = Go(Recovering("what", code, int(now.timestamp())), facts, holder)
    careful = Text("Is this somebody else's phone? Then delete your message with the code here.")
    return go.show("what", Text("The code is right."), careful, events=(CodeGiven(code),))


def _go_on(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    if not isinstance(state, Recovering) or not state.code:
        return replace(_ask(recovery.NO_CODE, recovery.NO_SUCH_SIGNS), understood=False)
    if now.timestamp() - state.at > recovery.AGAIN_AFTER:
        return _ask(recovery.TOO_LONG_AGO)
    holder: CodeHolder = facts.get(TheCode(state.code)) or CodeHolder()
    if holder.member is None or holder.told:
        return _no_longer(facts, holder)
    return _chosen(Go(state, facts, holder), heard)


def _no_longer(facts: Facts, holder: CodeHolder) -> Turn:
    """Tell whoever comes second that the code opens nothing any more."""
    if holder.told:
        return _ended(facts, *_TOLD)
    office = facts.network.complaints_office
    tell = Text("If that was not you, please tell us: {office}.", office=office)
    return _ended(facts, recovery.USED, *((tell,) if office else ()))


# --- what is done with it -------------------------------------------------------------------------


def _chosen(go: Go, heard: Input) -> Turn:
    act = heard.act if isinstance(heard, Tapped) else None
    if act is None or act.verb not in _TAKEN:
        hint = Text("I did not understand that. Please tap a button, or type its number.")
        return replace(go.show(go.state.shown, hint, about=go.state.about), understood=False)
    return _TAKEN[act.verb](go, act)


def _move(go: Go, _: Act) -> Turn:
    if go.facts.person.roles or go.holder.died:
        cannot = Text("I cannot move anything to this account. Please use another one.")
        return go.show("what", cannot)
    return go.show("move")


def _moved(go: Go, act: Act) -> Turn:
    if go.state.shown != "move" or go.holder.member is None:
        return _move(go, act)
    code = recovery.code_from(go.facts.seed)
    done = (
        Text("Everything is on this account now. I will not write to the one before any more."),
        Text("The code that you had before no longer works. A new one follows."),
    )
    stopped = Text("You had stopped, and that stays so. To start again, send /start.")
    lines = (*done, stopped) if go.holder.stopped else done
    shown = (Screen(lines=lines, options=(HOME,)), recovery.code_screen(code))
    return Turn(None, shown, (Moved(go.state.code, go.holder.member, code),))


def _stopped(go: Go, _: Act) -> Turn:
    stopped = Text("I have stopped. You will get no more messages on the other account.")
    kept = Text("Your answers are kept under a code. You can ask me to erase them.")
    after = replace(go, holder=replace(go.holder, stopped=True))
    return after.show("what", stopped, kept, events=(StoppedByCode(go.state.code),))


def _erased(go: Go, _: Act) -> Turn:
    gone = Text("I have erased all your answers, and every word that you wrote or said in them.")
    return go.show("what", gone, _TOTALS_STAY, events=(ErasedByCode(go.state.code),))


def _all_erased(go: Go, _: Act) -> Turn:
    gone = Text("I have erased everything about you. The code no longer works.")
    erased = ErasedByCode(go.state.code, whole=True)
    return _ended(go.facts, gone, _TOTALS_STAY, events=(erased,))


def _see_one(go: Go, act: Act) -> Turn:
    return go.show("one", about=act.ids[1] if len(act.ids) > 1 else 0)


_TAKEN: Mapping[str, Callable[[Go, Act], Turn]] = {
    "k.what": lambda go, _: go.show("what"),
    "k.move": _move,
    "k.move_yes": _moved,
    "k.stop": _stopped,
    "k.see": lambda go, _: go.show("answers"),
    "k.one": _see_one,
    "k.erase": lambda go, _: go.show("erase"),
    "k.erase_yes": _erased,
    "k.all": lambda go, _: go.show("all"),
    "k.all_yes": _all_erased,
}
