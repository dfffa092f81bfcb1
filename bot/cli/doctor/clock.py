"""Is this machine's clock right: closing times, quiet hours and deletion stand on it."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.channels.telegram.seen import Seen
from bot.cli.doctor.around import Around
from bot.cli.doctor.finding import BROKEN, OK, WARNING, Finding

NAME = "clock"
MOST = timedelta(minutes=1)


def look(around: Around) -> Iterator[Finding]:
    """Compare the clock with Telegram's, and say what time it is where the network is."""
    seen = next(
        (found for one in around.networks if isinstance(found := around.telegram(one), Seen)), None
    )
    if seen is None or seen.at is None:
        told = "It cannot be compared with Telegram's."
        yield Finding(NAME, WARNING, told, "Mend the token first, then look again.")
        return
    off = abs(seen.at - around.now)
    if off > MOST:
        told = f"It is {int(off.total_seconds() / 60)} minutes off Telegram's."
        mend = "sudo timedatectl set-ntp true, then start Heard again."
        yield Finding(NAME, BROKEN, told, mend)
        return
    for one in around.networks:
        here = around.now.astimezone(ZoneInfo(one.timezone))
        told = f"It is right: {here:%H:%M on %A} in {one.timezone}."
        yield Finding(NAME, OK, told, network=around.slug(one))
