"""The overview of a plan: what is missing, how members see it, who is invited, and sending."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.attending import screens
from conversations.composing.counted import STILL_COUNTING, goes_to, reached
from conversations.composing.overview import NO_NUMBERS
from conversations.composing.step import PLEASE_CHOOSE, Hint, clipped
from conversations.composing.whom import listed
from conversations.draft import fresh_number
from conversations.facts import AudienceCount
from conversations.home import HOME
from conversations.meeting_events import MeetingChanged, MeetingPlanned
from conversations.meetings.audience import audience_name
from conversations.meetings.state import Go, Outcome, Pick, Step, View, picked
from conversations.meetings.times import lasting, wrong_time
from conversations.meetings_facts import Meeting
from conversations.other_languages import in_other_languages
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words
from conversations.turn import Input, Turn
from conversations.wording import OF_MEETING

PARTS: tuple[tuple[str, Text], ...] = (
    ("title", Text("Title")),
    ("day", Text("Day")),
    ("begins", Text("Time")),
    ("minutes", Text("How long")),
    ("place", Text("Place")),
    ("link", Text("Link")),
    ("agenda", Text("Agenda")),
    ("audience", Text("Who may come")),
)
"""New parts are added at the end: buttons carry their place."""
_NAMES: Mapping[str, Text] = dict(PARTS)
SAMPLE = Act("meet.sample")
SLOT = "meeting:plan"

IDLE = Text("This is a preview, so this button does nothing. Members can use it.")
NOBODY = Text("Nobody would get this. Please choose again who may come.")


class _Own:
    SEND, CHANGE, PREVIEW, KEEP, DISCARD, GO_ON = range(1, 7)


# --- as members see it ----------------------------------------------------------------------------


def as_members_see_it(view: View) -> Screen:
    """Show the message that a whole plan makes, with buttons that do nothing."""
    meeting = _meeting(view)
    message = screens.moved if _moves(view) else screens.invitation
    shown = message(meeting, view.zone)
    idle = tuple(Button(one.label, SAMPLE) for one in shown.options)
    return replace(shown, options=idle, buttons=())


def _meeting(view: View) -> Meeting:
    plan = view.plan
    starts = plan.starts_at(view.zone)
    if plan.title is None or starts is None or plan.minutes is None:
        msg = f"This plan still lacks {', '.join(plan.missing())}."
        raise ValueError(msg)
    return Meeting(
        view.state.meeting, plan.title, starts, plan.minutes, place=plan.place, link=plan.link,
        agenda=plan.agenda,
    )  # fmt: skip


def _moves(view: View) -> bool:
    """Tell whether what was said of the time or the place is not true any more."""
    before = view.state.before
    return before is not None and any(
        getattr(before, part) != getattr(view.plan, part)
        for part in ("day", "begins", "minutes", "place", "link")
    )


# --- the overview ---------------------------------------------------------------------------------


def show(view: View, count: AudienceCount | None = None) -> Screen:
    """Show what can be done with the plan; with `count`, who is invited."""
    missing = view.plan.missing()
    names = listed([_NAMES[part] for part in missing]) if missing else ""
    lines = (Text("Still missing: {parts}", parts=names),) if missing else _ready(view, count)
    return Screen(
        title=view.plan.title or Text("Your meeting"),
        lines=lines,
        options=_options(view),
        slot=None if view.state.meeting else SLOT,
    )


def _ready(view: View, count: AudienceCount | None) -> tuple[Words, ...]:
    if view.state.before is not None:
        told = Text("Everyone who was invited is told, and asked again if they are coming.")
        untold = Text("The time and the place are as before, so nobody gets a message.")
        return (told if _moves(view) else untold,)
    who = Text("Who may come: {audience}", audience=audience_name(view))
    too_late = count is not None and dict(count.never).get("begins_first")
    another = (Text("With a later day, more people can be invited. Tap 'Change' for that."),)
    return (who, *goes_to(view.facts, count), *(another if too_late else ()))


def _options(view: View) -> tuple[Button, ...]:
    change = view.option(Text("Change"), _Own.CHANGE)
    if view.plan.missing():
        return (view.option(Text("Go on"), _Own.GO_ON), change, *_last(view))
    send = Text("Send invitations") if view.state.before is None else Text("Save it")
    see = view.option(Text("See it again"), _Own.PREVIEW)
    others = in_other_languages(view.facts, view.state.meeting, OF_MEETING)
    return (view.option(send, _Own.SEND), change, see, *others, *_last(view))


def _last(view: View) -> tuple[Button, ...]:
    keep = view.option(Text("Keep for later"), _Own.KEEP)
    return (keep, view.option(Text("Throw away"), _Own.DISCARD))


def _hear(go: Go, heard: Input) -> "Go | Outcome":
    match picked(heard):
        case _Own.SEND:
            return _send(go)
        case _Own.CHANGE:
            return go.at("parts")
        case _Own.PREVIEW:
            return go.at("overview", seen=None)
        case _Own.GO_ON:
            missing = go.plan.missing()
            return go.at(missing[0] if missing else "overview", jumped=False)
        case _Own.KEEP:
            kept = Text("It is kept. You find it under Meetings when you want to go on.")
            return Turn(go.state, (Screen(lines=(kept,), options=(HOME,)),), focus=False)
        case _Own.DISCARD:
            return go.at("discard")
        case _:
            return PLEASE_CHOOSE


# --- sending it -----------------------------------------------------------------------------------


def _send(go: Go) -> "Go | Outcome":
    missing = go.plan.missing()
    if missing:
        return go.at(missing[0], jumped=True)
    wrong = wrong_time(go)
    if wrong is not None:
        return Hint(wrong)
    if go.state.before is not None:
        return _save(go)
    if not go.facts.network.has_numbers:
        return Hint(NO_NUMBERS)
    if go.state.counted is None:
        return Hint(STILL_COUNTING)
    if not go.state.counted:
        return Hint(NOBODY)
    number = fresh_number(go.facts.seed)
    said = Text(
        "The invitations are on their way. I will remind people who are coming the day before."
    )
    opens = Button(Text("See the meeting"), Act("meet.open", (number,)))
    done = Screen(lines=(said,), options=(opens, HOME))
    return Turn(None, (done,), (MeetingPlanned(number, go.plan),), focus=False)


def _save(go: Go) -> Turn:
    told = Text("It is saved. Everyone who was invited is told.")
    untold = Text("It is saved.")
    number = go.state.meeting
    opens = Button(Text("See the meeting"), Act("meet.open", (number,)))
    done = Screen(lines=(told if _moves(go) else untold,), options=(opens, HOME))
    changed = MeetingChanged(number, go.state.revision, go.plan)
    return Turn(None, (done,), (changed,), focus=False)


def counted(go: Go, count: AudienceCount) -> Turn:
    """Put the number of people into the overview."""
    at = go.at("overview", counted=reached(count))
    return Turn(at.state, (show(at, count).in_place(),), focus=None)


# --- its parts, and throwing it away --------------------------------------------------------------


def _show_parts(view: View) -> Screen:
    options = tuple(
        view.option(_part(view, part, name), place)
        for place, (part, name) in enumerate(PARTS, 1)
        if part != "audience" or view.state.before is None
    )
    asks = Text("What do you want to change?")
    return Screen(lines=(asks,), options=options, buttons=(view.back(),))


def _part(view: View, part: str, name: Text) -> Words:
    plan = view.plan
    said: Words | None = {
        "title": plan.title,
        "begins": plan.begins,
        "minutes": lasting(plan.minutes) if plan.minutes else None,
        "place": plan.place,
        "link": plan.link,
        "audience": audience_name(view) if plan.audience else None,
    }.get(part)
    if part == "day" and plan.day is not None:
        return Text("{part}: {words}", part=name, words=plan.day)
    if said is None:
        return name
    return Text("{part}: {words}", part=name, words=clipped(view.facts.say(said)))


def _hear_parts(go: Go, heard: Input) -> "Go | Outcome":
    pick = picked(heard)
    if pick == Pick.BACK:
        return go.at("overview")
    offered = len(PARTS) - (go.state.before is not None)
    if pick is None or not 1 <= pick <= offered:
        return PLEASE_CHOOSE
    return go.at(PARTS[pick - 1][0], jumped=True)


def _show_discard(view: View) -> Screen:
    asks = Text("Shall I throw away what you wrote? It cannot be brought back.")
    yes = view.option(Text("Yes, throw it away"), 1)
    return Screen(lines=(asks,), options=(yes, view.option(Text("No, keep it"), Pick.BACK)))


def _hear_discard(go: Go, heard: Input) -> "Go | Outcome":
    match picked(heard):
        case 1:
            gone = Screen(lines=(Text("It is thrown away."),), options=(HOME,))
            return Turn(None, (gone,), focus=False)
        case Pick.BACK:
            return go.at("overview")
        case _:
            return PLEASE_CHOOSE


OVERVIEW_STEPS: Mapping[str, Step] = {
    "overview": Step(show, _hear),
    "parts": Step(_show_parts, _hear_parts),
    "discard": Step(_show_discard, _hear_discard),
}
