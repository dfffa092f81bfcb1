"""Columns that only spaces part: their lines are read cell by cell, as people read them."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.involvement.minutes.breaks import BREAK
from bot.involvement.minutes.tables import is_rule, parts_of_head

NARROWEST_GAP = 2  # spaces between two columns
FEWEST_NUMBERED = 2  # rows that begin with a number, where numbers tell rows

Piece = tuple[str, int]
"""Words, and the number of the line that they stand in."""

_NUMBERED = re.compile(r"\(?[A-Z]?\d{1,3}(?:[./]\d+)*[.)]?(?:\s|$)")


@dataclass
class _Row:
    cells: list[list[Piece]] = field(default_factory=list)

    def add(self, parts: Sequence[str], number: int, *, after_gap: bool) -> None:
        for cell, words in zip(self.cells, parts, strict=True):
            if words and cell:
                cell.append((BREAK if after_gap else " ", number))
            if words:
                cell.append((words, number))

    def pieces(self, number: int) -> list[Piece]:
        found: list[Piece] = [("| ", number)]
        for cell in self.cells:
            found += [*cell, (" | ", number)]
        return found


def reading_order(lines: Sequence[Piece]) -> list[list[Piece]]:
    """Give the lines as they are read: a row of columns is one line, its cells parted by bars."""
    read: list[list[Piece]] = []
    at = 0
    while at < len(lines):
        head = parts_of_head(lines[at][0])
        end, gaps = _block(lines, at, head) if head else (at, [])
        if end > at + 1:
            read += _rows(lines[at:end], gaps)
            at = end
        else:
            read.append([lines[at]])
            at += 1
    return read


def has_columns(text: str) -> bool:
    """Say whether a text has a table in columns of spaces whose rows can be told from each other.

    Where numbers do not stand in the first lines of their rows, as in cells whose words are
    centred from top to bottom, and no empty lines part the rows, they cannot.
    """
    lines = [(line, number) for number, line in enumerate(text.split("\n"), 1)]
    for at, (line, _) in enumerate(lines):
        head = parts_of_head(line)
        end, gaps = _block(lines, at, head) if head else (at, [])
        if end > at + 2:
            block = [one for one in lines[at + 1 : end] if one[0].strip()]
            begins = _starts(lines[at + 1 : end], gaps)
            return block[0][1] in begins or not _has_numbers(block, gaps)
    return False


def _block(
    lines: Sequence[Piece], start: int, head: Sequence[tuple[int, int]]
) -> tuple[int, list[int]]:
    """Give where the lines under a head end, and the places between its columns."""
    edges = [(one[1], following[0]) for one, following in itertools.pairwise(head)]
    free = [set(range(first, last)) for first, last in edges]
    end, has_columns = start + 1, True  # the last paragraph of a table has columns, too
    for at in range(start + 1, len(lines)):
        text = lines[at][0]
        if not text.strip() or is_rule(text):
            has_columns = has_columns and bool(text.strip())
            continue
        narrowed = [_free(text, places) for places in free]
        if "|" in text or "\t" in text or not all(narrowed) or parts_of_head(text):
            break
        has_columns = has_columns or bool(text[max(narrowed[0]) :].strip())
        free, end = narrowed, at + 1 if has_columns else end
    return end, [max(places) for places in free]


def _free(text: str, places: set[int]) -> set[int]:
    """Give the places between two columns where this line has nothing, if it leaves a gap there."""
    blank = {at for at in places if at >= len(text) or text[at] == " "}
    if not text[min(places) :].strip():
        return blank
    return {at for at in blank if at + 1 >= len(text) or text[at - 1 : at + 1] == "  "
            or text[at : at + NARROWEST_GAP] == "  "}  # fmt: skip


def _rows(block: Sequence[Piece], gaps: Sequence[int]) -> list[list[Piece]]:
    """Give the rows of a block, each as one line; the first is its head."""
    rows: list[tuple[_Row, int]] = []
    starts = _starts(block[1:], gaps)
    after_gap = False
    for text, number in block:
        if not text.strip() or is_rule(text):
            after_gap = after_gap or not text.strip()
            continue
        parts = _parts(text, gaps)
        if number in starts or len(rows) <= 1:
            rows.append((_Row([[] for _ in parts]), number))
        rows[-1][0].add(parts, number, after_gap=after_gap)
        after_gap = False
    return [row.pieces(number) for row, number in rows]


def _starts(lines: Sequence[Piece], gaps: Sequence[int]) -> frozenset[int]:
    """Give the numbers of the lines that begin a row.

    Where empty lines part the rows, what names one may stand in any of its lines: cells may be
    centred from top to bottom.
    """
    paragraphs = _paragraphs(lines)
    firsts = [[(_parts(text, gaps), number) for text, number in one] for one in paragraphs]
    has_numbers = _has_numbers(lines, gaps)
    if len(paragraphs) == 1 or (has_numbers and not _one_each(firsts)):
        every = itertools.chain.from_iterable(firsts)
        return frozenset(
            number
            for parts, number in every
            if (_NUMBERED.match(parts[0]) if has_numbers else _begins(parts))
        )
    return frozenset(
        one[0][1]
        for one in firsts
        if any(_NUMBERED.match(parts[0]) if has_numbers else parts[0] for parts, _ in one)
    )


def _paragraphs(lines: Sequence[Piece]) -> list[list[Piece]]:
    """Give the lines that stand together, without the empty ones between."""
    runs = itertools.groupby(lines, key=lambda one: bool(one[0].strip()))
    found = ([one for one in run if not is_rule(one[0])] for has_words, run in runs if has_words)
    return [run for run in found if run]


def _one_each(firsts: Sequence[Sequence[tuple[Sequence[str], int]]]) -> bool:
    """Say whether no paragraph has two numbers: then each is a row, or goes on with one."""
    return all(sum(bool(_NUMBERED.match(parts[0])) for parts, _ in one) <= 1 for one in firsts)


def _parts(text: str, gaps: Sequence[int]) -> list[str]:
    edges = [0, *(gap + 1 for gap in gaps), len(text)]
    return [text[a:b].strip() for a, b in itertools.pairwise(edges)]


def _has_numbers(lines: Sequence[Piece], gaps: Sequence[int]) -> bool:
    first = [_parts(text, gaps)[0] for text, _ in lines]
    return sum(bool(_NUMBERED.match(words)) for words in first) >= FEWEST_NUMBERED


def _begins(parts: Sequence[str]) -> bool:
    """Say whether a line begins a row of a table whose rows have neither numbers nor gaps."""
    filled = [words for words in parts if words]
    return bool(parts[0]) and len(filled) > 1 and not any(one[0].islower() for one in filled[:2])
