"""What tests of the outbox stand on: messages put there, claimed, and said to have ended."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from time import monotonic
from typing import Any

import pytest
import sqlalchemy as sa

from bot.channels.telegram import TelegramChannel
from bot.delivery import claims, outbox, outcomes
from bot.delivery import leases as leasing
from bot.delivery.claims import Round
from bot.delivery.leases import Leases
from bot.delivery.outbox import Claimed, Message
from bot.delivery.outcomes import Ended
from bot.delivery.ports import Outcome, Payload, Sent
from bot.store import tables
from bot.store.database import Database
from tests.bot.delivery.hall import CATALOGUES, NOW, Hall

SIGN = "this sender"
LONG = 600.0  # seconds: no test takes so long


class Post:
    """Puts messages into the outbox of a hall's people, and takes them out."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self._keys = count(1)
        self._messages = count(500)

    def put(self, to: str, said: str, *, kind: str = "reply", **more: Any) -> str:
        """Write a message down; gives what it says, by which it is found again."""
        with self.hall.database.transaction() as connection:
            where = tables.address.c.external_id == to
            place = connection.execute(sa.select(tables.address.c.id).where(where)).scalar_one()
            message = Message(
                account=self.hall.account, address=place, member=self.hall.members[to],
                key=f"{next(self._keys)}", kind=kind, payload={"said": said},
                **({"due_at": NOW} | more),
            )  # fmt: skip
            outbox.write(connection, [message], NOW)
        return said

    def claim(
        self, now: datetime = NOW, *, busy: Collection[int] = (), replies: int = 16, bulk: int = 8
    ) -> Round:
        """Claim what may go."""
        room = claims.Room(self.hall.account, SIGN, busy, replies, bulk)
        with self.hall.database.transaction() as connection:
            return claims.claim(connection, now, [room])

    def claimed(self, now: datetime = NOW, **room: Any) -> list[str]:
        """Claim what may go; gives what the messages say."""
        return [said(one) for one in self.claim(now, **room).claimed]

    def end(self, claimed: Collection[Claimed], outcome: Outcome, now: datetime = NOW) -> None:
        """Say that all of these ended like this."""
        with self.hall.database.transaction() as connection:
            outcomes.write(connection, [Ended(one, outcome) for one in claimed], now)

    def send(self, now: datetime = NOW, outcome: Outcome | None = None) -> list[str]:
        """Claim and end until nothing more goes; gives what the messages said, in order."""
        sent: list[str] = []
        while True:
            found = self.claim(now)
            for one in found.claimed:
                self.end([one], outcome or Sent(next(self._messages)), now)
            sent += [said(one) for one in found.claimed]
            if not found.claimed and not found.moved:
                return sent

    def recover(self, now: datetime = NOW) -> None:
        """Start anew, after the program stopped in the middle."""
        with self.hall.database.transaction() as connection:
            outbox.recover(connection, now, self.hall.account, "the next")

    def states(self, **where: Any) -> list[str]:
        """Give the states of messages, in order."""
        return [row["status"] for row in self.hall.rows(tables.outbox, **where)]

    def kept_words(self) -> list[Any]:
        """Give what is kept of messages that will not be sent again."""
        over = [row for row in self.hall.rows(tables.outbox) if row["status"] not in GOING]
        return [row["payload"] for row in over if row["payload"] is not None]

    def change(self, table: sa.Table, **values: Any) -> None:
        """Set columns in every row of a table."""
        with self.hall.database.transaction() as connection:
            connection.execute(table.update().values(**values))


GOING = ("waiting", "sending")


def said(message: Claimed) -> str:
    """Give what a message says."""
    return _said_in(message.payload)


def _said_in(payload: Payload) -> str:
    return str(payload.get("said") or payload["params"]["text"])


@dataclass
class Scripted(TelegramChannel):
    """A channel on which each message ends as the test says; nothing leaves this process."""

    answer: Callable[[Payload], Any] = lambda _: None
    sent: list[str] = field(default_factory=list)
    edited: list[int | None] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    there: Callable[[], bool] = lambda: True
    times_asked: int = 0

    def __post_init__(self) -> None:
        """Need no token: there is no server."""
        self._say = CATALOGUES.say
        self._numbers = count(900)

    async def send(
        self, payload: Payload, address: str, *, edits: int | None, file: str | None
    ) -> Outcome:
        """End as the test says: at an outcome, at an error, or when it is let go."""
        assert address.isdigit()
        assert file is None
        self.sent.append(_said_in(payload))
        self.edited.append(edits)
        self.at.append(monotonic())
        ends = self.answer(payload)
        if isinstance(ends, asyncio.Event):
            await ends.wait()
            ends = None
        if isinstance(ends, BaseException):
            raise ends
        return ends or Sent(edits or next(self._numbers))

    async def is_there(self) -> bool:
        """Say what the test says."""
        self.times_asked += 1
        return self.there()


async def until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something holds, on however slow a machine; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  a table cannot ring
            await asyncio.sleep(0.01)


async def held(database: Database, *names: str) -> Leases:
    """Give leases of these names, held by this process: nobody renews them, so they last."""
    leases = Leases(database, names)
    with pytest.MonkeyPatch.context() as lasting:
        lasting.setattr(leasing, "LASTS", LONG)
        lasting.setattr(leasing, "SURE", LONG)
        await leases.ask()
    return leases
