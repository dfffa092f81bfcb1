"""How this process is: does the database answer, is what waits taken, is the channel still there.

'late' is slower than it should be; 'broken' needs somebody to look, or the process to be started
anew. What lies longer than this process has run is not held against it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy import Connection

from bot.delivery.looking import Looking, NoAnswer
from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.sql import is_waiting
from bot.store.tables import channel_account, inbox

OK, LATE, BROKEN = "ok", "late", "broken"
PATIENCE = 1.5  # seconds that the database has for its answer
INBOX_LATE, INBOX_BROKEN = timedelta(minutes=1), timedelta(minutes=10)
SILENCE_LATE, SILENCE_BROKEN = timedelta(minutes=2), timedelta(minutes=10)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the tables say: since when the oldest update waits, and each account's last contact."""

    oldest: datetime | None
    heard: Mapping[int, datetime | None]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `seconds` is an age; `ok`, `late` or `broken` is its state."""

    name: str
    state: str
    told: str
    seconds: float | None = None


def look(connection: Connection, accounts: Collection[int] | None = None) -> Seen:
    """Read what a check needs of these accounts, or all, in two statements."""
    first = sa.select(inbox.c.received_at).where(is_waiting(inbox)).order_by(inbox.c.id).limit(1)
    c = channel_account.c
    found = sa.select(c.id, c.heard_at)
    if accounts is not None:
        first = first.where(inbox.c.channel_account_id.in_(accounts))
        found = found.where(c.id.in_(accounts))
    oldest = connection.execute(first).scalar()
    return Seen(oldest, dict(connection.execute(found).all()))


class Health:
    """The checks of one process, which serves these channel accounts.

    `roles` are what it does: receive, work, send, tick.
    """

    def __init__(
        self,
        database: Database,
        accounts: Collection[int],
        roles: Collection[str],
        clock: Callable[[], datetime],
    ) -> None:
        self.roles = sorted(roles)
        self._clock = clock
        self._started = clock()
        self._takes, self._receives = "work" in roles, "receive" in roles
        self._looking = Looking(database, lambda c: look(c, accounts), seconds=PATIENCE)

    async def answers(self) -> bool:
        """Tell whether the database answers."""
        database, *_ = await self.checks()
        return database.state != BROKEN

    async def checks(self) -> list[Check]:
        """Look, within about two seconds; the first check is the database's. Never raises."""
        try:
            seen = await self._looking.ask()
        except NoAnswer:
            return [Check("database", BROKEN, "It does not answer in time.")]
        except StoreError as error:
            return [Check("database", BROKEN, f"It cannot be reached ({type(error).__name__}).")]
        except Exception:
            log.exception("the health check failed")
            return [Check("database", BROKEN, "It cannot be read; the log says where.")]
        return judge(seen, self._clock(), self._started, takes=self._takes, receives=self._receives)


def judge(
    seen: Seen, now: datetime, started: datetime, *, takes: bool, receives: bool
) -> list[Check]:
    """Give every check. Only what this process does itself can be late or broken for it."""
    inbox_check = _waiting(seen.oldest, now, started, judged=takes)
    heard = [
        _silence(number, moment, now, started, judged=receives)
        for number, moment in sorted(seen.heard.items())
    ]
    return [Check("database", OK, "It answers."), inbox_check, *heard]


def worst(checks: Collection[Check]) -> str:
    """Give the state of all checks together."""
    states = {check.state for check in checks}
    return next((state for state in (BROKEN, LATE) if state in states), OK)


def as_json(checks: Collection[Check], roles: Collection[str]) -> dict[str, Any]:
    """Give checks as /health tells them."""
    told = [
        {"name": one.name, "status": one.state, "told": one.told, "seconds": one.seconds}
        for one in checks
    ]
    return {"status": worst(checks), "roles": list(roles), "checks": told}


def _waiting(oldest: datetime | None, now: datetime, started: datetime, *, judged: bool) -> Check:
    if oldest is None:
        return Check("inbox", OK, "Nothing waits.", 0.0)
    age = now - oldest
    state = _state(now - max(oldest, started), INBOX_LATE, INBOX_BROKEN) if judged else OK
    return Check("inbox", state, f"The oldest update waits for {_span(age)}.", _seconds(age))


def _silence(
    account: int, heard: datetime | None, now: datetime, started: datetime, *, judged: bool
) -> Check:
    name = f"channel {account}"
    silent = now - max(heard or started, started)
    state = _state(silent, SILENCE_LATE, SILENCE_BROKEN) if judged else OK
    if heard is None:
        return Check(name, state, "There was no contact yet.")
    age = now - heard
    return Check(name, state, f"The last contact was {_span(age)} ago.", _seconds(age))


def _state(age: timedelta, late: timedelta, broken: timedelta) -> str:
    if age > broken:
        return BROKEN
    return LATE if age > late else OK


def _seconds(age: timedelta) -> float:
    return round(max(0.0, age.total_seconds()), 1)


def _span(age: timedelta) -> str:
    """Say a length of time as people do, in its largest whole unit."""
    seconds = int(max(0.0, age.total_seconds()))
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{seconds} second{'s' if seconds != 1 else ''}"
