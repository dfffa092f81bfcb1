"""Composing a consultation in the chat: one part at a time, a preview, and only then sending.

Everything a facilitator writes goes into the draft at once, as an event with the revision they
last saw, so that two people never overwrite each other. Each step is in a file beside this one;
`walk` leads from one to the next.
"""

from dataclasses import replace
from datetime import datetime

from conversations.composing.preview import IDLE, SAMPLE
from conversations.composing.sending import (
    CONTROLS,
    Sending,
    account,
    cancel_asked,
    control,
    progress,
)
from conversations.composing.state import NAME, Composing
from conversations.composing.step import Go, View
from conversations.composing.walk import CHANGED, STEPS, arrive, counted, hear
from conversations.draft import Draft
from conversations.facts import (
    Facts,
    Need,
    Person,
    ReadyMades,
    SharedDraft,
    TheDesk,
    TheDraft,
    TheLedger,
)
from conversations.home import go_home
from conversations.screen import Screen, screen
from conversations.state import State
from conversations.text import Text
from conversations.turn import Commanded, Computed, Input, Key, Tapped, Turn, subject_of

PREFIX = "c"
COMMANDS = frozenset({"ask"})

GONE = Text("This draft is not there any more: it was sent or thrown away.")

__all__ = [
    "COMMANDS",
    "NAME",
    "PREFIX",
    "Composing",
    "Sending",
    "account",
    "needs",
    "progress",
    "prompt",
    "take",
]


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the draft and the desk; what there is to start from; or how the sending goes."""
    if not person.facilitates:
        return ()
    if not key.subject:
        return (TheDesk(), ReadyMades())
    if _is_control(state, heard):
        return (TheLedger(key.subject),)
    return (TheDraft(key.subject), TheDesk())


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen of the step that waits."""
    if not isinstance(state, Composing) or not facts.person.facilitates:
        return None
    if state.step == "cancel":
        return cancel_asked(state.draft)
    shared: SharedDraft | None = facts.get(TheDraft(state.draft))
    if state.draft and shared is None:
        return None
    return STEPS[state.step].show(View(state, shared.draft if shared else Draft(), facts))


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Answer one input of a facilitator."""
    mine = state if isinstance(state, Composing) else None
    subject = mine.draft if mine else subject_of(heard)
    if not subject:
        return _start(mine, heard, facts, now)
    if _is_control(mine, heard):
        return control(subject, heard, facts)
    if _verb(heard) == SAMPLE:
        return Turn(mine, (screen(IDLE),), focus=mine is not None)
    shared: SharedDraft | None = facts.get(TheDraft(subject))
    if shared is None:
        return Turn(None, focus=None) if isinstance(heard, Computed) else go_home(facts, GONE)
    go = Go(mine or Composing(subject, "overview"), shared.draft, facts, now)
    return _draft(go, heard, shared.revision)


def _verb(heard: Input) -> str:
    return heard.act.verb if isinstance(heard, Tapped) and heard.act else ""


def _is_control(state: State | None, heard: Input) -> bool:
    cancelling = isinstance(state, Composing) and state.step == "cancel"
    return cancelling or _verb(heard) in CONTROLS


def _start(state: Composing | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    go = Go(state or Composing(), Draft(), facts, now)
    if state is None or isinstance(heard, Commanded) or _verb(heard) == "c.ask":
        return arrive(replace(go, state=Composing()))
    return hear(go, heard)


def _draft(go: Go, heard: Input, revision: int) -> Turn:
    """Hear a reply about a draft, unless this person has not seen it as it is now."""
    seen = go.state.revision
    if isinstance(heard, Computed):
        return counted(go, heard)
    if _verb(heard) == "c.open" or seen != revision:
        said = (CHANGED,) if seen not in {0, revision} else ()
        state = Composing(go.state.draft, "overview", revision, previewed=go.state.previewed)
        return arrive(replace(go, state=state), *said)
    return hear(go, heard)
