"""The one rule for small numbers, wherever numbers of people are shown.

Nothing is shown of fewer than `BASE` people. Above that, a cell of 1 to `CELL` - 1 people is
hidden; where the hidden ones could be had by subtraction (one alone; or all of them 1, or all
`CELL` - 1), the smallest of the others goes with them. What people rate is counted anew only when
`CELL` more people said something (`may_be_counted`): two looks never tell one person's rating.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from conversations.small_numbers import CELL

BASE = 10


def shown(people: int) -> int | None:
    """Give a number of people where it may be shown: 0, or `BASE` and more."""
    return people if people == 0 or people >= BASE else None


def in_steps(people: int) -> int | None:
    """Give the most people that may be shown of a number that moves one by one: 'at least'."""
    return people - people % CELL if people == 0 or people >= BASE else None


def may_be_counted(people: int, since: int, *, again: bool) -> bool:
    """Tell whether what people said may be counted now, and shown.

    `people` have said something, `since` of them for the first time after it was counted last;
    `again` says that it was counted before.
    """
    return people >= BASE and since >= (CELL if again else BASE)


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


# --- several tables, and their sum ----------------------------------------------------------------


def hide_named(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Hide what is small in `counts`, people by name; where nothing may be shown, all of them."""
    names = sorted(counts)
    found = hide({place: counts[name] for place, name in enumerate(names)}, sum(counts.values()))
    return {name: found[place] if found else None for place, name in enumerate(names)}


def together(tables: Sequence[Mapping[str, int]]) -> dict[str, int | None]:
    """Add up tables of people by name, of which each is shown by itself too.

    What a table hides must not be had from the sum less what the other tables show.
    """
    summed: Counter[str] = Counter()
    for table in tables:
        summed.update(table)
    each = [(table, hide_named(table)) for table in tables]
    told = {name for name in summed if _is_told(name, each)}
    found = hide_named(summed)
    hidden = told | {name for name, people in found.items() if people is None}
    if told and len(hidden) == 1:
        others = [name for name in summed if name not in hidden and summed[name]]
        hidden |= {min(others, key=lambda name: (summed[name], name))} if others else set()
    return {name: None if name in hidden else people for name, people in found.items()}


def _is_told(name: str, each: Sequence[tuple[Mapping[str, int], Mapping[str, int | None]]]) -> bool:
    """Tell whether the sum would tell what is hidden of a name: in one table, or of few people."""
    behind = [table[name] for table, seen in each if name in table and seen[name] is None]
    return sum(behind) > 0 and (len(behind) == 1 or sum(behind) < CELL)
