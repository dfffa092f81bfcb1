"""The one rule for small numbers, wherever numbers of people are shown.

Nothing is shown of fewer than `BASE` people. Above that, a cell of 1 to `CELL` - 1 people is
hidden; where only one cell would be hidden, the smallest of the others goes with it, so that the
hidden one cannot be had by subtraction.
"""

from collections.abc import Mapping

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
    if len(small) == 1:
        others = [choice for choice, count in counts.items() if count >= CELL]
        small |= {min(others, key=lambda choice: counts[choice])} if others else set()
    return {choice: None if choice in small else count for choice, count in counts.items()}
