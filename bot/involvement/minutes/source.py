"""The text of minutes, and places in it. What is shown is always cut from here."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

BREAK = "\u2028"
"""Stands between the paragraphs of one table cell, which are on one line of ours."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text: from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """A text whose lines end with a single newline each."""

    text: str
    starts: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> "Source":
        """Take any text; the three kinds of line ends become one."""
        simple = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")
        return cls(simple, (0, *(found.end() for found in re.finditer("\n", simple))))

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
        """Give the number of the line that holds a place, from 1."""
        return bisect_right(self.starts, at)

    def trimmed(self, span: Span) -> Span:
        """Give the place without white space around it."""
        raw = self.raw(span)
        start = span.start + len(raw) - len(raw.lstrip())
        return Span(start, max(start, span.end - (len(raw) - len(raw.rstrip()))))
