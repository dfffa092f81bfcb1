"""From one step to the next: replies go to their step, and what it wants is done here."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.composing.audience import AUDIENCE_STEPS, GROUP
from conversations.composing.counted import reached
from conversations.composing.dates import DAY_STEPS, TIME
from conversations.composing.opening import OPENING_STEPS
from conversations.composing.overview import OVERVIEW_STEPS
from conversations.composing.overview import show as show_overview
from conversations.composing.parts import ATTACHMENT, WORDS_STEPS
from conversations.composing.preview import preview
from conversations.composing.questions import QUESTION_STEPS
from conversations.composing.state import Composing
from conversations.composing.step import Go, Hint, Moved, Outcome, Step
from conversations.composing.translating import TRANSLATING_STEPS
from conversations.content import Audience
from conversations.draft import Draft
from conversations.events import DraftChanged, DraftStarted, Event, Requested
from conversations.facts import AudienceCount
from conversations.rights import FACILITATOR, NO_GROUP
from conversations.screen import Act, Screen
from conversations.text import Text, Words
from conversations.turn import Computed, Input, Tapped, Turn

STEPS: Mapping[str, Step] = {
    **OPENING_STEPS,
    **QUESTION_STEPS,
    **WORDS_STEPS,
    **DAY_STEPS,
    "attachment": ATTACHMENT,
    **AUDIENCE_STEPS,
    **OVERVIEW_STEPS,
    "time": TIME,
    **TRANSLATING_STEPS,
}

AUDIENCE = "c.audience"

CHANGED = Text("Somebody else changed this draft since you last saw it. This is how it is now.")
FURTHER_ON = Text("That button belongs to another step. This is where you are.")


def hear(go: Go, heard: Input) -> Turn:
    """Give a reply to the step it belongs to, and do what the step wants."""
    act = heard.act if isinstance(heard, Tapped) else None
    if act is not None and act.verb == "c.overview":
        go = replace(go, state=replace(go.state, step="overview", question=0, jumped=False))
    if act is not None and not _belongs(act, go.state):
        return arrive(go, FURTHER_ON)
    return _settle(go, STEPS[go.state.step].hear(go, heard))


def _belongs(act: Act, state: Composing) -> bool:
    """Tell whether a button is one of the step, and of the question, that waits for a reply."""
    if act.verb == GROUP:
        return state.step == "audience" and len(act.ids) == 2
    if act.verb == "c.open":
        return state.step == "start"
    mine = act.verb == f"c.{state.step}" and len(act.ids) == 3
    return mine and act.ids[1] == state.question


def _settle(go: Go, outcome: Outcome) -> Turn:
    match outcome:
        case Hint(words):
            return Turn(go.state, (_hinted(go, words),), understood=False)
        case Moved(state, draft, said):
            return _move(go, state, draft or go.draft, said)
        case _:
            return outcome


def _hinted(go: Go, words: Words) -> Screen:
    shown = STEPS[go.state.step].show(go)
    return Screen(lines=(words,), options=shown.options, first=shown.first, buttons=shown.buttons)


def _move(go: Go, state: Composing, draft: Draft, said: tuple[Words, ...]) -> Turn:
    if state.draft != go.state.draft:
        draft = _for_own_groups(go, draft)
        started = DraftStarted(state.draft, draft)
        return arrive(replace(go, state=state, draft=draft), *said, events=(started,))
    if draft == go.draft:
        turn = arrive(replace(go, state=state), *said)
        return _in_place(turn) if go.state.step == state.step == "kinds" else turn
    changed = DraftChanged(state.draft, go.state.revision, draft)
    after = _after_change(go.state, state, looks_the_same=_looks(draft) == _looks(go.draft))
    return arrive(replace(go, state=after, draft=draft), *said, events=(changed,))


def _for_own_groups(go: Go, draft: Draft) -> Draft:
    """Let whoever facilitates only some groups ask those: a draft of theirs asks nobody else."""
    groups = go.facts.person.groups_as(FACILITATOR)
    if groups is None:
        return draft
    return replace(draft, audience=Audience(tuple(sorted(groups - {NO_GROUP}))))


def _in_place(turn: Turn) -> Turn:
    """Switch choices in the message that shows them."""
    return replace(turn, screens=tuple(shown.in_place() for shown in turn.screens))


def _after_change(before: Composing, state: Composing, *, looks_the_same: bool) -> Composing:
    """Count the revision up; who gets it is open again, and the preview, if it looks different."""
    seen = looks_the_same and state.previewed == before.revision
    revision = before.revision + 1
    previewed = revision if seen else state.previewed
    return replace(state, revision=revision, counted=None, previewed=previewed)


def _looks(draft: Draft) -> Draft:
    return replace(draft, audience=None, opens_at=None)


# --- arriving at a step ---------------------------------------------------------------------------


def arrive(go: Go, *said: Words, events: tuple[Event, ...] = ()) -> Turn:
    """Show the step that waits now, after what there is to say."""
    if go.state.step == "overview":
        return _at_overview(go, said, events)
    shown = STEPS[go.state.step].show(go)
    shown = replace(shown, lines=(*said, *shown.lines))
    return Turn(go.state, (shown,), events)


def _at_overview(go: Go, said: tuple[Words, ...], events: tuple[Event, ...]) -> Turn:
    """Show the overview; of a whole draft the preview before, once, and have people counted."""
    state = replace(go.state, jumped=False)
    told = (Screen(lines=said),) if said else ()
    if go.draft.missing():
        return Turn(state, (*told, show_overview(go)), events)
    shown: tuple[Screen, ...] = ()
    if not state.previewed:
        shown = preview(go.draft, state.draft, go.facts.network)
        state = replace(state, previewed=state.revision)
    count = Requested(AUDIENCE, state.draft, state.revision)
    return Turn(state, (*told, *shown, show_overview(go)), (*events, count))


def counted(go: Go, heard: Computed) -> Turn:
    """Put the number of people into the overview, unless the draft has changed meanwhile."""
    count = heard.value
    if not isinstance(count, AudienceCount) or heard.request.position != go.state.revision:
        return Turn(go.state, focus=None)
    state = replace(go.state, counted=reached(count))
    at_overview = replace(go, state=replace(state, step="overview", question=0))
    shown = show_overview(at_overview, count).in_place()
    return Turn(state, (shown,), focus=None)
