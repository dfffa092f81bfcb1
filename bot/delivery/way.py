"""What is on its way: messages to one address one after the other, each at its account's pace.

Addresses go side by side, and nobody waits for another's slow connection. A reply takes the next
token of its account's pace, what Heard starts one that is left.
"""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from time import monotonic

import structlog

from bot.delivery import metrics
from bot.delivery.holds import Wait
from bot.delivery.leases import Leases, sends_for
from bot.delivery.outages import Outage
from bot.delivery.outbox import Claimed
from bot.delivery.pacing import Pacing
from bot.delivery.ports import Channel, NotSent, Outcome, Refused, Sent, TooFast, Unknown

WAIT_UNSENT = 2.0  # seconds before trying again what could not be sent, or perhaps was not
PATIENCE = 0.5  # seconds to wait for a token before the message is put back
BLINK = 0.001  # seconds; clocks are not exact enough to wait for less
IN_LINE = 0.1  # seconds for which replies that were put back go before new ones

Testers = Mapping[int, frozenset[str] | None]
"""By account the only addresses that are written to; None stands for everybody."""

log = structlog.get_logger(__name__)


class _PutBack(NotSent):
    """It was not even tried."""


class Way:
    """Sends what it is given; `ended` is called with each message and what became of it.

    `pacing` holds the pace of each account that is sent for; `waits` gathers what channels asked.
    """

    def __init__(
        self,
        channels: Mapping[int, Channel],
        testers: Testers,
        leases: Leases,
        clock: Callable[[], datetime],
        ended: Callable[[Claimed, Outcome], None],
    ) -> None:
        self._channels, self._testers, self._leases = channels, testers, leases
        self._clock, self._ended = clock, ended
        self._going: dict[int, tuple[asyncio.Task[None], Claimed]] = {}
        self._next: defaultdict[int, deque[Claimed]] = defaultdict(deque)
        self._in_line: dict[int, float] = {}
        self._outages = {number: self._outage(number, one) for number, one in channels.items()}
        self.pacing: dict[int, Pacing] = {}
        self.unspent: Counter[int] = Counter()
        self.waits: list[Wait] = []

    def __len__(self) -> int:
        """Tell how many addresses are being written to, or wait for it."""
        return len(self._going) + len(self._next)

    def __contains__(self, address: int) -> bool:
        """Tell whether more than one message is on its way to an address."""
        return address in self._next

    def messages(self) -> Iterator[Claimed]:
        """Give what is not sent yet."""
        yield from (message for _, message in self._going.values())
        yield from chain.from_iterable(self._next.values())

    def counts(self) -> Counter[tuple[int, str]]:
        """Count what is not sent yet, by account and lane."""
        return Counter((one.account, one.lane) for one in self.messages())

    def busy(self, moment: float) -> set[int]:
        """Give who is being written to, and who is to be left alone for a while."""
        held = [pacing.held(moment) for pacing in self.pacing.values()]
        return set(self._going).union(*held)

    def is_in_line(self, account: int, moment: float) -> bool:
        """Tell whether replies were put back that new ones must not overtake."""
        return moment < self._in_line.get(account, 0.0)

    def could_go(self, account: int, within: float) -> float:
        """Give for how many more there are tokens within so many seconds; it may be below 0."""
        return self.pacing[account].coming(monotonic(), within) - self.unspent[account]

    def begin(self, message: Claimed) -> None:
        """Send a message, after what is on its way to the same address."""
        if message.address in self._going:
            self._next[message.address].append(message)
        else:
            task = asyncio.create_task(self._send(message))
            self._going[message.address] = task, message

    def cancel(self) -> None:
        """Cut off what is on its way."""
        for task, _ in self._going.values():
            task.cancel()
        for outage in self._outages.values():
            outage.cancel()

    def _outage(self, account: int, channel: Channel) -> Outage:
        return Outage(account, channel.is_there, lambda: self.pacing[account])

    async def _send(self, message: Claimed) -> None:
        try:
            outcome = await self._paced(message)
        except Exception:  # no message may keep the others from going
            log.exception("a message failed", message=message.id)
            outcome = Unknown("the channel failed")
        self._obey(message, outcome)
        self._go_on(message.address)
        self._ended(message, outcome)

    def _go_on(self, address: int) -> None:
        """Send what follows at an address."""
        del self._going[address]
        following = self._next.get(address)
        if following:
            self.begin(following.popleft())
        if not following:
            self._next.pop(address, None)

    async def _paced(self, message: Claimed) -> Outcome:
        testers = self._testers.get(message.account)
        if testers is not None and message.external_id not in testers:
            return Refused("this person is not a listed tester")
        self.unspent[message.account] += 1
        try:
            wait = await self._its_turn(message)
        finally:
            self.unspent[message.account] -= 1
        if wait:
            self._put_behind(message, wait)
            return _PutBack("others go first")
        async with self._outages[message.account].in_line():
            if self.pacing[message.account].is_held(message.address, monotonic()):
                return _PutBack("the channel fails")
            if self._leases.token(sends_for(message.account)) != message.lease:
                return _PutBack("another process sends now")
            return await self._call(message)

    async def _call(self, message: Claimed) -> Outcome:
        began = monotonic()
        outcome = await self._channels[message.account].send(
            message.payload, message.external_id, edits=message.edits, file=message.file
        )
        outage = self._outages[message.account]
        if isinstance(outcome, NotSent | Unknown):
            outage.failed(began)
        else:
            outage.over()
        metrics.message_ended(message.account, message.lane, outcome)
        if isinstance(outcome, Sent) and message.lane == "reply":
            waited = self._clock() - message.asked_at
            metrics.reply_sent(message.account, waited.total_seconds())
        return outcome

    def _put_behind(self, message: Claimed, wait: float) -> None:
        """Leave an address alone until it is its turn; a reply is not to be overtaken meanwhile."""
        pacing, moment = self.pacing[message.account], monotonic()
        if pacing.is_told_to_wait(moment):
            return  # how long is not known yet
        pacing.hold(message.address, moment + wait + BLINK)
        if message.lane == "reply" and pacing.coming(moment, 0.0) < 1:
            self._in_line[message.account] = moment + wait + IN_LINE

    async def _its_turn(self, message: Claimed) -> float:
        """Wait for a token: a reply takes the next, others one that is left.

        Gives how many seconds there are still to wait, where that is too long.
        """
        pacing = self.pacing[message.account]
        what = "send" if message.edits is None else "edit"
        while True:
            moment = monotonic()
            wait = pacing.ready(message.address, moment, what) - moment
            if wait > PATIENCE:
                return wait
            if wait <= 0 or message.lane == "reply":
                pacing.spend(message.address, moment, what)
                if wait > 0:
                    await asyncio.sleep(wait)
                if not pacing.is_held(message.address, monotonic()):  # since it began to wait
                    return 0.0
            else:
                await asyncio.sleep(max(wait, BLINK))

    def _obey(self, message: Claimed, outcome: Outcome) -> None:
        """Leave alone whom the channel wants left alone, and for a while who was not reached."""
        pacing, moment = self.pacing[message.account], monotonic()
        match outcome:
            case TooFast(seconds):
                whom = pacing.too_fast(message.address, moment, seconds)
                self.waits += [Wait(message.account, one, seconds) for one in whom]
                log.warning("too fast", account=message.account, seconds=seconds, all=None in whom)
            case _PutBack():
                pass
            case NotSent(why) | Unknown(why):
                log.warning("not sent", message=message.id, why=why)
                pacing.hold(message.address, moment + WAIT_UNSENT)
            case _:
                pass
