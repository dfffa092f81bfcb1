"""The hours of a day in which Heard starts nothing, as a person chose them, or the usual ones."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

HOURS = 24
SUNDAY = 6
Chosen: TypeAlias = tuple[int | None, int | None, bool | None]


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Quiet from the hour `begin` until the hour `end`, both by the clock on the wall.

    No hour is quiet where both are the same. With `sundays`, all of Sunday is quiet.
    """

    begin: int = 19
    end: int = 9
    sundays: bool = True

    def hold(self, local: datetime) -> bool:
        """Tell whether this moment, in the person's own time, is quiet."""
        if self.sundays and local.weekday() == SUNDAY:
            return True
        since, lasting = (local.hour - self.begin) % HOURS, (self.end - self.begin) % HOURS
        return since < lasting


USUAL = QuietHours()


def chosen_or_usual(chosen: Chosen) -> QuietHours:
    """Give what was chosen of (begin, end, Sundays), and the usual where it is None."""
    begin, end, sundays = chosen
    return QuietHours(
        USUAL.begin if begin is None else begin,
        USUAL.end if end is None else end,
        USUAL.sundays if sundays is None else sundays,
    )
