"""The one rule for small numbers, wherever numbers of people are shown.

Nothing is shown of fewer than `BASE` people. Above that, a cell of 1 to `CELL` - 1 people is
hidden; where the hidden ones could be had by subtraction (one alone; or all of them 1, or all
`CELL` - 1), the smallest of the others goes with them.
"""

from collections.abc import Collection, Mapping

BASE = 10
CELL = 5


def shown(people: int) -> int | None:
    """Give a number of people where it may be shown: 0, or `BASE` and more."""
    return people if people == 0 or people >= BASE else None


def hide(counts: Mapping[int, int], people: int) -> dict[int, int | None] | None:
    """Hide what is small in `counts` (people by choice), answered by `people`; None hides all."""
    if people < BASE:
        return None
    small = {choice for choice, count in counts.items() if 0 < count < CELL}
    if _can_be_told(counts, small):
        others = [choice for choice, count in counts.items() if count >= CELL]
        if not others:
            return None
        small |= {min(others, key=lambda choice: counts[choice])}
    return {choice: None if choice in small else count for choice, count in counts.items()}


def _can_be_told(counts: Mapping[int, int], small: Collection[int]) -> bool:
    """Tell whether the sum of the small cells leaves only one way to fill them."""
    together = sum(counts[choice] for choice in small)
    only_one = len(small) == 1
    return only_one or (bool(small) and together in {len(small), len(small) * (CELL - 1)})
