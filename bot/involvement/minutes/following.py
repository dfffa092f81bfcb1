"""When the meeting was, and when minutes say that the next one is."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from bot.involvement.minutes.days import (
    GATHERING,
    Calendar,
    days_in,
    first_day,
    is_this_meeting,
    with_its_year,
    without_weekday,
)
from bot.involvement.minutes.source import Source, Span

TOP_LINES = 25
LINES_AFTER_A_HEADING = 4
MOST_MENTIONS = 20  # in one line
LONGEST_OPENING = 80  # characters before 'next meeting' that are looked at

_NEXT = re.compile(
    rf"(?i)\b(?:next\s+(?:\w+\s+){{0,3}}?(?:{GATHERING}|meetings)(?-i:(?![a-z]))|next\s+call\b(?=:)|our\s+next\s+call\b|(?:dates?|time|day)\b[^.\n|]{{0,25}}\s"
    r"(?:of|for)\s+(?:the\s+)?(?:next|future|forthcoming)\s+(?:meetings?\b)?|(?:future|forthcoming)"
    r"\s+meetings?\b|(?:will|shall)\s+(?:next|then)\s+meet\b|\bmeets?\s+(?:again|next)\b"
    r"|\bnext\s+time\s+(?:is|will)\b|\bsee\s+you\s+(?:all\s+)?(?:on|again)\b"
    r"|next\s+meets\b|\bdonm\b)|^[\s*•-]*next(?:\s*:|\s+time\b|\s+one\s+is\b)"
)
_MOVED = re.compile(
    r"(?i)^.{0,120}?\b(?:moved|changed|brought forward|put back|postponed|re-?arranged"
    r"|re-?scheduled)\s+(?:from\s.{1,40}?\s)?to\b"
)
_OPENS_A_LINE = re.compile(
    r"(?i)[\s|#*•-]*(?:\d{1,2}(?:\.\d+)*[.)]?)?[\s|*]*(?:(?:the|our|dates?|time)\b[\s\w]*)?"
)


def calendar_of(source: Source, held: date | None = None) -> Calendar:
    """Read when the meeting was, unless it is given, and when the next one is."""
    held = held or _held(source)
    following = _following(source, held)
    if held is None and following is not None:
        held = _held_before(source, following)
    return Calendar(held, following)


def _top(source: Source) -> Iterator[str]:
    """Give the first lines, and of a long one its beginning."""
    for span in source.lines()[:TOP_LINES]:
        yield re.split(r"\s\d{1,2}[.)]\s+[A-Z]", source.raw(span)[:600])[0]


def _held(source: Source) -> date | None:
    return next((day for text in _top(source) if (day := first_day(text, None))), None)


def _held_before(source: Source, following: date) -> date | None:
    """Read the meeting's day without a year: the last such day before the next meeting."""
    for text in _top(source):
        for named in days_in(text):
            if named.kind in {"full", "american"} and is_this_meeting(text[: named.start]):
                for year in (following.year, following.year - 1):
                    found = with_its_year(f"{without_weekday(named.words)} {year}")
                    if found and found < following:
                        return found
    return None


def next_meeting_span(source: Source, held: date | None) -> tuple[date, Span] | None:
    """Give the day of the next meeting, and the line that names it; the last mention counts."""
    lines = source.lines()
    found: list[tuple[int, date, Span]] = []
    for number, span in enumerate(lines):
        text = source.raw(span)
        for mention in islice(_NEXT.finditer(text), MOST_MENTIONS):
            after = _MOVED.sub("", text[mention.end() : mention.end() + 250])
            day = first_day(_until_stop(after), held)
            rank = _rank(text[: mention.start()])
            if day:
                found.append((rank, day, span))
            elif rank and not _until_stop(after).strip(" :.-–*|#"):
                found.extend(
                    _below(source, lines[number + 1 : number + 1 + LINES_AFTER_A_HEADING], held)
                )
    sane = [one for one in found if held is None or one[1] > held]
    if not sane:
        return None
    best = max(rank for rank, _, _ in sane)
    _, day, span = next(one for one in reversed(sane) if one[0] == best)
    return day, span


def _until_stop(text: str) -> str:
    return re.split(r"(?<=[a-z])\.\s+[A-Z]|;", text)[0]


def _rank(before: str) -> int:
    """Say how much a mention counts: 2 at the start of a line, 1 of a sentence, 0 within one."""
    before = re.split(r"\s/\s", before[-LONGEST_OPENING:])[-1]  # a heading in two languages
    if _OPENS_A_LINE.fullmatch(before):
        return 2
    return int(
        bool(
            re.search(r"(?:[.:!?]\s+|\s{2,}|\d[.)]?\s+)(?:the\s+|our\s+)?$", before, re.IGNORECASE)
        )
    )


def _below(
    source: Source, lines: list[Span], held: date | None
) -> Iterator[tuple[int, date, Span]]:
    """Give the first day in the lines below a heading."""
    for span in lines:
        day = first_day(source.raw(span), held)
        if day:
            yield 2, day, span
            return


def _following(source: Source, held: date | None) -> date | None:
    found = next_meeting_span(source, held)
    return found[0] if found else None
