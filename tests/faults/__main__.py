"""`make faults`: what breaks, broken on purpose. KILLS=, SEED=, CASE=, DATABASE= choose."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from secrets import randbelow
from tempfile import TemporaryDirectory

from tests.faults.kills import Opener, Plan, blocks, say
from tests.faults.points import every_point
from tests.faults.takeover import AFTER_A_KILL, AFTER_A_PAUSE, take_over
from tests.faults.takeover import Plan as Takeovers
from tests.faults.tally import Tally
from tests.faults.updates import run_cases

DATABASES = ("sqlite", "postgres")
SHOWN = 20  # lines of a list
CASES_OF_UPDATES = 10_000


def kills(database: str, seed: int) -> bool:
    """Kill the real program KILLS times, 200 by default; tells whether every rule held."""
    wanted = int(os.environ.get("KILLS") or 200)
    say(f"{database}: {wanted} kills, SEED={seed}")
    tally = blocks(Opener(database), Plan(wanted, seed))
    say(f"  {len(tally.uncertain)} notices are uncertain, for a person to look at:")
    for notice in tally.uncertain[:SHOWN]:
        say(f"    notice {notice}")
    if tally.is_idle:
        say("  BROKEN: fewer than half of the kills hit the middle of a turn")
    return _told(tally, tally.line(database)) and not tally.is_idle


def points(database: str, _seed: int) -> bool:
    """End the real program at every fail point on the path of one answer."""
    say(f"{database}: every fail point")
    with TemporaryDirectory(prefix="heard-faults-") as folder, Opener(database)() as opened:
        tally = asyncio.run(every_point(opened, Path(folder)))
    return _told(tally, tally.line(database).replace("kills=", "points="))


def updates(database: str, seed: int) -> bool:
    """Let updates travel badly in 10,000 cases, on SQLite alone."""
    if database == "sqlite":
        say(f"{CASES_OF_UPDATES} cases of updates that travel badly, SEED={seed}")
        run_cases(CASES_OF_UPDATES, seed, Opener(database), say)
        sys.stdout.write(f"case=updates cases={CASES_OF_UPDATES} broken=0\n")
    return True


def takeover(database: str, seed: int) -> bool:
    """Kill the one of three processes that sends, every 20 s for 2 minutes, on Postgres."""
    return _taken_over(database, Takeovers(seed=seed))


def pause(database: str, seed: int) -> bool:
    """Let the one of three processes that sends stand still for 16 s, four times, on Postgres."""
    return _taken_over(database, Takeovers(kills=4, pause=16.0, every=24.0, seed=seed))


def _taken_over(database: str, plan: Takeovers) -> bool:
    if database == "sqlite":
        return True
    say(f"{database}: three processes, SEED={plan.seed}")
    with TemporaryDirectory(prefix="heard-faults-") as folder, Opener(database)() as opened:
        work = take_over(opened, Path(folder), plan, say)
        tally, times = asyncio.run(work)
    allowed = AFTER_A_PAUSE if plan.pause else AFTER_A_KILL
    slowest = max(one.slowest for one in times)
    if slowest > allowed:
        say(f"  BROKEN: it took {slowest:.1f} s until all went on")
    line = tally.line(database).replace(" mid_turn", f" answers={tally.answers} mid_turn")
    return _told(tally, f"{line} slowest_takeover={slowest:.1f}") and slowest <= allowed


def _told(tally: Tally, line: str) -> bool:
    for fault in tally.faults()[: 2 * SHOWN]:
        say(f"  BROKEN: {fault}")
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    return not tally.faults()


CASES: dict[str, Callable[[str, int], bool]] = {
    "kills": kills, "points": points, "updates": updates, "takeover": takeover, "pause": pause,
}  # fmt: skip


def main() -> int:
    """Run what was chosen on each database; gives the exit code."""
    case, database = os.environ.get("CASE") or "kills", os.environ.get("DATABASE") or ""
    if case not in CASES or database not in {"", *DATABASES}:
        sys.stderr.write(f"CASE: {', '.join(CASES)}. DATABASE: {', '.join(DATABASES)}.\n")
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that nothing is left behind
    seed = int(os.environ.get("SEED") or randbelow(10**6))
    held = [CASES[case](name, seed) for name in ((database,) if database else DATABASES)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
