"""What a bench gives: figures, each a line of JSON with what it is measured against."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEPT = Path(__file__).resolve().parents[2] / "build" / "bench.jsonl"
"""The lines of each bench's last run, for the table in README. Not committed."""


THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `baseline` is what another contender reached in the same minute, or a limit."""

    bench: str
    case: str
    figure: float
    unit: str
    baseline: str | None = None
    baseline_figure: float | None = None

    @property
    def ratio(self) -> float | None:
        """The figure divided by the baseline's."""
        return self.figure / self.baseline_figure if self.baseline_figure else None

    def line(self) -> str:
        """Give the line of JSON."""
        return json.dumps({
            "bench": self.bench, "case": self.case, "figure": _short(self.figure),
            "unit": self.unit, "baseline": self.baseline,
            "baseline_figure": _short(self.baseline_figure), "ratio": _short(self.ratio),
            "cores": os.cpu_count(),
        })  # fmt: skip


def keep(bench: str, figures: Iterable[Figure], place: Path = KEPT) -> None:
    """Put a bench's lines in the place of those of its last run."""
    place.parent.mkdir(exist_ok=True)
    before = place.read_text().splitlines() if place.exists() else []
    others = [line for line in before if json.loads(line)["bench"] != bench]
    lines = [*others, *(figure.line() for figure in figures)]
    place.write_text("".join(f"{line}\n" for line in lines))


def kept(place: Path = KEPT) -> list[dict[str, Any]]:
    """Give what was kept."""
    return [json.loads(line) for line in place.read_text().splitlines()] if place.exists() else []


def at(ordered: Sequence[float], part: float) -> float:
    """Give the value below which `part` of ordered values lie; nan of none."""
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else float("nan")


def _short(figure: float | None) -> float | None:
    """Keep three digits that count, and all before the dot."""
    if figure is None or abs(figure) >= THOUSAND:
        return None if figure is None else round(figure)
    return float(f"{figure:.3g}")
