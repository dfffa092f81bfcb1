"""The table 'How fast' of README, from the lines of the last run: python -m tests.bench.table."""

import sys
from collections.abc import Iterable
from typing import Any

from tests.bench.figures import kept


def table(lines: Iterable[dict[str, Any]]) -> str:
    """Give the lines as a table in Markdown."""
    rows = ["| bench | case | figure | against | ratio |", "|---|---|---:|---|---:|"]
    for line in lines:
        against, ratio = "", ""
        if line["baseline"] is not None:
            against = f"{line['baseline']}: {_plain(line['baseline_figure'])}"
            ratio = "" if line["ratio"] is None else _plain(line["ratio"])
        figure = f"{_plain(line['figure'])} {line['unit']}"
        rows.append(f"| {line['bench']} | {line['case']} | {figure} | {against} | {ratio} |")
    return "\n".join(rows)


def _plain(figure: float) -> str:
    return f"{figure:,.0f}" if abs(figure) >= 1000 else f"{figure:g}"


if __name__ == "__main__":
    sys.stdout.write(table(kept()) + "\n")
