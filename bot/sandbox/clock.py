"""The civil clock of the sandbox: what the day is, never how long a wait takes.

Message dates, reminders and quiet hours read it, and it can be moved. Buckets, long polls and
other waits use the monotonic clock and stay real.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def real_now() -> datetime:
    """Return the computer's time, aware, in UTC."""
    return datetime.now(UTC)


def next_morning(now: datetime, zone: str, at: time = time(9, 30)) -> datetime:
    """Return the next local `at` after `now` in the named zone, in UTC."""
    local = now.astimezone(ZoneInfo(zone))
    morning = datetime.combine(local.date(), at, local.tzinfo)
    if morning <= local:
        morning = datetime.combine(local.date() + timedelta(days=1), at, local.tzinfo)
    return morning.astimezone(UTC)


class CivilClock:
    """A clock that runs with the real one, or stands still, and moves forward when told to.

    `start` is the first reading (aware; the real time if absent). A `frozen` clock moves only
    by `move`, so that a script reads the same times in every run.
    """

    def __init__(
        self,
        start: datetime | None = None,
        *,
        frozen: bool = False,
        read: Callable[[], datetime] = real_now,
    ) -> None:
        self._read = read
        self._frozen_at = read() if frozen else None
        self._offset = timedelta(0) if start is None else _aware(start) - self._base()
        self._listeners: list[Callable[[datetime], object]] = []

    def now(self) -> datetime:
        """Return the civil time, aware, in UTC."""
        return self._base() + self._offset

    def move(self, *, to: datetime | None = None, by: timedelta | None = None) -> datetime:
        """Move to a time or by a span and return the new time. Raises ValueError backwards."""
        if (to is None) == (by is None):
            message = "Say either where to move the clock or by how much."
            raise ValueError(message)
        step = by if by is not None else _aware(to) - self.now()
        if step < timedelta(0):
            message = "The civil clock only moves forward."
            raise ValueError(message)
        self._offset += step
        for listener in tuple(self._listeners):
            listener(self.now())
        return self.now()

    def on_move(self, listener: Callable[[datetime], object]) -> None:
        """Call `listener` with the new time after every move."""
        self._listeners.append(listener)

    def _base(self) -> datetime:
        return self._read() if self._frozen_at is None else self._frozen_at


def _aware(moment: datetime | None) -> datetime:
    if moment is None or moment.tzinfo is None:
        message = "The civil clock takes times that carry their zone."
        raise ValueError(message)
    return moment.astimezone(UTC)
