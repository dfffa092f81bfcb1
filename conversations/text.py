"""Words to be translated. What a conversation says is kept apart from the language it is said in.

`Text` and `Plural` are also the extraction keywords of the catalogues: their first arguments are
always literal strings. `Worded` is what people wrote themselves, in one or more languages.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Worded:
    """The same words in one or more languages, the first being the one they were written in.

    `by_language` holds (language tag, words) pairs and is never empty.
    """

    by_language: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        if not self.by_language:
            msg = "Words need at least one language."
            raise ValueError(msg)

    @classmethod
    def of(cls, words: Mapping[str, str]) -> "Worded":
        """Keep the order of `words`: its first language is the one to fall back on."""
        return cls(tuple(words.items()))

    def speaks(self, language: str) -> bool:
        """Tell whether these words exist in `language`, or in its base language."""
        return self._find(language) is not None

    def said_in(self, language: str) -> str:
        """Give the words in `language`, else in its base language, else as first written."""
        return self._find(language) or self.by_language[0][1]

    def _find(self, language: str) -> str | None:
        spoken = dict(self.by_language)
        base = language.split("_", maxsplit=1)[0]
        if language in spoken:
            return spoken[language]
        same_base = (words for tag, words in self.by_language if tag.split("_")[0] == base)
        return next(same_base, None)


Value: TypeAlias = "str | int | date | Text | Plural | Worded | OtherTongue"


@dataclass(frozen=True, slots=True)
class OtherTongue:
    """Tells who reads `words` in a language that they are not in, in which they are; else nothing.

    So that it is no surprise where nobody has put them into somebody's language.
    """

    words: tuple[Worded, ...]

    def met_by(self, language: str) -> str | None:
        """Give the language of the first words that are not in `language`; None if all are."""
        lacking = (one for one in self.words if not one.speaks(language))
        return next((one.by_language[0][0] for one in lacking), None)


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A message in English with `{named}` places, translated when it is shown."""

    message: str
    values: tuple[tuple[str, Value], ...] = field(default=())

    def __init__(self, message: str, **values: Value) -> None:
        object.__setattr__(self, "message", message)
        object.__setattr__(self, "values", tuple(values.items()))

    def __iter__(self) -> Iterator[tuple[str, Value]]:
        return iter(self.values)


@dataclass(frozen=True, slots=True, init=False)
class Plural:
    """A message whose form depends on one whole number, `count`, itself shown as `{count}`."""

    singular: str
    plural: str
    count: int
    values: tuple[tuple[str, Value], ...] = field(default=())

    def __init__(self, singular: str, plural: str, count: int, **values: Value) -> None:
        object.__setattr__(self, "singular", singular)
        object.__setattr__(self, "plural", plural)
        object.__setattr__(self, "count", count)
        object.__setattr__(self, "values", (("count", count), *values.items()))

    def __iter__(self) -> Iterator[tuple[str, Value]]:
        return iter(self.values)


Words: TypeAlias = str | Text | Plural | Worded | OtherTongue
