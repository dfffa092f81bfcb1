"""Attending: what somebody who is invited does with a meeting, coming or not.

Nobody has to come to be heard: a question or a view can be put to each item of the agenda.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from conversations.attending import having_a_say
from conversations.attending.screens import (
    SAID,
    about,
    for_calendar,
    have_my_say,
    replies,
    were_you_there,
    when,
)
from conversations.attending.state import NAME, Attending, View, view_of
from conversations.facts import Facts, Need, Person
from conversations.home import HOME, go_home
from conversations.meeting_events import InvitationAnswered, WasThere
from conversations.meetings_facts import (
    Meeting,
    MeetingsComing,
    MyPlaceAt,
    TheCalendarFile,
    TheMeeting,
)
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen, TextFile
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Commanded, Input, Instead, Key, Tapped, Turn

PREFIX = "come"
COMMANDS: frozenset[str] = frozenset()

NOT_THERE = Text("This meeting is not there any more.")
CANCELLED = Text("This meeting is cancelled.")
BEGUN = Text("This meeting has begun, or is over.")
FILE_NAME, CALENDAR = "meeting.ics", "text/calendar"

__all__ = ["COMMANDS", "NAME", "PREFIX", "Attending", "asks_to_choose", "needs", "prompt", "take"]


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the meeting and this person's place at it, or all meetings to come."""
    if not key.subject:
        return (MeetingsComing(),)
    file = (TheCalendarFile(key.subject),) if _verb(heard) == "come.file" else ()
    return (TheMeeting(key.subject), MyPlaceAt(key.subject), *file)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give what waits for a reply."""
    if not isinstance(state, Attending):
        return None
    if not state.meeting:
        return _coming(facts)
    view = view_of(state, facts)
    return _PROMPTS[state.step](view) if view else None


def asks_to_choose(state: State | None, facts: Facts) -> bool:
    """Tell whether what waits takes no words of one's own."""
    return not isinstance(state, Attending) or state.step != "words"


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Answer one input about a meeting."""
    act = heard.act if isinstance(heard, Tapped) else None
    mine = state if isinstance(state, Attending) else Attending(act.subject if act else 0)
    if act is not None and act.subject != mine.meeting:  # chosen from the list by its number
        return Turn(mine, instead=Instead(Key(NAME, act.subject), heard))
    if not mine.meeting:
        return _list(heard, facts)
    view = view_of(mine, facts, now)
    if view is None:
        return go_home(facts, NOT_THERE)
    return _tapped(view, act) if act else _said(view, heard)


def _verb(heard: Input) -> str:
    return heard.act.verb if isinstance(heard, Tapped) and heard.act else ""


# --- all meetings to come -------------------------------------------------------------------------


def _list(heard: Input, facts: Facts) -> Turn:
    shown = _coming(facts)
    if isinstance(heard, Tapped | Commanded):
        return Turn(Attending(), (shown,))
    hint = Screen(lines=(PICK_ONE,), options=shown.options, buttons=shown.buttons)
    return Turn(Attending(), (hint,), understood=False)


def _coming(facts: Facts) -> Screen:
    coming: tuple[tuple[Meeting, str | None], ...] = facts.get(MeetingsComing()) or ()
    zone = facts.network.zone
    options = tuple(
        Button(
            Text("{day}: {title}", day=one.starts_at.astimezone(zone).date(), title=one.title),
            Act("come.show", (one.id,)),
        )
        for one, _ in coming
    )
    none = Text("There are no meetings that you are invited to.")
    choose = Text("These are the meetings that you are invited to.")
    line = choose if coming else none
    return Screen(title=Text("Coming up"), lines=(line,), options=options, buttons=(HOME,))


# --- one meeting ----------------------------------------------------------------------------------


def _standing(view: View) -> Screen:
    """Show a meeting, and where this person's reply stands."""
    if view.meeting.status == "held" and view.place.came is None:
        return were_you_there(view.meeting, view.zone)
    planned = view.meeting.status == "planned"
    line = SAID[view.place.reply] if planned else _why_over(view)
    return Screen(
        title=view.meeting.title,
        lines=(*about(view.meeting, view.zone), line),
        options=_options(view),
        buttons=(HOME,),
    )


def _options(view: View) -> tuple[Button, ...]:
    """Give what can be done; every message about a meeting begins with these, in this order."""
    number, reply = view.meeting.id, view.place.reply
    more = (for_calendar(number), have_my_say(number))
    match view.meeting.status, reply:
        case "planned", None:
            return (*replies(number), *more)
        case "planned", _:
            return (*more, *replies(number, reply))
        case "cancelled", _:
            return (for_calendar(number),)
        case _:
            return ()


def _tapped(view: View, act: Act) -> Turn:
    if act.verb == "come.file":
        return _file(view)
    view = view.at("asked")
    if act.verb in _AFTER:
        return _was_there(view, came=_AFTER[act.verb])
    if act.verb == "come.show":
        return view.turn(_standing(view))
    if not view.is_to_come():
        return view.turn(Screen(lines=(_why_over(view),), options=(HOME,)))
    return _reply(view, _REPLIES[act.verb]) if act.verb in _REPLIES else _say(view, act)


_REPLIES: Mapping[str, str] = {"come.yes": "comes", "come.no": "cannot", "come.unsure": "unsure"}
_AFTER: Mapping[str, bool] = {"come.was": True, "come.was_not": False}


def _reply(view: View, reply: str) -> Turn:
    view = replace(view, place=replace(view.place, reply=reply))
    lines = (Text("Thank you for telling me."), SAID[reply], when(view.meeting, view.zone))
    shown = Screen(lines=lines, options=_options(view), buttons=(HOME,))
    return view.turn(shown, events=(InvitationAnswered(view.meeting.id, reply),))


def _say(view: View, act: Act) -> Turn:
    match act:
        case Act("come.item", (_, item)):
            return having_a_say.choose_item(view, item)
        case Act("come.kind", (_, item, kind)):
            return having_a_say.choose_kind(view, item, kind)
        case Act("come.aloud" | "come.quiet" as verb, (_, question)):
            return having_a_say.read_out(view, question, aloud=verb == "come.aloud")
        case Act("come.back", (_, question)):
            return having_a_say.take_back(view, question)
        case _:
            return having_a_say.begin(view)


def _said(view: View, heard: Input) -> Turn:
    if view.state.step in {"item", "kind", "words"}:
        if not view.is_to_come():
            return view.at("asked").misread(Screen(lines=(_why_over(view),), options=(HOME,)))
        return having_a_say.hear(view, heard)
    waits = _PROMPTS[view.state.step](view)
    hint = Screen(lines=(PICK_ONE,), options=waits.options, buttons=waits.buttons)
    return view.misread(hint)


def _why_over(view: View) -> Words:
    return CANCELLED if view.meeting.status == "cancelled" else BEGUN


def _was_there(view: View, *, came: bool) -> Turn:
    if view.meeting.status == "cancelled" or view.is_to_come():
        return view.turn(_standing(view))
    yes = Text("Thank you for coming. I will tell you what comes of it.")
    no = Text("Thank you for telling me.")
    done = Screen(lines=(yes if came else no,), options=(HOME,))
    return view.turn(done, events=(WasThere(view.meeting.id, came),))


def _file(view: View) -> Turn:
    text: str | None = view.facts.get(TheCalendarFile(view.meeting.id))
    if text is None:
        return go_home(view.facts, NOT_THERE)
    file = TextFile(FILE_NAME, CALENDAR, text)
    how = Text("Open this file to put the meeting into your calendar.")
    changes = Text("If the meeting is moved, I will tell you. Then open the new file.")
    shown = Screen(lines=(how, changes), options=(HOME,), file=file)
    return Turn(view.state, (shown,), focus=None)


_PROMPTS: Mapping[str, Callable[[View], Screen]] = {
    "asked": _standing,
    "item": having_a_say.ask_item,
    "kind": having_a_say.ask_kind,
    "words": having_a_say.ask_words,
    "put": having_a_say.put_it,
}
