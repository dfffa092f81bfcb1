"""The sentences of minutes in their order, each with what its place says about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.involvement.minutes.layout import Passage, Row, layout
from bot.involvement.minutes.people import People
from bot.involvement.minutes.sentences import LONGEST_SENTENCE, Sentence, sentences
from bot.involvement.minutes.source import Source

_OPENING = r"(?:(?:so|and|then|now|main|our|the|summary of|list of|new|key|agreed|all),? )*"
_ACTIONS = re.compile(
    rf"{_OPENING}(?:jobs?|tasks?|things to do|homework|action(?:s|\s+points?|\s+items?|\s+log"
    r"|\s+list"
    r"|\s+summary)?|to[- ]dos?|next steps|who does what|what we will do|who will do "
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
    r"|updates? from|follow[- ]up)\b"
)
_OLD_MINUTES = re.compile(
    r"\b(?:minutes|notes|record)\b.*\b(?:last|previous|meeting|held|of \d)|\b(?:last|previous) "
    r"(?:minutes|notes|meeting)\b"
)
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=[\w:.!?)])[*_](?!\w)")
_PEOPLE = re.compile(
    r"(?:present|attendance|apologies|in attendance|attendees|who (?:was there|came))(?: and "
    r"apologies)?"
)


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
    for part in layout(source):
        made = _of_row(source, part, people) if isinstance(part, Row) else _of(source, part, people)
        found.extend(unit for unit in made if len(unit.text) <= LONGEST_SENTENCE)
    return found


def _of(source: Source, part: Passage, people: People) -> Iterator[Unit]:
    place, past = place_of(part.heading)
    for one in sentences(source, part.span, people, part.heading):
        before = source.text[max(0, one.span.start - 12) : one.span.start]
        gap = bool(re.search(r"\t\s*$| {3}$", before))
        yield Unit(one, place, part.is_heading, past, None, gap)


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
