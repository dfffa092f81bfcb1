"""What was heard: words of facilitators, numbers from the results, and quotes, as they are told.

A number is never one that the results hide. A quote is shown only while its author agrees to these
exact words and they still stand in the answer.
"""

from collections.abc import Collection
from dataclasses import dataclass

from conversations.text import Plural, Text, Worded, Words


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was heard. `kind` is 'heard', 'number' or 'quote'.

    A number has the `question`, its `choice`, and how many `people` chose it; `mine` says that the
    person it is told to is one of them. A quote has its `status`: asked, agreed or refused.
    """

    id: int
    kind: str
    words: Worded | None = None
    question: Worded | None = None
    choice: Worded | None = None
    people: int = 0
    mine: bool = False
    quote: str | None = None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that the person who wrote them is asked to show. `few` says that others may guess."""

    id: int
    words: str
    title: Worded
    question: Worded | None = None
    few: bool = False
    status: str = "asked"


@dataclass(frozen=True, slots=True)
class TheFindings:
    """Found: tuple of `Finding`, for who facilitates the loop, and for who was told of it.

    Who was told gets only quotes that are agreed to. Else None.
    """

    loop: int


@dataclass(frozen=True, slots=True)
class TheQuote:
    """Found: `Quote`, where this person wrote the words; else None."""

    id: int


def findings_lines(findings: Collection[Finding]) -> tuple[Words, ...]:
    """Say what was heard, one paragraph for each; what cannot be shown is left out."""
    said = (finding_line(one) for one in findings)
    return tuple(line for line in said if line is not None)


def finding_line(one: Finding) -> Words | None:
    """Say one thing that was heard; None where there is nothing to show of it."""
    if one.kind == "quote":
        agreed = one.status == "agreed" and one.quote is not None
        return Text("Somebody wrote: “{words}”", words=one.quote or "") if agreed else None
    if one.kind == "heard":
        return Text("We heard: {what}", what=one.words) if one.words is not None else None
    if one.question is None or one.choice is None:
        return None
    return Text("{question}\n{answer}", question=one.question, answer=_counted(one, one.choice))


def _counted(one: Finding, choice: Worded) -> Words:
    if one.mine:
        return Plural(
            "You and {count} other person said: {choice}",
            "You and {count} other people said: {choice}",
            max(one.people - 1, 0),
            choice=choice,
        )
    return Plural(
        "{count} person said: {choice}", "{count} people said: {choice}", one.people, choice=choice
    )
