"""Recovering: what is kept between two replies, and what each screen shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from conversations.content import Consultation, Given
from conversations.events import Event
from conversations.facts import CodeHolder, Facts, TheirAnswers
from conversations.recovery import LIKE_THIS
from conversations.screen import Act, Button, Screen, screen
from conversations.showing import fixed_answers
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Turn

HAVE_A_CODE = Button(Text("I have a code"), Act("k.begin"))
NOTHING_UNDONE = Text("Totals that were published before will stay as they are.")

_LEAVE = Button(Text("Leave it"), Act("k.leave"))
_BACK = Button(Text("Back"), Act("k.what"))


@dataclass(frozen=True)
class Recovering(State):
    """`shown` names the screen that waits for a reply, `code` is the hash of the code given.

    `at` is when it was given, in seconds since 1970, UTC; `about` the consultation shown.
    """

    conversation: ClassVar[str] = "recovering"

    shown: str = "code"
    code: str = ""
    at: int = 0
    about: int = 0

    @property
    def subject(self) -> int:
        """There is one code at a time."""
        return 0


@dataclass(frozen=True, slots=True)
class Go:
    """One turn of somebody who gave the right code."""

    state: Recovering
    facts: Facts
    holder: CodeHolder

    def screen(self) -> Screen:
        """Give the screen that waits for a reply."""
        return _SCREENS[self.state.shown](self)

    def show(
        self, shown: str, *notes: Words, about: int = 0, events: tuple[Event, ...] = ()
    ) -> Turn:
        """Show a screen, with a note before it."""
        go = replace(self, state=replace(self.state, shown=shown, about=about))
        first = (screen(*notes),) if notes else ()
        return Turn(go.state, (*first, go.screen()), events)

    @property
    def answers(self) -> Sequence[tuple[Consultation, Mapping[int, Given]]]:
        """What the holder of the code answered, the newest first."""
        return self.facts.get(TheirAnswers(self.state.code)) or ()


def ask_for_code() -> Screen:
    """Ask for the code."""
    type_it = Text("Please type your recovery code. You got it when you joined.")
    return Screen(lines=(type_it, LIKE_THIS), buttons=(_LEAVE,))


def _what(go: Go) -> Screen:
    """Offer what can be done: nobody moves to the account of somebody who died."""
    options = (
        Button(Text("Move to this account"), Act("k.move")),
        Button(Text("See my answers"), Act("k.see")),
        Button(Text("Stop all messages"), Act("k.stop")),
        Button(Text("Erase my answers"), Act("k.erase")),
        Button(Text("Erase all about me"), Act("k.all")),
    )
    left_out = {"k.stop"} if go.holder.stopped else set()
    left_out |= {"k.move"} if go.holder.died else set()
    offered = tuple(one for one in options if one.act.verb not in left_out)
    return Screen(lines=(Text("What shall I do?"),), options=offered, buttons=(_LEAVE,))


def _move(go: Go) -> Screen:
    lines = (
        Text("Shall I write to you on this account from now on, and not on the one before?"),
        Text("All that you answered and chose comes along. You get a new recovery code."),
    )
    lost = Text("What you answered and chose on this account until now is erased.")
    said = (*lines, lost) if go.facts.person.joined else lines
    yes = Button(Text("Yes, move"), Act("k.move_yes"))
    return Screen(lines=said, options=(yes,), buttons=(_BACK, _LEAVE))


def _erase(_: Go) -> Screen:
    sure = Text("Shall I erase all your answers? This cannot be undone.")
    yes = Button(Text("Yes, erase them"), Act("k.erase_yes"))
    return Screen(lines=(sure, NOTHING_UNDONE), options=(yes,), buttons=(_BACK, _LEAVE))


def _all(_: Go) -> Screen:
    lines = (
        Text("Shall I erase everything about you? This cannot be undone."),
        Text("I will not know you any more. I cannot tell you what changed."),
        NOTHING_UNDONE,
    )
    yes = Button(Text("Yes, erase it all"), Act("k.all_yes"))
    return Screen(lines=lines, options=(yes,), buttons=(_BACK, _LEAVE))


def _answers(go: Go) -> Screen:
    options = tuple(
        Button(consultation.ask.title, Act("k.one", (0, consultation.id)))
        for consultation, _ in go.answers
    )
    none = Text("You have not answered anything yet.")
    choose = Text("Choose one to see your answers.")
    lines = (choose if options else none,)
    title = Text("My answers")
    return Screen(title=title, lines=lines, options=options, buttons=(_BACK, _LEAVE))


def _one(go: Go) -> Screen:
    found = [(one, given) for one, given in go.answers if one.id == go.state.about]
    if not found:
        return _answers(go)
    consultation, given = found[0]
    back = Button(Text("Back"), Act("k.see"))
    _, *listed = fixed_answers(consultation, given)  # what it says first is only for the closed
    return Screen(title=consultation.ask.title, lines=tuple(listed), buttons=(back, _LEAVE))


_SCREENS: Mapping[str, Callable[[Go], Screen]] = {
    "what": _what,
    "move": _move,
    "erase": _erase,
    "all": _all,
    "answers": _answers,
    "one": _one,
}
