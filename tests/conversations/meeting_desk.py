"""Facilitators and members around meetings: what one plans is there for the others."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from conversations.content import Audience
from conversations.events import Event, Requested
from conversations.facts import AudienceCount, Desk, Group, Need, Person, TheDesk
from conversations.meeting_events import (
    InvitationAnswered,
    MeetingCancelled,
    MeetingChanged,
    MeetingPlanned,
    QuestionPut,
    QuestionTakenBack,
    ReadOutChosen,
    WasThere,
)
from conversations.meetings_facts import (
    AgendaItem,
    IssuesToDiscuss,
    Meeting,
    MeetingDesk,
    MeetingsComing,
    MyPlace,
    MyPlaceAt,
    Plan,
    Put,
    TheCalendarFile,
    TheMeeting,
    TheMeetingDesk,
    TheMeetings,
)
from conversations.screen import Act
from conversations.text import Worded
from conversations.turn import Computed, Tapped, Turn, Typed
from tests.conversations.facilitator import FACILITATOR, english
from tests.conversations.people import MEMBER, RIVERSIDE, Chat

NUMBER = 5150
PARKING = AgendaItem(1, english("Parking"), "views")
EVENINGS = AgendaItem(2, english("Evening sessions"), "decision")
DAY = date(2026, 3, 24)
OCTOBER = Meeting(
    NUMBER,
    english("Partnership group"),
    datetime(2026, 3, 24, 14, 0, tzinfo=UTC),
    90,
    place=english("Room 4, Civic Centre"),
    agenda=(PARKING, EVENINGS),
    last_item=2,
)
RAISED = (70_001, english("The parking machine takes no cards"))
FEW_PEOPLE = AudienceCount(now=12, minutes=1)


def _unless_few(people: int) -> int | None:
    return None if 0 < people < 5 else people


@dataclass
class Hall:
    """The meetings of one network, as the program would keep them."""

    meetings: dict[int, Meeting] = field(default_factory=dict)
    put: list[Put] = field(default_factory=list)
    places: dict[tuple[int, int], MyPlace] = field(default_factory=dict)
    groups: tuple[Group, ...] = (Group(4, "Head and neck", 8), Group(5, "Lung", 1))
    issues: tuple[tuple[int, Worded], ...] = ()
    calendar: str | None = "BEGIN:VCALENDAR"

    def desk(self, number: int) -> MeetingDesk | None:
        meeting = self.meetings.get(number)
        if meeting is None:
            return None
        mine = [place for (one, _), place in self.places.items() if one == number]
        replies = tuple(
            (reply, _unless_few(sum(place.reply == reply for place in mine)))
            for reply in ("comes", "cannot", "unsure")
        )
        came = sum(place.came is True for place in mine)
        invited = None if 0 < len(mine) < 10 else len(mine)
        return MeetingDesk(meeting, invited, replies, _unless_few(came), tuple(self.put))

    def keep(self, plan: Plan, number: int, revision: int) -> None:
        starts = plan.starts_at(RIVERSIDE.zone)
        assert plan.title
        assert starts
        assert plan.minutes
        last = max(one.item for one in plan.agenda)
        self.meetings[number] = Meeting(
            number, plan.title, starts, plan.minutes, "planned", revision, plan.place, plan.link,
            plan.agenda, plan.audience or Audience(), last,
        )  # fmt: skip


class AtMeetings(Chat):
    """Somebody's chat, beside others in the same hall."""

    def __init__(self, hall: Hall | None = None, person: Person = FACILITATOR) -> None:
        super().__init__(person)
        self.hall = hall or Hall()

    def press(self, verb: str, *ids: int) -> Turn:
        """Tap a button whether it is shown or not."""
        return self.hear(Tapped(Act(verb, ids)))

    def on(self, day: date) -> Turn:
        return self.hear(Typed(f"{day:%d %B}", day))

    def counted(self, count: object = FEW_PEOPLE) -> Turn:
        """Work out what was asked for last."""
        asked = [event for event in self.events if isinstance(event, Requested)]
        return self.hear(Computed(asked[-1], count))

    def _find(self, need: Need) -> Any:
        hall, me = self.hall, self.person.id
        match need:
            case TheMeeting(number):
                return hall.meetings.get(number)
            case TheMeetingDesk(number):
                return hall.desk(number)
            case MyPlaceAt(number):
                return hall.places.get((number, me))
            case TheMeetings():
                return tuple(hall.meetings.values())
            case MeetingsComing():
                mine = (one for one in hall.meetings.values() if (one.id, me) in hall.places)
                return tuple((one, hall.places[one.id, me].reply) for one in mine)
            case IssuesToDiscuss():
                return hall.issues
            case TheCalendarFile():
                return hall.calendar
            case TheDesk():
                return Desk(groups=hall.groups)
            case _:
                return super()._find(need)

    def _happen(self, event: Event) -> None:
        hall, me = self.hall, self.person.id
        match event:
            case MeetingPlanned(number, plan):
                hall.keep(plan, number, 0)
            case MeetingChanged(number, revision, plan):
                assert hall.meetings[number].revision == revision
                hall.keep(plan, number, revision + 1)
            case MeetingCancelled(number, revision):
                before = hall.meetings[number]
                assert before.revision == revision
                hall.meetings[number] = replace(before, status="cancelled", revision=revision + 1)
            case InvitationAnswered(number, reply):
                hall.places[number, me] = replace(hall.places[number, me], reply=reply)
            case WasThere(number, came):
                hall.places[number, me] = replace(hall.places[number, me], came=came)
            case QuestionPut(number, item, question, kind, words, media):
                place = hall.places[number, me]
                hall.places[number, me] = replace(place, put=place.put + 1)
                hall.put.append(Put(question, item, kind, words, media))
            case ReadOutChosen(question, read_out):
                hall.put = [
                    replace(one, read_out=read_out) if one.id == question else one
                    for one in hall.put
                ]
            case QuestionTakenBack(question):
                hall.put = [one for one in hall.put if one.id != question]
            case _:
                super()._happen(event)


def invited(**changes: Any) -> AtMeetings:
    """Give the chat of a member who is invited to one meeting, and perhaps has replied."""
    hall = Hall({NUMBER: OCTOBER})
    hall.places[NUMBER, MEMBER.id] = MyPlace(**changes)
    return AtMeetings(hall, MEMBER)
