"""Words in other languages: one walk over every text of a draft, optional at each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from conversations.composing.questions import LONGEST_CHOICE, LONGEST_QUESTION
from conversations.composing.step import (
    PLEASE_CHOOSE,
    Go,
    Hint,
    Moved,
    Outcome,
    Pick,
    Step,
    View,
    picked,
    read_words,
)
from conversations.draft import Draft
from conversations.other_languages import LAST, also_said, how_said, to_add, which_language
from conversations.screen import Screen
from conversations.text import Text, Worded, Words
from conversations.turn import Input

_PARTS = ("title", "asker", "informs", "can_change", "cannot_change", "decider")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: a part of the ask, or a question and perhaps one of its choices."""

    part: str = ""
    question: int = 0
    choice: int = 0


class _Own:
    STOP = 1


def places(draft: Draft) -> tuple[Place, ...]:
    """List every text that can be said in another language; the steps of a scale are figures."""
    found = [Place(part=part) for part in _PARTS if getattr(draft, part)]
    for question in draft.questions:
        found.append(Place(question=question.number))
        found += [
            Place(question=question.number, choice=choice.number)
            for choice in question.choices
            if not choice.label.by_language[0][1].isdecimal()
        ]
    return tuple(found)


def words_at(draft: Draft, place: Place) -> Worded:
    """Give the text that stands at `place`, one of `places(draft)`."""
    if place.part:
        words: Worded = getattr(draft, place.part)
        return words
    question = next(one for one in draft.questions if one.number == place.question)
    if not place.choice:
        return question.text
    return next(one.label for one in question.choices if one.number == place.choice)


def put_words(draft: Draft, place: Place, words: Worded) -> Draft:
    """Give the draft with `words` at `place`."""
    if place.part:
        changes: dict[str, Any] = {place.part: words}
        return replace(draft, **changes)
    questions = []
    for question in draft.questions:
        if question.number != place.question:
            questions.append(question)
        elif not place.choice:
            questions.append(replace(question, text=words))
        else:
            choices = (
                replace(one, label=words) if one.number == place.choice else one
                for one in question.choices
            )
            questions.append(replace(question, choices=tuple(choices)))
    return replace(draft, questions=tuple(questions))


def _lacking(draft: Draft, language: str) -> list[int]:
    """Give the positions of the texts that are not there in `language`."""
    return [
        position
        for position, place in enumerate(places(draft))
        if not words_at(draft, place).speaks(language)
    ]


# --- which language -------------------------------------------------------------------------------


def _others(view: View) -> list[str]:
    base = view.written_in.partition("_")[0]
    tags = (tag for tag, _, _ in view.facts.network.languages)
    return [tag for tag in tags if tag.partition("_")[0] != base]


def _show_languages(view: View) -> Screen:
    options = tuple(
        view.option(_language(view, tag), place) for place, tag in enumerate(_others(view), 1)
    )
    missing = Text("Where words are missing, members see the words that you wrote.")
    return which_language(options, view.back(), missing)


def _language(view: View, tag: str) -> Words:
    return to_add(view.language_name(tag), len(_lacking(view.draft, tag)))


def _hear_languages(go: Go, heard: Input) -> Outcome:
    pick, others = picked(heard), _others(go)
    if pick == Pick.BACK:
        return go.to("overview")
    if pick is None or not 1 <= pick <= len(others):
        return PLEASE_CHOOSE
    language = others[pick - 1]
    first = next(iter(_lacking(go.draft, language)), 0)
    return go.to("words", language=language, at=first)


# --- one text after the other ---------------------------------------------------------------------


def _place(view: View) -> Place | None:
    found = places(view.draft)
    return found[view.state.at] if view.state.at < len(found) else None


def _show_words(view: View) -> Screen:
    place, tag = _place(view), view.state.language
    stop = view.option(Text("Stop here"), _Own.STOP)
    words = words_at(view.draft, place) if place is not None else None
    return how_said(words, tag, view.language_name(tag), view.back(), view.skip(), stop)


def _hear_words(go: Go, heard: Input) -> Outcome:
    place = _place(go)
    match picked(heard):
        case Pick.BACK:
            return _at(go, go.state.at - 1) if go.state.at else go.to("languages")
        case Pick.SKIP:
            return _at(go, _following(go, go.draft))
        case _Own.STOP:
            return go.to("overview")
    if place is None:
        return go.to("languages")
    text = read_words(heard, LONGEST_CHOICE if place.choice else LONGEST_QUESTION)
    if isinstance(text, Hint):
        return text
    words = also_said(words_at(go.draft, place), go.state.language, text)
    changed = put_words(go.draft, place, words)
    return replace(_at(go, _following(go, changed)), draft=changed)


def _following(go: Go, changed: Draft) -> int:
    """Give the next text that lacks words; where this one had them, simply the next."""
    at, language = go.state.at, go.state.language
    lacking = [position for position in _lacking(changed, language) if position > at]
    if lacking:
        return lacking[0]
    return len(places(changed)) if at in _lacking(go.draft, language) else at + 1


def _at(go: Go, at: int) -> Moved:
    if at < len(places(go.draft)):
        return go.to("words", at=at)
    return go.to("languages", LAST)


TRANSLATING_STEPS: Mapping[str, Step] = {
    "languages": Step(_show_languages, _hear_languages),
    "words": Step(_show_words, _hear_words),
}
