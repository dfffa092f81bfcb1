"""The words of dates in each language, as marks that `dates.py` puts together.

A word may have several marks: Welsh 'Mawrth' is March and Tuesday, Urdu 'ہفتہ' is Saturday and
week. Month and weekday names are CLDR's, in every width of three letters or more: 'M' or 'Me'
could be many things. The small words are ours.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from babel import Locale, UnknownLocaleError

Kind: TypeAlias = Literal[
    "number", "ordinal", "year", "numeric", "month", "weekday", "unit", "soon", "next", "this",
    "end", "in",
]  # fmt: skip
Phrase: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Mark:
    """One meaning of a word.

    `value` is a count, a month (1 to 12), a weekday (Monday is 0), days from today or a unit.
    `parts` are the figures of a date in numbers.
    """

    kind: Kind
    value: int = 0
    parts: tuple[str, ...] = ()


Taken: TypeAlias = tuple[int, tuple[Mark, ...] | None]  # how many pieces; None is not understood

FILLER: tuple[Mark, ...] = ()
DAY, WEEK, FORTNIGHT, MONTH, YEAR = 1, 7, 14, 30, 365  # days; for month and year only a name
SHORTEST_NAME = 3
ORDINAL_ENDINGS = frozenset(
    ["st", "nd", "rd", "th", "af", "il", "ydd", "ed", "fed", "eg", "ain", "ویں"]
)

NUMBERS = {
    "en": "a/an/one two three four five six seven eight nine ten eleven twelve",
    "cy": "un dau/dwy/ddau/ddwy tri/tair/dri/dair pedwar/pedair/bedwar/bedair pump/pum/bump/bum "
    "chwech/chwe saith wyth naw deg/deng/ddeg/ddeng",
    "ur": "ایک دو تین چار پانچ چھ/چھے سات آٹھ نو دس گیارہ بارہ",
}
UNITS = {
    "en": {
        DAY: "day/days",
        WEEK: "week/weeks",
        FORTNIGHT: "fortnight/fortnights",
        MONTH: "month/months",
        YEAR: "year/years",
    },
    "cy": {
        DAY: "diwrnod/ddiwrnod/niwrnod/dydd/diwrnodau",
        WEEK: "wythnos/wythnosau",
        FORTNIGHT: "pythefnos/bythefnos/phythefnos",
        MONTH: "mis/fis/misoedd",
        YEAR: "blwyddyn/flwyddyn",
    },
    "ur": {
        DAY: "دن/دنوں/روز",
        WEEK: "ہفتہ/ہفتے/ہفتوں",
        MONTH: "مہینہ/مہینے/مہینوں/ماہ",
        YEAR: "سال/سالوں",
    },
}
DAYS_FROM_TODAY = {
    "en": ("today", "tomorrow", "day after tomorrow"),
    "cy": ("heddiw/heddi", "yfory/fory", "drennydd/trennydd"),
    # The last two are also yesterday and the day before; who asks for a past day reads them so.
    "ur": ("آج", "کل", "پرسوں"),
}
DAYS_BEFORE = {
    "en": ("yesterday", "day before yesterday"),
    "cy": ("ddoe/doe", "echdoe"),
}
SMALL_WORDS: dict[str, dict[Kind, str]] = {
    "en": {"next": "next", "this": "this", "end": "end", "in": "in/within/time/from now"},
    "cy": {
        "next": "nesaf/nesa",
        "this": "yma/hwn/hon",
        "end": "diwedd/ddiwedd",
        "in": "mewn/ymhen/o fewn",
    },
    "ur": {
        "next": "اگلا/اگلے/اگلی/آئندہ",
        "this": "اس",
        "end": "آخر/آخر میں/اختتام",
        "in": "میں/بعد/کے بعد/اندر/کے اندر",
    },
}
FILLERS = {
    "en": "on/by/until/till/at/of/the",
    "cy": "ar/erbyn/tan/hyd/at/o/y/yr",
    "ur": "کو/تک/کے/کا/کی/تاریخ/بروز",
}
SPOKEN_MONTHS = {
    "en": {9: "sep/sept"},
    "cy": {  # as they sound after 'o'
        3: "fawrth",
        5: "fai",
        6: "fehefin",
        7: "orffennaf",
        9: "fedi",
        11: "dachwedd",
        12: "ragfyr",
    },
}
SPOKEN_WEEKDAYS = {
    "en": {1: "tues", 2: "weds", 3: "thur/thurs"},
    "ur": {4: "جمعے", 5: "ہفتے/سنیچر"},
}
YEAR_FIGURES = 4
ONE_LETTER_FOR_TWO = str.maketrans("يىكهةۃۂ", "ییکہہہہ")

_JOINING = "%&@#*"
_SLASH_WITH_SPACES = re.compile(r"(?<=\d) ?/ ?(?=\d)")
_SIGNED = re.compile(r"(?<!\w)[-−+]\d")
_POSSESSIVE = re.compile(r"['’]s\b")
_PIECE = re.compile(r"\d+(?:[-/.]\d+)+|\d+|[^\W\d_]+|\S")


def plain(text: str) -> str:
    """Fold case, digits, keyboards' twin letters, vowel signs and marks of direction."""
    letters = unicodedata.normalize("NFKC", text).casefold().translate(ONE_LETTER_FOR_TWO)
    kept = (letter for letter in letters if unicodedata.category(letter) not in {"Mn", "Cf"})
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in kept)


def phrases(listed: str) -> list[Phrase]:
    """Give the phrases of a list: 'a/b c' are ('a',) and ('b', 'c')."""
    return [tuple(re.findall(r"[^\W\d_]+", plain(one))) for one in listed.split("/")]


class Vocabulary:
    """What each phrase of a language can mean. An empty tuple is a word that may be left out."""

    def __init__(self, language: str) -> None:
        """Gather the words; `language` is a tag as 'cy' or 'en_GB'. Unknown ones have no words."""
        self.marks: dict[Phrase, tuple[Mark, ...]] = {}
        code = language.replace("-", "_").split("_")[0]
        self._add_names(code)
        self._add_small_words(code)
        self.longest = max((len(phrase) for phrase in self.marks), default=0)

    def _add(self, listed: str, mark: Mark) -> None:
        for phrase in phrases(listed):
            known = self.marks.get(phrase, ())
            self.marks[phrase] = known if mark in known else (*known, mark)

    def _add_names(self, code: str) -> None:
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            return
        for context in ("format", "stand-alone"):
            for number, name in _names(locale.months[context]):
                self._add(name, Mark("month", number))
                if code == "cy":
                    self._add(f"mis {name}", Mark("month", number))
            for number, name in _names(locale.days[context]):
                for form in _welsh_weekday(name) if code == "cy" else (name,):
                    self._add(form, Mark("weekday", number))

    def _add_small_words(self, code: str) -> None:
        for number, listed in enumerate(NUMBERS.get(code, "").split(), start=1):
            self._add(listed, Mark("number", number))
        for number, listed in enumerate(DAYS_FROM_TODAY.get(code, ())):
            self._add(listed, Mark("soon", number))
        for number, listed in enumerate(DAYS_BEFORE.get(code, ()), start=1):
            self._add(listed, Mark("soon", -number))
        for kind, listed in SMALL_WORDS.get(code, {}).items():
            self._add(listed, Mark(kind))
        self._add_tables("unit", UNITS.get(code, {}))
        self._add_tables("month", SPOKEN_MONTHS.get(code, {}))
        self._add_tables("weekday", SPOKEN_WEEKDAYS.get(code, {}))
        for phrase in phrases(FILLERS[code]) if code in FILLERS else ():
            self.marks[phrase] = FILLER

    def _add_tables(self, kind: Kind, table: dict[int, str]) -> None:
        for value, listed in table.items():
            self._add(listed, Mark(kind, value))


def _names(widths: dict[str, dict[int, str]]) -> list[tuple[int, str]]:
    """Give every number and name of CLDR's widths that is long enough to be told from a word."""
    pairs = [pair for width in widths.values() for pair in width.items()]
    return [(number, name) for number, name in pairs if len(name.strip(".")) >= SHORTEST_NAME]


def _welsh_weekday(name: str) -> tuple[str, ...]:
    """Give the forms of a weekday: 'Dydd Gwener' is also 'ddydd Gwener', and 'Gwener' for short."""
    short = name.removeprefix("Dydd ")
    return short, f"dydd {short}", f"ddydd {short}"


@lru_cache(maxsize=64)
def vocabulary(language: str) -> Vocabulary:
    """Give the words of a language, gathered once."""
    return Vocabulary(language)


def cut(text: str) -> list[str]:
    """Cut a text into words, figures and marks; figures of one date stay together ('12/3/2027').

    A signed number ('-5 days') is no date: nothing is left of the text.
    """
    simple = _SLASH_WITH_SPACES.sub("/", " ".join(_POSSESSIVE.sub("", plain(text)).split()))
    return [] if _SIGNED.search(simple) else _PIECE.findall(simple)


def meanings(pieces: Sequence[str], language: str) -> list[tuple[Mark, ...]]:
    """Give what each phrase can mean, fillers left out; none at all if one is unknown."""
    found: list[tuple[Mark, ...]] = []
    at = 0
    while at < len(pieces):
        length, known = _phrase(pieces, at, vocabulary(language)) or _figures(pieces, at)
        if known is None:
            return []
        if known:
            found.append(known)
        at += length
    return found


def _phrase(pieces: Sequence[str], at: int, words: Vocabulary) -> Taken | None:
    """Take the longest known phrase."""
    for length in range(words.longest, 0, -1):
        known = words.marks.get(tuple(pieces[at : at + length]))
        if known is not None:
            return length, known
    return None


def _figures(pieces: Sequence[str], at: int) -> Taken:
    """Take a number with its ending, or a mark of punctuation, which means nothing."""
    piece = pieces[at]
    if not piece[0].isdecimal():
        punctuation = unicodedata.category(piece[0]).startswith("P") and piece not in _JOINING
        return 1, () if punctuation else None
    if not piece.isdecimal():
        return 1, (Mark("numeric", parts=_numeric_parts(piece)),)
    if len(piece) >= YEAR_FIGURES:
        return 1, (Mark("year", int(piece)),) if len(piece) == YEAR_FIGURES else None
    if at + 1 < len(pieces) and pieces[at + 1] in ORDINAL_ENDINGS:
        return 2, (Mark("number", int(piece)), Mark("ordinal", int(piece)))
    return 1, (Mark("number", int(piece)),)


def _numeric_parts(piece: str) -> tuple[str, ...]:
    """Give the figures of '12/3'; none of '12.3' and '12-3', which may be a time or a range."""
    parts = tuple(re.split(r"[-/.]", piece))
    return parts if "/" in piece or piece.count(".") + piece.count("-") > 1 else ()
