"""The sender: claims messages, lets them go their way, and writes down what became of them.

A claim is committed before the call, so that a crash leaves a row in 'sending' and never a message
that nobody knows of. Replies and what Heard starts have room of their own.

One process at a time sends for an account: the one that holds its lease. Replies of that process's
own turns come straight from their transaction, without a claim.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from math import inf
from time import monotonic

import structlog
from sqlalchemy import Connection

from bot.delivery import claims, holds, outbox, outcomes
from bot.delivery.leases import LeaseLost, Leases, sends_for
from bot.delivery.outbox import Claimed
from bot.delivery.outcomes import Ended
from bot.delivery.pacing import USUAL, Pacing, Rates
from bot.delivery.ports import Channel, Outcome
from bot.delivery.way import PATIENCE, Testers, Way
from bot.store.database import Database
from bot.store.errors import StoreError

LOOK_AGAIN = 0.5  # seconds between looks at the table when nobody rings
LOOK_SOON = 0.1  # the same where more waits than could go
AHEAD = 0.15  # seconds: of what Heard starts, no more is claimed than may go by then
SOON = 0.4  # the same of replies: below PATIENCE, so that none is put back and overtaken
RECOVER = 5.0  # seconds between looks for what another process left in the middle
TOGETHER = 0.005  # seconds for which what ended is gathered, to be written down at once
WORTH_A_LOOK = claims.BULK // 2  # messages that could go, and wait in the table
MOST_STRAIGHT = 64  # replies that may come straight from their turns and not be sent yet

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The civil clock, which the sandbox can move, and real time; both in UTC."""

    civil: Callable[[], datetime]
    real: Callable[[], datetime]


class Sender:
    """Sends for those channel accounts whose lease this process holds. `ring` wakes it.

    `testers` are, by account, the only addresses that are written to; None stands for everybody.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[int, Channel],
        clocks: Clocks,
        leases: Leases,
        *,
        rates: Rates = USUAL,
        testers: Testers | None = None,
    ) -> None:
        self._database, self._channels = database, channels
        self._clocks, self._leases, self._rates = clocks, leases, rates
        self._way = Way(channels, testers or {}, leases, clocks.civil, self._write_down)
        self._ended: list[Ended] = []
        self._signs: dict[int, str] = {}
        self._more_at: set[int] = set()
        self._bell = asyncio.Event()
        self._look_at_table = True
        self._looked = 0.0
        self._more: frozenset[tuple[int, str]] = frozenset()
        self._in_a_row = (rates.everybody or inf) * PATIENCE / 2
        self._recovered = 0.0
        self._strays: dict[int, set[int]] = {}
        self._disowned: set[int] = set()
        self._finishing = False

    def ring(self) -> None:
        """Say that there may be something to claim."""
        self._look_at_table = True
        self._bell.set()

    def finish(self) -> None:
        """Claim no more: `run` ends once what was claimed is sent and written down."""
        self._finishing = True
        self._bell.set()

    async def run(self) -> None:
        """Send until told to finish."""
        try:
            while not self._finishing:
                if not await self._look():
                    await self._rest()
            while self._way or self._ended or self._way.waits:
                if not await self._look_once_more():
                    await self._rest()
        finally:
            self._way.cancel()

    # --- straight from a turn ---------------------------------------------------------------------

    def straight(self, account: int, address: int) -> str | None:
        """Give the lease under which a reply may come straight here; see `outbox.Straight`.

        While replies wait for their turn, the next ones wait behind them. Called from the thread of
        a transaction, so it only looks.
        """
        sign = self._signs.get(account)
        if self._finishing or sign is None or self._leases.token(sends_for(account)) != sign:
            return None
        moment = monotonic()
        is_full = len(self._way) >= MOST_STRAIGHT
        is_full |= (account, "reply") in self._more or self._way.is_in_line(account, moment)
        is_full |= self._way.unspent[account] > self._in_a_row
        is_busy = address in self._way  # one may follow what is on its way
        if is_full or is_busy or self._way.pacing[account].is_held(address, moment):
            self._more_at.update({address} if is_busy else ())
            return None
        return sign

    def send_straight(self, claimed: Sequence[Claimed]) -> None:
        """Send what a turn wrote down for this sender, but what was put back meanwhile."""
        for message in claimed:
            if message.id not in self._disowned:
                self._way.begin(message)
        self._disowned.clear()  # turns come one group after the other

    # --- claiming ---------------------------------------------------------------------------------

    async def _look(self) -> int:
        try:
            await self._take_over()
            return await self.send_some()
        except LeaseLost:
            log.warning("another process sends now")
        except StoreError as error:  # what ended is still known, and is written down later
            log.warning("the outbox cannot be reached", error=type(error).__name__)
            self._recovered = 0.0  # perhaps something was claimed, and nobody was told
        self._look_at_table = True
        return 0

    async def _look_once_more(self) -> int:
        """Write down what ended while the rest is on its way: each may be the last to end."""
        try:
            return await self.send_some()
        except StoreError as error:
            log.warning("the outbox cannot be reached", error=type(error).__name__)
            return 0

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SOON if self._more else LOOK_AGAIN):
                await self._bell.wait()
            if not self._look_at_table:
                await asyncio.sleep(TOGETHER)
        self._bell.clear()

    async def _take_over(self) -> None:
        """Begin, or go on, to send for each account whose lease is ours; stop for the others."""
        moment = monotonic()
        tidy = moment >= self._recovered + RECOVER
        for account in self._channels:
            sign = self._leases.token(sends_for(account))
            if sign is None:
                self._signs.pop(account, None)
            elif sign != self._signs.get(account):
                await self._begin_account(account, sign)
            elif tidy:
                await self._recover(account, sign)
        self._recovered = moment if tidy else self._recovered

    async def _begin_account(self, account: int, sign: str) -> None:
        """Keep to the waits that stand, and leave room for what the one before may have sent."""
        real = self._clocks.real()
        pacing = Pacing(self._rates, begun=monotonic())
        for wait in await self._database.write(lambda c: holds.kept(c, account, real)):
            pacing.hold(wait.address, monotonic() + wait.seconds)
        await self._recover(account, sign)
        self._way.pacing[account], self._signs[account] = pacing, sign

    async def _recover(self, account: int, sign: str) -> None:
        """Take up what nobody has in hand: of other signs at once, of ours at the second look.

        A commit may be done though it failed for whoever asked for it; then its messages are
        strays. Those of a turn are strays until they are handed over.
        """
        now, ours = self._clocks.civil(), self._in_hand()
        lost = self._strays.pop(account, set()) - ours
        self._disowned |= lost

        def recover(connection: Connection) -> tuple[int, set[int]]:
            self._leases.guard(connection, sends_for(account))
            taken_up = outbox.recover(connection, now, account, sign, ours)
            taken_up += outbox.put_back(connection, lost, sign)
            return taken_up, outbox.strays(connection, account, sign) - ours

        taken_up, self._strays[account] = await self._database.write(recover)
        if taken_up:
            log.warning("messages were left in the middle", account=account, messages=taken_up)

    def _in_hand(self) -> set[int]:
        """Give the ids of all that this process has to send, or to write down."""
        return {one.id for one in chain(self._way.messages(), (it.message for it in self._ended))}

    def _write_down(self, message: Claimed, outcome: Outcome) -> None:
        """Take in what became of a message; there may be more at its address, or a token left."""
        self._ended.append(Ended(message, outcome))
        if message.address in self._more_at:
            self._more_at.discard(message.address)
            self._look_at_table = True
        if self._more and self._way.could_go(message.account, AHEAD) >= WORTH_A_LOOK:
            self._look_at_table = True
        self._bell.set()

    async def send_some(self) -> int:
        """Write down what ended, and begin to send what may go; gives how many rows were moved."""
        claims_too = self._is_to_claim()
        if not (claims_too or self._ended or self._way.waits):
            return 0
        now, real, rooms = self._clocks.civil(), self._clocks.real(), self._rooms()
        ended, self._ended = self._ended, []
        waits, self._way.waits = self._way.waits, []
        self._look_at_table = False

        def turn_over(connection: Connection) -> claims.Round:
            if ended:
                outcomes.write(connection, ended, now)
            if waits:
                holds.keep(connection, waits, real)
            if not claims_too:
                return claims.Round([])
            for room in rooms:
                self._leases.guard(connection, sends_for(room.account))
            return claims.claim(connection, now, rooms)

        try:
            found = await self._database.write(turn_over)
        except BaseException:
            self._ended = ended + self._ended
            self._way.waits = waits + self._way.waits
            self._look_at_table = True
            raise
        self._look_at_table |= found.moved > 0
        self._more = found.more if claims_too else self._more
        for message in found.claimed:
            if message.lane == "reply":
                self._more_at.add(message.address)
            self._way.begin(message)
        return len(ended) + len(found.claimed) + found.moved

    def _is_to_claim(self) -> bool:
        """Tell whether to look at the table now: there may be something, or it is time to see."""
        if self._finishing or not self._signs:
            return False
        is_time = monotonic() >= self._looked + (LOOK_SOON if self._more else LOOK_AGAIN)
        if is_time or self._look_at_table:
            self._looked = monotonic()
            return True
        return False

    def _rooms(self) -> list[claims.Room]:
        """Leave alone who is being written to, and who is to be left alone for a while."""
        moment, going = monotonic(), self._way.counts()
        busy = self._way.busy(moment)
        return [
            claims.Room(
                account, sign, busy,
                min(self._could_go(account, SOON), claims.REPLIES - going[account, "reply"]),
                min(self._could_go(account, AHEAD), claims.BULK - going[account, "bulk"]),
            )
            for account, sign in self._signs.items()
            if not self._way.pacing[account].stands_still(moment)
        ]  # fmt: skip

    def _could_go(self, account: int, within: float) -> int:
        """Give for how many there are tokens within so many seconds: what is claimed goes then."""
        return max(0, int(min(self._way.could_go(account, within), MOST_STRAIGHT)))
