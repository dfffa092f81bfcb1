"""No one is worn out (promise 3): when a message that Heard starts may go to a person.

Enforced where messages are claimed for sending, not where they are written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.quiet_hours import HOURS, USUAL, QuietHours

MOST_A_WEEK = 3
WEEK = timedelta(days=7)
LOOK_AGAIN = timedelta(days=28)
"""A break until somebody writes may end at any time; what waits is looked at again after so long,
and at once when they write."""
LONGEST_QUIET = 4
"""Days within which there is an hour that is not quiet: a Sunday, and one that clocks skip."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person wants, and what they had lately; all moments are UTC.

    `started` are the moments, oldest first, of messages that Heard started within the last week.
    On a break from `break_since` until `break_until`, or (None) until they write.
    """

    zone: ZoneInfo
    ask_every_days: int = 14
    last_ask: datetime | None = None
    started: Sequence[datetime] = ()
    quiet: QuietHours = USUAL
    break_since: datetime | None = None
    break_until: datetime | None = None

    def on_break(self, now: datetime) -> bool:
        """Tell whether nothing is started because of a break."""
        began = self.break_since is not None
        return began and (self.break_until is None or self.break_until > now)


def not_before(now: datetime, limits: Limits, *, is_ask: bool) -> datetime:
    """Give the first moment, `now` or later, at which one more message may go (UTC)."""
    moment = now
    if limits.on_break(now):
        moment = limits.break_until or now + LOOK_AGAIN
    if is_ask and limits.last_ask is not None:
        moment = max(moment, limits.last_ask + timedelta(days=limits.ask_every_days))
    if len(limits.started) >= MOST_A_WEEK:
        moment = max(moment, limits.started[-MOST_A_WEEK] + WEEK)
    return after_quiet(moment, limits.zone, limits.quiet)


def after_quiet(moment: datetime, zone: ZoneInfo, quiet: QuietHours = USUAL) -> datetime:
    """Give `moment`, or the end of the quiet hours that it falls in (UTC)."""
    local = moment.astimezone(zone)
    if not quiet.hold(local):
        return moment
    return next(start for start in _starts(local.date(), zone, quiet) if start > moment)


def _starts(day: date, zone: ZoneInfo, quiet: QuietHours) -> Iterator[datetime]:
    """Give the moments (UTC) at which quiet hours may end: at their end, or when a Sunday does."""
    for ahead in range(LONGEST_QUIET):
        for hour in sorted({0, quiet.end % HOURS}):
            wall = datetime.combine(day + timedelta(days=ahead), time(hour), zone)
            start = wall.astimezone(UTC)
            if not quiet.hold(start.astimezone(zone)):
                yield start
