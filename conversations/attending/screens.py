"""What people read about a meeting: the invitation, what has changed, who was there."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from conversations.home import HOME
from conversations.meetings_facts import AgendaItem, Meeting
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words
from conversations.wording import other_tongue

CANNOT_COME = Text("I cannot come")
_REPLIES: tuple[tuple[str, Text, str], ...] = (
    ("comes", Text("I will come"), "come.yes"),
    ("cannot", CANNOT_COME, "come.no"),
    ("unsure", Text("Not sure"), "come.unsure"),
)
SAID: Mapping[str | None, Text] = {
    "comes": Text("You said that you are coming. I will remind you the day before."),
    "cannot": Text("You said that you cannot come. You can still have your say."),
    "unsure": Text("You are not sure yet. You can tell me later."),
    None: Text("You have not told me yet if you are coming."),
}


# --- when, where and what -------------------------------------------------------------------------


def when(meeting: Meeting, zone: ZoneInfo) -> Text:
    """Say the day and the hours, as they are where the network is."""
    begins, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    return Text(
        "{day}, {begins} to {ends}",
        day=begins.date(),
        begins=f"{begins:%H:%M}",
        ends=f"{ends:%H:%M}",
    )


def about(meeting: Meeting, zone: ZoneInfo) -> tuple[Words, ...]:
    """Say when and where it is, and what is on its agenda."""
    place = (Text("Where: {place}", place=meeting.place),) if meeting.place else ()
    link = (Text("To join by link: {link}", link=meeting.link),) if meeting.link else ()
    what = (Text("What it is about:"),) if meeting.agenda else ()
    items = tuple(map(item_line, meeting.agenda))
    lines = (when(meeting, zone), *place, *link, *what, *items)
    return (*lines, *other_tongue(meeting.title, lines))


def item_line(item: AgendaItem) -> Words:
    """Say one item of the agenda, and what it is there for."""
    if item.purpose == "information":
        return Text("• {item} (to tell you)", item=item.title)
    if item.purpose == "decision":
        return Text("• {item} (to be decided)", item=item.title)
    return Text("• {item} (to hear your views)", item=item.title)


# --- what Heard starts ----------------------------------------------------------------------------


def invitation(meeting: Meeting, zone: ZoneInfo) -> Screen:
    """Invite somebody."""
    return Screen(
        title=meeting.title,
        lines=(
            Text("You are invited to this meeting."),
            *about(meeting, zone),
            Text("Can you come? You can have your say without coming, too."),
        ),
        options=replies(meeting.id),
    )


def moved(meeting: Meeting, zone: ZoneInfo) -> Screen:
    """Tell that a meeting is at another time or place than was said before."""
    return Screen(
        title=meeting.title,
        lines=(
            Text("This meeting has changed. This is how it is now."),
            *about(meeting, zone),
            Text("Can you come?"),
        ),
        options=replies(meeting.id),
    )


def cancelled(meeting: Meeting, zone: ZoneInfo) -> Screen:
    """Tell that there will be no such meeting."""
    return Screen(
        title=meeting.title,
        lines=(Text("This meeting is cancelled. It was to be on:"), when(meeting, zone)),
        options=(for_calendar(meeting.id),),
        buttons=(HOME,),
    )


def reminder(meeting: Meeting, zone: ZoneInfo) -> Screen:
    """Remind somebody who comes."""
    return Screen(
        title=meeting.title,
        lines=(
            Text("This is a reminder of a meeting that you are coming to."),
            *about(meeting, zone),
        ),
        options=(
            for_calendar(meeting.id),
            have_my_say(meeting.id),
            Button(CANNOT_COME, Act("come.no", (meeting.id,))),
        ),
    )


def were_you_there(meeting: Meeting, zone: ZoneInfo) -> Screen:
    """Ask after a meeting who was there."""
    return Screen(
        title=meeting.title,
        lines=(
            when(meeting, zone),
            Text("Thank you for your interest in this meeting. Were you there?"),
            Text("If you were, I will tell you what comes of it."),
        ),
        options=(
            Button(Text("I was there"), Act("come.was", (meeting.id,))),
            Button(Text("I was not there"), Act("come.was_not", (meeting.id,))),
        ),
    )


# --- its buttons ----------------------------------------------------------------------------------


def replies(meeting: int, now: str | None = None) -> tuple[Button, ...]:
    """Give the replies that can be chosen; the one that stands now is left out."""
    return tuple(
        Button(label, Act(verb, (meeting,))) for reply, label, verb in _REPLIES if reply != now
    )


def for_calendar(meeting: int) -> Button:
    """Offer the calendar file."""
    return Button(Text("For my calendar"), Act("come.file", (meeting,)))


def have_my_say(meeting: int) -> Button:
    """Offer to put a question or a view to the meeting."""
    return Button(Text("Have my say"), Act("come.say", (meeting,)))
