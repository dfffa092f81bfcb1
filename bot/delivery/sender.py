"""The sender: claims messages, sends them at the channel's pace, writes down what became of them.

A claim is committed before the call, so that a crash leaves a row in 'sending' and never a message
that nobody knows of. Messages to one address go one after the other; addresses go side by side,
and nobody waits for another's slow connection. Replies and what Heard starts have room of their
own, and of the channel's pace what Heard starts takes only what replies leave.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

import structlog
from sqlalchemy import Connection

from bot.delivery import claims, outbox, outcomes
from bot.delivery.claims import Claimed
from bot.delivery.outcomes import Ended
from bot.delivery.pacing import Pacing
from bot.delivery.ports import Channel, NotSent, Outcome, Refused, TooFast, Unknown
from bot.store.database import Database
from bot.store.errors import StoreError

LOOK_AGAIN = 0.2  # seconds between looks at the table when nobody rings
WAIT_UNSENT = 2.0  # seconds before trying again what could not be sent, or perhaps was not
PATIENCE = 0.5  # seconds to wait for a token before the message is put back
BLINK = 0.001  # seconds; clocks are not exact enough to wait for less

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Under:
    """What is on its way: messages by the task that sends them, and those that came to an end."""

    way: dict["asyncio.Task[None]", Claimed] = field(default_factory=dict)
    ended: list[Ended] = field(default_factory=list)

    def count(self, lane: str) -> int:
        return sum(message.lane == lane for message in self.way.values())


class Sender:
    """Sends for every channel account of this process. `ring` wakes it.

    `testers` are, by account, the only addresses that are written to; None stands for everybody.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[int, Channel],
        clock: Callable[[], datetime],
        *,
        paced: bool = True,
        testers: Mapping[int, frozenset[str] | None] | None = None,
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._pacing = {account: Pacing(on=paced) for account in channels}
        self._testers = testers or {}
        self._held: dict[int, float] = {}
        self._under = _Under()
        self._bell = asyncio.Event()
        self._finishing = False

    def ring(self) -> None:
        """Say that there may be something to send."""
        self._bell.set()

    def finish(self) -> None:
        """Claim no more: `run` ends once what was claimed is sent and written down."""
        self._finishing = True
        self._bell.set()

    async def run(self) -> None:
        """Send until told to finish."""
        now = self._clock()
        await self._database.write(lambda c: outbox.recover(c, now))
        try:
            while not self._finishing:
                if not await self._look():
                    await self._rest()
            await asyncio.gather(*self._under.way)
            await self.send_some()
        finally:
            for task in self._under.way:
                task.cancel()

    async def _look(self) -> int:
        try:
            return await self.send_some()
        except StoreError as error:  # what ended is still known, and is written down later
            log.warning("the outbox cannot be reached", error=type(error).__name__)
            return 0

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), LOOK_AGAIN)
        self._bell.clear()

    async def send_some(self) -> int:
        """Write down what ended, and begin to send what may go; gives how many rows were moved."""
        now, room = self._clock(), self._room()
        ended, self._under.ended = self._under.ended, []

        def turn_over(connection: Connection) -> claims.Round:
            if ended:
                outcomes.write(connection, ended, now)
            return claims.Round([]) if self._finishing else claims.claim(connection, now, room)

        try:
            found = await self._database.write(turn_over)
        except BaseException:
            self._under.ended = ended + self._under.ended
            raise
        for message in found.claimed:
            task = asyncio.create_task(self._send(message))
            self._under.way[task] = message
        return len(found.claimed) + found.moved

    def _room(self) -> claims.Room:
        """Leave alone who is being written to, and who is to be left alone for a while."""
        moment = monotonic()
        self._held = {one: until for one, until in self._held.items() if until > moment}
        going = {message.address for message in self._under.way.values()}
        return claims.Room(
            accounts=[n for n, pace in self._pacing.items() if not pace.stands_still(moment)],
            busy=going.union(self._held),
            replies=claims.REPLIES - self._under.count("reply"),
            bulk=claims.BULK - self._under.count("bulk"),
        )

    async def _send(self, message: Claimed) -> None:
        try:
            outcome = await self._paced(message)
        except Exception:  # no message may keep the others from going
            log.exception("a message failed", message=message.id)
            outcome = Unknown("the channel failed")
        self._obey(message, outcome)
        self._under.ended.append(Ended(message, outcome))
        task = asyncio.current_task()
        if task is not None:
            self._under.way.pop(task, None)
        self._bell.set()

    async def _paced(self, message: Claimed) -> Outcome:
        testers = self._testers.get(message.account)
        if testers is not None and message.external_id not in testers:
            return Refused("this person is not a listed tester")
        too_long = await self._its_turn(message)
        if too_long:
            return TooFast(too_long, everybody=False)
        channel = self._channels[message.account]
        return await channel.send(
            message.payload, message.external_id, edits=message.edits, file=message.file
        )

    async def _its_turn(self, message: Claimed) -> float:
        """Wait for a token: a reply takes the next, others one that is left.

        Gives how many seconds there are still to wait, where that is too long.
        """
        pacing = self._pacing[message.account]
        while True:
            moment = monotonic()
            wait = pacing.ready(message.address, moment) - moment
            if wait > PATIENCE:
                return wait
            if wait <= 0 or message.lane == "reply":
                pacing.spend(message.address, moment)
                await asyncio.sleep(max(0.0, wait))
                return 0.0
            await asyncio.sleep(max(wait, BLINK))

    def _obey(self, message: Claimed, outcome: Outcome) -> None:
        """Leave an address, or everybody, alone for as long as the channel says."""
        moment = monotonic()
        match outcome:
            case TooFast(seconds, everybody):
                whom = None if everybody else message.address
                self._pacing[message.account].hold(whom, moment + seconds)
                self._held[message.address] = moment + seconds
            case NotSent(why) | Unknown(why):
                log.warning("not sent", message=message.id, why=why)
                self._held[message.address] = moment + WAIT_UNSENT
            case _:
                pass
