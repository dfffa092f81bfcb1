"""Days in minutes, and when something is due.

`bot/involvement/dates.py` reads each date; here the words that may be one are found, and what only
minutes say is added: 'November' and 'end of October' are the month's last day, 'next meeting' is
its date, 'w/c 3 November' is the day that is written. What is not sure is None.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.involvement.dates import read_date
from bot.involvement.minutes.wording import MONTH, WEEKDAY

LONGEST_WAIT = 300  # days; a day without a year that lies further ahead was probably meant as past
CENTURY = 2000

_NTH = r"\d{1,2}(?:\s?(?:st|nd|rd|th))?"
_YEAR = r"(?:,?\s+\d{4}|,?\s+['’]?\d{2}(?![\w:.]))"
_COUNT = r"(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d{1,2})"
GATHERING = (
    r"meeting|mtg|meet-?up|get-?together|gathering|session|forum|panel|committee|steering\s+group"
)
_DAY = re.compile(
    rf"""
    (?P<meeting>(?i:(?:{_COUNT}\s+weeks?\s+(?:before|ahead\s+of|prior\s+to)\s+)?
        (?:the\s+|our\s+)?(?P<which>next|{MONTH}|{WEEKDAY})
        \s+(?:\w+\s+)?(?:{GATHERING})\b|(?:our\s+|the\s+)?next\s+call\b|next\s+time\b
        |we\s+(?:next\s+meet|meet\s+(?:next|again))\b))
    |(?P<end>(?i:(?:the\s+)?end\s+(?:of\s+)?(?:the\s+)?(?:{MONTH}(?:\s+\d{{4}})?|(?:next\s+|this\s+)?month
        |(?:the\s+|this\s+)?year)\b))
    |(?P<full>(?i:(?:{WEEKDAY}\.?,?\s+)?(?:the\s+)?(?:\d{{1,2}}\s*[-–/&]\s*)?{_NTH}(?:\s+day)?(?:\s+of)?
        \s+{MONTH}\b\.?{_YEAR}?))
    |(?P<american>(?i:(?:{WEEKDAY}\.?,?\s+)?{MONTH}\.?\s+{_NTH}(?!\d|[:.]\d|\s*[ap]\.?m)(?:,?\s+\d{{4}})?))
    |(?P<figures>(?i:(?:{WEEKDAY},?\s+)?)\b(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})
        |\d{{1,2}}/\d{{1,2}})\b(?!/))
    |(?P<ahead>(?i:\b(?:within|in)\s+(?:the\s+next\s+)?{_COUNT}\s+(?:days?|weeks?|fortnights?|months?)\b
        |\btomorrow\b))
    |(?P<monthyear>\b(?i:{MONTH})\s+\d{{4}}\b)
    |(?P<nth>\b(?i:(?:{WEEKDAY}\s+(?:the\s+)?|the\s+)\d{{1,2}}(?:st|nd|rd|th))\b)
    |(?P<weekday>(?i:\b(?:(?:this|next|coming)\s+)?{WEEKDAY})\b)
    |(?P<month>\b{MONTH}\b)
    |(?P<feast>\b(?:Christmas|New\ Year)\b)
    """,
    re.VERBOSE,
)
_NOT_THIS_MEETING = re.compile(r"(?i)\b(?:next|last|previous|future|following)\b[^.|]{0,40}$")


@dataclass(frozen=True, slots=True)
class Named:
    """Words that name a day: what sort of words, which, and where in the text."""

    kind: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """What days are counted from; None where the minutes do not say."""

    held: date | None
    following: date | None


def days_in(text: str) -> Iterator[Named]:
    """Give all words that may name a day."""
    for found in _DAY.finditer(text):
        kind = found.lastgroup or ""
        kind = "meeting" if kind == "which" else kind
        yield Named(kind, found.group(), found.start(), found.end())


def resolve(named: Named, days: Calendar) -> date | None:
    """Give the day that words name in these minutes; None where that is not sure."""
    if named.kind == "meeting":
        return _meeting(named.words, days.following)
    if named.kind == "nth":
        return _read(re.sub(r"(?i)^[a-z]+\s+(?:the\s+)?", "the ", named.words), days.held)
    if named.kind in {"month", "monthyear"}:
        return _read(f"end of {named.words}", days.held)
    if named.kind == "feast":
        return _read("25 December" if "C" in named.words else "1 January", days.held)
    words = re.sub(r"^\D{0,14}?\d{1,2}\s*[-–/&]\s*(?=\d{1,2}\D{0,6}\s+[A-Za-z])", "", named.words)
    words = re.sub(r"(?i)\bcoming\b|\bthe next\b", "", words)
    return _read(_with_century(words), days.held)


def _meeting(words: str, following: date | None) -> date | None:
    which = re.search(rf"(?i)\b(?:{MONTH}|{WEEKDAY})\b", words)
    weeks = re.match(r"(?i)(.+?\bweeks?)\s+(?:before|ahead|prior)\b", words)
    if following is not None and weeks:
        return _before(following, weeks[1])
    if following is None or which is None:
        return following
    name = which.group()[:3].casefold()
    fits = {following.strftime("%b").casefold(), following.strftime("%a").casefold()}
    return following if name in fits else None


def _before(following: date, weeks: str) -> date | None:
    """Give the day that lies as long before a meeting: 'two weeks before the next meeting'."""
    after = read_date(f"in {weeks}", today=following, language="en")
    return following - (after - following) if after else None


def _with_century(words: str) -> str:
    """Write '4 Nov 26' and '4.11.26' with the whole year."""
    short = rf"(?i)(\d\D{{0,8}}\s{MONTH})\.?,?\s+['’]?(\d\d)$"
    words = re.sub(short, rf"\1 {CENTURY // 100}\2", words)
    return re.sub(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})\b", _slashed, words)


def _slashed(found: re.Match[str]) -> str:
    day, month, year = found.groups()
    return f"{day}/{month}/{year if len(year) > len('26') else CENTURY + int(year)}"


def _read(words: str, held: date | None) -> date | None:
    """Read a day; one with a year may be past, one without lies ahead of the meeting, not far."""
    sure = with_its_year(words)
    if sure or held is None:
        return sure
    found = read_date(words, today=held, language="en")
    if found is None:
        found = read_date(without_weekday(words), today=held, language="en")
    return found if found and found - held <= timedelta(days=LONGEST_WAIT) else None


def with_its_year(words: str) -> date | None:
    """Read a day that is the same whenever it is read; its weekday may be a slip."""
    for tried in (words, without_weekday(words)):
        read = {read_date(tried, today=date(year, 1, 1), language="en") for year in (1990, 2001)}
        found = read.pop()
        if found and not read:
            return found
    return None


def without_weekday(words: str) -> str:
    """Give a date without its weekday, which may be a slip, where figures are left."""
    shorter = re.sub(rf"(?i)^\s*{WEEKDAY}\b\.?,?\s+", "", words)
    return shorter if re.search(r"\d", shorter) else words


def first_day(text: str, held: date | None) -> date | None:
    """Give the first date in a text that may be a meeting's; None where there is none."""
    exact = {"full", "american", "figures"}
    for named in days_in(text):
        if named.kind in exact and is_this_meeting(text[: named.start]):
            found = resolve(named, Calendar(held, None))
            if found:
                return found
    return None


def is_this_meeting(before: str) -> bool:
    """Say whether a day can be this meeting's, by what stands before it."""
    return not _NOT_THIS_MEETING.search(before) and not _DUE.search(before)


_DUE = re.compile(
    r"(?i)(?:\b(?:by|before|due|deadline|no later than|not later than|ahead of|in time for"
    r"|until|till"
    r"|target|target date|when|complete by|completion|w/c|w/e|wc|week (?:commencing|beginning"
    r"|ending)"
    r"|around|on track for)\b[\s:.-]*(?:the\s+)?"
    r"(?:(?:noon|close|start|beginning|evening|morning)\s+(?:of\s+(?:play|business)\s+)?"
    r"(?:on|of)?\s*)?)$"
)
_AFTER_A_MARK = re.compile(
    r"(?:[-–—:|(\[,;/]|\t|\s{2})\s*(?:[Bb]y\s+|[Ee]arly\s+|[Oo]n\s+)?(?:the\s+)?$"
)
_ON = re.compile(r"(?i)\b(?:on|in|during|this coming|forward to)\s+(?:the\s+)?$")
_FOR_A_MEETING = re.compile(r"(?i)\b(?:to|for|at|on|in)\s+(?:the\s+|our\s+)?$")
_VAGUE = re.compile(
    r"(?i)\b(?:early|mid|start of|beginning of|middle of|from|since|after)[\s-]+(?:the\s+)?$"
)
_END = re.compile(r"^[\s.,;)\]*|]*(?:at\s+\d\S*\s*)?(?:latest)?[\s.,;)\]*|]*$")


def due_in(text: str, days: Calendar) -> date | None:
    """Give the day by which something is promised: the surest words for it, else the last ones."""
    best: tuple[int, int, Named] | None = None
    for named in days_in(text):
        rank = _how_due(named, text)
        if rank and (best is None or (rank, named.start) >= best[:2]):
            best = rank, named.start, named
    return resolve(best[2], days) if best else None


def _how_due(named: Named, text: str) -> int:
    before, last = text[: named.start], bool(_END.match(text[named.end :]))
    if _VAGUE.search(before):
        return 0
    if _DUE.search(before):
        return 4
    if named.kind == "meeting" and (_FOR_A_MEETING.search(before) or _AFTER_A_MARK.search(before)):
        return 3
    if _AFTER_A_MARK.search(before) and (last or named.kind in {"full", "end", "figures"}):
        return 3 if last else 1
    if (
        named.kind == "meeting"
        and last
        and not re.search(r"(?i)\b(?:of|from)\s+(?:the\s+)?$", before)
    ):
        return 2
    if named.kind in {"ahead", "end"} and (last or named.kind == "ahead"):
        return 2
    return 1 if last and _ON.search(before) else 0


def day_alone(text: str, days: Calendar) -> date | None:
    """Give the day in a cell or a mark of its own: '4 November', 'by Friday', 'Dec mtg'."""
    for named in days_in(text):
        if not _VAGUE.search(text[: named.start]):
            return resolve(named, days)
    return None
