"""Words of the field and what they mean, as conversations know them."""

import re
from dataclasses import dataclass

from conversations.reading import normalise
from conversations.text import Worded


@dataclass(frozen=True, slots=True)
class Entry:
    """A word and what it means; `also` are other ways to write it. `number` names it in buttons."""

    number: int
    shown: str
    words: Worded
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TheGlossary:
    """Found: tuple of `Entry` in the order of the alphabet."""


def key_of(word: str) -> str:
    """Give the form in which words are compared: 'PET CT', 'pet-ct' and 'Pet‑CT' are one."""
    return " ".join(re.sub(r"[\W_]+", " ", normalise(word)).split())
