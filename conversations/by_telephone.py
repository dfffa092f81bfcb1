"""Codes by telephone: a member reads theirs out, and a facilitator stops or erases for them.

The facilitator learns nothing of the member, and sees no answer. From the moment that they were
told a code it works by telephone only, so that it opens nothing to whoever heard it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations import recovery
from conversations.events import (
    CodeGiven,
    CodeRefused,
    DeathToldByCode,
    ErasedByCode,
    Event,
    StoppedByCode,
)
from conversations.facts import CodeHolder, Facts, Need, Person, TheCode
from conversations.home import HOME
from conversations.recovery import given_code
from conversations.screen import Act, Button, Screen, screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Commanded, Input, Key, Tapped, Turn

NAME = "by_telephone"
PREFIX = "p"
COMMANDS = frozenset({"code"})

_LEAVE = Button(Text("Leave it"), Act("p.leave"))
_BACK = Button(Text("Back"), Act("p.what"))
_ANOTHER = Button(Text("Another code"), Act("p.begin"))


@dataclass(frozen=True)
class ByTelephone(State):
    """`shown` names the screen that waits for a reply, `code` is the hash of the code given.

    `at` is when it was given, in seconds since 1970, UTC.
    """

    conversation: ClassVar[str] = NAME

    shown: str = "code"
    code: str = ""
    at: int = 0

    @property
    def subject(self) -> int:
        """There is one call at a time."""
        return 0


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need whose the code is."""
    before = state.code if isinstance(state, ByTelephone) else ""
    code = given_code(heard) or before
    return (TheCode(code),) if code and person.facilitates else ()


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen last shown."""
    return _SCREENS[state.shown if isinstance(state, ByTelephone) else "code"]


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Take a code, or do what was chosen with the one given before."""
    verb = heard.act.verb if isinstance(heard, Tapped) and heard.act else ""
    if verb == "p.leave":
        return _ended(Text("That is fine. I changed nothing."))
    if isinstance(heard, Commanded) or verb == "p.begin":
        return _show(ByTelephone())
    code = given_code(heard)
    return _given(code, facts, now) if code else _go_on(state, verb, facts, now)


def _given(code: str, facts: Facts, now: datetime) -> Turn:
    holder: CodeHolder = facts.get(TheCode(code)) or CodeHolder()
    if holder.wrong >= recovery.MOST_WRONG:
        return _ended(recovery.LOCKED, events=(CodeRefused(),))
    if holder.member is None:
        said = recovery.not_taken(holder.wrong + 1)
        return replace(_show(ByTelephone(), *said), events=(CodeRefused(wrong=True),))
    if holder.member == facts.person.id:
        yours = Text("This is your own code. You can use your own buttons.")
        return _ended(yours, events=(CodeRefused(),))
    found = Text("I found the person. I show you nothing of what they answered.")
    stopped = Text("They have stopped already, so I will not write to them.")
    lines = (found, stopped) if holder.stopped else (found,)
    given = CodeGiven(code, by_telephone=True)
    state = ByTelephone("what", code, int(now.timestamp()))
    return replace(_show(state, *lines), events=(given,))


def _go_on(state: State | None, verb: str, facts: Facts, now: datetime) -> Turn:
    if not isinstance(state, ByTelephone) or not state.code:
        not_one = _show(ByTelephone(), recovery.NO_CODE, recovery.NO_SUCH_SIGNS)
        return replace(not_one, understood=False)
    if now.timestamp() - state.at > recovery.AGAIN_AFTER:
        return _show(ByTelephone(), recovery.TOO_LONG_AGO)
    holder: CodeHolder = facts.get(TheCode(state.code)) or CodeHolder()
    if holder.member is None:
        return _ended(recovery.USED)
    if verb in _SHOWN:
        return _show(replace(state, shown=_SHOWN[verb]))
    if verb in _DONE:
        return _DONE[verb](state.code)
    hint = Text("I did not understand that. Please tap a button, or type its number.")
    return replace(_show(state, hint), understood=False)


def _show(state: ByTelephone, *notes: Words) -> Turn:
    first = (screen(*notes),) if notes else ()
    return Turn(state, (*first, _SCREENS[state.shown]))


def _ended(*lines: Words, events: tuple[Event, ...] = ()) -> Turn:
    return Turn(None, (Screen(lines=lines, options=(_ANOTHER, HOME)),), events)


# --- what is done ---------------------------------------------------------------------------------


def _stopped(code: str) -> Turn:
    done = Text("I have stopped all messages to this person. They will not get a message about it.")
    return _ended(done, events=(StoppedByCode(code),))


def _died(code: str, who: str) -> Turn:
    done = Text("I have recorded it, and stopped all messages. Nobody will be asked about it.")
    return _ended(done, events=(DeathToldByCode(code, who),))


def _answers_erased(code: str) -> Turn:
    return _ended(Text("I have erased all their answers."), events=(ErasedByCode(code),))


def _all_erased(code: str) -> Turn:
    done = Text("I have erased everything about this person. The code no longer works.")
    return _ended(done, events=(ErasedByCode(code, whole=True),))


_SHOWN: Mapping[str, str] = {
    "p.what": "what",
    "p.death": "death",
    "p.erase": "erase",
    "p.all": "all",
}
_DONE: Mapping[str, Callable[[str], Turn]] = {
    "p.stop": _stopped,
    "p.died": lambda code: _died(code, "member"),
    "p.lost": lambda code: _died(code, "cared_for"),
    "p.erase_yes": _answers_erased,
    "p.all_yes": _all_erased,
}


# --- screens --------------------------------------------------------------------------------------


_CODE = Screen(
    title=Text("A code by telephone"),
    lines=(
        Text("Ask the person to read out their recovery code. Please type it here."),
        recovery.LIKE_THIS,
    ),
    buttons=(_LEAVE,),
)
_WHAT = Screen(
    lines=(Text("What does the person want?"),),
    options=(
        Button(Text("No more messages"), Act("p.stop")),
        Button(Text("Somebody has died"), Act("p.death")),
        Button(Text("Erase the answers"), Act("p.erase")),
        Button(Text("Erase everything"), Act("p.all")),
    ),
    buttons=(_LEAVE,),
)
_DEATH = Screen(
    lines=(
        Text("Who has died? All messages stop at once, and nobody is asked about it."),
        Text("What was answered stays, unless you erase it."),
    ),
    options=(
        Button(Text("Who has this code"), Act("p.died")),
        Button(Text("Who they cared for"), Act("p.lost")),
    ),
    buttons=(_BACK, _LEAVE),
)
_NOT_UNDONE = Text("This cannot be undone. Please say so to the person, and ask if they are sure.")
_ERASE = Screen(
    lines=(Text("Shall I erase all answers of this person?"), _NOT_UNDONE),
    options=(Button(Text("Yes, erase them"), Act("p.erase_yes")),),
    buttons=(_BACK, _LEAVE),
)
_ALL = Screen(
    lines=(
        Text("Shall I erase everything about this person?"),
        Text("I cannot tell them any more what changed."),
        _NOT_UNDONE,
    ),
    options=(Button(Text("Yes, erase it all"), Act("p.all_yes")),),
    buttons=(_BACK, _LEAVE),
)
_SCREENS: Mapping[str, Screen] = {
    "code": _CODE,
    "what": _WHAT,
    "death": _DEATH,
    "erase": _ERASE,
    "all": _ALL,
}
