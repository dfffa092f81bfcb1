"""The overview of a draft: what is missing, who will get it, and what can be done with it."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.composing.audience import audience_name
from conversations.composing.counted import STILL_COUNTING, count_lines
from conversations.composing.dates import opening_day, wrong_day, wrong_opening
from conversations.composing.step import (
    PLEASE_CHOOSE,
    Go,
    Moved,
    Outcome,
    Pick,
    Step,
    View,
    clipped,
    picked,
)
from conversations.composing.whom import listed
from conversations.events import Approved, DraftDiscarded
from conversations.facts import AudienceCount
from conversations.home import HOME
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Worded, Words
from conversations.turn import Input, Turn

PARTS: tuple[tuple[str, Text], ...] = (
    ("title", Text("Title")),
    ("asker", Text("Who asks")),
    ("informs", Text("What it informs")),
    ("can_change", Text("What can change")),
    ("cannot_change", Text("What cannot change")),
    ("decider", Text("Who decides")),
    ("decides_on", Text("When it is decided")),
    ("closes_on", Text("Open until")),
    ("hear_back_on", Text("Hear back by")),
    ("attachment", Text("Something to look at")),
    ("audience", Text("Who is asked")),
    ("questions", Text("Questions")),
)
_NAMES: Mapping[str, Text] = dict(PARTS)

LOOK_AGAIN = Text("This changed since you saw the preview. Please look at it again, then send it.")
NO_NUMBERS = Text(
    "The emergency number and the acute oncology line are not set. Nothing can be sent before."
)
NOBODY = Text("Nobody would get this. Please choose again who is asked.")


class Own:
    """What the options of the overview do."""

    SEND, TIME, PREVIEW, CHANGE, LANGUAGES, KEEP, DISCARD, GO_ON, AT_ONCE = range(1, 10)


def show(view: View, count: AudienceCount | None = None) -> Screen:
    """Show where the draft is; with `count`, who will get it."""
    whole = not view.draft.missing()
    return Screen(
        title=view.draft.title or Text("Your draft"),
        lines=_ready_lines(view, count) if whole else _missing_lines(view),
        options=_ready_options(view) if whole else _missing_options(view),
        slot=f"draft:{view.state.draft}",
    )


def _missing_lines(view: View) -> tuple[Words, ...]:
    names = [_NAMES[part] for part in view.draft.missing()]
    return (Text("Still missing: {parts}", parts=listed(names)),)


def _ready_lines(view: View, count: AudienceCount | None) -> tuple[Words, ...]:
    counting = Text("I am counting how many people will get it.")
    day = opening_day(view.draft, view.facts.network)
    sent = (Text("It will be sent on {day} at 10:00.", day=day),) if day else ()
    return (
        Text("Who is asked: {audience}", audience=audience_name(view)),
        *sent,
        *(count_lines(view, count) if count else (counting,)),
    )


def _ready_options(view: View) -> tuple[Button, ...]:
    later = view.draft.opens_at is not None
    send = Text("Send at that time") if later else Text("Send now")
    time = Text("Another time") if later else Text("At a time")
    at_once = (view.option(Text("No set time"), Own.AT_ONCE),) if later else ()
    return (
        view.option(send, Own.SEND),
        view.option(time, Own.TIME),
        *at_once,
        view.option(Text("Change"), Own.CHANGE),
        view.option(Text("See it again"), Own.PREVIEW),
        *_other_options(view),
    )


def _missing_options(view: View) -> tuple[Button, ...]:
    go_on = view.option(Text("Go on"), Own.GO_ON)
    return (go_on, view.option(Text("Change"), Own.CHANGE), *_other_options(view))


def _other_options(view: View) -> tuple[Button, ...]:
    return (
        view.option(Text("Other languages"), Own.LANGUAGES),
        view.option(Text("Keep for later"), Own.KEEP),
        view.option(Text("Throw away"), Own.DISCARD),
    )


def _hear(go: Go, heard: Input) -> Outcome:
    steps = {
        Own.TIME: "time",
        Own.CHANGE: "parts",
        Own.LANGUAGES: "languages",
        Own.DISCARD: "discard",
    }
    match picked(heard):
        case Own.SEND:
            return _send(go)
        case Own.PREVIEW:
            return go.to("overview", previewed=0)
        case Own.AT_ONCE:
            return replace(go.to("overview"), draft=replace(go.draft, opens_at=None))
        case Own.GO_ON:
            return _go_on(go)
        case Own.KEEP:
            kept = Text("It is kept. You find it under Home when you want to go on.")
            return Turn(go.state, (Screen(lines=(kept,), options=(HOME,)),), focus=False)
        case int(pick) if pick in steps:
            return go.to(steps[pick])
        case _:
            return PLEASE_CHOOSE


def _go_on(go: Go) -> Moved:
    missing = go.draft.missing()
    return go.to(_step_of(missing[0]) if missing else "overview", jumped=False)


def _step_of(part: str) -> str:
    return "question" if part == "questions" else part


# --- sending it -----------------------------------------------------------------------------------


def _send(go: Go) -> Outcome:
    hindrance = _hindrance(go)
    if hindrance is not None:
        return hindrance
    done = Screen(lines=(_on_its_way(go),), options=(HOME,))
    return Turn(None, (done,), (Approved(go.state.draft, go.state.revision),), focus=False)


def _on_its_way(go: Go) -> Words:
    day = opening_day(go.draft, go.facts.network)
    if day is None:
        return Text("It is on its way. I will show the progress here.")
    return Text("It will be sent on {day} at 10:00. Then I will show the progress here.", day=day)


def _hindrance(go: Go) -> Moved | None:
    missing = go.draft.missing()
    if missing:
        lacks = Text("This is still missing: {part}", part=_NAMES[missing[0]])
        return go.to(_step_of(missing[0]), lacks, jumped=True)
    wrong = wrong_day(go.draft, go.today)
    if wrong is not None:
        return go.to(wrong[0], wrong[1], jumped=True)
    if not go.facts.network.has_numbers:
        return go.to("overview", NO_NUMBERS)
    late = wrong_opening(go.draft, go.facts.network, go.now)
    if late is not None:
        return go.to("time", late)
    if go.state.previewed != go.state.revision:
        return go.to("overview", LOOK_AGAIN, previewed=0)
    if go.state.counted is None:
        return go.to("overview", STILL_COUNTING)
    return None if go.state.counted else go.to("audience", NOBODY, jumped=True)


# --- its parts, and throwing it away --------------------------------------------------------------


def _show_parts(view: View) -> Screen:
    parts = (
        Button(_part(view, part, name), view.act(place))
        for place, (part, name) in enumerate(PARTS[:-1], 1)
    )
    questions = (
        Button(
            Text("Question: {words}", words=clipped(view.facts.say(one.text))),
            Act("c.parts", (view.state.draft, 0, _FIRST_QUESTION + one.number)),
        )
        for one in view.draft.questions
    )
    add = view.option(Text("Add a question"), len(PARTS))
    asks = Text("What do you want to change?")
    return Screen(lines=(asks,), options=(*parts, *questions, add), buttons=(view.back(),))


_FIRST_QUESTION = 100


def _part(view: View, part: str, name: Text) -> Words:
    value = getattr(view.draft, part)
    if part == "audience":
        return Text("{part}: {words}", part=name, words=audience_name(view))
    if isinstance(value, Worded):
        return Text("{part}: {words}", part=name, words=clipped(view.facts.say(value)))
    if value is None or part == "attachment":
        return name
    return Text("{part}: {words}", part=name, words=value)


def _hear_parts(go: Go, heard: Input) -> Outcome:
    pick = picked(heard) or 0
    numbers = {one.number for one in go.draft.questions}
    if pick - _FIRST_QUESTION in numbers:
        return go.to("one", question=pick - _FIRST_QUESTION, jumped=True)
    if 1 <= pick <= len(PARTS):
        return go.to(_step_of(PARTS[pick - 1][0]), jumped=True)
    return go.to("overview") if picked(heard) == Pick.BACK else PLEASE_CHOOSE


def _show_discard(view: View) -> Screen:
    asks = Text("Shall I throw this draft away? It cannot be brought back.")
    yes = view.option(Text("Yes, throw it away"), 1)
    return Screen(lines=(asks,), options=(yes, view.option(Text("No, keep it"), Pick.BACK)))


def _hear_discard(go: Go, heard: Input) -> Outcome:
    match picked(heard):
        case 1:
            gone = Screen(lines=(Text("The draft is thrown away."),), options=(HOME,))
            return Turn(None, (gone,), (DraftDiscarded(go.state.draft),), focus=False)
        case Pick.BACK:
            return go.to("overview")
        case _:
            return PLEASE_CHOOSE


OVERVIEW_STEPS: Mapping[str, Step] = {
    "overview": Step(show, _hear),
    "parts": Step(_show_parts, _hear_parts),
    "discard": Step(_show_discard, _hear_discard),
}
