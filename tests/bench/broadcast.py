"""Broadcast: three thousand members are written to while five a second reply.

Against the sandbox with its buckets on: 30 messages a second in all, one a second to a chat.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from bot.store.database import Database
from tests.bench.figures import Figure, at
from tests.bench.heard import ON_A_TUESDAY, heard, sqlite_home
from tests.bench.network import Network, ask, make_network
from tests.bench.processes import running

MEMBERS = 3000
SECONDS = 75.0
REPLIES = 5.0
FIRST = 7_000_000_001  # the sandbox's first person
PERMITTED = 30.0


def run(members: int = MEMBERS, seconds: float = SECONDS) -> Iterator[Figure]:
    """Measure Heard, then python-telegram-bot with its AIORateLimiter."""
    with tempfile.TemporaryDirectory() as folder:
        ours = _went(members, seconds, lambda address: _heard(Path(folder), address, members))
    theirs = _went(members, seconds, lambda address: running(
        ["-m", "tests.bench.others.ptb_broadcast", address, str(FIRST), str(members)]
    ))  # fmt: skip
    for name, went in (("Heard", ours), ("PTB with AIORateLimiter", theirs)):
        rate = went["messages"] / went["seconds"]
        yield Figure("broadcast", f"{name}, replies included", rate, "messages/s", "permitted",
                     PERMITTED)  # fmt: skip
    other = "PTB with AIORateLimiter"
    yield Figure("broadcast", "flood errors", ours["floods"], "errors", other, theirs["floods"])
    for part in (0.5, 0.95):
        waits = [at(went["waits"], part) for went in (ours, theirs)]
        case = f"delay of a reply, p{part * 100:.0f}"
        yield Figure("broadcast", case, waits[0], "ms", other, waits[1])
    lost = ours["unanswered"]
    yield Figure(
        "broadcast", "replies later than 20 s", lost, "replies", other, theirs["unanswered"]
    )


def _went(members: int, seconds: float, starts: Any) -> dict[str, Any]:
    town = ["-m", "tests.bench.town", str(members), str(seconds), str(REPLIES)]
    with running(town) as sandbox:
        assert sandbox.handle.stdout
        address = sandbox.handle.stdout.readline().strip()
        sandbox.check()
        with starts(address):
            told = sandbox.handle.stdout.readline()
            sandbox.check()
            found: dict[str, Any] = json.loads(told)
            return found


@contextmanager
def _heard(folder: Path, address: str, members: int) -> Iterator[None]:
    home = sqlite_home(folder / "home")
    with home.open() as database:
        network = _prepare(database, members)
    listed = [place for place, _ in network.members]
    started: AbstractContextManager[Any] = heard(home, address, listed, run=ON_A_TUESDAY)
    with started:
        yield


def _prepare(database: Database, members: int) -> Network:
    """Let every member be due to be asked."""
    with database.transaction() as connection:
        network = make_network(connection, members, FIRST)
        ask(connection, network, ["several"] * 10, status="due")
        return network
