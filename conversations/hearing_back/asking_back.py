"""'Not what we meant' and 'I have a question': words that reach the facilitator as a task."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.facts import Facts
from conversations.hearing_back.state import HearingBack
from conversations.home import HOME, go_home
from conversations.loop_events import TaskRaised
from conversations.questions.free_text import LONGEST, TOO_LONG
from conversations.screen import Screen
from conversations.text import Text
from conversations.turn import Input, Turn, Typed

_ASKED: Mapping[str, Text] = {
    "not_meant": Text("What did you mean? Please type it. This is not read at once."),
    "question": Text("What is your question? Please type it. This is not read at once."),
}
_PLEASE_TYPE = Text("Please type it in a few words. This is not read at once.")
_KEPT: Mapping[str, Text] = {
    "not_meant": Text("Thank you. The people who wrote this will read what you meant."),
    "question": Text("Thank you. The people who wrote this will read your question."),
}


def ask(subject: int, what: str) -> Turn:
    """Ask for the words."""
    state = HearingBack(subject, asks=what)
    return Turn(state, (screen(state),))


def screen(state: HearingBack) -> Screen:
    """Show what is asked for."""
    return Screen(lines=(_ASKED[state.asks],), buttons=(HOME,))


def take(state: HearingBack, heard: Input, facts: Facts) -> Turn:
    """Pass words on; anything else is asked for once more."""
    match heard:
        case Typed(text) if len(text) > LONGEST:
            return Turn(state, (Screen(lines=(TOO_LONG,), buttons=(HOME,)),), understood=False)
        case Typed(text) if text.strip():
            raised = TaskRaised(state.asks, state.consultation, words=text.strip())
            return replace(go_home(facts, _KEPT[state.asks]), events=(raised,))
        case _:
            again = replace(screen(state), lines=(_PLEASE_TYPE,))
            return Turn(state, (again,), understood=False)
