"""The text of minutes, and places in it. What is shown is always cut from here."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.involvement.minutes.breaks import BREAK
from bot.involvement.minutes.columns import reading_order
from bot.involvement.minutes.pages import without_furniture

__all__ = ["BREAK", "Source", "Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text: from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """A text in the order in which it is read: without heads of pages, columns cell by cell.

    Its lines end with a single newline each; `origins` says where the words of each line of the
    minutes begin in it, with the number of that line.
    """

    text: str
    starts: tuple[int, ...] = field(repr=False)
    origins: tuple[tuple[int, int], ...] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> "Source":
        """Take any text; the three kinds of line ends become one."""
        simple = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")
        lines = [(line, number) for number, line in enumerate(simple.split("\n"), 1)]
        read = reading_order(without_furniture(lines))
        text = "\n".join("".join(words for words, _ in line) for line in read)
        starts = (0, *(found.end() for found in re.finditer("\n", text)))
        return cls(text, starts, tuple(_origins(read)))

    def lines(self) -> list[Span]:
        """Give each line, without its end."""
        ends = [*(start - 1 for start in self.starts[1:]), len(self.text)]
        return [Span(start, end) for start, end in zip(self.starts, ends, strict=True)]

    def raw(self, span: Span) -> str:
        """Give the text of a place as it is."""
        return self.text[span.start : span.end]

    def words(self, span: Span) -> str:
        """Give the text of a place with every run of white space as one space."""
        return " ".join(self.raw(span).split())

    def line_at(self, at: int) -> int:
        """Give the number of the line that holds a place in the minutes, from 1."""
        return self.origins[bisect_right(self.origins, at, key=lambda one: one[0]) - 1][1]

    def trimmed(self, span: Span) -> Span:
        """Give the place without white space around it."""
        raw = self.raw(span)
        start = span.start + len(raw) - len(raw.lstrip())
        return Span(start, max(start, span.end - (len(raw) - len(raw.rstrip()))))


def _origins(read: Iterable[Iterable[tuple[str, int]]]) -> Iterator[tuple[int, int]]:
    at = 0
    for line in read:
        for words, number in line:
            yield at, number
            at += len(words)
        at += 1
