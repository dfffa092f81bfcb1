"""Reading what somebody typed: numbers in any script, labels in any case."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words

Say = Callable[[Words], str]

_UNSEEN = frozenset("\u2800\u3164\u115f\u1160\uffa0")  # blank Braille, Hangul fillers
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′＇", "'"))  # phones put curly ones
_JOINERS = frozenset({"and", "a", "ac", "اور", "i", "und"})


def normalise(text: str) -> str:
    """Fold case, width, accents, marks of direction, outer punctuation and runs of spaces away."""
    folded = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    kept = "".join(sign for sign in folded if unicodedata.category(sign) not in {"Cf", "Mn", "Me"})
    return " ".join(re.sub(r"^[\W_]+|[\W_]+$", "", kept).split())


def is_blank(text: str) -> bool:
    """Tell whether nothing of a text can be seen: spaces, and signs that show nothing."""
    return all(
        sign in _UNSEEN or unicodedata.category(sign) in {"Cf", "Cc", "Zs", "Zl", "Zp"}
        for sign in text
    )


def read_numbers(text: str) -> tuple[int, ...] | None:
    """Read '2', '٢', '1, 3 and 4'; None where there is anything but whole numbers up to 999."""
    tokens = re.findall(r"[^\W_]+", normalise(text))
    figures = [token for token in tokens if token not in _JOINERS]
    if not figures or not all(token.isdecimal() and len(token) <= 3 for token in figures):
        return None
    return tuple(int(token) for token in figures)


def read_number(text: str) -> int | None:
    """Read one whole number, in the digits of any script; None where it is anything else."""
    numbers = read_numbers(text)
    return numbers[0] if numbers and len(numbers) == 1 else None


def same_words(label: Words, text: str, say: Say) -> bool:
    """Tell whether `text` is `label`, as shown or in our English, case and marks aside."""
    typed = normalise(text)
    english = normalise(label.message) if isinstance(label, Text) else ""
    return typed != "" and typed in {normalise(say(label)), english}


def pick(shown: Screen, text: str, say: Say) -> Act | None:
    """Find the button of `shown` that `text` means: an option's number, or any label."""
    number = read_number(text)
    if number is not None and shown.options:
        index = number - shown.first
        return shown.options[index].act if 0 <= index < len(shown.options) else None
    return _labelled((*shown.options, *shown.buttons), text, say)


def _labelled(buttons: Iterable[Button], text: str, say: Say) -> Act | None:
    found = (button.act for button in buttons if same_words(button.label, text, say))
    return next(found, None)
