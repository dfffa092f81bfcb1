"""Results as a facilitator sees them: one consultation with a million answers, and 100 of them."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.involvement.results import results
from tests.bench import bulk
from tests.bench.figures import Figure
from tests.bench.heard import Home, sqlite_home
from tests.bench.network import ask, make_network
from tests.bench.postgres import postgres_homes

ANSWERS = 1_000_000
MANY = 100
KINDS = dict(enumerate(["several", "single", "single", "single", "single"] * 2, 1))


def run(answers: int = ANSWERS, many: int = MANY) -> Iterator[Figure]:
    """Measure both on both databases; a median of three."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        fresh = stack.enter_context(postgres_homes())
        for name, home in (("SQLite", sqlite_home(Path(folder) / "one")), ("Postgres", fresh())):
            first, *others = _fill(home, answers, many)
            one = _seconds(home, [first])
            yield Figure("results", f"{answers:,} answers, {name}", one, "s", "at most", 0.5)
            all_ = _seconds(home, others)
            yield Figure("results", f"{many} consultations, {name}", all_, "s", "at most", 1.0)


def _fill(home: Home, answers: int, many: int) -> list[int]:
    """Add one large consultation, and `many` that have as many answers between them."""
    people = answers // len(KINDS)
    with home.open() as database:
        with database.transaction() as connection:
            bulk.in_memory(connection)
            network = make_network(connection, 1)
            bulk.add_members(connection, network.number, network.account, people)
        numbers = []
        for place in range(many + 1):
            took_part = people if place == 0 else people // many
            with database.transaction() as connection:
                number = ask(connection, network, list(KINDS.values()), number=place)
                bulk.let_take_part(connection, number, took_part)
                bulk.add_answers(connection, number, took_part, KINDS)
                numbers.append(number)
        with database.transaction() as connection:
            bulk.settle(connection)
    return numbers


def _seconds(home: Home, numbers: list[int]) -> float:
    took = []
    with home.open() as database:
        for _ in range(3):
            began = perf_counter()
            with database.reading() as connection:
                for number in numbers:
                    shown = results(connection, number)
                    if not all(question.answers for question in shown.questions):
                        raise AssertionError(shown)
            took.append(perf_counter() - began)
    return median(took)
