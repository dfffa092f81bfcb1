"""Who was there, and how minutes name whoever promised something."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.involvement.minutes.source import Source, Span
from bot.involvement.minutes.wording import (
    COMMON_STARTS,
    MAY_BE_A_BODY,
    NAME,
    NOT_A_PERSON,
    OFFICE,
    ROLE_WORDS,
    words_of,
)

MOST_LINES = 60
MOST_NAMES = 150
LONGEST_LIST = 3000  # characters after 'Present:'

_LIST = re.compile(
    r"(?im)^[\s#*|>-]*(?:\d{1,2}[.)]?\s+)?(?P<label>(?:[a-z]+\s+)?pres(?:ent)?\b"
    r"|(?:in )?attendance|attending|attended by|attendees|apol(?:ogie)?s(?: for absence)?|absent"
    r"|(?:welcome|present) and apologies|chair(?:ed by)?|notes?(?:\s+taken)?(?:\s+by)?"
    r"|minutes(?:\s+taken)?\s+by|note[- ]taker|minute[- ]taker|secretary"
    r"|who(?: was (?:t?here|present)| came)?|in the chair"
    r"|(?:lay |clinical )?members|patients|carers|professionals|staff|officers|participants|here"
    r"|in the room)\b\.?\**"
    r"(?:\s*\([^)\n]{0,40}\))?\s*(?:[:|\t]|\s[-–]\s|$)"
)
_LIST_ENDS = re.compile(
    r"(?i)\n\s*\n\s*(?!\S[^\n]{0,40}:)|\n\s*\d{1,2}[.)]?\s+[A-Z]|\s1[.)]\s+[A-Z]|\n\s*#"
    r"|\n\s*\|?\s*(?:item|agenda|ref)\b"
)
_INITIALS = r"(?:[A-Z]\.){1,3}[A-Z]\b\.?|(?<![\w.])[A-Z]{2,4}(?![\w])"
_KEY = r"\(([A-Z][A-Za-z]{0,2}[A-Z])\s*[,;)]"  # '(AM)', '(AM, lead nurse)'
_TITLE = (
    r"(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Sister|Cllr|Councillor|Rev|Reverend|Canon|Fr|Father"
    r"|Matron|Sir|Dame|Lady|Lord|(?:Charge\s|Staff\s)?Nurse)\.?\s+"
)
_TITLED = (
    rf"{_TITLE}"
    rf"[A-Z][\w'’-]*(?:\.\s?{NAME}|\s+[A-Z][a-z'’-]+)?"
    rf"|\b[A-Z]\.\s?{NAME}"
)
_JOIN = r"\s*(?:,\s*and\b|,|/|&|\+|\band\b)\s*"
_FULL_NAME = rf"{NAME}(?:[ ]{NAME}){{1,2}}"
_ROLE = re.compile(
    rf"(?i)\b(?:[a-z-]+\s+){{0,3}}{ROLE_WORDS}\b|(?:[a-z]+\s+)?head of (?:[a-z]+\s?){{1,4}}"
)
_POST = re.compile(
    rf"(?:^|[,;:•-]\s*)(?P<post>[A-Z][\w-]*(?:\s(?:of\s|for\s|and\s)?[A-Z][\w-]*){{1,3}})\s*\({NAME}"
)
_GREETING = re.compile(
    r"(?im)^\s*(?:hi|hiya|hello|hey|dear|good (?:morning|evening|afternoon)"
    r"|(?:morning|evening|afternoon) (?:all|everyone|everybody|folks))\b[^.:\n]{0,60}$"
)
_LABELS = words_of("Present Apologies Attendance Attending Patients Patient Carers Carer Chair "
                    "Professionals Staff Members Member Notes Minutes Public "
                    "Dr Mr Mrs Ms Miss Mx Prof Professor Sister Cllr Rev Sir Dame Nurse"
                    )  # fmt: skip


@dataclass(frozen=True)
class People:
    """The names, initials and roles of those who were there, as the minutes write them."""

    names: frozenset[str]

    @cached_property
    def known(self) -> str:
        """Give an expression for one of them; it matches nothing where nobody is named."""
        longest_first = sorted(self.names, key=lambda name: (-len(name), name))
        return "|".join(rf"{re.escape(name)}(?![\w])" for name in longest_first) or r"(?!)"

    @cached_property
    def one(self) -> str:
        """Give an expression for one person: known, with a title, by initials or by office."""
        nobody = "|".join(sorted(NOT_A_PERSON))
        initials = rf"(?!(?:{nobody})\b)(?:{_INITIALS})"
        return rf"(?>(?:[Tt]he\s+)?(?:{self.known})|{_TITLED}|{OFFICE}|{initials})"

    @cached_property
    def owners(self) -> str:
        """Give an expression for one or several of them."""
        return rf"(?>{self.one}(?:{_JOIN}{self.one}){{0,5}})(?![\w])"

    @cached_property
    def sure(self) -> str:
        """Give an expression for those who are listed, one or several."""
        return rf"(?>(?:{self.known})(?:{_JOIN}(?:{self.known})){{0,5}})(?![\w])"

    @cached_property
    def only_owners(self) -> re.Pattern[str]:
        """Give an expression for a text that is nothing but owners."""
        nothing = (
            r"(?!(?:None|Nil|Noted?|Done|Open|Closed|Ongoing|Agreed|Complete|Tbc|Yes|No"
            r"|Actions?|Owner|Lead|Who|By)\b)"
        )
        named = rf"(?:{self.owners}|[Aa]ll(?: members)?|{nothing}(?:{_FULL_NAME}|{NAME}))"
        return re.compile(rf"\s*{named}\s*[.;]?\s*$")

    def speaks_here(self, name: str) -> bool:
        """Say whether whoever is named can promise something in this meeting."""
        if name in self.names or name.removeprefix("The ").removeprefix("the ") in self.names:
            return True
        return name.replace(".", "") not in MAY_BE_A_BODY | NOT_A_PERSON


def may_be_same(one: str, other: str) -> bool:
    """Say whether two owners may be the same people: 'LB' and 'Leanne', 'PI / HV', 'Ms Alder'."""
    some, others = (
        [set(re.sub(_TITLE, "", name).replace(".", "").split()) for name in re.split(_JOIN, owner)]
        for owner in (one, other)
    )
    return len(some) == len(others) and all(map(_may_be_one, some, others))


def _may_be_one(some: set[str], others: set[str]) -> bool:
    if some <= others or others <= some:
        return True
    for initials, names in ((some, others), (others, some)):
        letters = "".join(initials)
        if len(initials) == 1 and letters.isupper():
            return not "".join(names).isupper() and {name[0] for name in names} <= set(letters)
    return False


def people_in(source: Source) -> People:
    """Read who was there from the lists at the top: names, initials, roles and first names."""
    found: set[str] = set()
    top = source.text[: source.starts[min(MOST_LINES, len(source.starts) - 1)] or LONGEST_LIST]
    found.update(re.findall(rf"{NAME}\s*{_KEY}", top))
    if _GREETING.search(top):
        found.add("I")  # the minutes are a letter, and whoever writes it promises, too
    for region in _regions(source):
        found.update(_names(source.raw(region)))
        if len(found) > MOST_NAMES:
            break
    return People(frozenset(sorted(found)[:MOST_NAMES]))


def _regions(source: Source) -> Iterator[Span]:
    """Give each list of people: what follows its label, up to a heading or an empty line."""
    top = source.starts[min(MOST_LINES, len(source.starts) - 1)] if len(source.starts) > 1 else 0
    limit = max(top, min(len(source.text), LONGEST_LIST))
    for label in _LIST.finditer(source.text, 0, limit):
        start = label.end()
        rest = source.text[start : start + LONGEST_LIST]
        content = len(rest) - len(rest.lstrip())
        end = _LIST_ENDS.search(rest, content)
        yield Span(start, start + (end.start() if end else len(rest)))
    inline = re.search(r"\b(?:Present|Attendance|Attendees):", source.text[:limit])
    if inline:
        rest = source.text[inline.end() : inline.end() + LONGEST_LIST]
        end = _LIST_ENDS.search(rest)
        yield Span(inline.end(), inline.end() + (end.start() if end else min(len(rest), 600)))


def _names(text: str) -> Iterator[str]:
    yield from _in_brackets(text)
    for found in re.finditer(_INITIALS, text):
        name = found.group().strip()
        if name not in NOT_A_PERSON | MAY_BE_A_BODY or name in _in_brackets(text):
            yield name
    yield from (found.group() for found in re.finditer(_TITLED, text))
    for found in re.finditer(_FULL_NAME, text):
        yield from _full_name(found.group())
    yield from _short_entries(text)
    yield from _roles(text)
    for found in _POST.finditer(text):  # 'Skin CNS (Fiona)': the post is spoken of, too
        if found["post"].split()[0] not in _LABELS:
            yield found["post"]


def _in_brackets(text: str) -> frozenset[str]:
    return frozenset(re.findall(_KEY, text))


def _full_name(name: str) -> Iterator[str]:
    first = name.split(maxsplit=1)[0]
    if _ROLE.search(name) or first in _LABELS | COMMON_STARTS:
        return
    yield name
    yield first


def _short_entries(text: str) -> Iterator[str]:
    """Give names of one word: 'Joan, Pete (carer), Samira'."""
    without = re.sub(r"\([^)]*\)", "", text)
    for entry in re.split(
        r"[,;\n|•]|\s[-–]\s|\band\b|:|(?<!Dr)(?<!Mr)(?<!Mrs)(?<!Ms)\.\s", without
    ):
        name = entry.strip(" .*-–•\t")
        if re.fullmatch(rf"{NAME}(?: [A-Z])?", name) and name not in _LABELS | COMMON_STARTS:
            yield name


def _roles(text: str) -> Iterable[str]:
    """Give roles in brackets or after a comma or a dash: '(Nurse Director)'."""
    for entry in re.split(r"[,;()\n|]|\s[-–]\s|:", text):
        role = entry.strip(" .*")
        if _ROLE.fullmatch(role) and len(role) > len("lead"):
            yield role
