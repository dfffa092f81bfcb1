"""What was promised: who, what and by when; not what is done, refused or only hoped for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from bot.involvement.minutes.days import Calendar, day_alone, days_in, due_in
from bot.involvement.minutes.layout import Row
from bot.involvement.minutes.people import People, may_be_same
from bot.involvement.minutes.promises import LABEL, Promises
from bot.involvement.minutes.pronouns import promised_by
from bot.involvement.minutes.sentences import Sentence
from bot.involvement.minutes.source import Source, Span
from bot.involvement.minutes.units import Unit
from bot.involvement.minutes.wording import ACTION_VERBS

MOST_ACTIONS = 300
FEWEST_WORDS = 2
LONGEST_STATUS = 120  # characters of a sentence that says what became of the one before
MOST_WORDS_OF_A_DAY = 5
MOST_BEFORE_A_PRONOUN = 3  # sentences
ALIKE = 0.75  # the share of words that two tellings of one promise have in common

_DONE = (
    r"(?:done|completed?|closed|actioned|discharged|finished|no longer (?:needed|required)"
    r"|withdrawn|cancelled|superseded)"
)
_CLOSED = re.compile(
    rf"(?i)(?:[-–—:;(\[|,.✓]\s*(?:now\s+|all\s+|action\s+|this (?:is|was|has "
    rf"been)\s+)?{_DONE}\b(?!\s+by)|✓|✔|☑|\[x\])"
    r"|\b(?:has|have|had)\s+(?:now\s+|since\s+|already\s+)?(?:done so|done this|been (?:done"
    r"|completed|actioned|closed|sent|circulated))\b"
    r"|\bwhich (?:she|he|they) (?:has|have|had|did)\b|\baction (?:is |now |was )?(?:closed"
    r"|complete)"
)
_CLOSED_NEXT = re.compile(
    rf"(?i)^(?:(?:this|it|action|the action|these|both)\s+)?(?:(?:is|was|were|has|have"
    rf"|had)\s+)?(?:now\s+|since\s+|already\s+|been\s+|all\s+)*{_DONE}\b.{{0,40}}$"
    r"|^(?:(?:she|he|they)|[A-Z]{2,4}|[A-Z]\.[A-Z]\.) (?:has|have|had) (?:now |since |already "
    r")?(?:done (?:so|this)|sent|completed)\b"
)
_STATUS_DONE = re.compile(
    rf"(?i)^\W*(?:{_DONE}|yes|green|blue|✓|✔|☑|c)\b|^[✓✔☑]|\b{_DONE}\s*$|has been|have been"
)
_STILL_OPEN = re.compile(
    r"(?i)\b(?:carried forward|carry forward|c/f|outstanding|ongoing|on-going|in progress"
    r"|still to|open|to be done|not yet|remains|on track"
    r"|brought forward|will)\b"
)
_PUT_OFF = re.compile(
    r"(?i)\b(?:carr(?:y|ied) (?:forward|over)|c/f|extended|revised|moved|postponed|put back"
    r"|deferred|now due|new (?:due )?date)\b"
)
_TICKED = re.compile(r"(?:\[[xX]\]|[✓✔☑])\s*$")
_NOT_DONE_NEXT = re.compile(r"(?i)\b(?:not|n['’]t|yet to)\b")
_DEADLINE = re.compile(
    r"(?i)(?:(?:deadline|due|due date|target|target date|timescale|when|by when"
    r"|date)\s*[:–-]\s*|by\s*[:–-]?\s+)(?P<day>.{1,40})$"
)
_NO_DAY = re.compile(
    r"(?i)\s*[-–—,(:]?\s*\b(?:a\.?s\.?a\.?p|as soon as possible|on-?going|immediately"
    r"|urgent(?:ly)?|tb[cd]|to be confirmed|when possible)\b[.)\]]*$"
)
_OWNER = re.compile(
    r"(?i)(?:owner|who|lead|by whom|responsible|action by|assigned to|person)\s*:\s*"
    r"(?P<who>\w.{0,60})$"
)
_COULD_BE_DONE = re.compile(r"(?i)\b(?:will|would|to be|should|to|needs?|agreed|must)\b")


@dataclass(frozen=True, slots=True)
class Action:
    """A promise: its sentence, who made it as written, and its day; None where unknown."""

    sentence: Sentence
    owner: str | None
    due: date | None


def actions(source: Source, units: Sequence[Unit], people: People, days: Calendar) -> list[Action]:
    """Give what was promised, in order, each once."""
    found = islice(_Finder(source, units, people, days).run(), MOST_ACTIONS)
    return _once(sorted(found, key=lambda one: one.sentence.span.start))


class _Finder:
    def __init__(
        self, source: Source, units: Sequence[Unit], people: People, days: Calendar
    ) -> None:
        self.source, self.units, self.people, self.days = source, units, people, days
        self.promises = Promises(people)

    def run(self) -> Iterator[Action]:
        for index, unit in enumerate(self.units):
            if unit.place == "people":
                continue
            found = self._owner_alone(index) or self._in_cell(unit) or self._told(index)
            if found and not self._closed(index, unit, found):
                yield found
        yield from self._rows_without_actions()

    def _told(self, index: int) -> Action | None:
        """Read a sentence: in a list of actions, with a label, or as prose."""
        unit, text = self.units[index], self.units[index].text
        if len(text.split()) < FEWEST_WORDS:
            return None
        is_labelled = self.promises.is_labelled(text)
        if is_labelled or (unit.place == "actions" and not unit.is_heading):
            found = self.promises.listed(text)
            owner = (found.owner if found else None) or self._marked(index, _OWNER, "who")
            if found and (owner or is_labelled or _is_entry(unit)):
                return Action(unit.sentence, owner, self._due(index))
            return None
        spoken = self.promises.spoken(text)
        owner = spoken.owner if spoken else self.promises.named_after(text)
        owner = owner or promised_by(text, self._told_before(index), self.people)
        return Action(unit.sentence, owner, self._due(index)) if owner else None

    def _told_before(self, index: int) -> Iterator[str]:
        """Give the nearest sentences of the same item, the last one first."""
        unit = self.units[index]
        for before in reversed(self.units[max(0, index - MOST_BEFORE_A_PRONOUN) : index]):
            between = self.source.text[before.sentence.span.end : unit.sentence.span.start]
            if before.is_heading or before.row is not unit.row or "\n\n" in between:
                return
            yield before.text

    def _due(self, index: int) -> date | None:
        """Read the day in a sentence, or in a mark after it: 'Deadline: 6 November'."""
        marked = self._marked(index, _DEADLINE, "day")
        due = due_in(self.units[index].text, self.days)
        return due or (day_alone(marked, self.days) if marked else None)

    def _marked(self, index: int, wanted: re.Pattern[str], part: str) -> str | None:
        """Give what a mark after a sentence says: 'Owner: AB', then 'Deadline: 6 November'."""
        for unit in self.units[index + 1 : index + 3]:
            mark = wanted.match(unit.text)
            if mark:
                return mark[part].strip(" .;")
            if not (_OWNER.match(unit.text) or _DEADLINE.match(unit.text)):
                return None
        return None

    def _in_cell(self, unit: Unit) -> Action | None:
        """Read a cell of a column of actions, with owner and day beside it."""
        row = unit.row
        if row is None or unit.place != "actions" or row.cell("action") is None:
            return None
        if not _within(unit.sentence.span, row.cell("action")):
            return None
        owner, due = self._cell(row, "owner"), self._cell(row, "due")
        found = self.promises.listed(unit.text)
        if found is None or (len(unit.text.split()) < FEWEST_WORDS):
            return None
        status = self._cell(row, "status") or ""
        day = day_alone(status, self.days) if _PUT_OFF.search(status) else None
        day = day or (day_alone(due, self.days) if due else None)
        return Action(unit.sentence, owner or found.owner, day or due_in(unit.text, self.days))

    def _cell(self, row: Row, role: str) -> str | None:
        span = row.cell(role)
        words = self.source.words(span).strip(" *-–—") if span else ""
        return words or None

    def _owner_alone(self, index: int) -> Action | None:
        """Read 'Action: AB', or 'AB' in the margin or in a column, after what is to be done."""
        unit = self.units[index]
        label = LABEL.match(unit.text)
        body = unit.text[label.end() :] if label and label["after"] is not None else unit.text
        who, _, rest = _parted(body.rstrip(" ])"))
        in_cell = unit.row is not None and unit.place == "actions"
        listed = unit.place == "actions"
        if not (label or unit.gap or in_cell or listed) or not self.people.only_owners.match(who):
            return None
        before = self._before(index, who.strip(" .;"), is_labelled=bool(label))
        if before is None:
            return None
        due = day_alone(rest, self.days) if rest else None
        beside = self._cell(unit.row, "due") if unit.row else None
        due = due or (day_alone(beside, self.days) if beside else None)
        return Action(before.sentence, who.strip(" .;"), due or due_in(before.text, self.days))

    def _before(self, index: int, who: str, *, is_labelled: bool) -> Unit | None:
        """Give the sentence that an owner stands after: in a row the last that could be done.

        'AB will ring. Action: AB by Friday' is one promise, told twice.
        """
        unit = self.units[index]
        earlier = [
            one
            for one in self.units[max(0, index - 12) : index]
            if not one.is_heading and one.text.strip(".! ").casefold() != "agreed"
        ]
        if unit.row is None:
            spoken = self.promises.spoken(earlier[-1].text) if earlier else None
            free = earlier and (is_labelled or spoken is None or spoken.owner == who)
            fits = free and earlier[-1].place != "people" and _could_be_told(earlier[-1].text)
            return earlier[-1] if fits else None
        same = [one for one in earlier if one.row is unit.row and one.place != "actions"]
        likely = [one for one in same if _COULD_BE_DONE.search(one.text)]
        fitting = likely or same
        return fitting[-1] if fitting else None

    def _rows_without_actions(self) -> Iterator[Action]:
        """Read tables of items, owners and days that have no column of actions."""
        rows = {id(one.row): one.row for one in self.units if one.row and not one.past}
        for row in rows.values():
            owner, _, rest = _parted(self._cell(row, "owner") or "")
            if row.cell("action") is not None or not self.people.only_owners.match(owner):
                continue
            texts = [one for one in self.units if one.row is row and not one.is_heading]
            likely = [one for one in texts if _COULD_BE_DONE.search(one.text)] or texts
            status, due = self._cell(row, "status"), self._cell(row, "due") or rest
            if likely and not _STATUS_DONE.search(status or due or ""):
                day = day_alone(due, self.days) if due else due_in(likely[-1].text, self.days)
                yield Action(likely[-1].sentence, owner, day)

    def _closed(self, index: int, unit: Unit, found: Action) -> bool:
        """Say whether a promise is done already, by its words, its status or what follows it."""
        cells = (self._cell(unit.row, role) for role in ("status", "due")) if unit.row else ()
        status = " ".join(filter(None, cells))
        following = self.units[index + 1].text if index + 1 < len(self.units) else ""
        near = unit.row is None and len(following) < LONGEST_STATUS and bool(following)
        if status and _STATUS_DONE.search(status):
            return True
        start = unit.sentence.span.start
        if _CLOSED.search(unit.text) or _TICKED.search(self.source.text[max(0, start - 8) : start]):
            return True
        if near and _CLOSED_NEXT.search(following) and not _NOT_DONE_NEXT.search(following):
            return True
        lies_ahead = found.due and self.days.held and found.due > self.days.held
        is_open = lies_ahead or _STILL_OPEN.search(
            f"{found.sentence.text} {unit.text} {status} {near and following}"
        )
        return unit.past and not is_open


def _parted(body: str) -> tuple[str, str, str]:
    """Part 'AB - by 3 November' into its owner and what follows; 'asap' is no day."""
    body = _NO_DAY.sub("", body)
    found = re.search(
        r"\s[-–—]\s|\s*[,;(]\s*(?=(?:by|before|due|next|end|w/[ce]|\d))|\s+(?=by\s|before\s|\d)",
        body,
    )
    if (
        found is None
        or len(body[found.end() :].split()) > MOST_WORDS_OF_A_DAY
        or not _is_only_a_day(body[found.end() :])
    ):
        return body, "", ""
    return body[: found.start()], found.group(), body[found.end() :]


def _is_only_a_day(words: str) -> bool:
    """Say whether words name a day and nothing else: 'by 3 May', and not 'phone – 3 May'."""
    day = next(days_in(words), None)
    return day is not None and not re.search(r"[-–—:]\s", words[: day.start])


def _could_be_told(text: str) -> bool:
    """Say whether words are more than a heading that an owner stands beside."""
    return not text.isupper() and (len(text.split()) > FEWEST_WORDS or ":" in text)


def _within(inner: Span, outer: Span | None) -> bool:
    return outer is not None and outer.start <= inner.start and inner.end <= outer.end


def _is_entry(unit: Unit) -> bool:
    """Say whether a sentence under 'Actions' is an entry though it names nobody."""
    first = unit.text.split()[0].casefold().strip(".,:;")
    return first in ACTION_VERBS or bool(
        re.search(r"(?i)^[^.]*\b(?:to be|must|should) [a-z]+", unit.text)
    )


def _once(found: Sequence[Action]) -> list[Action]:
    """Keep the first telling of each promise; a later one may bring the day or the owner."""
    kept: list[Action] = []
    words = {id(one.sentence): _content(one) for one in found}
    for one in found:
        for place, before in enumerate(kept):
            if _alike(before, one, words[id(before.sentence)], words[id(one.sentence)]):
                kept[place] = replace(
                    before, owner=before.owner or one.owner, due=before.due or one.due
                )
                break
        else:
            kept.append(one)
    return kept


def _alike(one: Action, other: Action, first: set[str], second: set[str]) -> bool:
    if one.sentence.span == other.sentence.span:
        return True
    if one.owner and other.owner and not may_be_same(one.owner, other.owner):
        return False
    smaller = min(len(first), len(second))
    return smaller >= FEWEST_WORDS and len(first & second) >= ALIKE * smaller


def _content(action: Action) -> set[str]:
    words = re.findall(r"[a-z]{3,}", action.sentence.text.casefold())
    return set(words) - {"action", "the", "and", "will", "agreed", "would"}
