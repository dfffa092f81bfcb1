"""What people wrote, and what it is in other languages: which words lack one, and adding it.

Words in another language belong to exactly the words that they translate: where those are written
anew, nothing of the old ones is left.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from conversations.text import OtherTongue, Text, Worded

Kind = TypeVar("Kind")

OF_LOOP, OF_DIGEST, OF_ISSUE, OF_MEETING, OF_CALL, OF_DECISION = range(6)
"""Where words stand that are about to go out; buttons carry these numbers."""
READERS = "lang.readers"
"""Asks for `Readers`, about a subject, at a place as its position."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that are about to go out, and the languages that somebody reads who gets them."""

    words: tuple[Worded, ...] = ()
    languages: tuple[str, ...] = ()

    def lacking(self, language: str) -> tuple[Worded, ...]:
        """Give the words that are not there in `language`."""
        return tuple(one for one in self.words if not one.speaks(language))

    @property
    def gaps(self) -> int:
        """Count what is lacking, each language by itself."""
        return sum(len(self.lacking(language)) for language in self.languages)


@dataclass(frozen=True, slots=True)
class Readers:
    """Found: how many of those who get some words read each language, as (language, people).

    Small numbers are None.
    """

    by_language: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class TheWording:
    """Found: `Wording` of what is about to go out, where this person facilitates it; else None.

    `subject` is a loop, or 0 for what has none yet; `place` is one of OF_LOOP and the others.
    """

    subject: int
    place: int = OF_LOOP


@dataclass(frozen=True, slots=True)
class WordsTranslated:
    """A facilitator said these words, as they were first written, in the language `into`."""

    loop: int
    words: Worded
    into: str
    said: str


def worded_in(value: Any) -> Iterator[Worded]:
    """Give all that people wrote in a dataclass, in its order, each once."""
    yield from dict.fromkeys(_found(value))


def _found(value: Any) -> Iterator[Worded]:
    if isinstance(value, Worded):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _found(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _found(getattr(value, field.name))


def with_words(value: Kind, more: Mapping[tuple[str, str], Mapping[str, str]]) -> Kind:
    """Give the same with what it is in `more` languages, by (language, words) as first written.

    What is there in a language already stays.
    """
    anything: Any = value
    return _with(anything, more)  # type: ignore[no-any-return]  # the kind stays the same


def _with(value: Any, more: Mapping[tuple[str, str], Mapping[str, str]]) -> Any:
    if isinstance(value, Worded):
        known = more.get(value.by_language[0], {})
        return Worded.of({**dict(value.by_language), **_new(value, known)}) if known else value
    if isinstance(value, tuple):
        return tuple(_with(one, more) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {field.name: _with(getattr(value, field.name), more) for field in fields(value)}
        return replace(value, **changes)
    return value


def _new(words: Worded, known: Mapping[str, str]) -> dict[str, str]:
    return {language: said for language, said in known.items() if not words.speaks(language)}


def other_tongue(*values: Any) -> tuple[OtherTongue, ...]:
    """Give the line that tells whoever cannot read some of it in which language that is."""
    words = tuple(worded_in(values))
    return (OtherTongue(words),) if words else ()


def not_in_yours(language: str) -> Text:
    """Say that some words are in another language, whose name is given in the reader's."""
    return Text(
        "Some of these words are in {language}. We do not have them in your language yet.",
        language=language,
    )
