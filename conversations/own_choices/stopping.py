"""Stopping, at once and in any language (promise 4), and taking it back."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.events import Stopped, StopUndone, TellChosen, TurnedAway
from conversations.facts import Facts
from conversations.own_choices.state import START_AGAIN, Choice, done, offer
from conversations.own_choices.telling import I_ASK_NOTHING, ONLY_CHANGES
from conversations.reading import normalise
from conversations.screen import Act, Button, Screen, screen
from conversations.text import Text, Words
from conversations.turn import Commanded, Input, Opened, Tapped, Turn, Typed

FORGOTTEN = Text("I keep nothing of what you told me.")
CHANGE_YOUR_MIND = Text("If you change your mind, send /start.")
STOP = Button(Text("Stop"), Act("o.stop"))
STOP_FOR_GOOD = Button(Text("Stop for good"), Act("o.stop"))

_ERASE = Button(Text("Erase my answers"), Act("o.erase"))
_TELL_CHANGES = Button(Text("Only what changed"), Act("o.only_changes"))
_UNDO = Button(Text("Undo"), Act("o.again"))
_NO_MORE = Text("You will get no more messages from me.")
_UNDER_A_CODE = Text("Your answers are kept under a code. You can ask me to erase them.")
_WAYS_ON: Mapping[str, Screen] = {
    "just_stopped": Screen(lines=(), options=(_ERASE, _TELL_CHANGES, _UNDO)),
    "stopped": Screen(lines=(), options=(_ERASE, START_AGAIN)),
}


def means_stop(heard: Input, facts: Facts) -> bool:
    """Tell whether an input means stop: the word as the whole message, the command, a button."""
    match heard:
        case Typed(text):
            return normalise(text) in facts.stop_words
        case Commanded(name):
            return name == "stop"
        case Tapped(act):
            return act is not None and act.verb == "o.stop"
        case _:
            return False


def stop(facts: Facts) -> Turn:
    """Stop; whoever has not joined is forgotten."""
    if not facts.person.joined:
        gone = Text("That is fine. I have stopped, and you have not joined.")
        return Turn(None, (screen(gone, FORGOTTEN, CHANGE_YOUR_MIND),), (TurnedAway("stopped"),))
    if facts.person.stopped:
        return _offer("stopped", Text("You have stopped already."), _NO_MORE, _UNDER_A_CODE)
    stopped = _offer("just_stopped", Text("I have stopped."), _NO_MORE, _UNDER_A_CODE)
    return replace(stopped, events=(Stopped(),))


def still_stopped(heard: Input) -> Turn:
    """Say that nothing was kept, and how to start again."""
    if isinstance(heard, Opened) and heard.invite:
        again = Text("To use your link, start again, and then open the link once more.")
        return _offer("stopped", Text("You have stopped, so I did not use your link."), again)
    nothing_kept = Text("You have stopped, so I kept nothing of what you sent.")
    shown = _offer("stopped", nothing_kept, Text("You can start again whenever you like."))
    return replace(shown, understood=False)


def _again(facts: Facts) -> Turn:
    if not facts.person.stopped:
        return done(facts, Text("You have not stopped. I will write to you as before."))
    back = Text("Welcome back. I will write to you as before.")
    return done(facts, back, events=(StopUndone(),), stopped=False)


def _only_changes(facts: Facts) -> Turn:
    """Take a stop back in part: what was asked stays unasked, what changed is told."""
    undone = (StopUndone(),) if facts.person.stopped else ()
    events = (*undone, TellChosen(ONLY_CHANGES))
    return done(facts, *I_ASK_NOTHING, events=events, stopped=False)


def _offer(shown: str, *lines: Words) -> Turn:
    return offer(shown, _WAYS_ON[shown], *lines)


CHOICE = Choice(
    any_time={
        "o.again": lambda _act, facts, _now: _again(facts),
        "o.only_changes": lambda _act, facts, _now: _only_changes(facts),
    },
    ways_on=_WAYS_ON,
)
