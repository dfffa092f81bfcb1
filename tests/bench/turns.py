"""Turns: 32 people tap at once, and everybody who claims to be fast answers them.

One turn of the case 'tick': a tap is taken in and the answer stored (Heard only), the tap is
answered, and one edit shows the question as it is now. One turn of 'next': the answer is said
back in the question's place, and the next question comes as a message.
"""

import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from time import sleep
from typing import Any

from bot.store import tables
from tests.bench.figures import Figure, at
from tests.bench.heard import UNPACED, Home, heard, sqlite_home
from tests.bench.network import FIRST_ADDRESS, ask, make_network, opener
from tests.bench.postgres import postgres_homes
from tests.bench.processes import Process, Server, cpu_seconds, running, serving, until

PEOPLE = 32
STEADY = 50.0  # turns a second
LEAST = 20  # turns: of fewer nothing can be said, so it is measured for longer
LONGEST = 120.0  # seconds of that
CONSULTATIONS, QUESTIONS = 60, 10

Starts = Callable[[Server, str], Any]
"""Starts a contender against a server for one way; gives a context with processes and people."""


@dataclass(frozen=True, slots=True)
class Size:
    """How long to measure, in seconds, how often, and how many people at once."""

    seconds: float = 4.0
    warm: float = 1.0
    steady: float = 12.0
    repeats: int = 3
    people: int = PEOPLE


@dataclass(slots=True)
class Went:
    """What one contender reached in each of its runs."""

    per_second: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The median of turns a second."""
        return median(self.per_second)


def run(size: Size = Size(), who: Collection[str] = frozenset()) -> Iterator[Figure]:
    """Measure every contender (or those of `who`), one after the other and round again."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        wanted = who or NAMES
        everybody = _others(size.people)
        everybody |= _ours(folder, size.people, stack, wanted)
        everybody = {name: starts for name, starts in everybody.items() if name in wanted}
        yield from _compared("tick", _rounds(everybody, "edit", size))
        few = {name: everybody[name] for name in ("ptb", "aiogram", "sqlite") if name in wanted}
        yield from _compared("next", _rounds(few, "next", size, repeats=1))
        for name in ("sqlite", "postgres"):
            if name in wanted:
                went = _measure(everybody[name], "edit", size, rate=STEADY)
                case = f"{NAMES[name]}, p99 at {STEADY:g} turns/s"
                yield Figure("turns", case, at(went.waits, 0.99), "ms", "at most", 250.0)


NAMES = {
    "ptb": "PTB 22.8, nothing stored",
    "aiogram": "aiogram 3.31, nothing stored",
    "ptb_uvloop": "PTB 22.8 with uvloop, nothing stored",
    "aiogram_uvloop": "aiogram 3.31 with uvloop, nothing stored",
    "sqlite": "Heard on SQLite",
    "postgres": "Heard on Postgres",
    "three": "Heard on Postgres, 3 processes",
}
ON_POSTGRES = frozenset({"postgres", "three"})
AGAINST = (
    ("sqlite", "ptb"),
    ("sqlite", "aiogram"),
    ("sqlite", "ptb_uvloop"),
    ("sqlite", "aiogram_uvloop"),
    ("postgres", "ptb"),
    ("three", "postgres"),
)


def _compared(way: str, went: dict[str, Went]) -> Iterator[Figure]:
    for ours, other in AGAINST:
        if ours in went and other in went:
            yield Figure(
                "turns", f"{way}: {NAMES[ours]}", went[ours].rate, "turns/s", NAMES[other],
                went[other].rate,
            )  # fmt: skip
            cpu = [median(went[name].cpu) * 1000 for name in (ours, other)]
            case = f"{way}: {NAMES[ours]}, processor"
            yield Figure("turns", case, cpu[0], "ms a turn", NAMES[other], cpu[1])


def _rounds(
    everybody: dict[str, Starts], way: str, size: Size, repeats: int | None = None
) -> dict[str, Went]:
    went = {name: Went() for name in everybody}
    for _ in range(repeats or size.repeats):
        for name, starts in everybody.items():
            once = _measure(starts, way, size)
            went[name].per_second += once.per_second
            went[name].cpu += once.cpu
    return went


def _measure(starts: Starts, way: str, size: Size, rate: float = 0.0) -> Went:
    with serving() as server, starts(server, way) as (processes, people):
        server.ask("start", people=people, usable=":a.choose:", rate=rate)
        until(lambda: server.ask("figures")["turns"], LONGEST, *processes)
        sleep(size.warm)
        pids = [process.pid for process in processes]
        server.ask("figures")
        cpu, turns, seconds, waits = cpu_seconds(*pids), 0, 0.0, list[float]()
        while turns < LEAST and seconds < LONGEST:
            sleep(size.steady if rate else size.seconds)
            for process in processes:
                process.check()
            found = server.ask("figures")
            turns, seconds = turns + found["turns"], seconds + found["seconds"]
            waits += found["waits"]
        cpu = cpu_seconds(*pids) - cpu
        return Went([turns / seconds], sorted(waits), [cpu / max(turns, 1)])


# --- who takes part -------------------------------------------------------------------------------


def _others(people: int) -> dict[str, Starts]:
    usual = {name: _other([module], people) for name, module in OTHERS.items()}
    fast = {f"{name}_uvloop": _other([module, "uvloop"], people) for name, module in OTHERS.items()}
    return usual | fast


OTHERS = {"ptb": "tests.bench.others.ptb", "aiogram": "tests.bench.others.aiogram_bot"}


def _other(command: Sequence[str], people: int) -> Starts:
    module, *more = command

    @contextmanager
    def starts(server: Server, way: str) -> Iterator[tuple[list[Process], Sequence[Any]]]:
        who = [(FIRST_ADDRESS + place, ["x"]) for place in range(people)]
        with running(["-m", module, server.address, way, *more]) as process:
            yield [process], who

    return starts


def _ours(
    folder: Path, people: int, stack: ExitStack, wanted: Collection[str]
) -> dict[str, Starts]:
    numbers = count(1)

    def new_file() -> Home:
        return sqlite_home(folder / str(next(numbers)))

    ours = {"sqlite": _heard(new_file, people)}
    if not ON_POSTGRES.isdisjoint(wanted):
        fresh = stack.enter_context(postgres_homes())
        ours["postgres"] = _heard(fresh, people)
        ours["three"] = _heard(fresh, people, processes=3)
    return ours


def _heard(new_home: Callable[[], Home], people: int, processes: int = 1) -> Starts:
    @contextmanager
    def starts(server: Server, way: str) -> Iterator[tuple[list[Process], Sequence[Any]]]:
        home = new_home()
        who = prepare(home, people, way)
        listed = [address for address, _ in who]
        with heard(home, server.address, listed, processes=processes, settings=UNPACED) as them:
            yield them, who
        _check(home, people, way)

    return starts


def prepare(home: Home, people: int, way: str) -> list[tuple[int, list[str]]]:
    """Put people into a database; gives their addresses and the buttons that they begin with."""
    with home.open() as database, database.transaction() as connection:
        network = make_network(connection, people)
        if way == "edit":
            asked = [ask(connection, network, ["several"] * QUESTIONS)]
        else:
            asked = [
                ask(connection, network, ["single"] * QUESTIONS, number)
                for number in range(CONSULTATIONS)
            ]
    return [(place, [opener(one, who) for one in asked]) for place, who in network.members]


def _check(home: Home, people: int, way: str) -> None:
    """Make sure that the answers were stored: as many people, and as many as were taken in."""
    answers = home.count(tables.answer)
    taken = home.count(tables.inbox, tables.inbox.c.status == "done")
    stored = answers == people if way == "edit" else answers > taken // 2
    if not stored or home.count(tables.inbox, tables.inbox.c.status == "poison"):
        raise AssertionError(f"{answers} answers are stored of {taken} taps by {people} people.")
