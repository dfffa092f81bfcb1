"""Promises of 'he' and 'she': who that is stands in the words before."""

import re
from collections.abc import Iterable, Iterator

from bot.involvement.minutes.people import People
from bot.involvement.minutes.presently import BEING, is_promised_presently
from bot.involvement.minutes.wording import ACTION_VERBS

_LATER = r"(?:(?:also|then|now|kindly)\s+)?"
_PROMISE = re.compile(
    rf"(?:^|(?:[;,]|,?\s(?:and|but|so))\s+)(?P<who>[Hh]e|[Ss]he)(?:{BEING}(?P<doing>[a-z]+ing)\b"
    rf"(?P<rest>.*)|(?:['’]s\s+going\s+to|['’]ll|\s+{_LATER}(?:will|shall|is\s+(?:going\s+)?to"
    r"|(?:has\s+|had\s+)?(?:agreed|offered|promised|undertook|undertaken|volunteered)\s+to"
    rf"|was\s+asked\s+to))\s+{_LATER}(?P<verb>[a-z]+(?:-[a-z]+)?)\b)"
)
_IMAGINED = re.compile(r"(?i)\b(?:if|whether|unless|hopes?|hoped)\b[^;.]*$")
_MEN = re.compile(r"(?:Mr|Sir|Fr|Father)\b")
_WOMEN = re.compile(r"(?:Mrs|Ms|Miss|Dame|Sister)\b")


def promised_by(text: str, earlier: Iterable[str], people: People) -> str | None:
    """Give whose promise 'She will send it' is: the first who is named in the words before.

    `earlier` are the sentences before, the nearest first. None where nothing is promised, or where
    nobody fits.
    """
    found = _PROMISE.search(text)
    if found is None or text.endswith("?") or not _is_a_deed(found):
        return None
    before = text[: found.start()]
    if _IMAGINED.search(text[: found.start() + 1]):
        return None
    wrong = _WOMEN if found["who"].casefold() == "he" else _MEN
    named = (name for words in (before, *earlier) for name in _named(words, people))
    return next((name for name in named if not wrong.match(name)), None)


def _is_a_deed(found: re.Match[str]) -> bool:
    if found["doing"]:
        return is_promised_presently(found)
    return found["verb"] in ACTION_VERBS | {"do"}


def _named(words: str, people: People) -> Iterator[str]:
    """Give the people in a text in their order, without capitals that nobody is listed by."""
    for found in re.finditer(rf"(?<!\w)(?:{people.one})", words):
        name = found.group().strip()
        if not name.isupper() or name in people.names:
            yield name
