"""Agreeing anew: who has no live consent, or one to older words, is asked before the next answer.

Nobody is written to about it: it is asked when they come back. What they sent meanwhile waits in
the state, and counts once they agree. Refusing leaves everything that was answered before as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import ModuleType
from typing import ClassVar

from conversations import answering, hearing_back, raising
from conversations.consent import (
    ALL_AT_ONCE,
    FOR_WORK,
    INTRODUCTION,
    LAST,
    agreement,
    consent_screen,
)
from conversations.events import (
    Answered,
    HeardExplained,
    HeardRated,
    LanguageChosen,
    Started,
    TellChosen,
)
from conversations.facts import Facts, Need, Person, TheState
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.issue_events import IssueRaised, IssueSupported
from conversations.languages import DRAFT, is_offered, language_lines, language_of, language_options
from conversations.loop_events import TaskRaised
from conversations.own_choices.state import CHOICES
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen, screen
from conversations.sorting import Sorting
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Input, Key, SentMedia, Tapped, Turn, Typed

NAME = "agreeing"
PREFIX = "agree"
COMMANDS: frozenset[str] = frozenset()

CHANGED = Text("The words that you agreed to have changed. Please read them before you go on.")
AGAIN = Text("You have no live agreement with us. Please read this before you go on.")
WAITS = Text("What you sent waits here until you agree.")
NOW_A_MEMBER = Text("Thank you. You take part as a member now.")
NOTHING_CHANGES = Text("That is fine. Nothing changes.")
THANKS = Text("Thank you. That is kept.")

_ON_RECORD = (
    Started, Answered, HeardRated, HeardExplained, IssueRaised, IssueSupported, TaskRaised,
)  # fmt: skip
_GOES_ON: Mapping[str, ModuleType] = {
    answering.NAME: answering,
    hearing_back.NAME: hearing_back,
    raising.NAME: raising,
}
"""The conversations that put on record what members say."""


@dataclass(frozen=True)
class Agreeing(State):
    """The part of the consent last shown, the version of its words, and what waits for it.

    `held_by` and `held_about` are where what was said belongs: a button, words or a file.
    A `statement` of None stands for the question for a language.
    """

    conversation: ClassVar[str] = NAME

    words: int = 0
    statement: int | None = 1
    taken_back: bool = False
    held_by: str = ""
    held_about: int = 0
    act: Act | None = None
    text: str | None = None
    day: date | None = None
    kind: str = ""
    media: int | None = None

    @property
    def subject(self) -> int:
        """There is one person."""
        return 0

    @property
    def key(self) -> Key:
        """Where what waits belongs."""
        return Key(self.held_by, self.held_about)

    def again(self) -> Input:
        """Give back what was said, as it came in."""
        if self.act is not None:
            return Tapped(self.act)
        if self.media is not None:
            return SentMedia(self.kind, self.media)
        return Typed(self.text or "", self.day)


# --- asking ---------------------------------------------------------------------------------------


def hold(turn: Turn, key: Key, state: State | None, heard: Input, facts: Facts) -> Turn:
    """Ask for consent first, where a turn would put something on record without a live one."""
    records = any(isinstance(event, _ON_RECORD) for event in turn.events)
    if not records or facts.person.agreed == facts.network.consent_version:
        return turn
    if isinstance(state, Sorting) and turn.state is not None:  # it knows by now where it belongs
        key, heard, state = Key(answering.NAME, turn.state.subject), state.again(), None
    if key.conversation not in _GOES_ON:
        return turn
    asks = _begin(key, heard, facts)
    why = () if facts.person.agreed == FOR_WORK else (AGAIN if asks.taken_back else CHANGED,)
    said = screen(*why, WAITS)
    return Turn(state, (said, _screen(asks, facts)), aside=asks)


def _begin(key: Key, heard: Input, facts: Facts) -> Agreeing:
    first = 1 if is_offered(facts.network, facts.person.language) else None
    asks = Agreeing(
        facts.network.consent_version, first, facts.person.agreed is None,
        key.conversation, key.subject,
    )  # fmt: skip
    if isinstance(heard, Tapped):
        return replace(asks, act=heard.act)
    if isinstance(heard, SentMedia):
        return replace(asks, kind=heard.kind, media=heard.media)
    said = heard if isinstance(heard, Typed) else Typed("")
    return replace(asks, text=said.text, day=said.day)


def _screen(state: Agreeing, facts: Facts) -> Screen:
    if state.statement is None:
        which = Text("Which language shall I write to you in?")
        options = language_options(facts.network, "agree.language")
        return Screen(lines=(which, *language_lines(facts.network)), options=options)
    back = Button(Text("Back"), Act("agree.back")) if state.statement > 1 else None
    first = AGAIN if state.taken_back else CHANGED
    if facts.person.agreed == FOR_WORK:
        first = INTRODUCTION
    return consent_screen(state.statement, back, PREFIX, first)


# --- one reply ------------------------------------------------------------------------------------


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what the conversation needs that waits, and its state."""
    if not isinstance(state, Agreeing) or state.held_by not in _GOES_ON:
        return ()
    goes_on = _GOES_ON[state.held_by]
    its = goes_on.needs(state.key, None, state.again(), person)
    return (TheState(state.held_by, state.held_about), *its)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the part of the consent last shown."""
    return _screen(state, facts) if isinstance(state, Agreeing) else None


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Go one step through the consent; at its end, go on with what waits."""
    act = heard.act if isinstance(heard, Tapped) else None
    if act and act.verb == "agree.begin" and facts.person.agreed == FOR_WORK:
        asks = _begin(Key(""), heard, facts)
        return Turn(asks, (_screen(asks, facts),))
    if not isinstance(state, Agreeing):
        return go_home(facts, NOT_FOR_YOU)
    if act is None or act.verb == "agree.language":
        return _language(state, act, facts)
    if act.verb == "agree.refuse":
        return _refused() if state.held_by else go_home(facts, NOTHING_CHANGES)
    if state.statement is None or state.words != facts.network.consent_version:
        return _from_the_start(state, facts)
    return _step(state, act, facts, now)


def _step(state: Agreeing, act: Act, facts: Facts, now: datetime) -> Turn:
    shown = state.statement or ALL_AT_ONCE
    number = act.ids[1] if len(act.ids) > 1 else -1
    match act.verb:
        case "agree.ok" if 1 <= number <= min(shown, LAST - 1):
            return _show(replace(state, statement=number + 1), facts)
        case "agree.back":
            return _show(replace(state, statement=max(1, shown - 1)), facts)
        case "agree.all":
            return _show(replace(state, statement=ALL_AT_ONCE), facts)
        case "agree.agree" if number == shown and number in {ALL_AT_ONCE, LAST}:
            return _agreed(state, number, facts, now)
        case "agree.consent":
            return _show(replace(state, statement=1), facts)
        case _:
            return _show(state, facts, NOT_FOR_YOU)


def _language(state: Agreeing, act: Act | None, facts: Facts) -> Turn:
    number = act.ids[1] if act and len(act.ids) > 1 else -1
    chosen = language_of(facts.network, number) if act else None
    if chosen is None:
        return replace(_show(state, facts, PICK_ONE), understood=False)
    tag, _, is_draft = chosen
    notes = (DRAFT,) if is_draft else ()
    turn = _show(replace(state, statement=1), facts, *notes)
    return replace(turn, events=(LanguageChosen(tag),))


def _from_the_start(state: Agreeing, facts: Facts) -> Turn:
    first = None if state.statement is None else 1
    anew = replace(state, statement=first, words=facts.network.consent_version)
    return _show(anew, facts)


def _show(state: Agreeing, facts: Facts, *notes: Words) -> Turn:
    before = (screen(*notes),) if notes else ()
    return Turn(state, (*before, _screen(state, facts)))


def _refused() -> Turn:
    lines = (
        Text("That is fine. I did not keep what you sent now, and I will ask you nothing more."),
        Text("What you answered before is kept. You can read it, or erase it, at any time."),
        Text("I still tell you what changed because of it."),
    )
    shown = Screen(lines=lines, options=(HOME, CHOICES))
    return Turn(None, (shown,), (TellChosen("only_changes"),))


def _agreed(state: Agreeing, number: int, facts: Facts, now: datetime) -> Turn:
    """Put the consent on record, and then what waited for it."""
    given = agreement(number, facts.person.language, facts)
    if not state.held_by:
        return replace(go_home(facts, NOW_A_MEMBER), events=(given,))
    goes_on = _GOES_ON[state.held_by]
    before = facts.get(TheState(state.held_by, state.held_about))
    begun = before or answering.Answering(state.held_about)
    turn: Turn = goes_on.take(begun, state.again(), facts, now)
    if turn.instead is not None:
        return replace(go_home(facts, THANKS), events=(given,))
    anew = (replace(one, replaces=False) for one in turn.screens)
    return replace(turn, screens=(screen(THANKS), *anew), events=(given, *turn.events))
