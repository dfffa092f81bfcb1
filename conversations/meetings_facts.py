"""Meetings as conversations know them: what is planned, who comes, what was put to an item.

A meeting is the source of a loop with the same number. Moments are UTC; people are told days and
hours as they are where the network is.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from conversations.content import Audience
from conversations.text import Worded

PURPOSES = ("information", "views", "decision")
REPLIES = ("comes", "cannot", "unsure")


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item of an agenda; `item` stays the same when the order changes.

    `issue` is the issue raised that it stands for, if it does.
    """

    item: int
    title: Worded
    purpose: str = "views"
    issue: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a facilitator has written of a meeting; every part may still be missing.

    `begins` is the hour where the network is, as '14:00'; `minutes` is how long it takes.
    """

    title: Worded | None = None
    day: date | None = None
    begins: str | None = None
    minutes: int | None = None
    place: Worded | None = None
    link: str | None = None
    agenda: tuple[AgendaItem, ...] = ()
    audience: Audience | None = None

    def missing(self) -> tuple[str, ...]:
        """Name the parts without which nobody can be invited, in the order they are asked for."""
        there = {
            "title": self.title, "day": self.day, "begins": self.begins, "minutes": self.minutes,
            "place": self.place or self.link, "agenda": self.agenda, "audience": self.audience,
        }  # fmt: skip
        return tuple(name for name, part in there.items() if not part)

    def starts_at(self, zone: ZoneInfo) -> datetime | None:
        """Give when it begins, in UTC; None while that is not said, or where clocks skip it."""
        if self.day is None or self.begins is None:
            return None
        wanted = datetime.combine(self.day, time.fromisoformat(self.begins))
        moment = wanted.replace(tzinfo=zone).astimezone(UTC)
        return moment if moment.astimezone(zone).replace(tzinfo=None) == wanted else None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that people were invited to. `status` is planned, cancelled or held.

    `revision` rises when it is moved, as in its calendar file. The agenda is in its order now;
    `last_item` is the highest number that an item of it ever had.
    """

    id: int
    title: Worded
    starts_at: datetime
    minutes: int
    status: str = "planned"
    revision: int = 0
    place: Worded | None = None
    link: str | None = None
    agenda: tuple[AgendaItem, ...] = ()
    audience: Audience = field(default_factory=Audience)
    last_item: int = 0

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def item(self, number: int) -> AgendaItem | None:
        """Give the item with that number, if it is on the agenda."""
        return next((one for one in self.agenda if one.item == number), None)

    def plan(self, zone: ZoneInfo) -> Plan:
        """Give it as what a facilitator can change."""
        local = self.starts_at.astimezone(zone)
        return Plan(
            self.title, local.date(), f"{local:%H:%M}", self.minutes, self.place, self.link,
            self.agenda, self.audience,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Put:
    """A question or view put to an item, without who put it; `read_out` where they want that."""

    id: int
    item: int
    kind: str
    words: str | None = None
    media: int | None = None
    read_out: bool = False


@dataclass(frozen=True, slots=True)
class MeetingDesk:
    """A meeting as its facilitators see it. `replies` holds (reply, people), `came` counts people.

    `invited` counts those to whom an invitation went. A number is None where it must be hidden.
    """

    meeting: Meeting
    invited: int | None = 0
    replies: tuple[tuple[str, int | None], ...] = ()
    came: int | None = 0
    put: tuple[Put, ...] = ()


@dataclass(frozen=True, slots=True)
class MyPlace:
    """One person's part in a meeting: their reply, whether they came, how much they put to it."""

    reply: str | None = None
    came: bool | None = None
    put: int = 0


# --- what can be needed ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TheMeeting:
    """Found: `Meeting`, where this person is invited to it or facilitates it; else None."""

    id: int


@dataclass(frozen=True, slots=True)
class TheMeetingDesk:
    """Found: `MeetingDesk`, where this person facilitates the meeting; else None."""

    id: int


@dataclass(frozen=True, slots=True)
class MyPlaceAt:
    """Found: `MyPlace` at a meeting, where this person is invited to it; else None."""

    meeting: int


@dataclass(frozen=True, slots=True)
class MeetingsComing:
    """Found: tuple of (`Meeting`, reply or None) to come that this person is invited to.

    The next one first, at most 20.
    """


@dataclass(frozen=True, slots=True)
class TheMeetings:
    """Found: tuple of `Meeting` that this facilitator looks after, at most 20.

    Those to come, the next one first; then those of the last sixty days, the latest first.
    """


@dataclass(frozen=True, slots=True)
class IssuesToDiscuss:
    """Found: tuple of (number, title) of raised issues that a facilitator can put on an agenda.

    The most supported first, at most 10.
    """


@dataclass(frozen=True, slots=True)
class TheCalendarFile:
    """Found: a meeting's calendar file as text (RFC 5545), where this person is invited to it."""

    meeting: int


MeetingNeed: TypeAlias = (
    TheMeeting
    | TheMeetingDesk
    | MyPlaceAt
    | MeetingsComing
    | TheMeetings
    | IssuesToDiscuss
    | TheCalendarFile
)
