"""Growth: what one answer costs, however many members there are and answers were given.

One answer is taken the whole way, without network: stored in the inbox, taken in a group of
sixteen, and what is said written down as sent. Processor time is that of this process and, on
Postgres, of the server process that works for it. Sizes take turns, and medians are compared.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.codec import write_data
from bot.delivery import inbox, outcomes
from bot.delivery.outbox import Written
from bot.delivery.outcomes import Ended
from bot.delivery.ports import Arrived, Sent
from bot.delivery.turns import Room, take_turns
from bot.delivery.understanding import Said
from bot.involvement.consultations import Contents
from bot.involvement.facts import Shelf
from bot.involvement.languages import Catalogues
from bot.program import LOCALES
from bot.store.database import Database
from conversations.screen import Act
from tests.bench import bulk
from tests.bench.figures import Figure
from tests.bench.heard import Home, sqlite_home
from tests.bench.network import ask, make_network
from tests.bench.postgres import postgres_homes
from tests.bench.processes import cpu_seconds
from tests.statements import statements

GROUP = 16
SIZES = ((1_000, 0), (100_000, 0), (1_000_000, 0), (100_000, 1_000_000))
"""Members, and answers that they gave before to another consultation."""
QUESTIONS = 10
SIGN = "bench"


def run(
    sizes: tuple[tuple[int, int], ...] = SIZES, rounds: int = 9, groups: int = 8
) -> Iterator[Figure]:
    """Measure on both databases; the first size is what the others are compared with."""
    for name in ("SQLite", "Postgres"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            new = _new_homes(name, folder, stack)
            towns = [stack.enter_context(town(new(), *size)) for size in sizes]
            for _ in range(rounds):
                for one in towns:
                    one.answer(groups)
            yield from _figures(name, towns)


def _new_homes(name: str, folder: Path, stack: ExitStack) -> Callable[[], Home]:
    if name == "Postgres":
        return stack.enter_context(postgres_homes())
    numbers = count(1)
    return lambda: sqlite_home(folder / str(next(numbers)))


def _figures(name: str, towns: "list[Town]") -> Iterator[Figure]:
    first = towns[0]
    for one in towns:
        case = f"{name}, {one.members:,} members"
        case += f", {one.answers:,} answers" if one.answers else ""
        against = f"{first.members:,} members"
        yield Figure("growth", f"{case}: statements", median(one.statements), "an answer",
                     against, median(first.statements))  # fmt: skip
        yield Figure("growth", f"{case}: processor", median(one.cpu) * 1000, "ms an answer",
                     against, median(first.cpu) * 1000)  # fmt: skip


@contextmanager
def town(home: Home, members: int, answers: int) -> "Iterator[Town]":
    """Fill a database with a network of this size, open for as long as the block lasts."""
    with home.open() as database:
        made = Town(database, members, answers)
        with database.transaction() as connection:
            bulk.settle(connection)
        yield made


class Town:
    """A network of one size, and what its people's answers cost."""

    def __init__(self, database: Database, members: int, answers: int) -> None:
        self.members, self.answers = members, answers
        self.statements: list[float] = []
        self.cpu: list[float] = []
        self._database = database
        with database.transaction() as connection:
            self._fill(connection)
        catalogues = Catalogues.load(LOCALES)
        self._channel = TelegramChannel(SecretStr("1001:bench"), "http://127.0.0.1", catalogues.say)
        self._room = Room(
            {self._account: self._channel}, catalogues, Shelf(Contents()),
            straight=lambda _account, _address: SIGN,
        )  # fmt: skip
        self._numbers = count(1)
        self._people = count(0)

    def _fill(self, connection: Connection) -> None:
        network = make_network(connection, 1)
        self._account = network.account
        bulk.in_memory(connection)
        bulk.add_members(connection, network.number, network.account, self.members)
        self._open = ask(connection, network, ["several"])
        bulk.let_take_part(connection, self._open, self.members)
        if self.answers:
            before = ask(connection, network, ["single"] * QUESTIONS, 1)
            gave = self.answers // QUESTIONS
            bulk.let_take_part(connection, before, gave)
            kinds = dict.fromkeys(range(1, QUESTIONS + 1), "single")
            bulk.add_answers(connection, before, gave, kinds)

    def answer(self, groups: int) -> None:
        """Let some groups of people answer, and note what it cost."""
        pids = self._pids()
        with statements() as seen:
            began = process_time() + cpu_seconds(*pids)
            for _ in range(groups):
                self._group()
            took = process_time() + cpu_seconds(*pids) - began
        self.statements.append(len(seen) / groups / GROUP)
        self.cpu.append(took / groups / GROUP)

    def _pids(self) -> list[int]:
        if self._database.is_sqlite:
            return []
        with self._database.transaction() as connection:
            return [connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()]

    def _group(self) -> None:
        now = datetime.now(UTC)
        # A stride that meets everybody before anybody again, and neighbours never together.
        places = [next(self._people) * 7919 % self.members + 1 for _ in range(GROUP)]
        arrived = [_tap(next(self._numbers), place, self._open) for place in places]
        with self._database.transaction() as connection:
            inbox.store(connection, self._account, arrived, now)
        with self._database.transaction() as connection:
            letters = inbox.heads(connection, [self._account])
            said = [Said(one, heard=self._channel.read(one.payload)) for one in letters]
            written = take_turns(connection, said, self._room, now)
        if len(written.straight) != GROUP:
            raise AssertionError(f"{len(written.straight)} of {GROUP} people got a reply.")
        with self._database.transaction() as connection:
            outcomes.write(connection, _sent(written), now)


def _sent(written: Written) -> list[Ended]:
    return [Ended(message, Sent(message.edits)) for message in written.straight]


def _tap(number: int, place: int, consulted: int) -> Arrived:
    who, chat = bulk.number_of(place), bulk.FIRST_PLACE + place
    person: dict[str, Any] = {"id": chat, "is_bot": False, "first_name": "P", "language_code": "en"}
    shown = {"message_id": 5, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "?"}
    tap = {
        "id": str(number), "from": person, "chat_instance": "1", "message": shown,
        "data": write_data(Act("a.choose", (consulted, 1, 1 + number % 3)), who),
    }  # fmt: skip
    return Arrived(str(number), str(chat), {"update_id": number, "callback_query": tap})
