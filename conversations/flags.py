"""Reading what may need a person: words of danger or distress, for whoever is on the rota.

A reader sees the words and what they answer, and not who wrote them. That somebody has read them is
on record. What nobody marks as done goes on to the others (`bot.involvement.flags`).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.events import FlagDone, FlagOpened, FlagPassedOn
from conversations.facts import Facts, Flag, Need, Person, TheFlag
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Input, Key, Tapped, Turn

NAME = "flags"
PREFIX = "flag"
COMMANDS: frozenset[str] = frozenset()

MAY_NEED = Text("Somebody may need a person.")
NOBODY_YET = Text("Nobody has marked it as done yet.")
NO_NAMES = Text("You do not see who wrote it. It is on record that you read it.")
AGREED = Text("Please do what your team has agreed on, and then mark it as done.")
SEEN_BEFORE = Text("Somebody has opened it before you, and has not marked it as done.")
GONE = Text("These words were erased or changed since. You do not need to do anything.")
DONE_BEFORE = Text("This is done already. Thank you.")
DONE = Text("Thank you. It is marked as done.")
PASSED_ON = Text("That is fine. I will ask somebody else.")
TOLD_ALL = Text("That is fine. All readers and facilitators have been told already.")
READ_IT = Text("Read it")
LONGEST = 3000  # characters of one message, which leaves room for the question and the buttons


@dataclass(frozen=True)
class Reading(State):
    """The flag that is open, for words such as 'done'; or only told of, for a number."""

    conversation: ClassVar[str] = NAME

    flag: int
    opened: bool = True

    @property
    def subject(self) -> int:
        """The flag."""
        return self.flag


def flag_notice(flag: int, *, again: bool) -> Screen:
    """Tell a reader that something waits; neither words nor their kind stand in it."""
    lines = (MAY_NEED, NOBODY_YET) if again else (MAY_NEED,)
    return Screen(lines=lines, options=(Button(READ_IT, Act("flag.read", (flag,))),))


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the flag."""
    return (TheFlag(key.subject),) if person.may_read else ()


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give what can be done about the flag."""
    unread = isinstance(state, Reading) and not state.opened
    return flag_notice(state.subject, again=False) if unread else _choices(state.subject)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show what was written, or mark it."""
    act = heard.act if isinstance(heard, Tapped) else None
    number = act.subject if act else state.subject if state else 0
    flag: Flag | None = facts.get(TheFlag(number))
    if flag is None:
        return go_home(facts, NOT_FOR_YOU)
    if flag.done:
        return _after(facts, flag, DONE_BEFORE)
    match act:
        case Act("flag.read"):
            return Turn(Reading(flag.id), _shown(flag), (FlagOpened(flag.id),))
        case Act("flag.done"):
            return replace(_after(facts, flag, DONE), events=(FlagDone(flag.id),))
        case Act("flag.cannot"):
            said = TOLD_ALL if flag.told_all else PASSED_ON
            return replace(_after(facts, flag, said), events=(FlagPassedOn(flag.id),))
        case _:
            waits = state if isinstance(state, Reading) else Reading(flag.id)
            shown = prompt(waits, facts) or _choices(flag.id)
            return Turn(waits, (replace(shown, lines=(PICK_ONE,)),), understood=False)


def told_of(flag: int) -> Reading:
    """Give where a reader is who was told of a flag and has not opened it."""
    return Reading(flag, opened=False)


def _after(facts: Facts, flag: Flag, said: Words) -> Turn:
    """Say what was done, and offer what waits besides."""
    if not flag.following:
        return go_home(facts, said)
    another = Button(Text("Read the next one"), Act("flag.read", (flag.following,)))
    return Turn(None, (Screen(lines=(said,), options=(another, HOME)),))


def _choices(flag: int) -> Screen:
    done = Button(Text("Done"), Act("flag.done", (flag,)))
    return Screen(lines=(), options=(done, Button(Text("I cannot"), Act("flag.cannot", (flag,)))))


def _shown(flag: Flag) -> tuple[Screen, ...]:
    """Show all of the words, however long."""
    if flag.words is None:
        done = Button(Text("Done"), Act("flag.done", (flag.id,)))
        return (Screen(title=MAY_NEED, lines=(GONE,), options=(done,)),)
    starts = range(0, len(flag.words), LONGEST)
    *before, last = (flag.words[start : start + LONGEST] for start in starts)
    seen = (SEEN_BEFORE,) if flag.opened else ()
    about = tuple(words for words in (flag.title, flag.question) if words is not None)
    lines = (NO_NAMES, *seen, *about, last, AGREED)
    shown = replace(_choices(flag.id), title=MAY_NEED, lines=lines)
    return (*(Screen(lines=(part,)) for part in before), shown)
