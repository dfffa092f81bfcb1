"""Words of danger, and those that belong elsewhere, found in what somebody wrote (promise 9).

Nothing is learned or guessed. A phrase is found where its letters stand in the text, from the
beginning of a word to the end of a word. Case, accents, apostrophes, spaces, and letters that a
phone or a hurried hand doubles do not count. A look-alike ('fever pitch') hides the phrases inside
it, but only where no comma or full stop parts its words: 'no, bleeding again' is no 'no bleeding'.

Words that tell of a death are found in the same way.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import accumulate, pairwise
from typing import TypeAlias

URGENT, UNSAFE, DISTRESS = "urgent", "unsafe", "distress"
CLINICAL, COMPLAINT = "clinical", "complaint"
KINDS = (URGENT, UNSAFE, DISTRESS, CLINICAL, COMPLAINT)
"""What is listened for, the gravest first."""
DANGER = frozenset({URGENT, UNSAFE, DISTRESS})
"""What may need a person."""
SOMEONE_DIED, USER_DIED = "someone_died", "user_died"
DEATHS = (SOMEONE_DIED, USER_DIED)
"""Somebody whom the writer cared for died; or, told by somebody else, whose phone it was."""
_AROUND = "around_a_death"
_LONGEST_NEWS = 200  # characters; a longer message says more than that somebody died

_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_POINT = re.compile(r"(?<=\d)[,\u066b](?=\d)")  # what other languages write for a decimal point
_JOINED = re.compile(r"[ \t\-\u2010/\"“”&]*")  # what may stand inside a look-alike
_TWICE = re.compile(r"([^\W\d_])\1+")
_THREE_TIMES = re.compile(r"([^\W\d_])\1{2,}")
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´′＇")
_SAME_LETTERS = str.maketrans("يىكهھةں", "ییکہہہن")  # keyboards differ, words hardly ever do
_UNSEEN = frozenset({"Cf", "Mn", "Me"})
_Span: TypeAlias = tuple[int, int, str]
"""The first word, the last word, and the kind of a phrase."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The phrases of one language: each one's kind, and what is only alike.

    `around` is what may stand around a death in a message that says nothing else, `not_a_stop`
    what holds a word for stop though nobody asks to stop. `doubled_letters_differ` is for languages
    such as Welsh, where a doubled letter is another one.
    """

    phrases: Mapping[str, str]
    look_alikes: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    not_a_stop: frozenset[str] = frozenset()
    doubled_letters_differ: bool = False
    is_draft: bool = True


@dataclass(frozen=True, slots=True)
class _Index:
    """Phrases as they are looked for, without spaces; `beginnings` is how each may begin.

    `run` is what counts as one letter.
    """

    run: re.Pattern[str]
    kinds: Mapping[str, str]
    look_alikes: frozenset[str]
    beginnings: frozenset[str]


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is listened for in all languages at once, whatever language a person chose."""

    listed: tuple[Listed, ...] = ()
    not_a_stop: frozenset[str] = field(init=False, repr=False, compare=False)
    _indexes: tuple[_Index, ...] = field(init=False, repr=False, compare=False)
    _of_deaths: tuple[_Index, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        alike = frozenset(phrase for one in self.listed for phrase in one.not_a_stop)
        object.__setattr__(self, "not_a_stop", alike)
        object.__setattr__(self, "_indexes", _indexes(self.listed))
        object.__setattr__(self, "_of_deaths", _indexes(map(_only_deaths, self.listed)))

    def found_in(self, text: str) -> frozenset[str]:
        """Give the kinds of phrases that stand in a text."""
        folded = _fold(text)
        return frozenset(kind for index in self._indexes for kind in _kinds(folded, index))

    def only_a_death(self, text: str) -> str | None:
        """Give which death a text tells of where it says nothing else, else None."""
        if len(text) > _LONGEST_NEWS:
            return None
        folded = _fold(text)
        told = {kind for index in self._of_deaths for kind in _whole(folded, index)}
        return next((kind for kind in (USER_DIED, SOMEONE_DIED) if kind in told), None)


def _only_deaths(one: Listed) -> Listed:
    deaths = {phrase: kind for phrase, kind in one.phrases.items() if kind in DEATHS}
    return replace(one, phrases=dict.fromkeys(one.around, _AROUND) | deaths)


def _indexes(listed: Iterable[Listed]) -> tuple[_Index, ...]:
    every = tuple(listed)
    by_folding = (
        [one for one in every if one.doubled_letters_differ is differ] for differ in (False, True)
    )
    return tuple(_index(together) for together in by_folding if together)


def _index(together: list[Listed]) -> _Index:
    run = _THREE_TIMES if together[0].doubled_letters_differ else _TWICE

    def whole(phrase: str) -> str:
        return reduce(_and, _WORD.findall(run.sub(r"\1", _fold(phrase))), "")

    kinds = {whole(phrase): kind for one in together for phrase, kind in one.phrases.items()}
    alike = frozenset(whole(phrase) for one in together for phrase in one.look_alikes)
    beginnings = frozenset(begun for whole in (*kinds, *alike) for begun in accumulate(whole))
    return _Index(run, kinds, alike, beginnings)


def _kinds(folded: str, index: _Index) -> Iterator[str]:
    """Give the kind of each phrase that no look-alike hides."""
    text = index.run.sub(r"\1", folded)
    return (kind for _, _, kind in _found(text, list(_WORD.finditer(text)), index))


def _whole(folded: str, index: _Index) -> set[str]:
    """Give the kinds of the phrases that a text is made of; none where it holds other words."""
    text = index.run.sub(r"\1", folded)
    words = list(_WORD.finditer(text))
    found = list(_found(text, words, index))
    covered = {place for start, end, _ in found for place in range(start, end + 1)}
    return {kind for _, _, kind in found} if len(covered) == len(words) else set()


def _found(text: str, words: list[re.Match[str]], index: _Index) -> Iterator[_Span]:
    """Give what `_spans` gives, but for what a look-alike hides."""
    spans = list(_spans(text, words, index))
    hidden = [(start, end) for start, end, kind in spans if not kind]
    for start, end, kind in spans:
        if kind and not any(first <= start and end <= last for first, last in hidden):
            yield start, end, kind


def _spans(text: str, words: list[re.Match[str]], index: _Index) -> Iterator[_Span]:
    """Give every phrase; the kind of a look-alike is ''."""
    for start in range(len(words)):
        letters = ""
        for end in range(start, len(words)):
            letters = _and(letters, words[end][0])
            if letters not in index.beginnings:
                break
            if letters in index.kinds:
                yield start, end, index.kinds[letters]
            if letters in index.look_alikes and _is_one_piece(text, words[start : end + 1]):
                yield start, end, ""


def _is_one_piece(text: str, words: list[re.Match[str]]) -> bool:
    """Tell whether no comma, full stop or the like parts these words."""
    return all(
        _JOINED.fullmatch(text, one.end(), following.start()) for one, following in pairwise(words)
    )


# --- folding -------------------------------------------------------------------------------------


def _fold(text: str) -> str:
    plain = text.translate(_APOSTROPHES).casefold()
    if not plain.isascii():
        plain = "".join(map(_figure, unicodedata.normalize("NFKD", plain)))
        plain = plain.translate(_SAME_LETTERS)
    return _POINT.sub(".", plain)


def _figure(sign: str) -> str:
    """Leave out marks that show nothing by themselves, and write any digit as ours."""
    if unicodedata.category(sign) in _UNSEEN:
        return ""
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _and(letters: str, word: str) -> str:
    """Put a word behind others; a letter that ends them and begins it counts once.

    So 'chest tight' is what 'chesttight' is, where doubled letters do not count.
    """
    return letters + (word[1:] if letters[-1:] == word[0] and word[0].isalpha() else word)
