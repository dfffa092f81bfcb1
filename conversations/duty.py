"""The reading rota: who reads words of danger and distress, on which days, between which hours.

It is set only with two readers, so that there is cover for each of them: with one, nobody reads in
a holiday. Hours are whole, and those of the network's own zone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS, EVERY_DAY = 0b0011111, 0b1111111
"""Days as bits; bit 0 is Monday."""
FEWEST = 2  # readers
LONGEST_LOOK = timedelta(days=14)
"""How far back duty is counted: whatever is older has waited long enough."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One reader's place on the rota. `since` is when it was taken, and names it."""

    member: int
    weekdays: int
    from_hour: int
    until_hour: int
    since: datetime

    @property
    def place(self) -> int:
        """The number by which a button names this place: microseconds since 1970."""
        return (self.since.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)

    def covers(self, local: datetime) -> bool:
        """Tell whether this reader is on duty at a moment of the network's own time."""
        return self.is_on(local.date()) and self.from_hour <= local.hour < self.until_hour

    def is_on(self, day: date) -> bool:
        """Tell whether this reader reads on a day."""
        return bool(self.weekdays >> day.weekday() & 1)

    def together_with(self, other: "Duty") -> "Duty":
        """Give this place with the days and hours of another one besides."""
        return replace(
            self,
            weekdays=self.weekdays | other.weekdays,
            from_hour=min(self.from_hour, other.from_hour),
            until_hour=max(self.until_hour, other.until_hour),
        )


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rota:
    """Everybody's place on a network's rota, the one taken first before the others."""

    places: tuple[Duty, ...] = ()

    @property
    def is_set(self) -> bool:
        """Tell whether somebody reads, and somebody else where they cannot."""
        return len(self.places) >= FEWEST

    @property
    def days(self) -> int:
        """All days on which somebody reads, as bits."""
        together = 0
        for one in self.places:
            together |= one.weekdays
        return together

    @property
    def readers(self) -> frozenset[int]:
        """Everybody who is on the rota."""
        return frozenset(one.member for one in self.places)

    def of(self, member: int) -> Duty | None:
        """Give a member's place; None where they have none."""
        return next((one for one in self.places if one.member == member), None)

    def named(self, place: int) -> Duty | None:
        """Give the place that a button names; None where it was given up since."""
        return next((one for one in self.places if one.place == place), None)

    def with_place(self, duty: Duty) -> "Rota":
        """Give the rota once this place is taken, instead of the one that its reader had."""
        others = tuple(one for one in self.places if one.member != duty.member)
        return Rota((*others, duty))

    def without(self, member: int) -> "Rota":
        """Give the rota once somebody has left it."""
        return Rota(tuple(one for one in self.places if one.member != member))

    def on_duty(self, now: datetime, zone: ZoneInfo) -> frozenset[int]:
        """Give who is on duty at `now` (UTC)."""
        local = now.astimezone(zone)
        return frozenset(one.member for one in self.places if one.covers(local))

    def worked(self, since: datetime, now: datetime, zone: ZoneInfo) -> timedelta:
        """Give for how long somebody was on duty between two moments (UTC).

        Of longer than `LONGEST_LOOK` only the end is looked at.
        """
        since = max(since, now - LONGEST_LOOK)
        day, last = since.astimezone(zone).date(), now.astimezone(zone).date()
        total = timedelta()
        while day <= last:
            for begins, ends in self._watches(day, zone):
                total += max(min(ends, now) - max(begins, since), timedelta())
            day += timedelta(days=1)
        return total

    def _watches(self, day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        """Give the times of one day when somebody is on duty, each once (UTC)."""
        hours = {
            hour
            for one in self.places
            if one.is_on(day)
            for hour in range(one.from_hour, one.until_hour)
        }
        midnight = datetime.combine(day, time(), zone)
        for hour in sorted(hours):
            begins, ends = (midnight + timedelta(hours=at) for at in (hour, hour + 1))
            yield begins.astimezone(UTC), ends.astimezone(UTC)


NO_ROTA = Rota()
