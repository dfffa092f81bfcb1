"""Small numbers are hidden everywhere by one rule (promise 8)."""

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from bot.involvement.small_numbers import (
    BASE,
    hide,
    hide_named,
    in_steps,
    may_be_counted,
    shown,
    together,
)
from conversations.small_numbers import CELL

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


# --- looks at what people rate --------------------------------------------------------------------

looks = st.lists(
    st.tuples(st.sampled_from(["rate", "erase", "look"]), st.integers(0, 40), st.booleans()),
    max_size=200,
)


@given(looks)
def test_no_two_looks_after_each_other_differ_by_the_ratings_of_few(
    happens: list[tuple[str, int, bool]],
) -> None:
    """Whoever rates again, or erased their rating, changes nothing without `CELL` new people."""
    said: dict[tuple[int, int], bool] = {}
    lives = dict.fromkeys(range(41), 0)
    seen: list[dict[tuple[int, int], bool]] = []
    for what, person, rating in happens:
        one = person, lives[person]
        if what == "rate":
            said[one] = rating
        elif what == "erase" and said.pop(one, None) is not None:
            lives[person] += 1
        else:
            before = seen[-1] if seen else {}
            if may_be_counted(len(said), len(said.keys() - before.keys()), again=bool(seen)):
                seen.append(dict(said))
    assert all(len(one) >= BASE for one in seen)
    assert all(len(after.keys() - before.keys()) >= CELL for before, after in pairwise(seen))


@given(st.integers(0, 10_000))
def test_a_number_that_moves_one_by_one_is_shown_in_steps(people: int) -> None:
    found = in_steps(people)
    assert (found is None) == (shown(people) is None)
    assert found is None or (found % CELL == 0 and found <= people < found + CELL)


# --- a sum beside its parts -----------------------------------------------------------------------

tables = st.lists(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 30), min_size=1), max_size=5
)


@given(tables)
def test_what_a_table_hides_cannot_be_had_from_the_sum(each: list[dict[str, int]]) -> None:
    found = together(each)

    assert found.keys() == {name for table in each for name in table}
    for name, people in found.items():
        assert people in {None, sum(table.get(name, 0) for table in each)}
        behind = [
            table[name] for table in each if name in table and hide_named(table)[name] is None
        ]
        assert people is None or not sum(behind) or (len(behind) > 1 and sum(behind) >= CELL)


def test_the_sum_of_large_tables_is_shown() -> None:
    assert together([{"told": 20, "stopped": 0}, {"told": 12, "stopped": 6}]) == {
        "told": 32,
        "stopped": 6,
    }
    few = {"told": 5, "stopped": 3}
    assert together([few, {"told": 20, "stopped": 10}]) == {"told": None, "stopped": None}
    assert together([few, few, {"told": 20, "stopped": 10}]) == {"told": 30, "stopped": 16}
    assert together([]) == {}
