"""The sentences of minutes in their order, each with what its place says about it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.involvement.minutes.layout import Passage, Row, layout
from bot.involvement.minutes.people import People
from bot.involvement.minutes.sentences import LONGEST_SENTENCE, Sentence, sentences
from bot.involvement.minutes.source import Source

_OPENING = r"(?:(?:so|and|then|now|main|our|the|summary of|list of|new|key|agreed|all),? )*"
_ACTIONS = re.compile(
    rf"{_OPENING}(?:jobs?|(?:follow[- ]?up )?tasks?|things to do|homework|"
    r"action(?:s|\s+points?|\s+items?|\s+log|\s+list|\s+summary)?|to[- ]dos?|next steps"
    r"|who does what|what we will do|who will do "
    r"what)\b(?!\s+research).{0,40}"
)
_DECISIONS = re.compile(
    rf"{_OPENING}(?:decisions?(?! needed| for)|what (?:we|was|the group) "
    r"(?:have |has )?"
    r"(?:agreed|decided)|agreed|decided|we (?:agreed|decided)|resolutions?)\b.{0,30}"
)
_ASKS = re.compile(
    r"(?:what (?:we|is|are) ask(?:s|ed|ing)?|asked|requests?) (?:of |to |for |from )?(?:you"
    r"|members?|all).{0,30}"
    r"|how (?:you|members) can help.{0,20}|can you help\??|for members to do|over to you"
)
_PREVIOUS = re.compile(
    r"\b(?:previous|last|outstanding|past|earlier|completed|closed|review of|update on"
    r"|updates? from|follow[- ]up(?! tasks?\b))\b|\bactions? review\b"
)
_OLD_MINUTES = re.compile(
    r"\b(?:minutes|notes|record)\b.*\b(?:last|previous|meeting|held|of \d)|\b(?:last|previous) "
    r"(?:minutes|notes|meeting)\b"
)
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=[\w:.!?)])[*_](?!\w)")
_PEOPLE = re.compile(
    r"(?:(?:members |trustees )?pres(?:ent)?|(?:in )?attendance|attend(?:ees|ed by)|absent"
    r"|apol(?:ogie)?s|who (?:was t?here|came))(?: and apologies)?"
)


_NUMBERED_SENTENCE = re.compile(r"(?s)\s*\d{1,2}[.)]\s.*[a-z)][.!?]\s*")
_LIST_OF_PEOPLE = re.compile(rf"(?i)\W*{_PEOPLE.pattern}\s*[:|\t]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence with its place: 'text', 'actions', 'decisions', 'asks', 'people' or 'old minutes'.

    `past` says that what stands there was promised at an earlier meeting.
    """

    sentence: Sentence
    place: str
    is_heading: bool = False
    past: bool = False
    row: Row | None = None
    gap: bool = False

    @property
    def text(self) -> str:
        """Give the sentence with single spaces, without marks of emphasis."""
        return _EMPHASIS.sub("", self.sentence.text)


def units_of(source: Source, people: People) -> list[Unit]:
    """Give every sentence that is short enough to be one, in order."""
    found: list[Unit] = []
    for part in _without_end_of_lists(source, layout(source)):
        made = _of_row(source, part, people) if isinstance(part, Row) else _of(source, part, people)
        found.extend(unit for unit in made if len(unit.text) <= LONGEST_SENTENCE)
    return found


def _without_end_of_lists(
    source: Source, parts: Iterable[Passage | Row]
) -> Iterator[Passage | Row]:
    """Give the parts; a numbered sentence after a list of people is no longer of the list."""
    ended = ""
    for part in parts:
        if isinstance(part, Passage) and place_of(part.heading)[0] == "people":
            if _NUMBERED_SENTENCE.fullmatch(source.raw(part.span)):
                ended = part.heading
            yield replace(part, heading="") if part.heading == ended else part
        else:
            yield part


def _of(source: Source, part: Passage, people: People) -> Iterator[Unit]:
    place, past = place_of(part.heading)
    for one in sentences(source, part.span, people, part.heading):
        before = source.text[max(0, one.span.start - 12) : one.span.start]
        gap = bool(re.search(r"\t\s*$| {3}$", before))
        mine = "people" if _LIST_OF_PEOPLE.match(source.raw(one.span)) else place
        yield Unit(one, mine, part.is_heading, past, None, gap)


def _of_row(source: Source, row: Row, people: People) -> Iterator[Unit]:
    place, past = place_of(row.heading)
    item = row.cell("item") or (row.cells[0] if row.cells else None)
    heading = _row_heading(source, row)
    if item and _OLD_MINUTES.search(heading.casefold()):
        place = "old minutes"
    for index, cell in enumerate(row.cells):
        role = row.roles[index] if index < len(row.roles) else "other"
        if role in {"owner", "due", "status"}:
            continue
        mine = {"action": "actions", "decision": "decisions"}.get(
            role, "text" if "action" in row.roles else place
        )
        mine = place if place == "old minutes" and role != "action" else mine
        for one in sentences(source, cell, people, heading):
            yield Unit(one, mine, is_heading=role == "item", past=past, row=row)


def _row_heading(source: Source, row: Row) -> str:
    """Give the words of a row's first cells that name its item."""
    named = [source.words(cell) for cell in row.cells[:2]]
    return " ".join(words for words in named if len(words) <= 60)  # noqa: PLR2004  one line


def place_of(heading: str) -> tuple[str, bool]:
    """Say what stands under a heading, and whether it is of an earlier meeting."""
    past = bool(_PREVIOUS.search(heading))
    if _OLD_MINUTES.search(heading) and "action" not in heading:
        return "old minutes", False
    for place, words in (
        ("actions", _ACTIONS),
        ("decisions", _DECISIONS),
        ("asks", _ASKS),
        ("people", _PEOPLE),
    ):
        if words.fullmatch(heading) or (past and place == "actions" and "action" in heading):
            return place, past
    return "text", False
