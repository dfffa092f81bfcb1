"""Small numbers are hidden everywhere by one rule (promise 8)."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bot.involvement.small_numbers import BASE, CELL, hide, shown

cells = st.dictionaries(st.integers(1, 9), st.integers(0, 40), min_size=1, max_size=6)


@given(cells)
def test_no_cell_of_one_to_four_is_ever_shown(counts: dict[int, int]) -> None:
    found = hide(counts, sum(counts.values()))

    if found is not None:
        assert found.keys() == counts.keys()
        assert all(count is None or count == 0 or count >= CELL for count in found.values())
        assert all(count in {None, counts[choice]} for choice, count in found.items())


@given(cells)
def test_no_hidden_cell_can_be_had_from_the_total(counts: dict[int, int]) -> None:
    people = sum(counts.values())
    found = hide(counts, people)
    if found is None:
        return
    hidden = [choice for choice, count in found.items() if count is None]
    rest = people - sum(count or 0 for count in found.values())
    for choice in hidden:
        if counts[choice] < CELL:
            assert len(_could_be(rest, len(hidden))) > 1, (counts, found)


def _could_be(rest: int, cells: int) -> set[tuple[int, ...]]:
    """Give the ways to fill hidden cells: all small, or all but one that is larger."""
    small = range(1, CELL)
    all_small = {way for way in product(small, repeat=cells) if sum(way) == rest}
    with_one = {
        (*way, rest - sum(way))
        for way in product(small, repeat=cells - 1)
        if rest - sum(way) >= CELL
    }
    return all_small | with_one


@given(cells, st.integers(0, BASE - 1))
def test_nothing_is_shown_of_fewer_than_ten(counts: dict[int, int], people: int) -> None:
    assert hide(counts, people) is None


@given(st.integers(0, 10_000))
def test_a_number_of_people_is_shown_where_it_is_nobody_or_ten_and_more(people: int) -> None:
    assert shown(people) == (people if people == 0 or people >= BASE else None)


def test_large_cells_are_shown_as_they_are() -> None:
    assert hide({1: 12, 2: 0, 3: 5}, 17) == {1: 12, 2: 0, 3: 5}
    assert hide({1: 3, 2: 20, 3: 8}, 31) == {1: None, 2: 20, 3: None}
    assert hide({1: 1, 2: 1, 3: 20}, 22) == {1: None, 2: None, 3: None}
    assert hide({1: 4, 2: 4, 3: 4}, 12) is None
