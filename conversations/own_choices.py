"""A person's own choices. Stop comes first: at once, in any language, from any moment (promise 4).

Nothing but 'Start again' or 'Undo' takes a stop back; whatever else a stopped person sends is not
kept. Whoever stops before joining is forgotten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations import home
from conversations.events import (
    AboutYouGiven,
    AnswersErased,
    Event,
    LanguageChosen,
    RecoveryCodeMade,
    Stopped,
    StopUndone,
    TurnedAway,
)
from conversations.facts import Facts, Need, Person
from conversations.home import HOME
from conversations.how_often import QUESTION, how_often_options, said_days
from conversations.languages import DRAFT, language_of, language_options
from conversations.questions.kind import PICK_ONE
from conversations.reading import normalise
from conversations.recovery import HOW, PURPOSE, code_from, code_screen
from conversations.screen import Act, Button, Screen, screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Commanded, Input, Key, Opened, Tapped, Turn, Typed

NAME = "own_choices"
PREFIX = "o"
COMMANDS = frozenset({"stop", "choices"})

FORGOTTEN = Text("I keep nothing of what you told me.")
CHANGE_YOUR_MIND = Text("If you change your mind, send /start.")

_CHOICES = Button(Text("My choices"), Act("o.choices"))
_ERASE = Button(Text("Erase my answers"), Act("o.erase"))
_START_AGAIN = Button(Text("Start again"), Act("o.again"))
_UNDO = Button(Text("Undo"), Act("o.again"))
_NO_MORE = Text("You will get no more messages from me.")
_UNDER_A_CODE = Text("Your answers are kept under a code. You can ask me to erase them.")


@dataclass(frozen=True)
class OwnChoices(State):
    """`shown` names the screen that waits for a reply."""

    conversation: ClassVar[str] = NAME

    shown: str = "choices"

    @property
    def subject(self) -> int:
        """There is one person."""
        return 0


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what home needs, since the way out leads there."""
    return home.needs(key, state, heard, person)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen last shown."""
    shown = state.shown if isinstance(state, OwnChoices) else "choices"
    return _QUESTIONS[shown](facts) if shown in _QUESTIONS else _WAYS_ON.get(shown)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Stop at once where that is meant; else take the choice that was made."""
    act = heard.act if isinstance(heard, Tapped) else None
    if _means_stop(heard, facts):
        return _stop(facts)
    if not facts.person.joined:
        first = screen(Text("You have not joined yet. To begin, send /start."))
        return Turn(None, (first,), understood=False)
    if act and act.verb in _ANY_TIME:
        return _ANY_TIME[act.verb](facts)
    if facts.person.stopped:
        return _still_stopped(heard, facts)
    if heard == Commanded("choices"):
        return _show("choices", facts)
    if act and act.verb in _TAKEN:
        return _TAKEN[act.verb](act, facts)
    asking = state.shown if isinstance(state, OwnChoices) else ""
    if asking in _QUESTIONS and not isinstance(heard, Tapped):
        return replace(_show(asking, facts, PICK_ONE), understood=False)
    return home.take(None, heard, facts, now)


# --- stopping, and taking it back ----------------------------------------------------------------


def _means_stop(heard: Input, facts: Facts) -> bool:
    match heard:
        case Typed(text):
            return normalise(text) in facts.stop_words
        case Commanded(name):
            return name == "stop"
        case Tapped(act):
            return act is not None and act.verb == "o.stop"
        case _:
            return False


def _stop(facts: Facts) -> Turn:
    if not facts.person.joined:
        gone = Text("That is fine. I have stopped, and you have not joined.")
        return Turn(None, (screen(gone, FORGOTTEN, CHANGE_YOUR_MIND),), (TurnedAway("stopped"),))
    if facts.person.stopped:
        return _offer("stopped", Text("You have stopped already."), _NO_MORE, _UNDER_A_CODE)
    lines = (Text("I have stopped."), _NO_MORE, _UNDER_A_CODE)
    return _offer("just_stopped", *lines, events=(Stopped(),))


def _still_stopped(heard: Input, facts: Facts) -> Turn:
    if isinstance(heard, Opened) and heard.invite:
        again = Text("To use your link, start again, and then open the link once more.")
        return _offer("stopped", Text("You have stopped, so I did not use your link."), again)
    nothing_kept = Text("You have stopped, so I kept nothing of what you sent.")
    shown = _offer("stopped", nothing_kept, Text("You can start again whenever you like."))
    return replace(shown, understood=False)


def _again(facts: Facts) -> Turn:
    if not facts.person.stopped:
        return _done(facts, Text("You have not stopped. I will write to you as before."))
    back = Text("Welcome back. I will write to you as before.")
    return _done(facts, back, events=(StopUndone(),), stopped=False)


# --- erasing -------------------------------------------------------------------------------------


def _erased(facts: Facts) -> Turn:
    gone = Text("I have erased all your answers, and every word that you wrote or said in them.")
    stays = Text("Totals that were published before stay. They do not show who answered.")
    return _done(facts, gone, stays, events=(AnswersErased(),))


def _not_erased(facts: Facts) -> Turn:
    return _done(facts, Text("That is fine. Your answers are kept."))


# --- the small choices ---------------------------------------------------------------------------


def _new_code(facts: Facts) -> Turn:
    code = code_from(facts.seed)
    old = Text("The code that you had before no longer works.")
    done = _done(facts, old, events=(RecoveryCodeMade(code),))
    return Turn(done.state, (code_screen(code), *done.screens), done.events)


def _every(act: Act, facts: Facts) -> Turn:
    days = act.ids[1] if len(act.ids) > 1 else -1
    label = said_days(days)
    if label is None:
        return _show("often", facts, PICK_ONE)
    return _done(
        facts,
        Text("You chose: {answer}", answer=label),
        events=(AboutYouGiven(ask_every_days=days),),
    )


def _language(act: Act, facts: Facts) -> Turn:
    chosen = language_of(facts.network, act.ids[1]) if len(act.ids) > 1 else None
    if chosen is None:
        return _show("languages", facts, PICK_ONE)
    tag, name, is_draft = chosen
    kept = Text("From now on I write to you in {language}.", language=name)
    lines = (kept, DRAFT) if is_draft else (kept,)
    return _done(facts, *lines, events=(LanguageChosen(tag),))


def _show(shown: str, facts: Facts, *lines: Words) -> Turn:
    first = (screen(*lines),) if lines else ()
    return Turn(OwnChoices(shown), (*first, _QUESTIONS[shown](facts)))


def _done(
    facts: Facts, *lines: Words, events: tuple[Event, ...] = (), stopped: bool | None = None
) -> Turn:
    """Say what was done, and where to go from here."""
    still_stopped = facts.person.stopped if stopped is None else stopped
    return _offer("done_stopped" if still_stopped else "done", *lines, events=events)


def _offer(shown: str, *lines: Words, events: tuple[Event, ...] = ()) -> Turn:
    return Turn(OwnChoices(shown), (replace(_WAYS_ON[shown], lines=lines),), events)


# --- screens -------------------------------------------------------------------------------------


def _choices_screen(facts: Facts) -> Screen:
    options = (
        Button(Text("How often I may ask"), Act("o.often")),
        Button(Text("Language"), Act("o.languages")),
        Button(Text("Recovery code"), Act("o.code")),
        Button(Text("Stop"), Act("o.stop")),
    )
    lines = (Text("You can change these at any time."),)
    return Screen(title=Text("My choices"), lines=lines, options=options, buttons=(HOME,))


def _erase_screen(facts: Facts) -> Screen:
    lines = (
        Text("Shall I erase all your answers? This cannot be undone."),
        Text("Totals that were published before will stay as they are."),
    )
    yes = Button(Text("Yes, erase them"), Act("o.erase_yes"))
    no = Button(Text("No, keep them"), Act("o.erase_no"))
    return Screen(lines=lines, options=(yes, no))


def _often_screen(facts: Facts) -> Screen:
    return Screen(lines=(QUESTION,), options=how_often_options("o.every"), buttons=(_CHOICES,))


def _languages_screen(facts: Facts) -> Screen:
    options = language_options(facts.network, "o.language", facts.person.language)
    which = Text("Which language shall I write to you in?")
    return Screen(lines=(which,), options=options, buttons=(_CHOICES,))


def _code_screen(facts: Facts) -> Screen:
    new = Button(Text("New code"), Act("o.code_new"))
    lines = (PURPOSE, HOW, Text("If you lost your code, I can make a new one."))
    return Screen(title=Text("Recovery code"), lines=lines, options=(new,), buttons=(_CHOICES,))


_QUESTIONS: Mapping[str, Callable[[Facts], Screen]] = {
    "choices": _choices_screen,
    "erase": _erase_screen,
    "often": _often_screen,
    "languages": _languages_screen,
    "code": _code_screen,
}

_WAYS_ON: Mapping[str, Screen] = {
    "just_stopped": Screen(lines=(), options=(_ERASE, _UNDO)),
    "stopped": Screen(lines=(), options=(_ERASE, _START_AGAIN)),
    "done": Screen(lines=(), options=(_CHOICES, HOME)),
    "done_stopped": Screen(lines=(), options=(_START_AGAIN,)),
}
"""What is offered below a message that asks nothing."""

_ANY_TIME: Mapping[str, Callable[[Facts], Turn]] = {
    "o.again": _again,
    "o.erase": lambda facts: _show("erase", facts),
    "o.erase_yes": _erased,
    "o.erase_no": _not_erased,
}
"""What a stopped person may choose too."""

_TAKEN: Mapping[str, Callable[[Act, Facts], Turn]] = {
    "o.choices": lambda _, facts: _show("choices", facts),
    "o.often": lambda _, facts: _show("often", facts),
    "o.every": _every,
    "o.languages": lambda _, facts: _show("languages", facts),
    "o.language": _language,
    "o.code": lambda _, facts: _show("code", facts),
    "o.code_new": lambda _, facts: _new_code(facts),
}
