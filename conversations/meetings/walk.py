"""From one step to the next: replies go to their step, and what it wants is done here."""

from collections.abc import Mapping

from conversations.composing.counted import EXACTLY
from conversations.composing.step import Hint
from conversations.events import Event, Requested
from conversations.meetings.agenda import AGENDA_STEPS
from conversations.meetings.audience import AUDIENCE_STEPS
from conversations.meetings.overview import OVERVIEW_STEPS, as_members_see_it
from conversations.meetings.parts import PART_STEPS
from conversations.meetings.state import STEPS, WALK, Go, Step
from conversations.meetings.times import TIME_STEPS
from conversations.screen import Act, Screen
from conversations.text import Text, Words
from conversations.turn import Input, Tapped, Turn

MAKING: Mapping[str, Step] = {
    **PART_STEPS,
    **TIME_STEPS,
    **AGENDA_STEPS,
    **AUDIENCE_STEPS,
    **OVERVIEW_STEPS,
}
COUNT = "meet.audience"
FURTHER_ON = Text("That button belongs to another step. This is where you are.")


def hear(go: Go, heard: Input) -> Turn:
    """Give a reply to the step it belongs to, and do what the step wants."""
    act = heard.act if isinstance(heard, Tapped) else None
    if act is not None and not _belongs(act, go):
        return arrive(go, FURTHER_ON)
    outcome = MAKING[go.state.step].hear(go, heard)
    match outcome:
        case Hint(words):
            shown = MAKING[go.state.step].show(go)
            hinted = Screen(lines=(words,), options=shown.options, buttons=shown.buttons)
            return Turn(go.state, (hinted,), understood=False)
        case Go():
            return arrive(_resolved(go, outcome))
        case _:
            return outcome


def _belongs(act: Act, go: Go) -> bool:
    """Tell whether a button is one of the step, and of the item, that waits for a reply."""
    step = STEPS.index(go.state.step)
    return act.verb == "meet.pick" and act.ids[1:3] == (step, go.state.item) and len(act.ids) == 4


def _resolved(before: Go, after: Go) -> Go:
    """Say which step 'on' and 'back' lead to: the overview after a jump, else along the walk."""
    wanted, here = after.state.step, before.state.step
    if wanted not in {"on", "back"}:
        return after
    if after.state.jumped:
        return after.at("overview")
    place = WALK.index("audience" if here == "kinds" else here)
    if wanted == "back":
        return after.at(WALK[place - 1] if place else "list")
    rest = (step for step in WALK[place + 1 :] if not getattr(after.plan, step))
    return after.at(next(rest, "overview"))


def arrive(go: Go, *said: Words) -> Turn:
    """Show the step that waits now, after what there is to say."""
    if go.state.step == "overview":
        return _at_overview(go.at("overview", jumped=False, item=0), said)
    if go.state.step == "list":
        return Turn(go.state, instead=None)
    shown = MAKING[go.state.step].show(go)
    first = (Screen(lines=said),) if said else ()
    return go.turn(*first, shown)


def _at_overview(go: Go, said: tuple[Words, ...]) -> Turn:
    """Show the overview; of a whole plan once how members see it, and have people counted."""
    first = (Screen(lines=said),) if said else ()
    events: tuple[Event, ...] = ()
    preview: tuple[Screen, ...] = ()
    if not go.plan.missing():
        if go.state.seen != go.plan:
            preview = (Screen(lines=(EXACTLY,)), as_members_see_it(go))
            go = go.at("overview", seen=go.plan)
        if go.state.before is None:
            number, audience = go.facts.network.id, go.plan.audience
            begins = go.plan.starts_at(go.zone)
            events = (Requested(COUNT, go.state.meeting, number, audience, begins),)
    return go.turn(*first, *preview, MAKING["overview"].show(go), events=events)
