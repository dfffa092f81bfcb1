"""A meeting's calendar file (RFC 5545): one event, with its hours where the network is.

The event keeps its name (UID) for ever and counts its changes (SEQUENCE), so that a calendar moves
what it has instead of adding another. The time zone goes along, so that clocks may change.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from conversations.meetings_facts import Meeting

PRODUCT = "-//Heard//Meetings//EN"
_STATUS = {"cancelled": "CANCELLED"}


def calendar_file(meeting: Meeting, zone: ZoneInfo, language: str, now: datetime) -> str:
    """Give the file's text; `now` is when it is made."""
    event = Event()
    event.add("uid", f"heard-meeting-{meeting.id}")
    event.add("sequence", meeting.revision)
    event.add("dtstamp", now)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", meeting.title.said_in(language))
    event.add("status", _STATUS.get(meeting.status, "CONFIRMED"))
    where = [meeting.place.said_in(language) if meeting.place else "", meeting.link or ""]
    event.add("location", ", ".join(filter(None, where)))
    event.add(
        "description", "\n".join(f"• {one.title.said_in(language)}" for one in meeting.agenda)
    )
    if meeting.link:
        event.add("url", meeting.link)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.status == "cancelled" else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    made: bytes = calendar.to_ical()
    return made.decode()
