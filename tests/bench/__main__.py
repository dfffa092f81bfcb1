"""Measure: python -m tests.bench [NAME …]. Prints a line of JSON for each figure.

The lines of the last run are kept for `python -m tests.bench.table`.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from time import monotonic

from tests.bench import broadcast, growth, memory, results, start, turns
from tests.bench.figures import Figure, keep

BENCHES: Mapping[str, Callable[[], Iterator[Figure]]] = {
    "turns": turns.run,
    "broadcast": broadcast.run,
    "growth": growth.run,
    "results": results.run,
    "memory": memory.run,
    "start": start.run,
}


def main(names: list[str]) -> None:
    """Run these benches, or all."""
    unknown = set(names) - set(BENCHES)
    if unknown:
        raise SystemExit(
            f"No such bench: {', '.join(sorted(unknown))}. There is: {', '.join(BENCHES)}."
        )
    for name in names or BENCHES:
        began, figures = monotonic(), []
        for figure in BENCHES[name]():
            figures.append(figure)
            sys.stdout.write(figure.line() + "\n")
            sys.stdout.flush()
        keep(name, figures)
        sys.stderr.write(f"{name}: {monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    main(sys.argv[1:])
