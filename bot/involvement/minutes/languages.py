"""Whether minutes are in English, the one language whose promises are understood here."""

import re

from bot.involvement.minutes.wording import words_of

FEWEST_WORDS = 25  # fewer tell no language, unless they are in another script
ENGLISH_SHARE = 0.1
LATIN_SHARE = 0.5

_ENGLISH = words_of(
    "the and to of was were that for with be will is on by at it this from has had have not are as "
    "agreed meeting which would next"
)


def is_english(text: str) -> bool:
    """Say whether English words make up enough of a text; few words are taken to be English."""
    words = re.findall(r"[^\W\d_]+", text[:100_000])
    letters = "".join(words[:2000])
    latin = sum(letter < "\u0250" for letter in letters)
    if letters and latin < LATIN_SHARE * len(letters):
        return False
    if len(words) < FEWEST_WORDS:
        return True
    known = sum(word.casefold() in _ENGLISH for word in words)
    return known >= ENGLISH_SHARE * len(words)
