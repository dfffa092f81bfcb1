"""From the text of minutes to a proposal that a facilitator edits: found, never invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.involvement.minutes.actions import Action, actions
from bot.involvement.minutes.asks import asks
from bot.involvement.minutes.decisions import decisions
from bot.involvement.minutes.errors import MinutesError
from bot.involvement.minutes.following import calendar_of, next_meeting_span
from bot.involvement.minutes.languages import is_english
from bot.involvement.minutes.people import people_in
from bot.involvement.minutes.ranking import digest, shown
from bot.involvement.minutes.sentences import Sentence
from bot.involvement.minutes.source import Source, Span
from bot.involvement.minutes.units import Unit, units_of

LONGEST_MINUTES = 200_000  # characters, about 60 pages
MOST_OF_A_KIND = 200
TITLE_LINES = 2
LONGEST_LINE = 400  # characters; a longer one tells more than the next meeting


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence as it stands in the minutes, with single spaces, and its line, from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise; `owner` as the minutes write it, `due` resolved, None where unknown."""

    text: str
    line: int
    owner: str | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What minutes tell: every text stands in them, and the digest has at most 600 characters.

    `following` is the sentence that names the next meeting, `highlights` are the digest's.
    """

    decisions: tuple[Told, ...]
    actions: tuple[Promised, ...]
    asked_of_members: tuple[Told, ...]
    next_meeting: date | None
    digest: str
    following: Told | None = None
    highlights: tuple[Told, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give what JSON can hold; days are ISO dates."""
        return {
            "decisions": [{"text": one.text, "line": one.line} for one in self.decisions],
            "actions": [
                {
                    "text": one.text,
                    "line": one.line,
                    "owner": one.owner,
                    "due": one.due.isoformat() if one.due else None,
                }
                for one in self.actions
            ],
            "asked_of_members": [
                {"text": one.text, "line": one.line} for one in self.asked_of_members
            ],
            "next_meeting": self.next_meeting.isoformat() if self.next_meeting else None,
            "digest": self.digest,
        }


def propose(text: str, *, held: date | None = None) -> Proposal:
    """Find decisions, promises, what is asked of members, the next meeting, and a digest.

    `held` is the day of the meeting where the minutes do not say it. Raises MinutesError for an
    empty text, one of more than about 60 pages and one that is not in English.
    """
    _refuse(text)
    source = Source.of(text)
    people = people_in(source)
    days = calendar_of(source, held)
    units = units_of(source, people)
    decided = decisions(source, units, _title(source))[:MOST_OF_A_KIND]
    promised = actions(source, units, people, days)
    asked = asks(units)[:MOST_OF_A_KIND]
    following = _following(source, units, days.held)
    chosen = digest(decided, asked, [one.sentence for one in promised], following, units)
    return Proposal(
        tuple(_told(source, one) for one in decided),
        tuple(_promised(source, one) for one in promised),
        tuple(_told(source, one) for one in asked),
        days.following,
        shown(chosen),
        _told(source, following) if following else None,
        tuple(_told(source, one) for one in chosen),
    )


def _refuse(text: str) -> None:
    if not any(map(str.isalnum, text)):
        raise MinutesError(
            "There are no words in these minutes: paste the text, or send another file.", "empty"
        )
    if len(text) > LONGEST_MINUTES:
        raise MinutesError(
            "These minutes have more than about 60 pages: "
            "save the part with decisions and actions as a file of its own, and try that.",
            "long",
        )
    if not is_english(text):
        raise MinutesError(
            "These minutes do not seem to be in English, the only language that can be read so "
            "far: "
            "use a translation, or mark decisions and actions by hand.",
            "language",
        )


def _title(source: Source) -> str:
    """Give the first lines that say something: they name who meets."""
    lines = [source.raw(span)[:300] for span in source.lines()[:20]]
    return " ".join([line for line in lines if line.strip()][:TITLE_LINES])


def _following(source: Source, units: Sequence[Unit], held: date | None) -> Sentence | None:
    """Give the sentence that names the next meeting's day."""
    found = next_meeting_span(source, held)
    if found is None:
        return None
    _, line = found
    inside = [one.sentence for one in units if _touches(one.sentence, line)]
    with_figures = [one for one in inside if any(map(str.isdigit, one.text))]
    is_short = line.end - line.start < LONGEST_LINE
    return with_figures[-1] if with_figures and is_short else None


def _touches(sentence: Sentence, line: Span) -> bool:
    return sentence.span.start < line.end and line.start < sentence.span.end


def _told(source: Source, sentence: Sentence) -> Told:
    return Told(sentence.text, source.line_at(sentence.span.start))


def _promised(source: Source, action: Action) -> Promised:
    return Promised(
        action.sentence.text, source.line_at(action.sentence.span.start), action.owner, action.due
    )
