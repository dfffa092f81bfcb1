"""The inline keyboard under a message: the numbered options, then the other buttons.

The text shows every option whole; a button shows as much of it as a phone can, number first.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.channels.telegram.codec import write_data
from conversations.screen import Button, Screen
from conversations.text import Words

Said = Callable[[Words], str]
Key = dict[str, str]

LONG_LABEL = 20  # characters; longer ones have a row of their own
MANY_LONG = 8  # options; so many with long labels show their numbers only
_WIDEST = 38  # characters that a phone shows in a button as wide as the message
_MOST_BUTTONS = 100  # of one keyboard, by Telegram's rule
_STEPS, _NUMBERS, _SHORT, _OTHERS = 6, 5, 2, 3  # most in a row
_ISOLATES = re.compile("[\u2066-\u2069]")
_JOINER = "\u200d"

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Labels:
    """What the options and the other buttons of a screen say, each on one line."""

    options: Sequence[str]
    buttons: Sequence[str]

    @classmethod
    def of(cls, screen: Screen, said: Said) -> "Labels":
        """Say each label once: the text and the keyboard both show it."""
        return cls(
            [one_line(said(option.label)) for option in screen.options],
            [one_line(said(button.label)) for button in screen.buttons],
        )


def keyboard(screen: Screen, labels: Labels, member: int) -> list[list[Key]]:
    """Give the rows of buttons, each meant for `member`."""
    room = max(_MOST_BUTTONS - len(screen.buttons), 0)
    options = iter(screen.options)
    rows = [
        [_key(text, next(options), member) for text in row]
        for row in _option_rows(labels.options[:room], screen.first)
    ]
    return rows + list(_others(screen.buttons, labels.buttons, member))


def _key(text: str, button: Button, member: int) -> Key:
    return {"text": text, "callback_data": write_data(button.act, member)}


def _option_rows(labels: Sequence[str], first: int) -> list[list[str]]:
    steps = 0
    while steps < len(labels) and labels[steps] == str(first + steps):
        steps += 1
    rest, start = labels[steps:], first + steps
    long = any(visible(label) > LONG_LABEL for label in rest)
    if long and len(labels) >= MANY_LONG:
        return _even_rows([str(first + index) for index in range(len(labels))], _NUMBERS)
    texts = [button_text(start + index, label) for index, label in enumerate(rest)]
    return _even_rows(labels[:steps], _STEPS) + _even_rows(texts, 1 if long else _SHORT)


def _others(buttons: Sequence[Button], labels: Sequence[str], member: int) -> Iterator[list[Key]]:
    row: list[Key] = []
    longest = 0
    for button, label in zip(buttons, labels, strict=True):
        text = shortened(label, _WIDEST) or "…"
        longest = max(longest, visible(text))
        if row and (len(row) == _OTHERS or (len(row) + 1) * longest > _WIDEST):
            yield row
            row, longest = [], visible(text)
        row.append(_key(text, button, member))
    if row:
        yield row


def button_text(number: int, label: str) -> str:
    """Give '2 · Bus or train', cut where a phone would cut it."""
    if label in {"", str(number)}:
        return str(number)
    return shortened(f"{number} · {label}", _WIDEST)


def one_line(text: str) -> str:
    """Put a label on one line."""
    return " ".join(text.split())


def visible(text: str) -> int:
    """Count the characters without the marks that isolate a direction."""
    return len(text) if text.isascii() else len(_ISOLATES.sub("", text))


def shortened(text: str, most: int) -> str:
    """Cut a text to `most` characters with '…' as the last, between words where that is near.

    No letter loses its marks, and no mark of direction is left open.
    """
    if visible(text) <= most:
        return text
    plain = _ISOLATES.sub("", text)
    end = most - 1
    while end > 0 and _belongs_to_the_one_before(plain, end):
        end -= 1
    space = plain.rfind(" ", math.ceil(end * 2 / 3), end + 1)
    return plain[: space if space > 0 else end].rstrip() + "…"


def _belongs_to_the_one_before(text: str, index: int) -> bool:
    sign = text[index]
    marked = unicodedata.category(sign).startswith("M") or sign == _JOINER
    return marked or text[index - 1] == _JOINER


def _even_rows(things: Sequence[_Thing], most: int) -> list[list[_Thing]]:
    rows = math.ceil(len(things) / most)
    in_a_row = math.ceil(len(things) / rows) if rows else 1
    return [list(things[start : start + in_a_row]) for start in range(0, len(things), in_a_row)]
