"""The sender: claims messages, sends them at the channel's pace, writes down what became of them.

A claim is committed before the call, so that a crash leaves a row in 'sending' and never a message
that nobody knows of. Messages to one address go one after the other; addresses go side by side.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from time import monotonic

import structlog

from bot.delivery import claims, outbox, outcomes
from bot.delivery.claims import Claimed
from bot.delivery.outcomes import Ended
from bot.delivery.pacing import Pacing
from bot.delivery.ports import Channel, NotSent, Outcome, Refused, TooFast
from bot.store.database import Database

LOOK_AGAIN = 0.2  # seconds between looks at the table when nobody rings
SIDE_BY_SIDE = 16
WAIT_UNSENT = 2.0  # seconds before trying again what could not be sent
PATIENCE = 0.5  # seconds to wait for a token before the message is put back

log = structlog.get_logger(__name__)


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
        await self._database.write(outbox.recover)
        while not self._finishing:
            sent = await self.send_some()
            if not sent:
                await self._rest()

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), LOOK_AGAIN)
        self._bell.clear()

    async def send_some(self) -> int:
        """Claim and send what may go now; gives how many were claimed."""
        now, moment = self._clock(), monotonic()
        self._held = {one: until for one, until in self._held.items() if until > moment}
        busy = frozenset(self._held)
        claimed = await self._database.write(lambda c: claims.claim(c, now, busy))
        if not claimed:
            return 0
        gate = asyncio.Semaphore(SIDE_BY_SIDE)
        ended = await asyncio.gather(*(self._send(one, gate) for one in claimed))
        done = self._clock()
        await self._database.write(lambda c: outcomes.write(c, ended, done))
        return sum(not isinstance(one.outcome, TooFast | NotSent) for one in ended)

    async def _send(self, message: Claimed, gate: asyncio.Semaphore) -> Ended:
        async with gate:
            outcome = await self._paced(message)
        return Ended(message, self._obey(message, outcome))

    async def _paced(self, message: Claimed) -> Outcome:
        testers = self._testers.get(message.account)
        if testers is not None and message.external_id not in testers:
            return Refused("this person is not a listed tester")
        pacing = self._pacing[message.account]
        moment = monotonic()
        wait = pacing.ready(message.address, moment) - moment
        if wait > PATIENCE:
            return TooFast(wait, everybody=False)
        pacing.spend(message.address, moment)
        await asyncio.sleep(max(0.0, wait))
        channel = self._channels[message.account]
        return await channel.send(
            message.payload, message.external_id, edits=message.edits, file=message.file
        )

    def _obey(self, message: Claimed, outcome: Outcome) -> Outcome:
        """Leave an address, or everybody, alone for as long as the channel says."""
        moment = monotonic()
        match outcome:
            case TooFast(seconds, everybody):
                whom = None if everybody else message.address
                self._pacing[message.account].hold(whom, moment + seconds)
                self._held[message.address] = moment + seconds
            case NotSent(why):
                log.warning("not sent", message=message.id, why=why)
                self._held[message.address] = moment + WAIT_UNSENT
            case _:
                pass
        return outcome
