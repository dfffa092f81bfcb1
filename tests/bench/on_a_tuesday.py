"""`heard run` on a civil clock whose next day of work has come, ten in the morning in London.

At night and on Sundays Heard starts nothing, and a bench cannot wait for Monday. Nothing else of
the command is changed.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cli import app
from bot.program import Program

TUESDAY = 1


def shift(now: datetime) -> timedelta:
    """Give how long it is until ten o'clock on the next Tuesday."""
    local = now.astimezone(ZoneInfo("Europe/London"))
    day = local.date() + timedelta(days=(TUESDAY - local.weekday() - 1) % 7 + 1)
    return datetime.combine(day, time(10), local.tzinfo).astimezone(UTC) - now


def main() -> None:
    """Run the command."""
    later = shift(datetime.now(UTC))
    usual = Program.__init__.__kwdefaults__ or {}
    Program.__init__.__kwdefaults__ = {**usual, "clock": lambda: datetime.now(UTC) + later}
    app(["run"])


if __name__ == "__main__":
    main()
