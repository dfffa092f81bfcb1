"""Start: from the command until the first reply to somebody who has been waiting for it."""

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

from tests.bench.figures import Figure
from tests.bench.heard import heard, sqlite_home
from tests.bench.network import FIRST_ADDRESS
from tests.bench.processes import Server, running, serving, until
from tests.bench.turns import OTHERS, prepare


def run(repeats: int = 3) -> Iterator[Figure]:
    """Measure Heard, and python-telegram-bot beside it; medians."""
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(repeats):
            home = sqlite_home(Path(folder) / str(number))
            people = prepare(home, 1, "edit")
            with serving() as server:
                ours.append(_seconds(server, people, heard(home, server.address, [people[0][0]])))
            with serving() as server:
                other = running(["-m", OTHERS["ptb"], server.address, "edit"])
                theirs.append(_seconds(server, [(FIRST_ADDRESS, ["x"])], other))
    yield Figure(
        "start", "cold start to first reply", median(ours), "s", "PTB 22.8, nothing stored",
        median(theirs),
    )  # fmt: skip


def _seconds(server: Server, people: Any, starting: AbstractContextManager[Any]) -> float:
    server.ask("start", people=people, usable=":a.choose:", rate=0)
    began = monotonic()
    with starting:
        until(lambda: server.ask("figures")["sent"], 60)
        return monotonic() - began
