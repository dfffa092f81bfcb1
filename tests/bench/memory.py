"""Memory: what the real process holds while it writes to a hundred thousand members."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import linear_regression
from time import monotonic, sleep

from tests.bench import bulk
from tests.bench.figures import Figure
from tests.bench.heard import ON_A_TUESDAY, heard, sqlite_home
from tests.bench.network import ask, make_network
from tests.bench.processes import Process, Server, resident, serving, until

MEMBERS = 100_000
SECONDS, LEFT_OUT = 240.0, 60.0


def run(members: int = MEMBERS, seconds: float = SECONDS) -> Iterator[Figure]:
    """Measure the most that is held, and the slope once a minute has gone by."""
    with tempfile.TemporaryDirectory() as folder:
        home = sqlite_home(Path(folder) / "home")
        with home.open() as database, database.transaction() as connection:
            network = make_network(connection, 1)
            bulk.add_members(connection, network.number, network.account, members)
            bulk.let_take_part(connection, ask(connection, network, ["single"]), members, "due")
        places = [bulk.FIRST_PLACE + place for place in range(1, members + 1)]
        with serving() as server, heard(home, server.address, places, run=ON_A_TUESDAY) as ours:
            until(lambda: server.ask("figures")["sent"], 60, *ours)
            samples, sent = _watch(ours[0], server, seconds)
    yield Figure("memory", f"{members:,} members, most", max(it[1] for it in samples), "MB",
                 "at most", 200.0)  # fmt: skip
    late = [it for it in samples if it[0] >= min(LEFT_OUT, seconds / 2)]
    slope = linear_regression(*zip(*late, strict=True)).slope * 60
    yield Figure("memory", "slope after the first minute", slope, "MB a minute")
    yield Figure("memory", "messages meanwhile", sent / seconds, "messages/s", "permitted", 30.0)


def _watch(
    process: Process, server: Server, seconds: float
) -> tuple[list[tuple[float, float]], int]:
    """Give (seconds, MB) once a second, and how many messages went."""
    began, before = monotonic(), server.ask("figures")["sent"]
    samples = []
    while (passed := monotonic() - began) < seconds:
        process.check()
        samples.append((passed, resident(process.pid)))
        sleep(min(1.0, seconds / 20))
    return samples, server.ask("figures")["sent"] - before
