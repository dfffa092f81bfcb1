"""Passages cut into sentences, also where a PDF ran headings, items and sentences together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.involvement.minutes.layout import MARKER
from bot.involvement.minutes.people import People
from bot.involvement.minutes.source import BREAK, Source, Span
from bot.involvement.minutes.wording import ACTION_VERBS, MONTH, NEVER_A_PROMISE

LONGEST_SENTENCE = 1200  # characters; anything longer is no sentence

_STOP = re.compile(r"[.!?]+[\"”’')\]]*(?=\s|$)")
_NO_STOP = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Mx|Messrs|Prof|St|Rev|Fr|Hon|Cllr|No|nos?|vs|e\.g|i\.e|etc|approx|incl|ext|tel|cf|p|pp"
    r"|[Ii]tem|c\.f)|(?:^|[\s(])[A-Z])\.$"
)
_IN_BRACKETS = re.compile(r"\s+[(\[][^()\[\].!?:]{2,60}[)\]]\.?\s*")  # '(AB, 3 May)' at the end
_INITIALS_BEFORE = re.compile(r"(?:[A-Z]\.){2,}$")
_STARTS_ANEW = re.compile(
    r"\s+(?:It|The|This|That|They|There|She|He|We|You|Members?|Everyone|All|No|Nobody|AGREED|ACTION"
    r"|DECISION|RESOLVED|Action|Agreed|A|An|In|On|At|Please|After|Some|[A-Z]\.[A-Z]|[A-Z]{2,4})\b"
)
_GLUED = re.compile(r"(?<=[a-z)])[.!?](?=[A-Z][A-Za-z.]*[\s,])|(?<=\d)\.(?=[A-Z][a-z]*\s)")
_LABEL = re.compile(
    r"(?<=[^\s(\[:,–-])\s+(?=\**(?:AGREED|ACTIONS?|DECISIONS?|DECIDED|RESOLVED|Actions?"
    r"|Decision|Agreed)"
    r"(?:\s+(?:[Pp]oint\s*)?(?:[A-Z]{2,4}|\d+(?:\.\d+)*))?\**\s*[:–]\s*\S)|\s+(?=Next meeting:)"
)
_AGREED = re.compile(r"(?<=[^\s.:;,–-])\s+(?=It was (?:also |then )?(?:agreed|decided|resolved)\b)")
_PLEASE = re.compile(
    r"(?<=[a-z])\s+(?=Please\s+[a-z])|,?\s+(?=so\s+(?:please\s+)?let\s+\w+\s+know)"
)
_NUMBERED = re.compile(rf"\s(?=(\d{{1,2}})(?:[.)]\s*|\s+)(?!{MONTH}\b)[A-Z][a-z])")
_ASKS = re.compile(
    r"(?i)(?:\b(?:ask|asked|asks|asking|help|helps|helped|invited?|want|wants|wanted|reminded?"
    r"|told|tell|get"
    r"|support|enable|enabled?|allow|allowed|encouraged?|urged?|expect(?:ed)?|need|needed|like"
    r"|for|or|with|of"
    r"|from|to|by|requested?|advised?|agreed|that|suggested|proposed|if|when|whether|was|were"
    r"|is|are|thanked"
    r"|than|as|the|a|an|via|between|per|including|about|both|so|and)|[:(/&,]|(?:^|\n"
    r"|actions?\s{0,2}\w{0,3}|ap\s?\d{1,3}|agreed|decision)\s*[-–—])\s*$"
)
_CONDITION = re.compile(r"(?:^|[.!?\n]\s*)(?:If|Should|Unless)\b[^.!?]*$")
_SECOND = re.compile(r",?\s+and\s+(?P<who>[A-Z][a-z]+)\s+(?:will|to)\s+(?P<verb>[a-z]+)")
_NEXT_NUMBER = re.compile(r"(?<=[;:.,])\s\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})\)\s*$")
_AND = re.compile(r"(?i)(?:\band|;|,\s*and|,)\s*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands; `text` has single spaces."""

    span: Span
    text: str
    heading: str = ""


def sentences(source: Source, span: Span, people: People, heading: str = "") -> list[Sentence]:
    """Cut a passage or a cell into sentences, without bullets, numbers and white space."""
    text = source.raw(span)
    edges = sorted({0, len(text), *_edges(text, people)})
    pieces = (_cleaned(source, Span(span.start + a, span.start + b)) for a, b in pairwise(edges))
    found = (Sentence(piece, source.words(piece), heading) for piece in pieces)
    return [one for one in found if any(map(str.isalnum, one.text))]


def _edges(text: str, people: People) -> Iterator[int]:
    yield from (found.end() for found in re.finditer(rf"{BREAK}|\s[•▪●]\s", text))
    yield from (found.end() for found in _STOP.finditer(text) if _stops(text, found))
    yield from (found.end() for found in _GLUED.finditer(text) if not _in_address(text, found))
    for mark in (_LABEL, _AGREED, _PLEASE):
        yield from (found.end() for found in mark.finditer(text))
    if len(text) <= LONGEST_SENTENCE * 50:
        yield from _promises(text, people)
    yield from _numbered(text)


def _stops(text: str, found: re.Match[str]) -> bool:
    before, after = (
        text[max(0, found.start() - 12) : found.start() + 1],
        text[found.end() : found.end() + 200],
    )
    if not after.strip() or _IN_BRACKETS.fullmatch(text, found.end()):
        return False
    if re.match(r"\s+(?:[a-z]|\d)", after) and re.search(rf"\b(?:[ap]\.m|{MONTH})\.$", before):
        return False
    if re.match(r"\s+[a-z]", after) or _is_marker(text, found):
        return False
    if _INITIALS_BEFORE.search(before):
        return bool(_STARTS_ANEW.match(after))
    return not _NO_STOP.search(before) or bool(_STARTS_ANEW.match(after))


def _is_marker(text: str, found: re.Match[str]) -> bool:
    """Say whether a stop belongs to the number of an item: '3. Matters arising'."""
    return bool(
        re.search(
            r"(?:^|[\n\s])\(?\d{1,2}(?:\.\d+)*\.$", text[max(0, found.start() - 8) : found.end()]
        )
    ) and (bool(re.fullmatch(r"\s*\(?\d{1,2}(?:\.\d+)*", text[: found.start()])))


def _in_address(text: str, found: re.Match[str]) -> bool:
    word = re.split(r"\s", text[max(0, found.start() - 60) : found.start()])[-1]
    return "@" in word or "www" in word.casefold() or "//" in word


def _promises(text: str, people: People) -> Iterator[int]:
    """Give where somebody who was there begins to promise within a run of words."""
    never = "|".join(sorted(NEVER_A_PROMISE))
    pledged = r"(?:agreed|offered|volunteered|undertook|promised|was\s+asked)\s+to"
    promise = re.compile(
        rf"(?<=\s)(?P<who>{people.owners})\s+(?:to|will|{pledged})\s+(?!(?:{never})\b)[a-z-]+"
    )
    yield from _and_another(text)
    for found in promise.finditer(text):
        before = text[max(0, found.start() - 30) : found.start()]
        conjoined = _AND.search(before) and re.search(
            r"\bto\b|\bwill\b", text[: found.start()][-400:]
        )
        if _CONDITION.search(text[max(0, found.start() - 200) : found.start()]):
            continue
        if not _ASKS.search(before) or (conjoined and not _is_compound(before, people)):
            yield found.start()
            yield from _after_day(text, found.end())


def _and_another(text: str) -> Iterator[int]:
    """Give where a second person promises: 'Helen will write, and Raj will collect'."""
    for found in _SECOND.finditer(text):
        verb = found["verb"]
        if verb in ACTION_VERBS and re.search(
            r"[A-Z]\w+ (?:will|to) [a-z]+[^.]*$", text[max(0, found.start() - 200) : found.start()]
        ):
            yield found.start("who")


def _is_compound(before: str, people: People) -> bool:
    """Say whether another owner stands right before: 'AB and' CD to arrange."""
    return bool(re.search(rf"(?:{people.one})\s*(?:,|and|&)\s*$", before))


def _after_day(text: str, start: int) -> Iterator[int]:
    """Give where a promise that ends with its day is followed by a new start, without a stop."""
    rest = text[start : start + 300]
    ended = re.search(
        rf"\s[-–]\s+(?:by\s+)?(?:(?:before\s+)?(?:the\s+)?next meeting|end of {MONTH}"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}(?:\s+\d{{4}})?"
        rf"|{MONTH})\b(?=\s+(?:\d{{1,2}}[.)]?\s+)?[A-Z])",
        rest,
    )
    if ended and not re.search(r"[.!?]\s", rest[: ended.start()]):
        yield start + ended.end()


def _numbered(text: str) -> Iterator[int]:
    """Give where the headings of a run-together text begin: 1, 2, 3 … in their order."""
    wanted, found = 1, []
    for mark in _NUMBERED.finditer(" " + text):
        if int(mark.group(1)) == wanted:
            found.append(mark.start())
            wanted += 1
    if len(found) >= 3 and len(text) > 400:  # noqa: PLR2004  few numbers may be chance
        yield from found


def _cleaned(source: Source, span: Span) -> Span:
    """Leave out bullets, numbers of items, marks of emphasis and a joining word at the end."""
    text = source.raw(span)
    start = 0
    while found := MARKER.match(text, start):
        start = found.end()
    start = len(text) - len(text[start:].lstrip(" \t\n*_|•▪●>\u2028\xa0"))
    bare = re.match(
        r"\d{1,2}\s+(?=(?:[A-Z]\.){2}|[A-Z]{2,4}\s|It was|AGREED|Agreed|Action)", text[start:]
    )
    start += bare.end() if bare else 0
    kept = _NEXT_NUMBER.sub("", text[start:]).rstrip(" \t\n*_|,;•▪●–—\u2028\xa0")
    if kept.endswith((" and", "\nand")):
        kept = kept.removesuffix("and").rstrip(" \t\n,;")
    end = start + len(kept)
    marks = re.search(r"[*_]{1,3}$", text[:start])
    start -= len(marks.group()) if marks and marks.group() in kept else 0  # they belong together
    return Span(span.start + start, span.start + max(start, end))
