"""What a facilitator sees of meetings: the list, one of them, who comes, what people put to it."""

from conversations.attending.screens import about
from conversations.home import HOME
from conversations.meeting_events import MeetingCancelled, QuestionsRead
from conversations.meetings.state import Go, View
from conversations.meetings_facts import Meeting, MeetingDesk, Put, TheMeetingDesk, TheMeetings
from conversations.screen import Act, Attachment, Button, Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Turn

ON_RECORD = Text("It is on record that you read them. You see no names.")
CHANGED = Text("Somebody else changed this meeting since you saw it. This is how it is now.")
OVER = Text("This meeting has begun, or is over. It cannot be changed any more.")


# --- the list -------------------------------------------------------------------------------------


def listing(view: View) -> Screen:
    """Show all meetings that this facilitator looks after."""
    meetings: tuple[Meeting, ...] = view.facts.get(TheMeetings()) or ()
    go_on = (Button(_begun(view), Act("meet.go_on")),) if view.state.is_begun else ()
    there = (
        Button(
            Text("{day}: {title}", day=one.starts_at.astimezone(view.zone).date(), title=one.title),
            Act("meet.open", (one.id,)),
        )
        for one in meetings
    )
    none = Text("There are no meetings yet. You can make the first one.")
    choose = Text("Choose a meeting, or make a new one.")
    return Screen(
        title=Text("Meetings"),
        lines=(choose if meetings or go_on else none,),
        options=(Button(Text("New meeting"), Act("meet.new")), *go_on, *there),
        buttons=(HOME,),
    )


def _begun(view: View) -> Words:
    title = view.plan.title
    return Text("Go on: {title}", title=title) if title else Text("Go on with the plan")


# --- one of them ----------------------------------------------------------------------------------


def desk_of(view: View) -> MeetingDesk | None:
    """Give the meeting that this is about, if this facilitator looks after it."""
    desk: MeetingDesk | None = view.facts.get(TheMeetingDesk(view.state.meeting))
    return desk


def menu(view: View, desk: MeetingDesk, *said: Words) -> Screen:
    """Show one meeting, who comes, and what can be done."""
    return Screen(
        title=desk.meeting.title,
        lines=(*said, *about(desk.meeting, view.zone), *_who(desk)),
        options=options(view, desk),
        buttons=(Button(Text("Meetings"), Act("meet.list")), HOME),
    )


def options(view: View, desk: MeetingDesk) -> tuple[Button, ...]:
    """Give what can be done with a meeting, by how far it is."""
    ids = (desk.meeting.id,)
    put = (Button(Text("What people put"), Act("meet.put", (*ids, 0))),) if desk.put else ()
    if desk.meeting.status == "held":
        return (*put, Button(Text("Minutes"), Act("minutes.open", ids)))
    if desk.meeting.status != "planned":
        return put
    change = Button(Text("Change it"), Act("meet.change", ids))
    return (*put, change, Button(Text("Cancel it"), Act("meet.cancel", ids)))


def _who(desk: MeetingDesk) -> tuple[Words, ...]:
    if desk.meeting.status == "cancelled":
        return (Text("This meeting is cancelled."),)
    if desk.meeting.status == "held":
        return (_came(desk.came), *_put(desk))
    if desk.invited is None:
        few = Text("Fewer than 10 people are invited so far. I do not count so few.")
        return few, *_put(desk)
    replies = dict(desk.replies)
    return (
        _invited(desk.invited),
        _come(replies.get("comes", 0)),
        _cannot(replies.get("cannot", 0)),
        *_put(desk),
    )


def _invited(people: int) -> Words:
    return Plural("{count} person is invited so far.", "{count} people are invited so far.", people)


def _come(people: int | None) -> Words:
    if people is None:
        return Text("I do not show how many are coming. The number could tell who.")
    return Plural(
        "{count} person said that they are coming.",
        "{count} people said that they are coming.",
        people,
    )


def _cannot(people: int | None) -> Words:
    if people is None:
        return Text("I do not show how many cannot come. The number could tell who.")
    return Plural(
        "{count} person said that they cannot come.",
        "{count} people said that they cannot come.",
        people,
    )


def _came(people: int | None) -> Words:
    if people is None:
        return Text("I do not show how many were there. The number could tell who.")
    return Plural(
        "{count} person said that they were there.",
        "{count} people said that they were there.",
        people,
    )


def _put(desk: MeetingDesk) -> tuple[Words, ...]:
    """Count what was put to each item; they are words to be read, so no number is hidden."""
    numbers = [one.item for one in desk.put]
    return tuple(
        Plural(
            "{item}: {count} question or view",
            "{item}: {count} questions or views",
            numbers.count(one.item),
            item=one.title,
        )
        for one in desk.meeting.agenda
        if one.item in numbers
    )


# --- what people put to it ------------------------------------------------------------------------


def read(go: Go, desk: MeetingDesk, position: int) -> Turn:
    """Show one thing after the other, item by item, and keep on record that it was read."""
    put = in_order(desk)
    if not put:
        return go.at("menu").turn(menu(go, desk, Text("Nobody has put anything yet.")))
    place = min(max(position, 0), len(put) - 1)
    first = (Screen(lines=(ON_RECORD,)),) if not place else ()
    at = go.at("put", item=place)
    events = (QuestionsRead(desk.meeting.id),)
    return at.turn(*first, one_put(at, desk), events=events)


def in_order(desk: MeetingDesk) -> tuple[Put, ...]:
    """Give what was put, grouped under the items as they stand; what was dropped comes last."""
    places = {one.item: place for place, one in enumerate(desk.meeting.agenda)}
    return tuple(sorted(desk.put, key=lambda one: places.get(one.item, len(places))))


def one_put(view: View, desk: MeetingDesk) -> Screen:
    """Show one thing that somebody put."""
    put = in_order(desk)
    place = min(view.state.item, len(put) - 1)
    one = put[place]
    item = desk.meeting.item(one.item)
    kinds = {
        ("question", False): Text("A question:"),
        ("question", True): Text("A question. Please read it out:"),
        ("view", False): Text("A view:"),
        ("view", True): Text("A view. Please read it out:"),
    }
    number = Text("{number} of {total}", number=place + 1, total=len(put))
    words: Words = one.words or Text("A voice message")
    return Screen(
        title=item.title if item else Text("Not on the agenda any more"),
        lines=(number, kinds[one.kind, one.read_out], words),
        buttons=_around(desk.meeting.id, place, len(put)),
        attachment=Attachment("voice", one.media) if one.media is not None else None,
    )


def _around(meeting: int, place: int, total: int) -> tuple[Button, ...]:
    following = (Button(Text("Next"), Act("meet.put", (meeting, place + 1))),)
    before = (Button(Text("Back"), Act("meet.put", (meeting, place - 1))),)
    enough = (Button(Text("Enough"), Act("meet.open", (meeting,))),)
    return (following if place + 1 < total else ()) + (before if place else ()) + enough


# --- cancelling it --------------------------------------------------------------------------------


def ask_to_cancel(view: View, desk: MeetingDesk) -> Screen:
    """Ask once before everyone is told."""
    ids = (desk.meeting.id,)
    yes = Button(Text("Yes, cancel it"), Act("meet.cancelled", ids))
    return Screen(
        title=desk.meeting.title,
        lines=(Text("Shall I cancel this meeting? Everyone who was invited is told."),),
        options=(yes, Button(Text("No, keep it"), Act("meet.open", ids))),
    )


def cancel(desk: MeetingDesk) -> Turn:
    """Cancel it."""
    done = Screen(
        lines=(Text("It is cancelled. Everyone who was invited is told."),), options=(HOME,)
    )
    event = MeetingCancelled(desk.meeting.id, desk.meeting.revision)
    return Turn(None, (done,), (event,), focus=False)
