"""No one is worn out (promise 3): when a message that Heard starts may go to a person.

Enforced where messages are claimed for sending, not where they are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM = time(19)
QUIET_UNTIL = time(9)
SUNDAY = 6
MOST_A_WEEK = 3
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person wants, and what they had lately; all moments are UTC.

    `started` are the moments, oldest first, of messages that Heard started within the last week.
    """

    zone: ZoneInfo
    ask_every_days: int = 14
    last_ask: datetime | None = None
    started: Sequence[datetime] = ()


def not_before(now: datetime, limits: Limits, *, is_ask: bool) -> datetime:
    """Give the first moment, `now` or later, at which one more message may go (UTC)."""
    moment = now
    if is_ask and limits.last_ask is not None:
        moment = max(moment, limits.last_ask + timedelta(days=limits.ask_every_days))
    if len(limits.started) >= MOST_A_WEEK:
        moment = max(moment, limits.started[-MOST_A_WEEK] + WEEK)
    return after_quiet(moment, limits.zone)


def after_quiet(moment: datetime, zone: ZoneInfo) -> datetime:
    """Give `moment`, or the end of the quiet hours (19:00-09:00 and Sundays) that it falls in."""
    local = moment.astimezone(zone)
    if _is_quiet(local):
        day = local.date()
        if local.time() >= QUIET_UNTIL or local.weekday() == SUNDAY:
            day += timedelta(days=1)
        if day.weekday() == SUNDAY:
            day += timedelta(days=1)
        local = datetime.combine(day, QUIET_UNTIL, zone)
        return local.astimezone(UTC)
    return moment


def _is_quiet(local: datetime) -> bool:
    hour = local.time()
    return local.weekday() == SUNDAY or hour >= QUIET_FROM or hour < QUIET_UNTIL
