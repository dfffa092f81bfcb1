"""Meetings: making one a part at a time, a preview, invitations; then changing or cancelling it.

What a facilitator writes stays with them until it is sent; a meeting that people were invited to
belongs to all who facilitate its groups, and none of them overwrites what another changed.
"""

from datetime import datetime

from conversations.composing.step import PLEASE_CHOOSE
from conversations.facts import AudienceCount, Facts, Need, Person, TheDesk
from conversations.home import go_home
from conversations.meetings import desk
from conversations.meetings.overview import IDLE, counted
from conversations.meetings.state import NAME, Go, Meetings, View
from conversations.meetings.walk import MAKING, arrive, hear
from conversations.meetings_facts import (
    IssuesToDiscuss,
    MeetingDesk,
    TheMeetingDesk,
    TheMeetings,
)
from conversations.screen import Act, Screen, screen
from conversations.state import State
from conversations.text import Text
from conversations.turn import Commanded, Computed, Input, Instead, Key, Tapped, Turn, subject_of

PREFIX = "meet"
COMMANDS = frozenset({"meetings"})

NOT_THERE = Text("This meeting is not there any more.")

__all__ = ["COMMANDS", "NAME", "PREFIX", "Meetings", "needs", "prompt", "take"]


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the meeting or all of them, and what a new one can be made of."""
    if not person.facilitates:
        return ()
    about = TheMeetingDesk(key.subject) if key.subject else TheMeetings()
    return (about, TheDesk(), IssuesToDiscuss())


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen of the step that waits."""
    if not isinstance(state, Meetings) or not facts.person.facilitates:
        return None
    view = View(state, facts)
    if state.step in MAKING:
        return MAKING[state.step].show(view)
    if not state.meeting:
        return desk.listing(view)
    found = desk.desk_of(view)
    return _shown(view, found) if found else None


def _shown(view: View, found: MeetingDesk) -> Screen:
    if view.state.step == "cancel":
        return desk.ask_to_cancel(view, found)
    if view.state.step == "put" and found.put:
        return desk.one_put(view, found)
    return desk.menu(view, found)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Answer one input; whoever facilitates nothing sees the meetings they are invited to."""
    if not facts.person.facilitates:
        return Turn(None, instead=Instead(Key("attending"), heard))
    subject = subject_of(heard)
    mine = state if isinstance(state, Meetings) else Meetings(subject)
    if isinstance(heard, Tapped) and subject != mine.meeting:  # chosen from the list by its number
        return Turn(mine, instead=Instead(Key(NAME, subject), heard))
    go = Go(mine, facts, now)
    if isinstance(heard, Computed):
        return _computed(go, heard) if state is not None else Turn(None, focus=None)
    if isinstance(heard, Tapped) and heard.act and heard.act.verb == "meet.sample":
        return Turn(state, (screen(IDLE),), focus=None)
    return _of_one(go, heard) if mine.meeting else _new(go, heard)


def _computed(go: Go, heard: Computed) -> Turn:
    """Show who is invited, unless the plan has gone on meanwhile."""
    asked = heard.request.audience, heard.request.begins
    still = go.state.step == "overview" and asked == (go.plan.audience, go.plan.starts_at(go.zone))
    if not still or not isinstance(heard.value, AudienceCount) or go.plan.missing():
        return Turn(go.state, focus=None)
    return counted(go, heard.value)


# --- a new one, and the list ----------------------------------------------------------------------


def _new(go: Go, heard: Input) -> Turn:
    match heard:
        case Tapped(Act("meet.new")):
            return arrive(Go(Meetings(step="title"), go.facts, go.now))
        case Tapped(Act("meet.go_on")) if go.state.is_begun:
            return arrive(go.at("overview"))
        case Tapped(Act("meet.pick")) if go.state.step in MAKING:
            return _going(go, heard)
        case Tapped() | Commanded():
            return _list(go)
        case _ if go.state.step in MAKING:
            return _going(go, heard)
        case _:
            shown = desk.listing(go)
            hint = Screen(lines=(PLEASE_CHOOSE.words,), options=shown.options)
            return Turn(go.state, (hint,), understood=False)


def _list(go: Go) -> Turn:
    at = go.at("list")
    return at.turn(desk.listing(at))


def _going(go: Go, heard: Input) -> Turn:
    turn = hear(go, heard)
    leads_to_list = isinstance(turn.state, Meetings) and turn.state.step == "list"
    return _list(go) if leads_to_list else turn


# --- one of them ----------------------------------------------------------------------------------


def _of_one(go: Go, heard: Input) -> Turn:
    found = desk.desk_of(go)
    if found is None:
        return go_home(go.facts, NOT_THERE)
    act = heard.act if isinstance(heard, Tapped) else None
    if act is None or act.verb == "meet.pick":
        return _step(go, found, heard)
    if act.verb == "meet.put":
        return desk.read(go, found, act.ids[1] if len(act.ids) > 1 else 0)
    at = go.at("menu", item=0)
    if act.verb in {"meet.change", "meet.cancel", "meet.cancelled"} and not _can_change(go, found):
        return at.turn(desk.menu(at, found, desk.OVER))
    match act.verb:
        case "meet.change":
            return _change(go, found)
        case "meet.cancel":
            return go.at("cancel").turn(desk.ask_to_cancel(go, found))
        case "meet.cancelled":
            return desk.cancel(found)
        case _:
            return at.turn(desk.menu(at, found))


def _can_change(go: Go, found: MeetingDesk) -> bool:
    return found.meeting.status == "planned" and found.meeting.starts_at > go.now


def _change(go: Go, found: MeetingDesk) -> Turn:
    """Begin to change a meeting; changes of theirs that were kept are gone on with."""
    plan = found.meeting.plan(go.zone)
    if go.state.before == plan and go.state.revision == found.meeting.revision:
        return arrive(go.at("parts", item=0))
    begun = Meetings(
        found.meeting.id, "parts", plan, plan, found.meeting.revision,
        last_item=found.meeting.last_item, seen=plan,
    )  # fmt: skip
    return arrive(Go(begun, go.facts, go.now))


def _step(go: Go, found: MeetingDesk, heard: Input) -> Turn:
    """Hear a reply about a change, unless somebody else made another one meanwhile."""
    if go.state.step not in MAKING:
        shown = _shown(go, found)
        hint = Screen(lines=(PLEASE_CHOOSE.words,), options=shown.options, buttons=shown.buttons)
        return Turn(go.state, (hint,), understood=False)
    fresh = Go(Meetings(found.meeting.id, "menu"), go.facts, go.now)
    if not _can_change(go, found):
        return fresh.turn(desk.menu(fresh, found, desk.OVER))
    same = go.state.before == found.meeting.plan(go.zone)
    if not same or go.state.revision != found.meeting.revision:
        return fresh.turn(desk.menu(fresh, found, desk.CHANGED))
    return hear(go, heard)
