"""What only pages have: numbers, and heads and feet that come back, also within a sentence."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.involvement.minutes.tables import names_columns

FIRST_LINES = 5  # they name the meeting, and stay
FURTHEST = 3  # lines between the number of a page and its head or foot
MOST_COLUMNS = 6
LONGEST_HEAD = 110  # characters
SHORTEST_HEAD = 8

_NUMBER = r"(?:page\s+\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?|\d{1,3}\s+of\s+\d{1,3})"
_PAGE = re.compile(rf"(?i)[\s\f–—|-]*(?:{_NUMBER}|\d{{1,3}})[\s\f–—|-]*")
_WITH_PAGE = re.compile(rf"(?i)(?:^|\s{{2,}}|[-–—|]\s*){_NUMBER}\b|\b{_NUMBER}\s*$")
_RUNNING = re.compile(
    r"(?i)^(?=.*\b(?:minutes|notes|draft|confidential|version)\b)(?=.*\d|.*\bdraft\b)[^.!?]*$"
)
_ENDED = re.compile(r"[.!?:;][\"'”’)\]]*\s*$")


def without_furniture(lines: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Leave out heads, feet and numbers of pages; a sentence that they part becomes whole."""
    kept: list[tuple[str, int]] = []
    texts = [text for text, _ in lines]
    furniture = _furniture(texts) | frozenset(_stacked_heads(texts))
    gap = False
    for at, (text, number) in enumerate(lines):
        if at in furniture or (gap and not text.strip()):
            gap = gap or at in furniture
            continue
        if gap:
            _rejoin(kept, text, number)
        kept.append((text, number))
        gap = False
    return kept


def _rejoin(kept: list[tuple[str, int]], text: str, number: int) -> None:
    """Close the gap of a page within a sentence; keep it anywhere else."""
    before = len(kept)
    while before and not kept[before - 1][0].strip():
        before -= 1
    goes_on = (
        bool(before) and not _ENDED.search(kept[before - 1][0]) and text.lstrip()[:1].islower()
    )
    if goes_on:
        del kept[before:]
    else:
        kept.append(("", number))


def _furniture(texts: Sequence[str]) -> frozenset[int]:
    alike = Counter(_shape(text) for text in texts)
    numbered = {
        at for at, text in enumerate(texts)
        if _PAGE.fullmatch(text) or (alike[_shape(text)] > 1 and _WITH_PAGE.search(text))
    }  # fmt: skip
    heads = {
        near for at in numbered for near in _near(texts, at, numbered)
        if _is_head(texts[near], alike[_shape(texts[near])])
    }  # fmt: skip
    return frozenset(at for at in numbered | heads if at >= FIRST_LINES)


def _stacked_heads(texts: Sequence[str]) -> Iterator[int]:
    """Give the lines that name the columns of a table whose cells a PDF put on lines of their own.

    As headings they would hold for all that follows.
    """
    for at in range(len(texts)):
        for length in range(MOST_COLUMNS, 1, -1):
            if len(texts) - at >= length and names_columns(texts[at : at + length]):
                yield from range(at, at + length)
                break


def _near(texts: Sequence[str], at: int, numbered: set[int]) -> Iterator[int]:
    """Give the first line of words before the number of a page, and the first one after it."""
    for step in (-1, 1):
        places = range(at + step, at + step * (FURTHEST + 1), step)
        inside = (place for place in places if 0 <= place < len(texts) and place not in numbered)
        yield from [place for place in inside if texts[place].strip()][:1]


def _is_head(text: str, times: int) -> bool:
    words = text.strip()
    if not SHORTEST_HEAD <= len(words) <= LONGEST_HEAD or _ENDED.search(words):
        return False
    return times > 1 or bool(_RUNNING.match(words))


def _shape(text: str) -> str:
    """Give a line as it looks on every page: numbers differ, spaces do not matter."""
    return " ".join(re.sub(r"\d+", "0", text).split())
