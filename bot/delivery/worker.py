"""The worker: takes what waits in the inbox, each person in order, sixteen people at a time.

On SQLite one worker looks at the heads and takes them. On Postgres several may ask at once, so each
leases the heads that it takes; a group is never shared.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.delivery import inbox, metrics, turns
from bot.delivery.apology import apologise
from bot.delivery.inbox import Letter
from bot.delivery.leases import LeaseLost
from bot.delivery.outbox import Written
from bot.delivery.ports import Arrived, Intake
from bot.delivery.turns import Room
from bot.delivery.understanding import Said
from bot.store.database import Database
from bot.store.errors import StoreError
from conversations.events import Requested
from conversations.plain import from_plain
from conversations.turn import Computed

MANY = 3  # letters at once, from which on there is a rush
GATHER = 0.012  # seconds for which a rush is gathered, at most: larger groups cost less a turn
LOOK_AGAIN = 0.5  # seconds between looks at the table when nobody rings

Compute = Callable[[Connection, Requested, datetime], object]

log = structlog.get_logger(__name__)


class Worker:
    """Takes turns. `computed` names what can be asked for; `written` gets what each group wrote."""

    def __init__(
        self,
        database: Database,
        room: Room,
        clock: Callable[[], datetime],
        computed: Mapping[str, Compute],
        written: Callable[[Written], None],
    ) -> None:
        self._database = database
        self._room = room
        self._clock = clock
        self._computed = computed
        self._written = written
        self._bell = asyncio.Event()
        self._waiting = 0  # letters, about
        self._group = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._finishing = False

    def intake(self, account: int) -> Intake:
        """Give the function that stores one account's updates, and wakes the worker after it."""

        async def store(arrived: Sequence[Arrived]) -> None:
            try:
                await self._store(account, arrived)
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001  whatever it is, it is of one update
                log.warning("updates go in one by one", error=type(error).__name__)
                for one in arrived:
                    await self._store_or_set_aside(account, one)
            self._count(len(arrived))
            self.ring()

        return store

    async def _store(self, account: int, arrived: Sequence[Arrived]) -> None:
        now = self._clock()
        await self._database.write(lambda c: inbox.store(c, account, arrived, now))

    async def _store_or_set_aside(self, account: int, one: Arrived) -> None:
        """Store an update, or set it aside: else the channel would bring it again for ever."""
        try:
            await self._store(account, [one])
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001
            log.error("an update cannot be stored", error=type(error).__name__)  # noqa: TRY400
            now = self._clock()
            await self._database.write(lambda c: inbox.set_aside(c, account, one, now))

    def ring(self) -> None:
        """Say that there may be something in the inbox."""
        self._bell.set()

    def finish(self) -> None:
        """Take no more turns: `run` ends once those that were begun are handed over."""
        self._finishing = True
        self.ring()

    async def run(self) -> None:
        """Take turns until told to finish."""
        while not self._finishing:
            taken = await self._look()
            self._count(-(taken or self._waiting))  # none found: those came twice
            if taken >= MANY:
                with suppress(TimeoutError):
                    async with asyncio.timeout(GATHER):
                        await self._group.wait()
            elif not taken:
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN):
                        await self._bell.wait()
                self._bell.clear()

    def _count(self, more: int) -> None:
        """Know when a whole group waits, which need not be gathered any longer.

        Where others take letters too, nobody knows how many are left: there a rush is gathered.
        """
        if self._room.worker is not None:
            return
        self._waiting = max(0, self._waiting + more)
        if self._waiting >= inbox.AT_ONCE:
            self._group.set()
        else:
            self._group.clear()

    async def _look(self) -> int:
        try:
            return await self.take_some()
        except StoreError as error:  # nobody's turn failed: what waits is taken later
            log.warning("the inbox cannot be reached", error=type(error).__name__)
            return 0

    async def take_some(self) -> int:
        """Take the turns that wait, at most sixteen; gives how many letters there were."""
        letters = await self._claim()
        if not letters:
            return 0
        said = await self._understood(letters)
        try:
            await self._take(said)
        except StoreError:
            raise
        except LeaseLost:  # of one or more; the others are still ours
            await self._one_by_one(said)
        except Exception:
            log.exception("a group of turns failed", turns=len(said))
            await self._one_by_one(said)
        self._acknowledge(said)
        return len(letters)

    async def _claim(self) -> list[Letter]:
        mine, accounts = self._room.worker, list(self._room.channels)
        if mine is None:
            return await self._database.read(lambda c: inbox.heads(c, accounts))
        return await self._database.write(lambda c: inbox.claim(c, accounts, mine))

    async def _take(self, said: Sequence[Said]) -> None:
        now = self._clock()
        self._written(
            await self._database.write(lambda c: turns.take_turns(c, said, self._room, now))
        )
        for one in said:
            metrics.turn_taken(one.letter.account)

    async def _one_by_one(self, said: Sequence[Said]) -> None:
        for one in said:
            try:
                await self._take([one])
            except StoreError:
                raise
            except LeaseLost:
                log.warning("another worker took a turn", letter=one.letter.id)
            except Exception:
                log.exception("a turn failed", letter=one.letter.id)
                metrics.turn_failed(one.letter.account)
                await self._set_back(one.letter)

    async def _set_back(self, letter: Letter) -> None:
        now = self._clock()

        def set_back(connection: Connection) -> bool:
            is_aside = inbox.fail(connection, letter.id, now, self._room.worker)
            if is_aside:
                apologise(connection, letter, self._room, now)
            return is_aside

        with suppress(LeaseLost):  # then it is another worker's
            if await self._database.write(set_back):
                log.error("an update was set aside", letter=letter.id)
                metrics.update_set_aside(letter.account)
                self._written(Written(waiting=1))

    async def _understood(self, letters: Sequence[Letter]) -> list[Said]:
        """Understand letters; one that cannot be worked out is set back and left out."""
        said = []
        for letter in letters:
            try:
                said.append(await self._understand(letter))
            except StoreError:
                raise
            except Exception:
                log.exception("a letter cannot be worked out", letter=letter.id)
                await self._set_back(letter)
        return said

    async def _understand(self, letter: Letter) -> Said:
        payload = letter.read(self._database.sealer)
        if letter.kind == inbox.UPDATE:
            return Said(letter, heard=self._room.channels[letter.account].read(payload))
        request = from_plain(Requested, payload)
        now = self._clock()
        work = self._computed[request.name]
        value = await self._database.read(lambda c: work(c, request, now))
        return Said(letter, computed=Computed(request, value))

    def _acknowledge(self, said: Sequence[Said]) -> None:
        for one in said:
            if one.heard and one.heard.tap:
                metrics.tap_acknowledged(one.letter.account)
                channel = self._room.channels[one.letter.account]
                task = asyncio.create_task(channel.acknowledge(one.heard.tap))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
