"""The beginning: type the question, start from a ready-made consultation, or go on with a draft."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.composing.questions import LONGEST_QUESTION, add_question
from conversations.composing.state import Composing, step_after
from conversations.composing.step import (
    PLEASE_CHOOSE,
    Go,
    Hint,
    Moved,
    Outcome,
    Pick,
    Step,
    View,
    picked,
    read_words,
)
from conversations.draft import Draft, fresh_number
from conversations.facts import ReadyMade, ReadyMades
from conversations.home import HOME
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text
from conversations.turn import Input, Tapped, Turn

OPEN = "c.open"


class _Own:
    READY_MADE = 1


def _ready_mades(view: View) -> tuple[ReadyMade, ...]:
    return view.facts.get(ReadyMades()) or ()


def _show_start(view: View) -> Screen:
    drafts = [item for item in view.desk.items if item.status == "draft"]
    asks = Text("What would you like to ask? Send me the question, or start from a ready-made one.")
    go_on = (
        Button(Text("Draft: {title}", title=item.title), Act(OPEN, (item.id,))) for item in drafts
    )
    ready = view.option(Text("Ready-made"), _Own.READY_MADE)
    return Screen(lines=(asks,), options=(ready, *go_on), buttons=(HOME,))


def _hear_start(go: Go, heard: Input) -> Outcome:
    match heard:
        case Tapped(act) if act and act.verb == OPEN:
            return _go_on_with(act.subject)
    if picked(heard) == _Own.READY_MADE:
        return go.to("ready")
    text = read_words(heard, LONGEST_QUESTION)
    if isinstance(text, Hint):
        return text
    draft, question = add_question(Draft(), go, text)
    return _begun(go, draft, "kind", question=question)


def _go_on_with(draft: int) -> Turn:
    """Offer to open a draft: chosen by its typed number, it is not loaded yet."""
    opens = Button(Text("Go on"), Act(OPEN, (draft,)))
    shown = Screen(lines=(Text("Your draft is here. You can go on with it."),), options=(opens,))
    return Turn(Composing(draft, "overview"), (shown,))


def _begun(go: Go, draft: Draft, step: str, question: int = 0) -> Moved:
    number = fresh_number(go.facts.seed)
    return Moved(Composing(number, step, revision=1, question=question), draft)


def _show_ready(view: View) -> Screen:
    options = (view.option(one.title, place) for place, one in enumerate(_ready_mades(view), 1))
    asks = Text("Which one do you want to start from? You can change everything in it.")
    return Screen(lines=(asks,), options=tuple(options), buttons=(view.back(),))


def _hear_ready(go: Go, heard: Input) -> Outcome:
    pick, ready = picked(heard), _ready_mades(go)
    if pick == Pick.BACK:
        return go.to("start")
    if pick is None or not 1 <= pick <= len(ready):
        return PLEASE_CHOOSE
    chosen = ready[pick - 1]
    draft = replace(chosen.draft, started_from=chosen.slug)
    total = Plural("It has {count} question.", "It has {count} questions.", len(draft.questions))
    said = (Text("You start from: {title}", title=chosen.title), total)
    return replace(_begun(go, draft, step_after("start", draft)), said=said)


OPENING_STEPS: Mapping[str, Step] = {
    "start": Step(_show_start, _hear_start),
    "ready": Step(_show_ready, _hear_ready),
}
