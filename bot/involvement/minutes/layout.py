"""Minutes cut into passages (paragraphs and items of lists) and rows of tables, with headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.involvement.minutes.source import Source, Span
from bot.involvement.minutes.tables import Table, cells_of, is_rule, roles_of
from bot.involvement.minutes.wording import MONTH

SHORTEST_FULL_LINE = 45  # characters; shorter lines were not wrapped at a margin
WIDEST_WRAPPED = 160  # where lines are longer than this, each is a paragraph
FAR_RIGHT = 50  # spaces
FULL = 0.75  # a line this near to the margin may go on in the next one
MOST_HEADING_WORDS = 9
MOST_TITLES = 3  # among the first passages one may name the meeting, and is no section

BULLET = r"(?:[-*•▪●◦‣·–—✓☐□>]|\[[ xX]?\]|o(?=\s))"
NUMBER = (
    r"(?:\(?\d{1,2}(?:\.\d{1,2})*[.)](?!\d)|\d{1,2}(?:\.\d{1,2})+|\(?[a-z]\)|\(?[ivx]{1,4}[.)])"
    rf"(?!\s*{MONTH}\b)"
)
MARKER = re.compile(rf"\s*(?:{BULLET}\s*)?(?:{NUMBER}\s+|{BULLET}\s+)|\s*#+\s+")
_PLAIN_NUMBER = re.compile(rf"\s*\d{{1,2}}\s+(?!{MONTH}\b)[A-Z]")
_LABEL = re.compile(
    r"(?i)\s*\**(?:actions?|agreed|decisions?|decided|resolved|next meeting|date of next"
    r"|present|apologies"
    r"|in attendance|owner|due|by whom|by when|who|when|lead|deadline|outcome|follow-?up"
    r"|purpose|discussion|next steps|attendance|chair|notes|asked of|for "
    r"information)\b[^:]{0,30}\**:"
)
_GOES_ON = re.compile(
    r"(?i)(?:,|[-–—(/&]|\b(?:and|or|the|a|an|of|to|by|for|with|in|on|at|from|before|until|that"
    r"|will|is"
    r"|be|her|his|their|our|dr|mr|mrs|ms|prof|agreed|would|should|has|have))\s*$"
)
_DAY_ENDS = re.compile(r"\s\d{1,2}(?:st|nd|rd|th)?$")
_MONTH_BEGINS = re.compile(rf"\s*{MONTH}\b")
_TITLE = re.compile(r"(?i)[^\d]*\b(?:minutes|notes|meeting)\b")
_FURNITURE = re.compile(
    r"(?i)\s*(?:page\s+)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\s*$|\s*page\s+\d+.{0,40}$"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, an item or a heading; `heading` is the one above it, in small letters."""

    span: Span
    heading: str
    is_item: bool = False
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells, and what its columns hold ('action', 'owner', 'due' …)."""

    span: Span
    heading: str
    cells: tuple[Span, ...]
    roles: tuple[str, ...]

    def cell(self, role: str) -> Span | None:
        """Give the first cell of a column of this sort."""
        pairs = zip(self.cells, self.roles, strict=False)
        return next((span for span, found in pairs if found == role), None)


def layout(source: Source) -> list[Passage | Row]:
    """Cut minutes into passages and rows, in their order."""
    return list(_Cutter(source).run())


def _margin(source: Source) -> int:
    """Give the width at which lines were wrapped; 0 where each line is a paragraph."""
    lengths = sorted(len(source.raw(span).strip()) for span in source.lines())
    lengths = [length for length in lengths if length]
    width = lengths[int(len(lengths) * 0.9)] if lengths else 0
    return width if SHORTEST_FULL_LINE <= width <= WIDEST_WRAPPED else 0


class _Cutter:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.margin = _margin(source)
        self.heading = ""
        self.open: Span | None = None  # the passage that may go on
        self.last: str = ""  # the line before
        self.table: Table | None = None
        self.empty_before = True
        self.passages = 0
        self.starts_after_gap = True  # the open passage
        self.in_list = False  # under 'Decisions:', short lines with numbers are no headings

    def run(self) -> Iterator[Passage | Row]:
        for span in self.source.lines():
            yield from self._line(span, self.source.raw(span))
        yield from self._close()

    def _line(self, span: Span, text: str) -> Iterator[Passage | Row]:
        if not text.strip() or is_rule(text) or _FURNITURE.match(text):
            yield from self._close()
            if not text.strip() and self.table is not None and self.table.ends_at_gaps:
                self.table = None
            self.empty_before = True
            return
        row = self._row(span, text)
        if row is not None:
            yield from self._close()
            if row.cells:
                yield row
        elif self.open and self._continues(text):
            self.open = Span(self.open.start, span.end)
        else:
            yield from self._close()
            self.open, self.starts_after_gap = span, self.empty_before
        self.last = text
        self.empty_before = False

    def _row(self, span: Span, text: str) -> Row | None:
        """Give the row that a line is; one without cells for the head of a table."""
        cells = cells_of(text, self.table)
        if cells is None:
            if self.table is not None and "|" not in text:
                self.table = None
            return None
        roles = roles_of([text[start:end] for start, end in cells])
        if roles is not None:
            self.table = Table.headed(text, roles)
            return Row(span, self.heading, (), ())
        spans = tuple(Span(span.start + start, span.start + end) for start, end in cells)
        return Row(span, self.heading, spans, self.table.roles if self.table else ())

    def _continues(self, text: str) -> bool:
        """Say whether a line goes on with the sentence of the line before."""
        before = self.last.rstrip()
        if _LABEL.match(text):
            return False
        if _DAY_ENDS.search(before) and _MONTH_BEGINS.match(text):
            return True
        if _GOES_ON.search(before) and not (MARKER.match(before) and before.endswith("-")):
            return not re.match(rf"\s*{BULLET}\s", text)
        if MARKER.match(text) or (_PLAIN_NUMBER.match(text) and not self._full(before)):
            return False
        if re.search(r"[.!?:;][\"'”’)]*$", before) and not re.search(
            r"\b(?:Dr|Mr|Mrs|Ms|St)\.$", before
        ):
            return bool(re.match(r"\s*[a-z]", text))
        return bool(re.match(r"\s*[a-z(]", text)) or self._full(before)

    def _full(self, before: str) -> bool:
        return bool(self.margin) and len(before) >= FULL * self.margin

    def _close(self) -> Iterator[Passage]:
        if self.open is None:
            return
        span, self.open = self.source.trimmed(self.open), None
        raw = self.source.raw(span)
        is_item = bool(MARKER.match(raw))
        if self.in_list and self.starts_after_gap and not is_item:
            self.in_list = False
            self.heading = "" if raw.endswith((".", "!", "?")) else self.heading
        passage = Passage(span, self.heading, is_item=is_item)
        self.passages += 1
        if (
            _is_heading(raw)
            and not self._in_margin(span)
            and not (self.in_list and is_item and not self.starts_after_gap)
        ):
            self.in_list = raw.endswith(":")
            if self.passages > MOST_TITLES or not _TITLE.match(raw):
                self.heading = heading_words(raw)
            passage = replace(passage, is_heading=True)
        yield passage

    def _in_margin(self, span: Span) -> bool:
        """Say whether words stand far right, beside or below what they are about."""
        before = self.source.text[max(0, span.start - FAR_RIGHT) : span.start]
        return len(before) == FAR_RIGHT and not before.strip(" ")


def heading_words(raw: str) -> str:
    """Give a heading without number and marks, in small letters."""
    words = re.sub(r"^[\s#*\d.()]+|[\s#*:]+$", "", raw)
    return " ".join(words.split()).casefold()


def _is_heading(raw: str) -> bool:
    """Say whether a passage looks like the heading of what follows."""
    text = raw.strip().strip("*#").strip()
    words = text.split()
    if not 0 < len(words) <= MOST_HEADING_WORDS or "\n" in text:
        return False
    if raw.lstrip().startswith("#") or text.isupper():
        return True
    if (
        text.endswith((".", "!", "?", ",", ";"))
        or re.search(r"\S\s{3,}\S|\t", text)
        or re.search(rf"\s[-–—]\s|\d\s*{MONTH}|\bto\s+[a-z]+\b", text)
    ):
        return False
    letters = re.sub(r"^[\d.()\s]+", "", text)
    if re.match(rf"{BULLET}\s", raw.lstrip()):
        return False
    return letters[:1].isupper() and not re.search(r":\s*\S", text)
